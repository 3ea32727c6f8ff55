"""The SPARQL 1.1 Protocol, as the W3C's tests of it have it (rdf-tests, sparql11/protocol).

Their requests are sent to a server that holds their three graphs. The tests of updates are kept
where they expect an error; where they expect an update to work, a read-only endpoint has to refuse.
"""

import pytest
import served

BASE = "http://kasei.us/2009/09/sparql/data/data"
ONE, TWO, THREE = (f"{BASE}{n}.rdf" for n in (1, 2, 3))
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

BOTH = f"ASK {{ <{ONE}> a ?type . <{TWO}> a ?type }}"
NAMED = f"ASK {{ GRAPH ?g {{ <{ONE}> a ?t }} GRAPH ?h {{ <{TWO}> a ?t }} }}"
TABULAR = {
    "application/sparql-results+xml",
    "application/sparql-results+json",
    "text/csv",
    "text/tab-separated-values",
}
GRAPH = {"text/turtle", "application/rdf+xml", "application/n-triples"}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    document = "a <http://xmlns.com/foaf/0.1/Document> ."
    data = "".join(f"<{name}> {{ <{name}> {document} }}\n" for name in (ONE, TWO, THREE))
    folder = served.project(tmp_path_factory.mktemp("project"), w3c=data)
    with served.Served(project=folder) as running:
        yield running


def default(*names):
    return [("default-graph-uri", name) for name in names]


def named(*names):
    return [("named-graph-uri", name) for name in names]


GOOD = {
    "query_get": ("GET", [("query", "ASK {}"), *default(BASE + "0.rdf")], None, None),
    "query_post_form": ("POST", default(BASE + "0.rdf"), FORM, "query=ASK%20%7B%7D"),
    "query_post_direct": ("POST", default(BASE + "0.rdf"), DIRECT, "ASK {}"),
    "query_dataset_default_graph": (
        "GET",
        [("query", f"ASK {{ <{ONE}> ?p ?o }}"), *default(ONE)],
        None,
        None,
    ),
    "query_dataset_default_graphs_get": ("GET", [("query", BOTH), *default(ONE, TWO)], None, None),
    "query_dataset_default_graphs_post": ("POST", default(ONE, TWO), DIRECT, BOTH),
    "query_dataset_named_graphs_get": ("GET", [("query", NAMED), *named(ONE, TWO)], None, None),
    "query_dataset_named_graphs_post": ("POST", named(ONE, TWO), DIRECT, NAMED),
    "query_dataset_full": (
        "POST",
        [*default(THREE), *named(ONE, TWO)],
        DIRECT,
        NAMED.replace("ASK {", f"ASK {{ <{THREE}> a ?t"),
    ),
    "query_multiple_dataset": (
        "POST",
        named(ONE, TWO),
        DIRECT,
        NAMED.replace("ASK", f"ASK FROM <{THREE}>"),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_query_is_answered(endpoint, name):
    """The three ways to send a query, and each way to say what it reads, are understood."""
    method, parameters, kind, body = GOOD[name]
    headers = {"Content-Type": kind} if kind else {}
    answer = endpoint.client.request(
        method, "/sparql", params=parameters, headers=headers, content=body
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("SELECT (1 AS ?value) {}", TABULAR),
        ("ASK {}", {"application/sparql-results+xml", "application/sparql-results+json"}),
        ("DESCRIBE <http://example.org/>", GRAPH),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}".replace("<", "<http://example.org/"), GRAPH),
    ],
)
def test_content_type_fits_the_query_form(endpoint, query, accepted):
    """query_content_type_*: a client without preference gets a format of the right kind."""
    answer = endpoint.client.post(
        "/sparql", content=query, headers={"Content-Type": DIRECT, "Accept": "*/*"}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] in accepted


BAD = {
    "bad_query_method": ("PUT", [("query", "ASK {}")], FORM, None),
    "bad_multiple_queries": ("GET", [("query", "ASK {}"), ("query", "SELECT * {}")], None, None),
    "bad_query_wrong_media_type": ("POST", [], "text/plain", "ASK {}"),
    "bad_query_missing_form_type": ("POST", [], None, "query=ASK%20%7B%7D"),
    "bad_query_missing_direct_type": ("POST", [], None, "ASK {}"),
    "bad_query_non_utf8": ("POST", [], DIRECT + "; charset=UTF-16", "ASK {}".encode("utf-16")),
    "bad_query_syntax": ("GET", [("query", "ASK {")], None, None),
    "bad_update_get": ("GET", [("update", "CLEAR ALL")], None, None),
    "bad_multiple_updates": ("POST", [], FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT"),
    "bad_update_wrong_media_type": ("POST", [], "text/plain", "CLEAR NAMED"),
    "bad_update_missing_form_type": ("POST", [], None, "update=CLEAR%20NAMED"),
    "bad_update_non_utf8": ("POST", [], UPDATE + "; charset=UTF-16", "CLEAR NAMED"),
    "bad_update_syntax": ("POST", [], FORM, "update=CLEAR%20XYZ"),
    "bad_update_dataset_conflict": (
        "POST",
        [("using-named-graph-uri", ONE)],
        UPDATE,
        f"INSERT {{ <{ONE}> a <{TWO}> }} USING <{ONE}> WHERE {{ }}",
    ),
    "update_post_form": ("POST", [], FORM, "update=CLEAR%20ALL"),
    "update_post_direct": ("POST", [], UPDATE, "CLEAR ALL"),
    "an update sent as a query": ("POST", [], DIRECT, "CLEAR ALL"),
    "LOAD sent as a query": ("POST", [], DIRECT, f"LOAD <{ONE}>"),
    "an update in a query's URL": ("GET", [("query", "INSERT DATA { <a:a> <a:b> 1 }")], None, None),
    "no query in a form": ("POST", [], FORM, ""),
    "a graph that is no IRI": ("GET", [("query", "ASK {}"), *default("no iri")], None, None),
    "not percent-encoded UTF-8": ("POST", [], FORM, "query=%ff%fe"),
    "one query in the URL, one in the body": ("POST", [("query", "ASK {}")], DIRECT, "ASK {}"),
}


@pytest.mark.parametrize("name", BAD)
def test_error_is_the_clients(endpoint, name):
    """What the protocol does not allow gets a status 4xx and one line that says why."""
    method, parameters, kind, body = BAD[name]
    headers = {"Content-Type": kind} if kind else {}
    answer = endpoint.client.request(
        method, "/sparql", params=parameters, headers=headers, content=body
    )
    assert 400 <= answer.status_code < 500
    assert answer.text.count("\n") == 1
    assert len(answer.text) > 10


def test_nothing_was_updated(endpoint):
    """After all of that the graphs hold what they held."""
    counts = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?o } } GROUP BY ?g ORDER BY ?g"
    expected = [{"g": name, "n": "1"} for name in (ONE, TWO, THREE)]
    held = [row for row in endpoint.rows(counts) if row["g"].startswith(BASE)]
    assert held == expected


@pytest.mark.parametrize(
    ("clauses", "parameters", "default_holds", "named_holds"),
    [
        # Without a dataset: the union of all graphs, and each of them by name.
        ("", [], {ONE, TWO, THREE}, {ONE, TWO, THREE}),
        # SPARQL 1.1 Query, 13.2: FROM alone leaves no named graphs, FROM NAMED alone no default.
        (f"FROM <{ONE}>", [], {ONE}, set()),
        (f"FROM NAMED <{ONE}>", [], set(), {ONE}),
        (f"FROM <{ONE}> FROM <{TWO}> FROM NAMED <{THREE}>", [], {ONE, TWO}, {THREE}),
        # SPARQL 1.1 Protocol, 2.1.4: the request's dataset counts, not the query's.
        ("", default(ONE), {ONE}, set()),
        ("", named(ONE), set(), {ONE}),
        (f"FROM <{ONE}> FROM NAMED <{ONE}>", default(TWO), {TWO}, set()),
        (f"FROM <{ONE}>", named(TWO), set(), {TWO}),
        ("", default("http://example.org/none"), set(), set()),
    ],
)
def test_dataset(endpoint, clauses, parameters, default_holds, named_holds):
    """The default graph and the named graphs hold what query and request say, the request first."""
    triple = "?s a <http://xmlns.com/foaf/0.1/Document>"
    for pattern, expected in [(triple, default_holds), (f"GRAPH ?g {{ {triple} }}", named_holds)]:
        query = f"SELECT DISTINCT ?s {clauses} WHERE {{ {pattern} }}"
        answer = endpoint.client.get("/sparql", params=[("query", query), *parameters])
        assert answer.status_code == 200
        bindings = answer.json()["results"]["bindings"]
        assert {row["s"]["value"] for row in bindings} == expected


def test_words_in_text_are_no_clauses(endpoint):
    """A query that speaks of services or where things are from is not taken for another."""
    for text in ("from", "SERVICE", "\\u0066rom", "a # FROM", "it's from"):
        query = f'SELECT ?s {{ ?s a ?o FILTER("{text}" != STR(?s)) }} # from a service'
        found = {row["s"] for row in endpoint.rows(query)}
        assert found >= {ONE, TWO, THREE}, text
