"""A server's graph is exported while it comes: nothing is held, and nothing goes missing."""

from __future__ import annotations

import json
import sys
import threading
from itertools import chain

import pytest
from loopback import serving

from claimgraph.cli import main, options
from claimgraph.errors import StoreError
from claimgraph.graph.project import shipped_project
from claimgraph.graph.stores.http import Limits, Wire
from claimgraph.graph.stores.remote import Remote
from claimgraph.vocab import GRAPH

NAME = GRAPH + "one"
QUICK = Limits(connect=0.5, read=0.5, total=0.5, size=5_000, retries=1, backoff=0)
LINE = b"<http://example.org/s%d> <http://example.org/p> _:b%d .\n"


def lines(count: int) -> list[bytes]:
    return [LINE % (number, number) for number in range(count)]


def answering(count: int, body):
    """A server of one graph of so many triples, whose CONSTRUCT is answered by `body`."""

    def answer(handler, request) -> None:
        query = request.body.decode()
        if "CONSTRUCT" in query:
            body(handler)
            return
        values = {"graph": {"type": "uri", "value": NAME}}
        if "COUNT" in query:
            values["triples"] = {"type": "literal", "value": str(count)}
        table = {"head": {"vars": list(values)}, "results": {"bindings": [values]}}
        handler.reply(
            body=json.dumps(table).encode(), Content_Type="application/sparql-results+json"
        )

    return answer


def chunked(handler, media_type: str = "application/n-triples"):
    """Begin an answer whose parts are sent one by one; return what sends one."""
    handler.send_response_only(200)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()

    def send(part: bytes) -> None:
        handler.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        handler.wfile.flush()

    return send


def quads(url: str, limits: Limits = QUICK):
    graphs = options.graphs_at([Remote(url, wire=Wire(limits))], shipped_project())
    return chain.from_iterable(graphs)


def test_statements_are_there_before_the_answer_has_ended():
    """The server sends its last part only when the first statements have been seen."""
    seen = threading.Event()

    def body(handler) -> None:
        send = chunked(handler)
        send(b"".join(lines(5000)))
        assert seen.wait(10)
        send(LINE % (5000, 5000))
        send(b"")

    with serving(answering(5001, body)) as server:
        found = quads(server.url, Limits())
        first = [next(found) for _ in range(100)]
        seen.set()
        rest = list(found)

    assert len(first) + len(rest) == 5001
    assert {quad.graph_name.value for quad in (*first, *rest)} == {NAME}
    assert len({quad.object for quad in (*first, *rest)}) == 5001


def test_neither_size_nor_time_of_the_whole_is_limited():
    """A graph may be of any size; what is limited is how long the server says nothing."""

    def body(handler) -> None:
        send = chunked(handler)
        for line in lines(12):
            send(line + b"# " + b"x" * 1000 + b"\n")
            threading.Event().wait(0.06)
        send(b"")

    with serving(answering(12, body)) as server:
        assert len(list(quads(server.url))) == 12


def whole(text: bytes, media_type: str = "application/n-triples"):
    return lambda handler: handler.reply(body=text, Content_Type=media_type)


def silent(handler) -> None:
    chunked(handler)(b"".join(lines(3)))
    threading.Event().wait(1)


def cut_off(handler) -> None:
    chunked(handler)(b"".join(lines(3)))
    handler.close_connection = True


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (whole(b"".join(lines(3))), "gives 3 of the 5 triples of <"),
        (whole(b"".join(lines(5))[:-20]), "broken or were cut off half way"),
        (whole(b"<html>", "text/html"), "answers with a web page"),
        (silent, "no answer within 0.5 s"),
        (cut_off, "was cut off half way"),
    ],
)
def test_what_does_not_come_whole_is_told(body, told):
    with serving(answering(5, body)) as server, pytest.raises(StoreError, match=told):
        list(quads(server.url))


def test_a_graph_that_does_not_come_whole_leaves_no_file(tmp_path, monkeypatch, capfd):
    output = tmp_path / "all.nq"
    with serving(answering(5, whole(b"".join(lines(3))))) as server:
        arguments = ["claimgraph", "export", "--endpoint", server.url, "--output", str(output)]
        monkeypatch.setattr(sys, "argv", arguments)
        monkeypatch.chdir(tmp_path)
        assert main() == 2
    assert "gives 3 of the 5 triples" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", ["stream", "triples", "query"])
@pytest.mark.parametrize("bomb", [True, False])
def test_a_bomb_of_entities_in_an_answer_is_refused(way, bomb):
    """As in files; the beginnings of IRIs are put in."""
    levels = 10 if bomb else 1
    entities = ['<!ENTITY e0 "aaaaaaaaaa">']
    entities += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, levels)]
    document = (
        f"<!DOCTYPE r [{''.join(entities)}]>"
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://e.org/">'
        f'<r:Description r:about="https://e.org/&e{levels - 1};"><e:p>1</e:p>'
        "</r:Description></r:RDF>"
    ).encode()

    def body(handler) -> None:
        handler.reply(body=document, Content_Type="application/rdf+xml")

    with serving(answering(1, body)) as server:
        remote = Remote(server.url, wire=Wire(QUICK))

        def read() -> list:
            if way == "query":
                return list(remote.query_over("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", ()).rows)
            return list(getattr(remote, way)(NAME, 1))

        if bomb:
            with pytest.raises(StoreError, match="its XML entities are more than short texts"):
                read()
        else:
            assert len(read()) == 1
