"""What holds for every URL: methods, caching, compression, CORS, the log; and the descriptions."""

import gzip
import re
import subprocess
import sys
import time

import pytest
import served
from rdflib import Graph, Literal, URIRef

pytestmark = pytest.mark.slow

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
ASK = {"query": "ASK {}"}
MANY = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"}
EVERY = ["/sparql?query=ASK{}", "/sparql", "/.well-known/void", "/api/questions"]
EVERY += ["/api/questions/claims/thesis", "/api/openapi.json", "/health"]


@pytest.fixture(scope="module")
def endpoint():
    with served.Served("--cors") as running:
        yield running


@pytest.mark.parametrize("path", EVERY)
def test_head_is_get_without_the_body(endpoint, path):
    """HEAD gives GET's status and headers (RFC 9110, 9.3.2)."""
    got, head = endpoint.client.get(path), endpoint.client.head(path)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    for name in ("content-type", "etag", "cache-control"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("path", EVERY)
def test_methods(endpoint, path):
    """OPTIONS says which methods there are; the others get 405 and are told the same."""
    allowed = endpoint.client.options(path)
    assert allowed.status_code == 204
    methods = {each.strip() for each in allowed.headers["allow"].split(",")}
    assert methods >= {"GET", "HEAD"}
    assert ("POST" in methods) is path.startswith("/sparql")
    for method in ("PUT", "PATCH", "DELETE"):
        refused = endpoint.client.request(method, path)
        assert refused.status_code == 405
        assert {each.strip() for each in refused.headers["allow"].split(",")} == methods


@pytest.mark.parametrize("path", EVERY)
def test_scripts_of_other_sites_may_read(endpoint, path):
    """CORS: every site's scripts may read, and see the headers that matter."""
    answer = endpoint.client.get(path, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Link" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "content-type"
    before = endpoint.client.options("/sparql", headers=asked)
    assert before.status_code == 200
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "content-type" in before.headers["access-control-allow-headers"].lower()


def test_errors_can_be_read_by_scripts_too(endpoint):
    """A script has to see why its query was refused."""
    headers = {"Origin": "https://example.org"}
    answer = endpoint.client.get("/sparql", params={"query": "ASK {"}, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["access-control-allow-origin"] == "*"


def test_unchanged_answer_is_not_sent_again(endpoint):
    """A client that has the answer gets 304; another format or another answer is another thing."""
    first = endpoint.client.get("/sparql", params=MANY)
    tag = first.headers["etag"]
    assert "no-cache" in first.headers["cache-control"]
    assert "accept" in first.headers["vary"].lower()
    for known in (tag, f'"x", {tag}', "*", tag.removeprefix("W/")):
        again = endpoint.client.get("/sparql", params=MANY, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    for parameters, accept in [(MANY, "text/csv"), (ASK, served.JSON)]:
        headers = {"If-None-Match": tag, "Accept": accept}
        other = endpoint.client.get("/sparql", params=parameters, headers=headers)
        assert other.status_code == 200
    # A POST's answer is not cached, so no condition applies to it.
    posted = endpoint.client.post("/sparql", data=MANY, headers={"If-None-Match": tag})
    assert posted.status_code == 200


def test_compression(endpoint):
    """Who accepts gzip gets it, with the same bytes inside; who does not gets them as they are."""
    plain = endpoint.client.get("/sparql", params=MANY, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with endpoint.client.stream(
        "GET", "/sparql", params=MANY, headers={"Accept-Encoding": "gzip"}
    ) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert len(raw) < len(plain.content) / 3
    assert gzip.decompress(raw) == plain.content


def test_service_description(endpoint):
    """A bare GET describes the service: its URL, language, and each named graph with its size."""
    answer = endpoint.client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=answer.content, format="turtle", publicID=f"{endpoint.url}/sparql")
    it = URIRef(f"{endpoint.url}/sparql")
    assert (it, URIRef(SD + "endpoint"), it) in graph
    assert (it, URIRef(SD + "supportedLanguage"), URIRef(SD + "SPARQL11Query")) in graph
    assert (it, URIRef(SD + "feature"), URIRef(SD + "UnionDefaultGraph")) in graph
    query = (
        "SELECT ?g ?n { ?s sd:defaultDataset/sd:namedGraph ?named . "
        "?named sd:name ?g ; sd:graph/void:triples ?n }"
    )
    described = {
        (str(name), int(count))
        for name, count in graph.query(query, initNs={"sd": SD, "void": VOID})
    }
    counted = endpoint.rows("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert described == {(row["g"], int(row["n"])) for row in counted}
    assert len(described) >= 3


def test_void(endpoint):
    """The well-known URI describes the data: the owner's words, where to ask, how much there is."""
    for accept, form in [("*/*", "turtle"), ("application/ld+json", "json-ld")]:
        answer = endpoint.client.get("/.well-known/void", headers={"Accept": accept})
        graph = Graph().parse(data=answer.content, format=form, publicID=str(answer.url))
        (dataset,) = graph.subjects(URIRef(VOID + "sparqlEndpoint"))
        assert str(dataset) == "https://w3id.org/claimgraph/dataset"
        licence = graph.value(dataset, URIRef("http://purl.org/dc/terms/license"))
        assert str(licence) == "https://creativecommons.org/licenses/by/4.0/"
        endpoints = set(graph.objects(dataset, URIRef(VOID + "sparqlEndpoint")))
        assert endpoints == {URIRef(f"{endpoint.url}/sparql")}
        (row,) = endpoint.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert (dataset, URIRef(VOID + "triples"), Literal(int(row["n"]))) in graph


def test_void_of_data_that_does_not_describe_itself(tmp_path):
    """A project without a description of its own gets one with the numbers."""
    folder = served.project(tmp_path / "p", data="<http://e/g> { <http://e/s> <http://e/p> 1 }")
    with served.Served("--url", "https://example.org/graph/", project=folder) as endpoint:
        answer = endpoint.client.get("/.well-known/void")
        graph = Graph().parse(data=answer.content, format="turtle")
        (dataset,) = graph.subjects(URIRef(VOID + "sparqlEndpoint"))
        # Behind a proxy the server has the URL that it was told.
        assert str(dataset) == "https://example.org/graph/.well-known/void#dataset"
        sparql = URIRef("https://example.org/graph/sparql")
        assert graph.value(dataset, URIRef(VOID + "sparqlEndpoint")) == sparql
        listed = endpoint.client.get("/api/questions").json()["questions"]
        assert listed[0]["url"].startswith("https://example.org/graph/api/questions/")


def test_health(endpoint):
    """The health path says how busy the server is, and no cache keeps that."""
    answer = endpoint.client.get("/health")
    assert answer.json()["status"] == "ok"
    assert answer.headers["cache-control"] == "no-store"


def test_log(endpoint):
    """One line for each request, without query strings, bodies or anything that breaks a line."""
    endpoint.ask("ASK { ?s ?p 'secret-one' }")
    endpoint.client.post("/sparql", data={"query": "ASK { ?s ?p 'secret-two' }"})
    endpoint.client.get("/api/questions/claims/claims-about?actor=secret-three")
    endpoint.client.get("/nothing%0a2026%20forged%1b[31m")
    endpoint.client.get("/api/openapi.json", headers={"Authorization": "Basic secret-four"})
    end = time.monotonic() + 5
    while "/api/openapi.json" not in endpoint.lines[-1] and time.monotonic() < end:
        time.sleep(0.01)
    log = "".join(endpoint.lines)
    assert "secret" not in log
    assert "\x1b" not in log
    assert any("/nothing%0A2026%20forged%1B%5B31m 404 " in line for line in endpoint.lines)
    form = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [A-Z]+ /\S* \d{3} \d+ B \d+\.\d ms\n"
    assert [line for line in endpoint.lines if not re.fullmatch(form, line)] == []
    assert len(endpoint.lines) >= 5


def test_what_is_not_there(endpoint):
    """A path that is none gets 404 and a line that leads on."""
    answer = endpoint.client.get("/no/such/path")
    assert answer.status_code == 404
    assert "/sparql" in answer.text


def test_it_listens_on_the_loopback_alone(endpoint):
    """Nobody outside reaches it unless it is told so."""
    assert endpoint.url.startswith("http://127.0.0.1:")


def test_port_that_is_taken(endpoint):
    """A port in use is told in one line, with what to do; the exit code is 2."""
    port = endpoint.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "claimgraph", "serve", "--port", port],
        capture_output=True,
        text=True,
        cwd=served.ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert port in done.stderr
    assert "--port" in done.stderr


def test_store_instead_of_files(tmp_path):
    """With --store the server answers from the store as it was when it began to serve."""
    data = served.project(tmp_path / "p", data="<http://e/g> { <http://e/s> <http://e/p> 1 }")
    command = [sys.executable, "-m", "claimgraph"]
    load = [*command, "load", "--store", str(tmp_path / "store"), str(data)]
    subprocess.run(load, check=True, capture_output=True)
    with served.Served("--store", tmp_path / "store", project=data) as endpoint:
        query = "SELECT ?o { <http://e/s> ?p ?o }"
        assert endpoint.rows(query) == [{"o": "1"}]
        text = "<http://e/g> { <http://e/s> <http://e/p> 2 }"
        (data / "data" / "data.trig").write_text(text)
        subprocess.run(load, check=True, capture_output=True)
        assert endpoint.rows(query) == [{"o": "1"}]
        assert endpoint.client.get("/api/questions/claims/thesis").json()["rows"] == []
    with served.Served("--store", tmp_path / "store", project=data) as endpoint:
        assert endpoint.rows(query) == [{"o": "2"}]


def test_without_its_extra():
    """Where Starlette is missing, one line says what to install."""
    program = (
        "import sys; sys.modules['starlette.applications'] = None\n"
        "from claimgraph.cli import main; sys.argv = ['claimgraph', 'serve']; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=served.ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "claimgraph[serve]" in done.stderr
