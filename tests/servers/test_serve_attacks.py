"""Serve stays up: what requests, signals and clients do to it, and what it says to browsers."""

from __future__ import annotations

import resource
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import Graph
from served import COUNTS_FOR_EVER, Served, is_running, project
from typer.testing import CliRunner

from claimgraph.cli import app


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


def test_a_compressed_request_is_refused(server: Served) -> None:
    """A bomb is not decoded."""
    headers = {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}
    answer = server.client.post("/sparql", content=b"\x1f\x8b", headers=headers)
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"


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


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_it_ends_within_three_seconds(tmp_path: Path, by: signal.Signals) -> None:
    """Whatever runs, nothing is left: no process, no folder."""
    with Served(temporary=tmp_path) as running:
        children = running.workers()
        with pytest.raises(httpx.ReadTimeout):
            running.client.get("/sparql", params={"query": COUNTS_FOR_EVER}, timeout=0.5)
        with socket.create_connection((httpx.URL(running.url).host, httpx.URL(running.url).port)):
            begin = time.monotonic()
            assert running.stop(by) == 0
            assert time.monotonic() - begin < 3.5
        assert not any(map(is_running, children))
        assert not [*tmp_path.glob("claimgraph-*")]


def test_what_a_killed_server_left_is_swept(tmp_path: Path) -> None:
    """The next start removes folders without an owner, and none that has one."""
    with Served(temporary=tmp_path) as killed:
        killed.stop(signal.SIGKILL)
    left = {*tmp_path.glob("claimgraph-*")}
    assert left
    with Served(temporary=tmp_path) as first, Served(temporary=tmp_path) as second:
        assert not left & {*tmp_path.glob("claimgraph-*")}
        assert first.ask("ASK {}").status_code == second.ask("ASK {}").status_code == 200


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
            slowest = 0.0
            while not page.done():
                begin = time.monotonic()
                assert running.client.get("/health").status_code == 200
                slowest = max(slowest, time.monotonic() - begin)
            assert slowest < 0.5
            assert page.result().status_code in (200, 504)


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
