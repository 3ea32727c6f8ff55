"""The dataset's description: counts are those of the data, and every form is a distribution."""

from __future__ import annotations

import pytest
from export_samples import ROOT, article, ferry, written
from known_terms import BASE, undefined_in
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, VOID

from claimgraph import export
from claimgraph.export import Source
from claimgraph.graph.stores.memory import Embedded

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DATASET = URIRef(BASE + "dataset")
GRAPH = BASE + "graph/"


def description(source: Source) -> Graph:
    return Graph().parse(data=written("void", source), format="turtle")


def root(graph: Graph) -> object:
    (found,) = set(graph.subjects(DCAT.distribution))
    return found


def counted(source: Source, sparql: str) -> int:
    """Ask a count over the graphs of data, as one who does not know the export would."""
    data = [quad for quad in source.quads() if quad.graph_name.value != GRAPH + "dataset"]
    (row,) = Embedded(data).query(f"SELECT (COUNT(*) AS ?n) {{ {sparql} }}").rows
    return int(str(row["n"]))


COUNTS = {
    VOID.triples: "SELECT DISTINCT ?s ?p ?o { ?s ?p ?o }",
    VOID.entities: "SELECT DISTINCT ?s { ?s a ?o FILTER isIRI(?s) }",
    VOID.classes: "SELECT DISTINCT ?o { ?s a ?o }",
    VOID.properties: "SELECT DISTINCT ?p { ?s ?p ?o }",
    VOID.distinctSubjects: "SELECT DISTINCT ?s { ?s ?p ?o }",
    VOID.distinctObjects: "SELECT DISTINCT ?o { ?s ?p ?o }",
}


@pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])
@pytest.mark.parametrize("name", COUNTS, ids=lambda name: str(name).rpartition("#")[2])
def test_counts_are_those_of_the_data(source: Source, name: URIRef):
    graph = description(source)
    assert graph.value(root(graph), name) == Literal(counted(source, COUNTS[name]))


def test_each_named_graph_is_a_subset_with_counts_of_its_own():
    graph = description(article())
    for folder in ("huawei-comeback", "registry"):
        one = URIRef(GRAPH + folder)
        assert (DATASET, VOID.subset, one) in graph
        within = f"SELECT DISTINCT ?s ?p ?o {{ GRAPH <{one}> {{ ?s ?p ?o }} }}"
        assert graph.value(one, VOID.triples) == Literal(counted(article(), within))


def test_partitions_count_each_class_and_each_property():
    graph = description(article())
    classes = {
        graph.value(part, VOID["class"]): graph.value(part, VOID.entities)
        for part in graph.objects(DATASET, VOID.classPartition)
    }
    assert len(classes) == counted(article(), COUNTS[VOID.classes])
    argument = URIRef(BASE + "ontology#SupportingArgument")
    assert classes[argument] == Literal(counted(article(), f"?s a <{argument}>"))
    parts = set(graph.objects(DATASET, VOID.propertyPartition))
    assert len(parts) == counted(article(), COUNTS[VOID.properties])
    sums = sum(int(str(graph.value(part, VOID.triples))) for part in parts)
    assert Literal(sums) == graph.value(DATASET, VOID.triples)


def test_links_to_wikidata_are_a_link_set():
    graph = description(article())
    (links,) = graph.subjects(RDF.type, VOID.Linkset)
    number = counted(article(), f"?s <{SKOS.exactMatch}> ?o")
    assert graph.value(links, VOID.triples) == Literal(number)
    assert graph.value(links, VOID.linkPredicate) == SKOS.exactMatch
    target = graph.value(links, VOID.objectsTarget)
    assert str(graph.value(target, VOID.uriSpace)) == "http://www.wikidata.org/entity/"


def test_every_form_is_a_distribution_with_its_media_type_and_licence():
    graph = description(article())
    found = {
        str(graph.value(one, DCTERMS.title)): one
        for one in graph.objects(DATASET, DCAT.distribution)
    }
    assert set(found) == set(export.NAMES)
    turtle = found["turtle"]
    assert (turtle, RDF.type, DCAT.Distribution) in graph
    assert str(graph.value(turtle, DCAT.mediaType)).endswith("/media-types/text/turtle")
    tables = found["tables"]
    assert str(graph.value(tables, DCAT.mediaType)).endswith("/media-types/text/csv")
    assert str(graph.value(tables, DCAT.packageFormat)).endswith("/media-types/application/zip")
    assert (turtle, DCAT.packageFormat, None) not in graph
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert {graph.value(one, DCTERMS.license) for one in found.values()} == {licence}


def test_what_the_data_says_of_itself_is_kept():
    graph = description(article())
    said = Graph().parse(ROOT / "data" / "dataset.ttl")
    assert len(said) > 20
    assert all(triple in graph for triple in said)


def test_the_vocabulary_has_its_licence_and_what_is_not_ours_is_said():
    graph = description(article())
    assert graph.value(URIRef(BASE + "ontology"), DCTERMS.license)
    rights = graph.value(DATASET, DCTERMS.rights)
    assert "not part" in str(rights)


def test_data_that_says_nothing_of_itself_is_described_without_a_licence():
    """Whose data it is, and what one may do with it, is not for the program to say."""
    graph = description(ferry())
    found = root(graph)
    assert not isinstance(found, URIRef)
    assert (found, VOID.subset, URIRef(GRAPH + "ferry-line")) in graph
    assert all(subject != found for subject in graph.subjects(DCTERMS.license))
    assert DATASET not in graph.all_nodes()


@pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])
def test_the_terms_exist(source: Source):
    assert undefined_in(description(source)) == []


def test_the_same_graph_gives_the_same_bytes_in_whatever_order_it_comes():
    for source in (ferry(), article()):
        quads = list(source.quads())
        turned = Source(source.project, lambda quads=quads: [iter(quads[::-1])])
        assert written("void", turned) == written("void", source)
