"""Clients that we did not write, as their users use them."""

import pytest
import served
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

HUAWEI = "https://w3id.org/claimgraph/id/huawei"
# As the registry has it.
NAME = Literal("Huawei Technologies", lang="en")
LABEL = f"SELECT ?label {{ <{HUAWEI}> <http://www.w3.org/2000/01/rdf-schema#label> ?label }}"


@pytest.fixture(scope="module")
def endpoint():
    with served.Served() as running:
        yield running


@pytest.fixture
def wrapper(endpoint):
    return SPARQLWrapper(f"{endpoint.url}/sparql")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_selects(wrapper, method):
    """SPARQLWrapper reads JSON, XML and CSV, by GET and by POST."""
    wrapper.setMethod(method)
    wrapper.setQuery(LABEL)
    wrapper.setReturnFormat(JSON)
    (row,) = wrapper.queryAndConvert()["results"]["bindings"]
    assert row["label"] == {"type": "literal", "value": str(NAME), "xml:lang": "en"}
    wrapper.setReturnFormat(XML)
    (literal,) = wrapper.queryAndConvert().getElementsByTagName("literal")
    assert literal.firstChild.data == str(NAME)
    wrapper.setReturnFormat(CSV)
    assert wrapper.queryAndConvert().decode().splitlines() == ["label", str(NAME)]


def test_sparqlwrapper_constructs_describes_and_asks(wrapper):
    """Graphs and truths arrive as such."""
    wrapper.setQuery(LABEL.replace("SELECT ?label", "CONSTRUCT WHERE"))
    wrapper.setReturnFormat(TURTLE)
    graph = Graph().parse(data=wrapper.queryAndConvert(), format="turtle")
    assert list(graph.objects(URIRef(HUAWEI))) == [NAME]
    wrapper.setQuery(f"DESCRIBE <{HUAWEI}>")
    wrapper.setReturnFormat(XML)
    assert (URIRef(HUAWEI), None, NAME) in wrapper.queryAndConvert()
    wrapper.setQuery(f"ASK {{ <{HUAWEI}> ?p ?o }}")
    wrapper.setReturnFormat(JSON)
    assert wrapper.queryAndConvert()["boolean"] is True


def test_sparqlwrapper_names_graphs(wrapper):
    """A dataset given to the client reaches the engine."""
    wrapper.setQuery(LABEL)
    wrapper.setReturnFormat(JSON)
    for graph, rows in [("registry", 1), ("ontology", 0)]:
        wrapper.resetQuery()
        wrapper.setQuery(LABEL)
        wrapper.setReturnFormat(JSON)
        wrapper.addDefaultGraph(f"https://w3id.org/claimgraph/graph/{graph}")
        assert len(wrapper.queryAndConvert()["results"]["bindings"]) == rows


def test_sparqlwrapper_is_told_what_is_wrong(wrapper):
    """A broken query raises the client's own error, with our line in it."""
    for method in ("GET", POST):
        wrapper.setMethod(method)
        wrapper.setQuery("SELECT ?label { ?s ?p ")
        with pytest.raises(QueryBadFormed, match="not a SPARQL"):
            wrapper.query()


@pytest.mark.slow
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_it_as_a_store(endpoint, method):
    """rdflib's graph interface works over the endpoint, triple patterns and SPARQL alike."""
    graph = Graph(SPARQLStore(f"{endpoint.url}/sparql", method=method))
    label = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
    assert graph.value(URIRef(HUAWEI), label) == NAME
    assert [str(row.label) for row in graph.query(LABEL)] == [str(NAME)]
    assert bool(graph.query(f"ASK {{ <{HUAWEI}> ?p ?o }}")) is True
    (row,) = endpoint.rows("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert len(graph) == int(row["n"])
