"""What would let a stranger reach through the endpoint, or bring it down, is refused."""

import socket
import threading

import httpx
import pytest
import served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def endpoint():
    with served.Served() as running:
        yield running


@pytest.fixture(scope="module")
def trap():
    """A server that must never be called: its URL, and who called it."""
    calls = []
    listening = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            calls.append(connection.recv(1000))
            connection.close()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/sparql", calls
    listening.close()


SERVICES = [
    "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "select * {{ service silent <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SeRvIcE<{url}>{{}} }}",
    "SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI(CONCAT('htt', 'p://x')) AS ?u) SERVICE ?u {{}} }}",
    "PREFIX e: <{url}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "BASE <{url}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o OPTIONAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ {{}} UNION {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ GRAPH ?g {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(!(NOT EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})) }}",
    "SELECT (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} AS ?x) {{}}",
    "SELECT * {{ {{ SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "DESCRIBE ?s {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o }} HAVING(EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})",
    "SELECT * {{ ?s ?p ?o }} ORDER BY (EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }})",
    "SELECT * {{ ?s <http://e/#>/<http://e/'> ?o . SERVICE <{url}> {{ ?s ?p '' }} }}",
    "PREFIX e: <http://e/> SELECT * {{ ?s e:a\\' ?o . SERVICE <{url}> {{ ?s ?p '' }} }}",
    "PREFIX e: <http://e/> SELECT * {{ ?s e:a\\# ?o . SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p ?o }}# \r{{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\U00000053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    # SPARQL 1.2 and extensions, which one of the two parsers knows and the other does not.
    "SELECT * {{ LATERAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "VERSION '1.2' SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ <<( ?s ?p ?o )>> ?q ?r . SERVICE <{url}> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("query", SERVICES)
def test_service_is_refused(endpoint, trap, query):
    """However a SERVICE is written and wherever it stands, nobody is called."""
    url, calls = trap
    answer = endpoint.ask(query.format(url=url))
    assert answer.status_code in (400, 403)
    assert answer.text.count("\n") == 1
    assert calls == []


@pytest.mark.parametrize("clause", ["FROM <{url}>", "FROM NAMED <{url}>"])
def test_from_fetches_nothing(endpoint, trap, clause):
    """FROM names a graph of the store; a URL in it is not read from the web."""
    url, calls = trap
    query = f"SELECT * {clause.format(url=url)} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{}} }} }}"
    assert endpoint.ask(query).status_code == 200
    assert endpoint.ask("ASK { ?s ?p ?o }", **{"default-graph-uri": url}).json()["boolean"] is False
    assert calls == []


def test_trap_works(trap):
    """The two tests before would fail if somebody called."""
    url, calls = trap
    with pytest.raises(httpx.HTTPError):
        httpx.get(url)
    assert len(calls) == 1
    calls.clear()


@pytest.mark.parametrize(
    "update",
    ["LOAD <{url}>", "LOAD SILENT <{url}> INTO GRAPH <http://e/>", "DROP ALL", "INSERT DATA {{}}"],
)
def test_updates_are_refused(endpoint, trap, update):
    """An update is refused by whichever way it comes, and LOAD calls nobody."""
    url, calls = trap
    text = update.format(url=url)
    ways = [
        endpoint.ask(text),
        endpoint.client.post("/sparql", data={"update": text}),
        endpoint.client.post("/sparql", data={"query": text}),
        endpoint.client.post(
            "/sparql", content=text, headers={"Content-Type": "application/sparql-update"}
        ),
        endpoint.client.post(
            "/sparql", content=text, headers={"Content-Type": "application/sparql-query"}
        ),
    ]
    assert {answer.status_code for answer in ways} <= {400, 403}
    assert calls == []


def test_long_requests_are_refused(endpoint):
    """What is too long is refused before it is read to its end."""
    query = "ASK {} #" + "x" * (2 << 20)
    direct = {"Content-Type": "application/sparql-query"}
    assert endpoint.client.post("/sparql", content=query, headers=direct).status_code == 413
    assert endpoint.client.post("/sparql", data={"query": query}).status_code == 413
    form = "&".join("a=1" for _ in range(5000))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert endpoint.client.post("/sparql", content=form, headers=headers).status_code == 400
    line = b"GET /sparql?query=" + b"x" * 500_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert _sent(endpoint, line) in (400, 414, 431, None)
    assert endpoint.ask("ASK {}").json()["boolean"] is True


def bad_requests(host):
    """Return requests as bytes that no client should send, by what is wrong with them."""
    line = b"GET %s HTTP/1.1\r\nHost: " + host + b"\r\n\r\n"
    post = b"POST /sparql HTTP/1.1\r\nHost: " + host + b"\r\n"
    paths = [
        b"/../../etc/passwd",
        b"/%2e%2e/%2e%2e/etc/passwd",
        b"/sparql/..;/",
        b"//sparql",
        b"/sparql%00",
        b"/sparql%0d%0aX:%20y",
        b"/api/questions/..%2f..%2fetc/passwd",
        b"/api/questions/claims/thesis%2500",
        b"/api/questions/" + b"a" * 5000 + b"/b",
        b"/%ff%fe",
        b"/sparql?query=%ff",
        b"/sparql?query=" + b"%25" * 3000,
        b"/sparql?query=ASK{}&default-graph-uri=%00",
        b"/sparql?" + b"a=1&" * 3000,
        b"/api/questions/claims/claims-about?actor=%00&limit=1e9",
        b"/api/questions/claims/claims-about?actor=%ed%a0%80",
        b"/.well-known/%2e%2e/void",
    ]
    return {
        **{path.decode("latin-1")[:40]: line % path for path in paths},
        "no HTTP": b"hello\r\n\r\n",
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64,
        "a header without end": b"GET / HTTP/1.1\r\nX: " + b"a" * 300_000,
        "no host": b"GET /sparql HTTP/1.1\r\n\r\n",
        "two lengths": post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "a length below zero": post + b"Content-Length: -1\r\n\r\n",
        "a length of petabytes": post
        + b"Content-Type: application/sparql-query\r\nContent-Length: 9999999999999999\r\n\r\n",
        "two framings": post + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "a length of tens of kilobytes": post
        + b"Content-Type: application/sparql-query\r\nContent-Length: 99999\r\n\r\nASK",
        "a chunk that lies": post
        + b"Content-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"ffffffff\r\nASK",
        "a wrong type": post + b"Content-Type: image/png\r\nContent-Length: 3\r\n\r\nPNG",
        "an unknown method": b"BREW /sparql HTTP/1.1\r\nHost: " + host + b"\r\n\r\n",
        "a strange Accept": line[:-2] % b"/sparql?query=ASK{}" + b"Accept: \xff/;;q=\r\n\r\n",
        "a costly Accept": line[:-2] % b"/sparql" + b"Accept: " + b"a/b," * 9000 + b"\r\n\r\n",
    }


# Sent in part only, or more than the server reads: the answer may not get through.
UNFINISHED = ("a chunk that lies", "a length of tens of kilobytes", "a header without end")


MANY = 2_000


def test_many_bad_requests(endpoint):
    """Whatever comes, the answer is an error of the client's or none, and the server serves on."""
    kinds = bad_requests(b"localhost")
    before = _memory(endpoint.process.pid)
    for _ in range(MANY // len(kinds) + 1):
        for name, request in kinds.items():
            status = _sent(endpoint, request)
            allowed = (None, 400, 408) if name in UNFINISHED else range(400, 500)
            assert status in allowed, name
    assert endpoint.ask("ASK {}").json()["boolean"] is True
    assert _memory(endpoint.process.pid) < before + (16 << 20)
    endpoint.wait_until(idle=len(endpoint.workers()), slow=0, waiting=0)
    assert not any("Traceback" in line for line in endpoint.lines)


def _sent(endpoint, request):
    """Send bytes and return the status if there was one; say no more where more is expected."""
    host, _, port = endpoint.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        try:
            connection.sendall(request)
            if request.endswith(b"ASK"):
                connection.shutdown(socket.SHUT_WR)
            head = connection.recv(1000)
        except OSError:
            return None
    return int(head[9:12]) if head.startswith(b"HTTP/1.1 ") else None


def _memory(pid):
    """Return a process's resident memory in bytes."""
    with open(f"/proc/{pid}/status") as status:  # noqa: PTH123
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS"))
