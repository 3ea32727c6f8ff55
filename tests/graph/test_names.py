"""One thing has one name, whoever shows it: the label in the best language, else its IRI's end."""

from __future__ import annotations

import pytest
from checked_projects import checked
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Dataset, Graph
from rdflib.namespace import DCTERMS, RDFS, SKOS
from rdflib.term import Literal, URIRef

import claimgraph
from claimgraph.graph import names
from claimgraph.graph.stores.memory import Embedded

THING = URIRef("https://e.org/thing")
TAGS = st.sampled_from(["", "de", "en", "en-GB", "fr", "zh-Hant"])


@st.composite
def labels(draw):
    """Return some labels of a thing, by several properties and in several languages."""
    predicate = st.sampled_from(names.PROPERTIES)
    text = st.text("ab ", max_size=3)
    return draw(st.lists(st.tuples(predicate, text, TAGS), max_size=5))


def graph_of(triples):
    graph = Graph()
    for predicate, text, tag in triples:
        graph.add((THING, predicate, Literal(text, lang=tag or None)))
    return graph


@given(labels(), st.sampled_from(["en", "de", "zh"]))
def test_the_name_is_in_the_wanted_language_then_english_then_in_none(triples, wanted):
    label = names.label(graph_of(triples), THING, wanted)
    tags = {tag for _, text, tag in triples if text.strip()}

    def primary(tag):
        return tag.partition("-")[0]

    if label is None:
        assert not tags
        assert names.name(graph_of(triples), THING, wanted) == "thing"
        return
    got = primary(label.language or "")
    primaries = {primary(tag) for tag in tags}
    expected = next((one for one in (wanted, "en", "") if one in primaries), None)
    assert got == expected if expected is not None else got in primaries


@given(labels(), st.randoms(use_true_random=False))
def test_the_name_does_not_depend_on_the_order_of_statements(triples, random):
    shuffled = list(triples)
    random.shuffle(shuffled)
    assert names.name(graph_of(triples), THING) == names.name(graph_of(shuffled), THING)


@settings(deadline=None)  # The first call imports rdflib's engine.
@given(labels())
def test_a_store_and_a_graph_give_one_name(triples):
    graph = graph_of(triples)
    store = Embedded()
    with_labels: Dataset = store.graph
    for triple in graph:
        with_labels.get_context(URIRef("https://e.org/graph")).add(triple)  # type: ignore[attr-defined]
    assert names.of([THING], store).get(THING) == names.label(graph, THING)


def test_among_labels_in_one_language_the_property_decides():
    graph = graph_of([(DCTERMS.title, "a", "en"), (SKOS.prefLabel, "b", "en")])
    assert names.name(graph, THING) == "b"
    graph.add((THING, RDFS.label, Literal("c", lang="en")))
    assert names.name(graph, THING) == "c"


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://e.org/claim/c0", "c0"),
        ("https://e.org/claim#c0", "c0"),
        ("https://e.org/", "e.org"),
        ("https://e.org/Z%C3%BCrich", "Zürich"),
        ("https://e.org/a%0Ab", "a%0Ab"),
        ("https://e.org/a%FFb", "a%FFb"),
        ("urn:isbn:1", "urn:isbn:1"),
    ],
)
def test_without_a_label_it_is_the_readable_end_of_the_iri(iri, expected):
    assert names.readable(iri) == expected


def test_answers_and_the_map_name_a_claim_alike(tmp_path):
    data = tmp_path / "data" / "y"
    data.mkdir(parents=True)
    (data / "claims.ttl").write_text(
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<https://w3id.org/claimgraph/article/y/c0> a cg:FactualClaim ;\n"
        '  rdfs:label "Satz 0"@de, "Sentence 0"@en ; cg:paraphrase "It is so."@en .\n'
    )
    opened = claimgraph.open(tmp_path)
    assert "Sentence 0" in opened.draw("map", "Satz 0")
    assert "Satz 0" not in opened.draw("map", "Satz 0")
    named = {finding.subject for finding in checked(tmp_path, "fast").findings}
    assert any("‘Sentence 0’" in (one or "") for one in named)
    assert not any("Satz" in (one or "") for one in named)
