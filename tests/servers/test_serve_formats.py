"""Content negotiation, and that what is sent is what its label says, to readers not our own."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
import served
from rdflib import Graph, Literal, URIRef
from rdflib.query import Result

from claimgraph.servers.http import formats
from claimgraph.servers.http.messages import Refusal

pytestmark = pytest.mark.slow

RESULTS = formats.media_types(formats.RESULTS)
GRAPHS = formats.media_types(formats.GRAPHS)

DATA = """
<http://example.org/g> {
  <http://example.org/s> <http://example.org/p> "a, \\"b\\"\\n\\tc"@en , 1.5 ,
    <http://example.org/o> .
}
"""
ROWS = "SELECT ?o { <http://example.org/s> <http://example.org/p> ?o } ORDER BY STR(?o)"
TERMS = [
    Literal("1.5", datatype=URIRef("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal('a, "b"\n\tc', lang="en"),
    URIRef("http://example.org/o"),
]
GRAPH = "CONSTRUCT WHERE { <http://example.org/s> <http://example.org/p> ?o }"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory):
    folder = served.project(tmp_path_factory.mktemp("project"), data=DATA)
    with served.Served(project=folder) as running:
        yield running


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/*", "csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "xml"),
        ("text/csv;q=0.5, */*;q=0.1", "csv"),
        # The most specific range decides about a format (RFC 9110, 12.5.1).
        ("application/sparql-results+json;q=0, */*", "xml"),
        ("text/tab-separated-values, text/csv;q=0.999", "tsv"),
        ("application/json", "json"),
        ("application/xml", "xml"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "xml"),
        ("text/turtle", None),
        ("text/csv;q=0", None),
        ("image/png", None),
    ],
)
def test_best_result_format(accept, expected):
    """The format with the highest quality is chosen; equals in our order, none where none fits."""
    assert formats.best(accept, RESULTS) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "turtle"),
        ("application/ld+json", "jsonld"),
        ("application/rdf+xml;q=0.7, text/turtle;q=0.3", "rdfxml"),
        ("text/plain", "ntriples"),
        ("text/turtle;q=0.2, application/n-triples", "ntriples"),
        ("application/sparql-results+json", None),
    ],
)
def test_best_graph_format(accept, expected):
    """Graphs have formats of their own, chosen in the same way."""
    assert formats.best(accept, GRAPHS) == expected


@pytest.mark.parametrize("accept", ["nonsense", "a/b/c", ",".join(["a/b"] * 1000)])
def test_header_that_is_none(accept):
    """An Accept header that cannot be read, or is made to be costly, is the client's error."""
    with pytest.raises(Refusal) as refused:
        formats.best(accept, RESULTS)
    assert refused.value.status == 400


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_rows_arrive(endpoint, name):
    """rdflib's readers find the same terms in each format; CSV carries their text alone."""
    wanted = formats.named(name)
    answer = endpoint.ask(ROWS, accept=wanted.media_type)
    assert answer.headers["content-type"].partition(";")[0] == wanted.media_type
    if name == "csv":
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        assert rows == [["o"], *[[str(term)] for term in TERMS]]
        return
    read = Result.parse(io.BytesIO(answer.content), format=name)
    assert [row[0] for row in read] == TERMS
    assert [row[0].n3() for row in read] == [term.n3() for term in TERMS]


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_graph_arrives(endpoint, name):
    """rdflib's parsers find the same triples in each format."""
    wanted = formats.named(name)
    answer = endpoint.ask(GRAPH, accept=wanted.media_type)
    assert answer.headers["content-type"].partition(";")[0] == wanted.media_type
    parser = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(name, name)
    read = Graph().parse(data=answer.content, format=parser)
    subject, predicate = URIRef("http://example.org/s"), URIRef("http://example.org/p")
    assert set(read) == {(subject, predicate, term) for term in TERMS}


def test_truth_arrives(endpoint):
    """ASK answers true and false in JSON and in XML."""
    for query, truth in [("ASK { ?s ?p 1.5 }", True), ("ASK { ?s ?p 2.5 }", False)]:
        assert json.loads(endpoint.ask(query).content)["boolean"] is truth
        xml = endpoint.ask(query, accept="application/sparql-results+xml").content
        found = ElementTree.fromstring(xml).find("{http://www.w3.org/2005/sparql-results#}boolean")
        assert found is not None
        assert found.text == str(truth).lower()


def test_format_of_the_wrong_kind(endpoint):
    """A table cannot be had as Turtle nor a graph as CSV: 406 says what can."""
    for query, accept in [(ROWS, "text/turtle"), (GRAPH, "text/csv"), (ROWS, "image/png")]:
        answer = endpoint.ask(query, accept=accept)
        assert answer.status_code == 406
        assert "accept" in answer.text


def test_one_header_for_both_kinds(endpoint):
    """A client may list formats of both kinds, and gets the one that fits the query."""
    both = "text/turtle, application/sparql-results+xml;q=0.5"
    assert endpoint.ask(ROWS, accept=both).headers["content-type"].endswith("results+xml")
    assert endpoint.ask(GRAPH, accept=both).headers["content-type"].startswith("text/turtle")


def test_what_is_offered_is_described(endpoint):
    """The service description names every format that the endpoint writes, and no other."""
    answer = endpoint.client.get("/sparql", headers={"Accept": "text/turtle"})
    described = Graph().parse(data=answer.content, format="turtle")
    result_format = URIRef("http://www.w3.org/ns/sparql-service-description#resultFormat")
    assert {str(iri) for iri in described.objects(None, result_format)} == {
        "http://www.w3.org/ns/formats/" + name
        for name in (
            "SPARQL_Results_JSON",
            "SPARQL_Results_XML",
            "SPARQL_Results_CSV",
            "SPARQL_Results_TSV",
            "Turtle",
            "N-Triples",
            "RDF_XML",
            "JSON-LD",
        )
    }
