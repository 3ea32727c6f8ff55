"""Serve stays up: what requests, signals and clients do to it, and what it says to browsers."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import living
import pytest
from rdflib import Graph
from sampled import few
from served import COUNTS_FOR_EVER, Served, is_running, project
from typer.testing import CliRunner

from claimgraph.cli import app
from claimgraph.errors import UsageError


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served() as running:
        yield running


def _raw(server: Served, request: bytes) -> bytes:
    """Send bytes as they are; return all that comes until the server ends the connection."""
    url = httpx.URL(server.url)
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


@pytest.mark.parametrize("port", ["-1", "65536", "99999"])
def test_a_port_is_one(port: str) -> None:
    """A number that wraps round is refused, not another port."""
    done = CliRunner().invoke(app, ["serve", "--port", port])
    assert done.exit_code == 2
    assert "--port" in done.output


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://x/?y", "http://u:p@x/", "http://x/\n", "http:///"]
)
@pytest.mark.parametrize("command", [["serve", "--port", "0", "--url"], ["site", "--base"]])
def test_an_address_is_one(tmp_path: Path, command: list[str], url: str) -> None:
    """What no browser would be led to is refused before anything is loaded, by every command."""
    done = CliRunner().invoke(app, [*command, url, "--project", str(tmp_path / "none")])
    assert isinstance(done.exception, UsageError)
    assert "no address of a site" in str(done.exception)


@pytest.mark.slow
def test_an_address_in_any_letters(tmp_path: Path) -> None:
    """Headers hold ASCII alone: an IRI is written as a URI there, and so is a question's name."""
    folder = project(tmp_path / "p", x="<https://e.org/s> <https://e.org/p> 1 .")
    (folder / "queries/t").mkdir(parents=True)
    question = "#+ summary: s\nSELECT * { VALUES ?x { 1 2 3 } }\n"
    (folder / "queries/t/質問.rq").write_text(question, encoding="utf-8")
    with Served("--url", "https://例え.example/ä", project=folder) as running:
        answer = running.client.get("/api/questions/t/質問?limit=1")
        assert answer.status_code == 200
        start = "https://%E4%BE%8B%E3%81%88.example/%C3%A4/api/questions/t/%E8%B3%AA%E5%95%8F?"
        assert answer.links["next"]["url"].startswith(start)
        missing = running.client.get("/none", headers={"Accept": "text/html"})
        assert missing.status_code == 404
        assert missing.text.count("https://") == missing.text.count('"https://')


@pytest.mark.parametrize(
    "path",
    ["", "health", "sparql", "nothing", "sparql?query=x", "api/questions", "sparql?query=ASK{}"],
)
def test_every_answer_speaks_to_browsers(server: Served, path: str) -> None:
    """Errors too: no scripts of others, no frames, no guessing of types, no addresses told."""
    headers = server.client.get(f"/{path}").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


def test_what_is_no_request_is_answered_so_too(server: Served) -> None:
    """The web server's own errors have the same headers."""
    assert b"frame-ancestors" in _raw(server, b"GET / HTTP/1.1\r\nno header\r\n\r\n").lower()


def test_no_redirect_is_built_from_host(server: Served) -> None:
    """The client says what Host is: a cache would send others where it says."""
    rows = server.rows(
        "SELECT ?c { ?c <https://w3id.org/claimgraph/ontology#paraphrase> ?p } LIMIT 1"
    )
    thing = rows[0]["c"].removeprefix("https://w3id.org/claimgraph")
    for path in (thing, "/sparql/", "/api/questions/", "//evil.example/x", "/id"):
        answer = server.client.get(server.url + path, headers={"Host": "evil.example"})
        assert "evil.example" not in answer.headers.get("location", "")
    answer = server.client.get(thing, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200
    assert [each.status_code for each in answer.history] == [303]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/api/questions", "*/*"),
        ("/api/openapi.json", "*/*"),
        ("/api/questions/claims/claims?limit=2", "*/*"),
        *(
            (path, accept)
            for path in ("/sparql", "/.well-known/void")
            for accept in ("text/turtle", "application/rdf+xml", "application/ld+json")
        ),
        ("/.well-known/void", "application/n-triples"),
        ("/sparql?query=CONSTRUCT{<s><p><%23o>}{}", "application/n-triples"),
    ],
)
def test_no_answer_is_built_from_host(server: Served, path: str, accept: str) -> None:
    """Links and descriptions name no host, and lead to this one; N-Triples has the socket's."""
    headers = {"Host": "evil.example", "Accept": accept}
    answer = server.client.get(path, headers=headers)
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)
    assert "here.invalid" not in answer.text
    if "triples" in accept:
        assert f"<{server.url}/sparql" in answer.text or f"<{server.url}/s>" in answer.text
    elif "json" not in accept and "*" not in accept:
        graph = Graph().parse(data=answer.content, format=accept, publicID=f"{server.url}{path}")
        assert f"{server.url}/sparql" in {str(node) for node in graph.all_nodes()}
    for link in answer.links.values():
        assert server.client.get(link["url"]).status_code == 200


@pytest.mark.parametrize(
    "coding",
    [
        ["gzip"],
        ["identity", "gzip"],
        ["br", "identity"],
        ["", "deflate"],
        ["identity, gzip"],
        ["GZIP"],
        ["x"],
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["POST", "GET", "HEAD", "PUT"])
@pytest.mark.parametrize("path", ["/sparql", "/api/questions", "/no-such-page"])
def test_a_compressed_request_is_refused(
    server: Served, path: str, method: str, coding: list[str]
) -> None:
    """A bomb is not decoded, on whichever line its header says so, nor are requests after it."""
    lines = "".join(f"Content-Encoding: {each}\r\n" for each in coding)
    kind = "Content-Type: application/sparql-query\r\n"
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n{kind}{lines}Content-Length: 2\r\n\r\n"
    answer = _raw(
        server, head.encode() + b"\x1f\x00GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    ).lower()
    assert answer.startswith(b"http/1.1 415 ")
    assert answer.count(b"http/1.1 ") == 1
    assert b"connection: close\r\n" in answer
    assert b"accept-encoding: identity\r\n" in answer


def test_a_request_that_says_it_is_plain_is_answered(server: Served) -> None:
    """Identity is no compression, however often and in whatever letters it is said."""
    headers = [("Content-Encoding", value) for value in ("identity", "Identity , identity", "")]
    answer = server.client.post("/sparql", data={"query": "ASK {}"}, headers=headers)
    assert answer.json()["boolean"] is True


_UPDATES = [
    "LOAD <http://127.0.0.1:9/x>",
    "load silent <http://127.0.0.1:9/x> into graph <http://e.org/>",
    "# first\nPREFIX e: <http://e.org/>\nBASE <http://e.org/>INSERT DATA { e:s e:p e:o }",
    "WITH <http://e.org/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p 'SELECT' }",
    "CLEAR ALL; DROP DEFAULT",
    "CREATE GRAPH <http://e.org/>",
    "ADD DEFAULT TO <http://e.org/>",
    "MOVE <http://e.org/> TO DEFAULT",
    "COPY <http://e.org/> TO DEFAULT",
    "INSERT { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } }",
    "I\\u004eSERT DATA {}",
]


@pytest.mark.parametrize("update", _UPDATES)
def test_an_update_is_refused_however_it_comes(server: Served, update: str) -> None:
    """403 and the reason, where the text of a query is an update too."""
    direct = {"Content-Type": "application/sparql-query"}
    answers = [
        server.ask(update),
        server.client.get("/sparql", params={"update": update}),
        server.client.post("/sparql", data={"update": update}),
        server.client.post("/sparql", data={"query": update}),
        server.client.post("/sparql", content=update, headers=direct),
        server.client.post(
            "/sparql", content=update, headers={"Content-Type": "application/sparql-update"}
        ),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.text for answer in answers} == {
        "this endpoint is read-only: updates and LOAD are not allowed\n"
    }


@pytest.mark.parametrize(
    "query", ["SELECT * { insert }", "PREFIX insert: <x> ASK { ?s", "<insert> {}", "'LOAD'", ""]
)
def test_what_is_neither_query_nor_update_is_the_clients_error(server: Served, query: str) -> None:
    """The words of updates are none where they are names, texts or out of place."""
    assert server.ask(query).status_code == 400


_MIB = 1 << 20


@pytest.mark.parametrize(
    ("kind", "body", "most"),
    [
        ("application/sparql-query", "ASK {}#", _MIB),
        ("application/x-www-form-urlencoded", "query=ASK%7B%7D%23", None),
        ("application/x-www-form-urlencoded", "query=ASK%7B%7D&x=", 3 * _MIB),
    ],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_long_request_is_told_its_bound(
    server: Served, kind: str, body: str, most: int | None, *, is_chunked: bool
) -> None:
    """At the bound it is answered; a byte more, and the line names the bound that it has passed.

    That of a query in a form is the query's, whatever its percent signs take.
    """
    length = most or _MIB - len("ASK{}#") + len(body)
    for more, status in ((0, 200), (1, 413)):
        whole = body + "x" * (length - len(body) + more)
        content = iter([whole.encode()]) if is_chunked else whole.encode()
        answer = server.client.post("/sparql", content=content, headers={"Content-Type": kind})
        assert answer.status_code == status
    assert f" {(most or _MIB) >> 20} MiB" in answer.text


@pytest.mark.parametrize(("length", "is_taken"), [(1 << 17, True), (3 << 17, False)])
def test_a_long_head_is_refused(server: Served, length: int, *, is_taken: bool) -> None:
    """A URL with its headers may have 128 KiB, and what the system reads at once on top."""
    begin, end = b"GET /sparql?query=ASK%7B%7D%23", b" HTTP/1.1\r\nHost: x\r\n\r\n"
    head = begin + b"x" * (length - len(begin) - len(end)) + end
    url = httpx.URL(server.url)
    status = b"400"
    with (
        socket.create_connection((url.host, url.port or 80), timeout=10) as connection,
        suppress(ConnectionError),  # it may close before it has read all
    ):
        connection.sendall(head)
        status = connection.recv(12)[9:]
    assert status == (b"200" if is_taken else b"400")


def test_two_lengths_end_the_connection(server: Served) -> None:
    """What follows may be another's request in disguise (RFC 9112, 6.1)."""
    body = b"8\r\nquery=AS\r\n3\r\nK{}\r\n0\r\n\r\n"
    head = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    answer = _raw(server, head + body + b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer.lower()


@pytest.mark.slow
@pytest.mark.parametrize("by", few([signal.SIGTERM, signal.SIGHUP, signal.SIGINT], 1))
def test_it_ends_within_three_seconds(tmp_path: Path, by: signal.Signals) -> None:
    """Whatever runs, nothing is left: no process, no folder."""
    with Served(temporary=tmp_path) as running:
        children = running.workers()
        with pytest.raises(httpx.ReadTimeout):
            running.client.get("/sparql", params={"query": COUNTS_FOR_EVER}, timeout=0.5)
        with socket.create_connection((httpx.URL(running.url).host, httpx.URL(running.url).port)):
            begin = time.monotonic()
            assert running.stop(by) == 0
            assert time.monotonic() - begin < 3
        assert not any(map(is_running, children))
        assert not [*tmp_path.glob("claimgraph-*")]


@pytest.mark.parametrize(
    ("until", "by"),
    [
        *(
            pytest.param(until, by, marks=pytest.mark.slow)
            for until in ("store", "answers", "pages")
            for by in (signal.SIGTERM, signal.SIGHUP)
        ),
    ],
)
def test_it_ends_while_it_starts(tmp_path: Path, until: str, by: signal.Signals) -> None:
    """When the store is made or workers start, which are never ready here: nothing is left."""
    folder = project(tmp_path / "p", x="<https://e.org/s> <https://e.org/p> 1 .")
    command = [sys.executable, "-m", "claimgraph", "serve", "--port", "0", "--workers", "1"]
    command += ["--project", str(folder)]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    stopped = set[int]()
    starting = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        while not (begun := [*tmp_path.glob(f"claimgraph-{until}-*")]) or (
            until != "store" and not stopped
        ):
            assert starting.poll() is None
            for child in {*living.children(starting.pid)} - stopped if begun else ():
                # Not before it is one: who starts it waits until then.
                if b"claimgraph.processes" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(child, signal.SIGSTOP)
                    stopped.add(child)
        begin = time.monotonic()
        starting.send_signal(by)
        _, said = starting.communicate(timeout=10)
        assert time.monotonic() - begin < 3
    finally:
        starting.kill()
    assert (starting.returncode, said) == (0, "")
    assert living.gone(stopped, 1)
    assert not [*tmp_path.glob("claimgraph-*")]


@pytest.mark.slow
def test_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    """Who starts it with SIGHUP ignored wants it to go on when the terminal is closed."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        running = Served(
            project=project(tmp_path / "p", x="<https://e.org/s> <https://e.org/p> 1 .")
        )
    finally:
        signal.signal(signal.SIGHUP, before)
    with running:
        running.process.send_signal(signal.SIGHUP)
        assert running.ask("SELECT * { ?a ?b ?c } LIMIT 9").status_code == 200
        assert running.stop() == 0


@pytest.mark.slow
def test_what_a_killed_server_left_is_swept(tmp_path: Path) -> None:
    """The next start removes folders without an owner, and none that has one."""
    with Served(temporary=tmp_path) as killed:
        killed.stop(signal.SIGKILL)
    left = {*tmp_path.glob("claimgraph-*")}
    assert left
    with Served(temporary=tmp_path) as first, Served(temporary=tmp_path) as second:
        assert not left & {*tmp_path.glob("claimgraph-*")}
        assert first.ask("ASK {}").status_code == second.ask("ASK {}").status_code == 200


@pytest.mark.slow
def test_a_page_whose_client_hangs_up_frees_its_place(tmp_path: Path) -> None:
    """Neither its question nor its making goes on."""
    folder = project(tmp_path / "p", x="<https://e.org/s> <https://e.org/p> 1 .")
    (folder / "queries/t").mkdir(parents=True)
    (folder / "queries/t/slow.rq").write_text(f"#+ summary: s\n{COUNTS_FOR_EVER}\n")
    with Served("--time-limit", "20", project=folder) as running:
        for _ in range(6):
            with pytest.raises(httpx.ReadTimeout):
                running.client.get("/questions/t/slow.html", timeout=0.3)
            running.wait_until(slow=0, waiting=0)


@pytest.mark.slow
def test_a_page_that_is_too_dear_is_refused(tmp_path: Path) -> None:
    """The server answers others meanwhile, at once, and says 504 of the page."""
    rows = "".join(
        f"<https://w3id.org/claimgraph/article/x/claim/c{n}> a "
        f"<https://w3id.org/claimgraph/ontology#FactualClaim> ; "
        f'<https://w3id.org/claimgraph/ontology#paraphrase> "x{n}"@en .\n'
        for n in range(20_000)
    )
    folder = project(tmp_path / "p", x=rows)
    with Served("--time-limit", "1", project=folder) as running:
        import concurrent.futures

        with concurrent.futures.ThreadPoolExecutor() as threads:
            page = threads.submit(httpx.get, running.url + "/", timeout=30)
            seconds = []
            while not page.done():
                begin = time.monotonic()
                assert running.client.get("/health").status_code == 200
                seconds.append(time.monotonic() - begin)
            assert sorted(seconds)[len(seconds) * 99 // 100] < 0.1
            assert page.result().status_code in (200, 504)


@pytest.mark.slow
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """507 and a line, and the server goes on; its files may have three megabytes here."""
    most = 3 << 20
    rows = " ".join(f"<https://e.org/s> <https://e.org/p{n}> {n} ." for n in range(300))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        running = Served(project=project(tmp_path / "p", x=rows))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with running:
        full = running.ask("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 60000")
        assert (full.status_code, full.text.count("\n")) == (507, 1)
        assert "disk is full" in full.text
        assert running.ask("SELECT * { ?a ?b ?c } LIMIT 9").status_code == 200


def test_cors_is_asked_for(tmp_path: Path) -> None:
    """Only then may pages of other sites read the answers."""
    folder = project(tmp_path / "p", x="<https://e.org/s> <https://e.org/p> 1 .")
    with Served("--cors", project=folder) as running:
        answer = running.client.get("/health", headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "*"
