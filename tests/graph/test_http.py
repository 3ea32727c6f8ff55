"""Every way in which a server can fail has one line that says what happened and what to do."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import time
from functools import partial
from importlib.metadata import version
from urllib.parse import parse_qs

import loopback
import pyoxigraph as ox
import pytest
import requests
from loopback import serving

import servers
from claimgraph.errors import ClaimgraphError, StoreError, UsageError
from claimgraph.graph.stores.http import Limits, Wire
from claimgraph.graph.stores.remote import Remote, copied
from claimgraph.graph.stores.upload import Writer
from claimgraph.questions.stats import stats

QUERY = "SELECT ?a { ?a ?b ?c }"
PASSWORD = "open-sesame"
ONE_ROW = json.dumps(
    {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "literal", "value": "x"}}]}}
).encode()
JSON = "application/sparql-results+json"
QUICK = Limits(connect=0.3, read=0.3, total=0.8, size=10_000, retries=2, backoff=0)


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """No test sees the credentials or proxies of who runs it."""
    loopback.anonymous(monkeypatch, tmp_path)


@pytest.fixture
def somebody(monkeypatch):
    monkeypatch.setenv("CLAIMGRAPH_USER", "ali")
    monkeypatch.setenv("CLAIMGRAPH_PASSWORD", PASSWORD)


def asked(url: str, limits: Limits = QUICK):
    # The default graph is not in question here: no listing of graphs before the query.
    return Remote(url, wire=Wire(limits)).query_over(QUERY, ())


def told(url: str, limits: Limits = QUICK) -> str:
    """Return the error's line; no line ever holds the password."""
    with pytest.raises(ClaimgraphError) as caught:
        asked(url, limits)
    line = str(caught.value)
    assert "\n" not in line
    assert PASSWORD not in line
    return line


def fine(handler, _):
    handler.reply(body=ONE_ROW, Content_Type=JSON)


def status(code: int, body: bytes = b"", **headers: str):
    return lambda handler, _: handler.reply(code, body, **headers)


def with_graphs_in_headers(count):
    """Answer as Virtuoso does: with a header for each graph that was asked about."""

    def answer(handler, _):
        handler.send_response_only(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Content-Length", str(len(ONE_ROW)))
        for number in range(count):
            handler.send_header("X-SPARQL-default-graph", f"https://example.org/graph/{number}")
        handler.end_headers()
        handler.wfile.write(ONE_ROW)

    return answer


def test_an_answer_may_name_hundreds_of_graphs_in_its_headers():
    with serving(with_graphs_in_headers(1500)) as server:
        assert len(asked(server.url).rows) == 1


def test_headers_without_end_are_told():
    with serving(with_graphs_in_headers(3000)) as server:
        assert "more than 2000 headers" in told(server.url)


def test_other_programs_keep_their_limit_of_headers():
    import http.client

    assert http.client._MAXHEADERS == 100
    with serving(with_graphs_in_headers(1500)) as server, pytest.raises(requests.ConnectionError):
        requests.post(server.url, timeout=5)


def test_a_good_answer_is_read():
    with serving(fine) as server:
        answer = asked(server.url)

    assert (answer.variables, [str(row["a"]) for row in answer.rows]) == (("a",), ["x"])


def test_the_server_learns_who_asks_and_what():
    """The User-Agent names program, version and a page; the query goes in the body."""
    with serving(fine) as server:
        asked(server.url)

    [request] = server.seen
    agent = request.headers["user-agent"]
    assert agent == f"claimgraph/{version('claimgraph')} (+https://w3id.org/claimgraph/)"
    assert (request.method, request.path) == ("POST", "/sparql")
    assert parse_qs(request.body.decode()) == {"query": [QUERY]}
    assert request.headers["accept"].startswith(JSON)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (status(400, b"Lexical error\nat line 3", Content_Type="text/plain"),
         "refuses the request (400: Lexical error at line 3)"),
        (status(401), "asks for credentials (401): put them into CLAIMGRAPH_USER and "
         "CLAIMGRAPH_PASSWORD or ~/.netrc"),
        (status(403), "does not allow this (403): ask its owner"),
        (status(404), "nothing is there (404): give the address of the endpoint itself"),
        (status(405), "does not allow this method (405): is it the right kind of endpoint?"),
        (status(413), "finds the request too large (413): raise its limit or send less"),
        (status(429, Retry_After="0"), "too many requests (429): try again in 0 s"),
        (status(429), "too many requests (429): try again later"),
        (status(500, b"<html>stack", Content_Type="text/html"),
         "the server failed (500): try again later; see its log"),
        (status(503, b"no room", Content_Type="text/plain"),
         "the server failed (503: no room): try again later; see its log"),
        (status(200, b"<!DOCTYPE html><p>Hello", Content_Type="text/html"),
         "answers with a web page: give the address of the SPARQL endpoint itself, which often "
         "ends in /sparql or /query"),
        (status(200, b"<html>", Content_Type=JSON), "answers with a web page: give the address of "
         "the SPARQL endpoint itself, which often ends in /sparql or /query"),
        (status(200, b"a\nx\n", Content_Type="text/plain"), "answers with text/plain instead of "
         "SPARQL results: is it a SPARQL endpoint?"),
        (status(200, ONE_ROW[:-5], Content_Type=JSON), "the results are broken or were cut off "
         "half way: try again; see the server's log"),
        (status(200, b"", Content_Type=JSON), "the results are broken or were cut off half way: "
         "try again; see the server's log"),
        (status(200, ONE_ROW[:-5], Content_Type=JSON, Content_Length=str(len(ONE_ROW))),
         "the answer was cut off half way: try again"),
        (status(200, b"not gzip", Content_Type=JSON, Content_Encoding="gzip"),
         "the answer cannot be unpacked: the server is at fault"),
        (status(200, b" " * 20_000, Content_Type=JSON),
         "the answer is larger than 0.00953674 MiB: ask for less or raise --max-size"),
        (status(200, gzip.compress(b" " * 1_000_000), Content_Type=JSON, Content_Encoding="gzip"),
         "the answer is larger than 0.00953674 MiB: ask for less or raise --max-size"),
        (status(307, Location="/sparql"), "redirects in a circle: check the address"),
        (status(204), "answers with nothing known instead of SPARQL results: is it a SPARQL "
         "endpoint?"),
    ],
)  # fmt: skip
def test_each_bad_answer_has_its_line(answer, line):
    def closing(handler, request):
        handler.close_connection = True
        answer(handler, request)

    with serving(closing) as server:
        assert told(server.url) == f"{server.url}: {line}"


XML = "application/sparql-results+xml"
NESTED = 50_000
DEEP_JSON = (
    b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":%s{"type":"uri","value":"x:"}%s}]}}'
    % (
        b'{"type":"triple","value":{"subject":{"type":"uri","value":"x:\\\\\\""},"object":'
        * NESTED,
        b"}}" * NESTED,
    )
)
DEEP_XML = b"<sparql><head/><results>%s%s</results></sparql>" % (
    b"<triple><object>" * NESTED,
    b"</object></triple>" * NESTED,
)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (status(200, DEEP_JSON, Content_Type=JSON), "nested more than 100 deep"),
        (status(200, DEEP_XML, Content_Type=XML), "nested more than 100 deep"),
        (status(200, b"<?xml version='1.0' encoding='x'?><a>", Content_Type=XML), "broken"),
        (status(200, b"?a\n1\n", Content_Type="text/tab-separated-values"), "instead of SPARQL"),
        (status(200, b'{"head":{},"boolean":true}', Content_Type=JSON), "to another question"),
        (status(200, ONE_ROW.replace(b'"a"', b'"b"'), Content_Type=JSON), "to another question"),
        (status(302, Location="http://["), "cannot be read (ValueError)"),
        (status(302, Location="http://127.0.0.1:99999/"), "http or https"),
        (status(302, Location="http://127.0.0.1:port/"), "http or https"),
        (status(302, Location="file:///etc/passwd"), "http or https"),
        (status(429, Retry_After="9" * 5000), "cannot be read (ValueError)"),
        (status(401, WWW_Authenticate='Digest qop="auth"'), "cannot be read (KeyError)"),
        (status(401, WWW_Authenticate='Digest realm="x", nonce'), "cannot be read ("),
    ],
)
@pytest.mark.usefixtures("somebody")
def test_an_answer_that_no_library_foresees_is_one_line(answer, line):
    with serving(answer) as server:
        assert line in told(server.url, Limits(size=1 << 24, retries=1, backoff=0))


DEEP_TERMS = b"<x:> <x:> %s <x:> %s ." % (b"<<( <x:> <x:> " * NESTED, b" )>>" * NESTED)


@pytest.mark.parametrize("kind", ["application/n-triples", "text/turtle"])
def test_a_graph_nested_without_end_is_one_line(kind):
    with serving(status(200, DEEP_TERMS, Content_Type=kind)) as server:
        remote = Remote(server.url, wire=Wire(Limits()))
        with pytest.raises(StoreError, match="nested more than 1000 levels deep"):
            remote.query_over("CONSTRUCT WHERE { ?s ?p ?o }", ())


def test_results_of_any_shape_that_are_not_deep_are_read():
    """Quotes, escapes and brackets in strings, over the borders of what is read at once."""
    texts = ['{"[' * 9, "\\", '\\"', "}" * 500, "[" * 70_000, '\\"{' * 30_000]
    bindings = [{"a": {"type": "literal", "value": text}} for text in texts * 3]
    body = json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": bindings}}).encode()
    with serving(status(200, body, Content_Type=JSON)) as server:
        rows = asked(server.url, Limits()).rows
    assert [str(row["a"]) for row in rows] == texts * 3


@pytest.mark.parametrize("drip", [b"X-A: b\r\n", b"b"])
@pytest.mark.parametrize("streamed", [False, True])
def test_headers_that_trickle_in_are_not_waited_for(drip, streamed):
    def trickle(handler, _):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: b" + drip)
        for _ in range(400):  # 20 s, of which a fraction is waited for
            handler.wfile.write(drip)
            time.sleep(0.05)

    wire = Wire(Limits(read=0.3, total=0.3, retries=1))
    started = time.monotonic()
    with serving(trickle) as server:
        answer = (
            wire.stream("GET", server.url, headers={}).__enter__
            if streamed
            else partial(wire.send, "GET", server.url, headers={}, repeatable=True)
        )
        with pytest.raises(StoreError, match=r"not complete after 0\.3 s"):
            answer()
        assert time.monotonic() - started < 10


def test_no_such_host():
    line = told("http://nowhere.invalid/sparql")

    assert line == (
        "http://nowhere.invalid/sparql: there is no host nowhere.invalid: check the address"
    )


def test_no_secure_connection():
    """A server that does not speak TLS where https says so."""
    with serving(fine) as server:
        url = server.url.replace("http:", "https:")
        line = told(url)

    assert line.startswith(f"{url}: no secure connection (")
    assert line.endswith("): check the certificate")


def test_refused():
    url = f"http://127.0.0.1:{servers.free_port()}/sparql"

    assert told(url) == f"{url}: the connection was refused: is the server running, on that port?"


def test_no_connection_in_time():
    """A host that does not even refuse: its queue of connections is full."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        time.sleep(0.05)
        url = f"http://127.0.0.1:{address[1]}/sparql"
        try:
            line = told(url, Limits(connect=0.2, retries=0))
        finally:
            for each in waiting:
                each.close()

    assert line == f"{url}: no connection within 0.2 s: is the host up?"


def test_no_answer_in_time():
    with serving(lambda *_: time.sleep(1)) as server:
        line = told(server.url, Limits(read=0.1))
        # Asked again, it would only have more to do.
        assert len(server.seen) == 1

    assert line == f"{server.url}: no answer within 0.1 s: ask for less or raise --timeout"


@pytest.mark.parametrize(
    ("pause", "limits", "why"),
    [
        (0.05, Limits(read=10, total=0.6, retries=0), "not complete after 0.6 s"),
        (0.5, Limits(read=0.2, total=10, retries=0), "within 0.2 s"),
    ],
)
def test_an_answer_that_trickles_in_is_not_waited_for(pause, limits, why):
    """Never silent for long, or silent in the middle: neither holds us."""

    def trickle(handler, _):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(400):  # 20 s or more, of which a fraction is waited for
            handler.wfile.write(b" ")
            time.sleep(pause)

    started = time.monotonic()
    with serving(trickle) as server:
        line = told(server.url, limits)
        assert time.monotonic() - started < 10
    assert why in line


def test_a_connection_that_breaks_before_the_answer():
    with serving(lambda handler, _: handler.connection.shutdown(socket.SHUT_RDWR)) as server:
        assert told(server.url).startswith(f"{server.url}: the connection broke: try again")
        # A question may be asked again: it was, twice.
        assert len(server.seen) == 3


def test_a_busy_server_is_asked_again():
    """Twice 503, then the answer: nobody need know."""
    with serving(
        lambda handler, request: (
            fine(handler, request) if len(server.seen) > 2 else handler.reply(503)
        )
    ) as server:
        assert len(asked(server.url).rows) == 1

    assert len(server.seen) == 3


@pytest.mark.parametrize("code", [429, 502, 503, 504])
def test_what_may_not_be_done_twice_is_done_once(code):
    """An update that makes blank nodes is not repeated, whatever the server says."""
    with serving(status(code)) as server:
        with pytest.raises(StoreError):
            Wire(QUICK).send("POST", server.url, headers={}, data=b"x", repeatable=False)
        assert len(server.seen) == 1


def test_a_server_cannot_make_us_wait_for_hours():
    limits = Limits(retries=1, longest_wait=0)
    started = time.monotonic()
    with serving(status(429, Retry_After="7200")) as server:
        line = told(server.url, limits)

    assert line.endswith("too many requests (429): try again in 7200 s")
    assert time.monotonic() - started < 5


def guarded(scheme: str):
    """Ask for credentials by a scheme, and answer who gives the right ones."""

    def answer(handler, request):
        given = request.headers.get("authorization", "")
        basic = "Basic " + base64.b64encode(f"ali:{PASSWORD}".encode()).decode()
        if given == basic or (scheme.startswith("Digest") and 'username="ali"' in given):
            fine(handler, request)
        else:
            handler.reply(401, WWW_Authenticate=scheme)

    return answer


@pytest.mark.parametrize("scheme", ['Basic realm="r"', 'Digest realm="r", nonce="n", qop="auth"'])
@pytest.mark.usefixtures("somebody")
def test_credentials_from_the_environment(scheme):
    """They go to the server that asks, by its scheme; later requests carry them at once."""
    with serving(guarded(scheme)) as server:
        remote = Remote(server.url, wire=Wire(QUICK))
        for _ in range(2):
            assert len(remote.query_over(QUERY, ()).rows) == 1

    given = [request.headers.get("authorization", "") for request in server.seen]
    assert given[0] == ""
    assert len(given) == 3
    assert all(each.startswith(scheme.partition(" ")[0]) for each in given[1:])
    # Digest never sends the password itself.
    assert not any(PASSWORD in each for each in given)
    assert all(request.body == server.seen[0].body for request in server.seen)


def test_credentials_from_netrc(tmp_path):
    (tmp_path / "netrc").write_text(f"machine 127.0.0.1 login ali password {PASSWORD}\n")
    with serving(guarded('Basic realm="r"')) as server:
        assert len(asked(server.url).rows) == 1


@pytest.mark.usefixtures("somebody")
def test_who_does_not_ask_gets_no_credentials():
    with serving(fine) as server:
        asked(server.url)

    assert "authorization" not in server.seen[0].headers


@pytest.mark.usefixtures("somebody")
def test_wrong_credentials():
    with serving(status(401, WWW_Authenticate='Basic realm="r"')) as server:
        assert told(server.url) == f"{server.url}: the credentials are refused (401): check them"
        assert len(server.seen) == 2


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_on_the_same_server_is_followed(code):
    """The query goes along: a method that becomes GET would lose it."""

    def moved(handler, request):
        if request.path == "/sparql":
            handler.reply(code, Location="/new")
        else:
            fine(handler, request)

    with serving(moved) as server:
        assert len(asked(server.url).rows) == 1

    assert [request.method for request in server.seen] == ["POST", "POST"]
    assert server.seen[0].body == server.seen[1].body


@pytest.mark.usefixtures("somebody")
def test_a_redirect_to_another_server_gets_no_credentials():
    with serving(fine) as other, serving(status(307, Location=other.url)) as server:
        assert told(server.url) == (
            f"{server.url}: redirects to another server ({other.url}), which gets neither "
            "credentials nor changes unasked: if it is the right one, name it"
        )
        assert other.seen == []


def test_a_redirect_to_another_server_is_followed_with_nothing_to_lose():
    with serving(fine) as other, serving(status(307, Location=other.url)) as server:
        assert len(asked(server.url).rows) == 1


def test_changes_are_not_redirected_to_another_server():
    with serving(fine) as other, serving(status(307, Location=other.url)) as server:
        with pytest.raises(StoreError, match="redirects to another server"):
            Wire(QUICK).send("POST", server.url, headers={}, data=b"x", repeatable=False)
        assert other.seen == []


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (f"http://ali:{PASSWORD}@127.0.0.1/sparql", "http://127.0.0.1/sparql: an address with "
         "credentials ends up in histories and logs: put them into CLAIMGRAPH_USER and "
         "CLAIMGRAPH_PASSWORD, or into ~/.netrc"),
        ("localhost:7878", "'localhost:7878' is not the address of a server: write e.g. "
         "https://host/sparql"),
        ("file:///etc/passwd", "'file:///etc/passwd' is not the address of a server: write e.g. "
         "https://host/sparql"),
        ("http://127.0.0.1:99999/", "'http://127.0.0.1:99999/' is not the address of a server: "
         "write e.g. https://host/sparql"),
        ("http://[::1/", "'http://[::1/' is not the address of a server: write e.g. "
         "https://host/sparql"),
    ],
)  # fmt: skip
def test_what_is_no_address(url, line):
    assert told(url) == line
    with pytest.raises(UsageError):
        asked(url)


def test_what_is_no_name_of_a_graph():
    with pytest.raises(
        UsageError, match="'a graph' is not the name of a graph: write an absolute IRI"
    ):
        Remote("http://127.0.0.1:1/sparql", graphs=["a graph"])


def test_a_server_that_leaves_rows_out_is_told_on():
    """Virtuoso ends a long table without a word; only a header tells of its limit."""
    answer = status(
        200, ONE_ROW, Content_Type=JSON, Server="Virtuoso/07.20.3229 (Linux)", X_SPARQL_MaxRows="1"
    )
    with serving(answer) as server:
        assert told(server.url) == (
            f"{server.url}: gives no more than 1 rows and may have left some out: ask for less or "
            "have its limit raised"
        )


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("{}", "rows without"),
        ('{"label": {"type": "literal", "value": "A"}, "kind": {"type": "uri", "value": "x:a"}}',
         r"rows without \?count"),
        ('{"label": {"type": "literal", "value": "A"}, "kind": {"type": "uri", "value": "x:a"}, '
         '"count": {"type": "literal", "value": "many"}}', r"\?count is not a count but 'many'"),
    ],
)  # fmt: skip
def test_rows_that_leave_out_what_is_counted_are_one_line(row, line):
    """The columns are those of the query, and the row binds them not all, or to something else."""
    graphs = (
        '{"head": {"vars": ["graph"]}, "results": {"bindings": ['
        '{"graph": {"type": "uri", "value": "https://e.org/g"}}]}}'
    )
    kinds = (
        f'{{"head": {{"vars": ["kind", "label", "count"]}}, "results": {{"bindings": [{row}]}}}}'
    )

    def answer(handler, request):
        body = kinds if "kind" in request.path + request.body.decode() else graphs
        handler.reply(body=body.encode(), Content_Type=JSON)

    with serving(answer) as server:
        remote = Remote(server.url, graphs=["https://e.org/g"], wire=Wire(QUICK))
        with pytest.raises(StoreError, match=line):
            stats(remote)


@pytest.mark.parametrize("method", ["graphs", "counts"])
def test_rows_without_what_was_asked_for_are_one_line(method):
    """Some servers answer whatever is asked with what they please."""
    empty = b'{"head": {"vars": ["graph"]}, "results": {"bindings": [{}]}}'

    def answer(handler, _):
        handler.reply(body=empty, Content_Type=JSON)

    with serving(answer) as server:
        remote = Remote(server.url, graphs=["https://e.org/g"], wire=Wire(QUICK))
        with pytest.raises(StoreError, match="rows without"):
            getattr(remote, method)() if method == "counts" else remote.graphs


def test_a_load_that_the_server_does_not_show_ends_with_its_first_graph():
    """Sent to another server than the one that is asked, all would be counted in the end."""
    taken: list[str] = []

    def answer(handler, request):
        if request.method == "PUT":
            taken.append(request.path)
            handler.reply(204)
            return
        results = {"head": {"vars": ["graph", "triples"]}, "results": {"bindings": []}}
        body = json.dumps(results).encode()
        handler.reply(200, body, Content_Type=JSON)

    with serving(answer) as server:
        remote = Remote(f"{server.url}/query", graphs=["urn:g"], wire=Wire(QUICK))
        writer = Writer(remote, graph_store=f"{server.url}/data")
        triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"))
        graphs = [("urn:empty", set()), *((f"urn:{number}", {triple}) for number in range(9))]
        with pytest.raises(StoreError, match="holds 0 triples of <urn:0> after 1 were written"):
            writer.replace_all(graphs)
    assert len(taken) == 2


def test_a_copy_that_would_be_too_large_is_refused_before_all_is_counted():
    asked: list[int] = []

    def answer(handler, _):
        asked.append(1)
        names = [f"urn:g{number}" for number in range(1000)]
        rows = [
            {"graph": {"type": "uri", "value": name}, "triples": {"type": "literal", "value": "9"}}
            for name in names[(len(asked) - 1) * 200 : len(asked) * 200]
        ]
        results = {"head": {"vars": ["graph", "triples"]}, "results": {"bindings": rows}}
        body = json.dumps(results).encode()
        handler.reply(200, body, Content_Type=JSON)

    with serving(answer) as server:
        remote = Remote(f"{server.url}/query")
        remote.__dict__["graphs"] = tuple(f"urn:g{number}" for number in range(1000))
        with pytest.raises(StoreError, match="more than 2000 triples are too many for one"):
            copied([remote], most=2000)
    # A request counts 200 graphs, of 1,800 triples.
    assert len(asked) == 2
