"""Data judged again after a change has the results that it has when it is judged anew."""

from __future__ import annotations

import random
from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.check import engines
from claimgraph.check.engines import again, queries
from claimgraph.graph import loading, remembered
from claimgraph.graph.project import shipped_project

PREFIXES = """\
@prefix : <urn:x:> . @prefix s: <urn:s:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
s:o sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
"""


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def results(data, shapes, name=None) -> Counter:
    return Counter(
        (str(r.focus), str(r.path), str(r.value), str(r.shape), r.component, r.severity, r.messages)
        for r in engines.engine("auto")(data, shapes, name)
    )


# ── Generated shapes and data ────────────────────────────────────────────────────────────────────

QUERY = 'sh:sparql [ sh:prefixes s:o ; sh:select "SELECT $this ?value WHERE { %s }" ]'
CONSTRAINTS = (
    "sh:property [ sh:path :p ; sh:minCount 1 ]",
    "sh:property [ sh:path :q ; sh:class :B ]",
    "sh:property [ sh:path ( :p [ sh:inversePath :q ] ) ; sh:maxCount 1 ]",
    "sh:property [ sh:path [ sh:zeroOrMorePath :p ] ; sh:nodeKind sh:IRI ]",
    "sh:property [ sh:path :p ; sh:property [ sh:path :q ; sh:maxCount 0 ] ]",
    "sh:property [ sh:path :p ; sh:node s:within ]",
    "sh:property s:shared",
    "sh:property [ sh:path :q ; sh:equals :r ]",
    "sh:closed true ; sh:ignoredProperties ( :p ) ; sh:property s:shared",
    "sh:or ( [ sh:path :q ; sh:minCount 1 ] s:within )",
    "sh:node [ sh:closed true ; sh:property [ sh:path :p ] ]",
    QUERY % "$this x:q ?value . ?value x:q ?other",
    QUERY % "$this x:p* ?value . FILTER NOT EXISTS { ?value a ?kind }",
    QUERY % "$this ?any ?value . ?value x:r ?other",
    QUERY % "$this a x:A . ?value x:r* ?node . ?node x:q $this",
)
TARGETS = ("sh:targetClass :A", "sh:targetClass :B", "sh:targetSubjectsOf :q", "sh:targetNode :a")
WITHIN = """
s:within a sh:NodeShape ; sh:property [ sh:path :r ; sh:maxCount 1 ] .
s:shared a sh:PropertyShape ; sh:path :r ; sh:class :A .
:B rdfs:subClassOf :A .
"""
names = st.sampled_from([f"urn:x:{letter}" for letter in "abcd"]).map(ox.NamedNode)
literals = st.sampled_from(["one", "two"]).map(ox.Literal)
kinds = st.sampled_from(["urn:x:A", "urn:x:B"]).map(ox.NamedNode)
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
verbs = st.sampled_from(["urn:x:p", "urn:x:q", "urn:x:r"]).map(ox.NamedNode)
triples = st.one_of(
    st.builds(ox.Quad, names, verbs, st.one_of(names, literals)),
    st.builds(ox.Quad, names, st.just(TYPE), kinds),
)
shapes = st.lists(
    st.tuples(st.sampled_from(TARGETS), st.lists(st.sampled_from(CONSTRAINTS), min_size=1)),
    min_size=1,
    max_size=4,
).map(
    lambda some: (
        WITHIN
        + "\n".join(
            f"s:n{n} a sh:NodeShape ; {target} ; {' ; '.join(dict.fromkeys(asked))} ."
            for n, (target, asked) in enumerate(some)
        )
    )
)


def stay_the_same(text, states) -> None:
    rules = tuple(quads(text))
    again._states.clear()
    for data in states:
        assert results(list(data), rules, "a") == results(list(data), rules)


states = st.lists(st.sets(triples, max_size=12), min_size=2, max_size=4)
some = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=4, **some)
@given(shapes, states)
def test_what_a_change_does_not_concern_is_as_it_was(text, after):
    stay_the_same(text, after)


@pytest.mark.slow
@settings(max_examples=100, **some)
@given(shapes, states)
def test_what_a_change_does_not_concern_is_as_it_was_for_many(text, after):
    stay_the_same(text, after)


@pytest.mark.parametrize(
    ("query", "anywhere"),
    [
        ("SELECT ?x { $this <urn:p>* ?x }", False),
        ("SELECT ?x { ?x <urn:p>* ?y }", True),
        ("SELECT ?x { ?x <urn:p>* $this }", False),
        ("SELECT ?x { ?x a/<urn:p>? <urn:c> }", True),
        ("SELECT ?x { $this <urn:q> ?x . ?x a/<urn:p>? <urn:c> }", False),
        ("SELECT ?x { ?x <urn:q> ?y . ?y (<urn:p>|^<urn:q>)* ?z }", False),
        ("SELECT ?x { ?x (<urn:p>/<urn:q>)? ?z }", True),
        ("SELECT ?x { $this <urn:q> ?a ; <urn:p>* ?x FILTER(?a * 2.5 > ?x) }", False),
    ],
)
def test_a_path_of_no_step_may_start_at_any_node(query, anywhere):
    assert queries.starts_anywhere(query) is anywhere


def test_a_node_that_is_a_target_need_not_stand_in_the_data():
    assert queries.starts_anywhere("SELECT ?x { $this <urn:p>* ?x }", is_node=False)


# ── The shipped article, under the shipped rules ─────────────────────────────────────────────────


def edited(rng, own):
    """Change one of some quads: its value, its predicate, its subject; or leave it out."""
    after = list(own)
    place = rng.randrange(len(own))
    quad, other = own[place], rng.choice(own)
    value = ox.Literal(f"odd {place}") if isinstance(quad.object, ox.Literal) else other.subject
    choice = rng.randrange(4)
    if choice == 0:
        after.pop(place)
    else:
        subject = other.subject if choice == 1 else quad.subject
        predicate = other.predicate if choice == 2 else quad.predicate
        after[place] = ox.Quad(subject, predicate, value if choice == 3 else quad.object)
    return after


def shipped_article_stays_the_same(seed, times):
    project = shipped_project()
    own = [q for file in project.data_files for q in loading.load(file).quads]
    beside = [q for file in project.vocabulary_files for q in loading.load(file).quads]
    rules = tuple(q for file in project.shape_files for q in loading.load(file).quads)
    rng = random.Random(seed)
    results([*own, *beside], rules, "article")
    for _ in range(times):
        own = edited(rng, own)
        data = [*own, *beside]
        assert results(data, rules, "article") == results(data, rules)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_change_of_the_shipped_article_has_the_results_of_a_whole_check(seed):
    shipped_article_stays_the_same(seed, 10)


# ── Names of blank nodes ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        ":a :p [ :q [] , [] ] , ( 1 ( 2 ) [ :r 3 ] ) . [] :p 4 .",
        "_:x :p _:y . _:y :p _:x . _:z :p _:z . :a :p _:x .",
        "",
    ],
)
def test_blank_nodes_read_again_have_the_same_names(text):
    first, second = quads(text), quads(text)
    named = remembered.named(first, "a.ttl")

    assert named == remembered.named(second, "a.ttl")
    assert ox.Dataset(named) != ox.Dataset(remembered.named(first, "b.ttl")) or not text
    canonical = [ox.Dataset(each) for each in (named, first)]
    for each in canonical:
        each.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert canonical[0] == canonical[1]
