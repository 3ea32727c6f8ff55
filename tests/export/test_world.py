"""The derived world: every asserted relation an edge, every edge with the claims behind it."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
import pytest
from export_samples import FERRY, ROOT, article, ferry, written
from rdflib import RDF, Dataset, Graph
from rdflib.namespace import PROV

from claimgraph.export import Source
from claimgraph.graph.terms import n_triples
from claimgraph.vocab import CG, ID

Edges = dict[str, set[str]]
REIFIES = ox.NamedNode(str(RDF) + "reifies")
DERIVED = ox.NamedNode(str(PROV) + "wasDerivedFrom")
ANSWER = ROOT / "tests" / "answers" / "actors" / "relations.ttl"


def triple_terms(source: Source) -> tuple[set[str], Edges]:
    """Read Turtle 1.2 with Oxigraph: the plain edges, and the claims by edge."""
    quads = list(ox.parse(written("world", source), format=ox.RdfFormat.TURTLE))
    plain = {str(quad.triple) for quad in quads}
    claims: Edges = defaultdict(set)
    edges = {quad.subject: str(quad.object) for quad in quads if quad.predicate == REIFIES}
    for quad in quads:
        if quad.predicate == DERIVED:
            claims[edges[quad.subject].removeprefix("<<( ").removesuffix(" )>>")].add(
                quad.object.value
            )
    return plain, claims


def singletons(source: Source) -> Edges:
    """Read TriG with rdflib: the claims by edge."""
    dataset = Dataset()
    dataset.parse(data=written("world-graphs", source).decode(), format="trig")
    claims: Edges = {}
    for graph in dataset.graphs():
        if graph.identifier != dataset.default_graph.identifier:
            ((subject, relation, thing),) = graph
            edge = f"{n_triples(subject)} {n_triples(relation)} {n_triples(thing)}"
            claims[edge] = {
                str(one)
                for one in dataset.default_graph.objects(graph.identifier, PROV.wasDerivedFrom)
            }
    return claims


def expected(path: Graph) -> Edges:
    found: Edges = defaultdict(set)
    for statement in path.subjects(RDF.type, RDF.Statement):
        parts = (path.value(statement, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        edge = " ".join(n_triples(part) for part in parts if part is not None)
        found[edge].update(str(one) for one in path.objects(statement, PROV.wasDerivedFrom))
    return found


def edge(subject: str, relation: str, thing: str) -> str:
    return f"<{ID}{subject}> <{CG}{relation}> <{ID}{thing}>"


FERRY_WORLD = {
    # Another claim says the first on somebody's word only; what the company denies is no edge.
    edge("ferry-company", "supplies", "day-boat"): {FERRY + "only-way"},
    edge("harbour-town", "dependsOn", "ferry-company"): {FERRY + "only-way"},
}


def test_an_edge_knows_all_the_claims_behind_it():
    plain, claims = triple_terms(ferry())
    assert claims == FERRY_WORLD
    assert set(FERRY_WORLD) <= plain


def test_singleton_graphs_say_the_same():
    assert singletons(ferry()) == FERRY_WORLD


def test_the_article_s_world_is_what_a_reader_wrote():
    """The expected answer to the question relations was written by reading the article."""
    reader = expected(Graph().parse(ANSWER))
    assert len(reader) > 50
    plain, claims = triple_terms(article())
    assert claims == reader
    assert set(reader) <= plain
    assert singletons(article()) == reader


def test_rdflib_reads_the_edges_from_the_union_of_the_graphs():
    dataset = Dataset(default_union=True)
    dataset.parse(data=written("world-graphs", article()).decode(), format="trig")
    answer = Graph().parse(ANSWER)
    for statement in answer.subjects(RDF.type, RDF.Statement):
        parts = [answer.value(statement, p) for p in (RDF.subject, RDF.predicate, RDF.object)]
        assert tuple(parts) in dataset


def test_things_and_claims_have_their_names():
    quads = list(ox.parse(written("world", ferry()), format=ox.RdfFormat.TURTLE))
    labelled = {quad.subject.value for quad in quads if quad.predicate.value.endswith("#label")}
    assert labelled == {
        *(ID + name for name in ("ferry-company", "day-boat", "harbour-town")),
        FERRY + "only-way",
    }


@pytest.mark.parametrize("name", ["world", "world-graphs"])
def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes(name: str):
    quads = list(article().quads())
    turned = Source(article().project, lambda: [iter(quads[::-1])])
    assert written(name, turned) == written(name, article())
