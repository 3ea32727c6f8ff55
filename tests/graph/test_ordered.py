"""A query that sorts by copies of IRIs gives the rows of the query in the same order."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_answers import PROJECT

from claimgraph.graph.sparql.ordered import by_copies
from claimgraph.graph.stores.disk import OnDisk, replace
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue

PREFIX = "PREFIX : <http://example.org/>\n"
# IRIs of which one begins another, a blank node, literals, and a thing without a value.
DATA = """
@prefix : <http://example.org/> .
:a :is :long , :long-er , :long_ , :longer , <http://example.org/long/é> .
:a :is "long" , "a" , 3 , 20 , _:x .
:b :is :long , "z"@en , true . :c :was :a , :b .
:a :of :b . :b :of :c .
"""


def holding() -> Embedded:
    graph = ox.NamedNode("http://example.org/g")
    triples = ox.parse(DATA, format=ox.RdfFormat.TURTLE)
    return Embedded(ox.Quad(*triple.triple, graph) for triple in triples)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?y { ?x :is ?y } ORDER BY ?y ?x",
        "SELECT ?x ?y { ?x :is ?y } ORDER BY DESC(?y) ASC( ?x )",
        "SELECT DISTINCT $y { ?x :is ?y } ORDER BY desc($y)",
        "SELECT ?x ?y ?z { ?x :is ?y OPTIONAL { ?x :of ?z } } ORDER BY DESC(?z) ?x ?y",
        "SELECT ?x ?y { { ?x :is ?y } UNION { ?x :was ?z } } ORDER BY ?x ?y LIMIT 7 OFFSET 2",
        "SELECT ?y (COUNT(?x) AS ?n) { ?x :is ?y } GROUP BY ?y ORDER BY DESC(?n) ?y",
        "SELECT ?x ?y { ?x :is ?y } # all\nORDER BY STRLEN(STR(?y)) DESC(?y) ?x",
        "SELECT ?x { ?x :is ?y } ORDER BY ?y ?x",
        "SELECT DISTINCT ?x { ?x :is ?y OPTIONAL { ?x :of ?z } } ORDER BY DESC(?z) ?x",
        "SELECT ?x { { SELECT ?x { ?x :is ?key0 } ORDER BY ?x LIMIT 3 } } ORDER BY ?x",
    ],
)
def test_rows_and_their_order_stay(query):
    store = holding()
    written = by_copies(PREFIX + query)

    assert written != PREFIX + query
    assert [str(row) for row in store.query(written).rows] == [
        str(row) for row in store.query(PREFIX + query).rows
    ]
    assert store.query(written).variables == store.query(PREFIX + query).variables


# IRIs of which one begins another, or that differ in characters around the space.
NODES = [ox.NamedNode(f"http://example.org/{name}") for name in ("a", "a-", "ab", "a/b", "a!", "é")]
VALUES = [*NODES, ox.BlankNode("b"), ox.Literal("a"), ox.Literal("a", language="en"), ox.Literal(3)]
PROPERTIES = [ox.NamedNode(f"http://example.org/{name}") for name in ("is", "of")]
KEYS = ["?x", "?y", "?z", "DESC(?x)", "DESC(?y)", "ASC(?z)", "DESC(?z)"]


@given(
    said=st.lists(
        st.tuples(*map(st.sampled_from, (NODES, PROPERTIES, VALUES))), min_size=1, max_size=9
    ),
    keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=3),
    distinct=st.sampled_from(["", "DISTINCT "]),
)
def test_generated_rows_come_in_the_same_order(said, keys, distinct):
    store = Embedded(ox.Quad(*triple, ox.NamedNode("http://example.org/g")) for triple in said)
    pattern = "{ ?x :is ?y OPTIONAL { ?x :of ?z } }"
    query = f"{PREFIX}SELECT {distinct}?x ?y ?z {pattern} ORDER BY {' '.join(keys)}"

    def keyed(query: str) -> list[list[str]]:
        names = [key.strip("ASCDE()?") for key in keys]
        return [[str(row.get(name)) for name in names] for row in store.query(query).rows]

    assert keyed(by_copies(query)) == keyed(query)
    assert Counter(map(str, store.query(by_copies(query)).rows)) == Counter(
        map(str, store.query(query).rows)
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { ?x :is ?y }",
        "SELECT * { ?x :is ?y } ORDER BY ?x",
        "SELECT ?x (COUNT(?y) AS ?n) { ?x :is ?y } GROUP BY ?x ?y ORDER BY ?y",
        "SELECT ?x { ?x :is ?y } GROUP BY ?x ORDER BY COUNT(?y) ?x",
        "SELECT ?x { ?x :is ?y } ORDER BY ?x VALUES ?x { :a }",
        "SELECT ?x FROM <urn:g> { ?x :is ?y } ORDER BY ?x",
        "SELECT ?x { { SELECT ?x { ?x :is ?y } ORDER BY ?x } }",
        "SELECT (COUNT(?y) AS ?n) { ?x :is ?y } ORDER BY ?n",
        "CONSTRUCT { ?x :is ?y } WHERE { ?x :is ?y } ORDER BY ?x",
        "ASK { ?x :is ?y }",
        "no query",
    ],
)
def test_what_cannot_be_sorted_outside_stays(query):
    assert by_copies(PREFIX + query) == PREFIX + query


def test_a_store_on_disk_is_asked_so(tmp_path, monkeypatch):
    graph = "http://example.org/g"
    replace(tmp_path / "store", [graph], iter(holding()._inner))
    asked = []
    rows = Embedded.rows
    monkeypatch.setattr(Embedded, "rows", lambda *all: asked.append(all[1]) or rows(*all))
    query = f"{PREFIX}SELECT ?x ?y {{ ?x :is ?y }} ORDER BY ?y ?x"

    found = OnDisk(tmp_path / "store").query(query).rows

    assert asked[-1] == by_copies(query)
    assert list(found) == list(holding().query(query).rows)


def test_stored_questions_with_an_order_are_sorted_so():
    kept = {
        question.name
        for question in catalogue.catalogue(PROJECT)
        if "ORDER BY" in question.sparql and by_copies(question.sparql) == question.sparql
    }

    assert kept == set()
