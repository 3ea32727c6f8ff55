"""What is said about the dataset, the ontology and the project agrees with what they are."""

import tomllib

import yaml
from known_terms import BASE, ONTOLOGY, ROOT, namespace_of, read
from rdflib import OWL, RDF, RDFS, URIRef
from rdflib.namespace import DCTERMS, VOID

DATA = ROOT / "data"
DATASET = URIRef(BASE + "dataset")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
FOLDERS = sorted(path.name for path in DATA.iterdir() if path.is_dir())
DESCRIPTION = read(DATA / "dataset.ttl")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_every_folder_of_data_is_a_graph_of_the_dataset():
    assert FOLDERS
    graphs = {URIRef(f"{BASE}graph/{folder}") for folder in FOLDERS}
    assert set(DESCRIPTION.objects(DATASET, VOID.subset)) == graphs
    everything = read(*DATA.rglob("*.ttl"))
    for graph in graphs:
        assert (graph, RDF.type, VOID.Dataset) in everything
        assert everything.value(graph, RDFS.label), graph


def test_the_dataset_names_the_vocabularies_that_it_uses():
    everything = read(*DATA.rglob("*.ttl"))
    terms = {*everything.predicates(), *everything.objects(None, RDF.type)}
    used = {str(namespace_of(term)) for term in terms} - {str(RDF), str(RDFS)}
    assert {str(one) for one in DESCRIPTION.objects(DATASET, VOID.vocabulary)} == used


def test_what_the_dataset_points_at_is_there():
    everything = read(*DATA.rglob("*.ttl"))
    for predicate in (VOID.rootResource, VOID.exampleResource):
        for resource in DESCRIPTION.objects(DATASET, predicate):
            assert (resource, RDF.type, None) in everything, resource


def test_every_article_is_an_entry_to_the_dataset():
    everything = read(*DATA.rglob("*.ttl"))
    articles = set(everything.subjects(RDF.type, URIRef(BASE + "ontology#Article")))
    assert set(DESCRIPTION.objects(DATASET, VOID.rootResource)) == articles


def test_the_dataset_states_no_count_that_could_go_stale():
    counts = {VOID.triples, VOID.entities, VOID.classes, VOID.properties, VOID.documents}
    assert not counts & set(DESCRIPTION.predicates())


def test_licences_are_those_of_the_files():
    assert (DATASET, DCTERMS.license, LICENCE) in DESCRIPTION
    assert VERSION in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_versions_of_the_ontology_agree():
    """The ontology has a version of its own: that of the last release that changed it."""
    versions = {
        str(value) for path in ONTOLOGY for value in read(path).objects(None, OWL.versionInfo)
    }
    assert len(versions) == 1
    [version] = versions
    assert (
        URIRef(BASE + "ontology"),
        OWL.versionIRI,
        URIRef(f"{BASE}ontology/{version}"),
    ) in read(ONTOLOGY[0])
    folders = (ROOT / "ontology" / "migrations").iterdir()
    migrations = {path.name for path in folders if path.is_dir()}
    assert version.removesuffix(".0") in migrations


def test_the_citation_has_what_the_format_requires():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["license"] == ["Apache-2.0", "CC-BY-4.0"]


def test_the_ontology_says_what_its_documentation_shows():
    graph = read(ONTOLOGY[0])
    ontology = URIRef(BASE + "ontology")
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.created):
        assert len(set(graph.objects(ontology, predicate))) == 1, predicate
