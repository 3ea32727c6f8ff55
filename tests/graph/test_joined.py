"""Joins that are written anew by the size of the data give each row as often as before."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_answers import ANSWERS, PROJECT, asked, loaded, named, read

from claimgraph.errors import StoreError
from claimgraph.graph.sparql.joined import by_size
from claimgraph.graph.stores.disk import OnDisk, replace
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.stores.paths import Inventory, without_look_ups
from claimgraph.questions import catalogue

PREFIX = "PREFIX : <http://example.org/>\n"
NODES, PREDICATES, VARIABLES = "abcd", "pqr", "xyzuv"
TRIPLES = st.sets(
    st.tuples(*map(st.sampled_from, (NODES, PREDICATES, NODES))), min_size=1, max_size=14
)
TERM = st.sampled_from([f"?{name}" for name in VARIABLES] * 2 + [":a", ":b"])
PATH = st.sampled_from(
    [":p", ":q", ":r"] * 3
    + [
        "^:p",
        ":p/:q",
        ":p/^:q/:r",
        ":p|:q",
        "(:p/:q)|:r",
        ":p*",
        ":q+",
        "(:p|:r*)",
        "!:p",
        ":p?",
        "a",
    ]
)


class Sizes:
    """Data that has as many solutions as a test says, whatever the patterns are."""

    has_lateral = True

    def __init__(self, sizes):
        self.sizes = sizes

    def counts(self, _prologue, patterns):
        return [self.sizes[number % len(self.sizes)] for number in range(len(patterns))]


SIZES = st.lists(st.sampled_from([0, 1, 3, 1000, 30_000, 10_000_000]), min_size=1).map(Sizes)


@st.composite
def triples(draw):
    subject = draw(TERM)
    others = draw(st.lists(st.tuples(PATH, TERM), min_size=1, max_size=3))
    return f"{subject} " + " ; ".join(f"{path} {value}" for path, value in others) + " . "


@st.composite
def filtered(draw):
    name, other = draw(st.tuples(*[st.sampled_from(VARIABLES)] * 2))
    shape = st.sampled_from(
        [
            "FILTER (?{} != ?{}) ",
            "FILTER (BOUND(?{}) || ?{} = :a) ",
            "FILTER EXISTS {{ ?{} :p ?{} }} ",
        ]
    )
    return draw(shape).format(name, other)


def values():
    return st.sampled_from(VARIABLES).map(lambda name: f"VALUES ?{name} {{ :a :b :c }} ")


@st.composite
def groups(draw, depth=2):
    parts = [draw(triples())]
    more = [triples(), triples(), filtered(), values()]
    if depth:
        inner = groups(depth - 1)
        more += [
            inner.map("OPTIONAL {{ {} }} ".format),
            inner.map("OPTIONAL {{ {} }} ".format),
            inner.map("MINUS {{ {} }} ".format),
            st.tuples(inner, inner).map(lambda both: "{{ {} }} UNION {{ {} }} ".format(*both)),
            inner.map("{{ SELECT ?x ?y {{ {} }} }} ".format),
            inner.map("{{ SELECT ?x (COUNT(?y) AS ?n) {{ {} }} GROUP BY ?x }} ".format),
        ]
    parts += draw(st.lists(st.one_of(more), max_size=3))
    return "".join(parts)


def quads(data):
    iri = "http://example.org/{}".format
    for subject, predicate, value in data:
        terms = [ox.NamedNode(iri(part)) for part in (subject, predicate, value)]
        yield ox.Quad(*terms, ox.NamedNode(iri("g")))


def rows(store, query):
    answer = store.query(query)
    return Counter(str([row.get(name) for name in answer.variables]) for row in answer.rows)


@given(data=TRIPLES, group=groups(), sizes=SIZES)
def test_generated_groups_have_the_same_rows(data, group, sizes):
    store = Embedded(quads(data))
    query = f"{PREFIX}SELECT ?x ?y ?z ?u ?v {{ {group} }}"

    assert rows(store, by_size(query, sizes)) == rows(store, query)


MANY, FEW = 30_000, 3


@pytest.mark.parametrize(
    ("group", "sizes", "written"),
    [
        (
            "?x :p ?y . ?y :q ?z",
            [MANY, MANY],
            "{ SELECT ?x ?y { ?x :p ?y } } { SELECT ?y ?z { ?y :q ?z } }",
        ),
        ("?x :p ?y . ?y :q ?z", [MANY, FEW], "?y :q ?z . LATERAL { ?x :p ?y . }"),
        (
            "?x :p/^:q ?y",
            [MANY, MANY],
            "{ SELECT ?x ?step0 { ?x :p ?step0 } } { SELECT ?y ?step0 { ?y :q ?step0 } }",
        ),
        (
            "?x a ?k ; :p ?y . VALUES ?k { :A }",
            [MANY, MANY],
            "{ SELECT ?x ?k { VALUES ?k { :A } ?x a ?k } } { SELECT ?x ?y { ?x :p ?y } } ",
        ),
        (
            "?x :p ?y OPTIONAL { ?y :q ?z }",
            [MANY, MANY],
            "?x :p ?y OPTIONAL { { SELECT ?y ?z { ?y :q ?z } } }",
        ),
        (
            "?x :p ?y OPTIONAL { ?z :r ?u . ?y :q ?z }",
            [FEW, MANY, MANY],
            "?x :p ?y LATERAL { OPTIONAL { ?y :q ?z . LATERAL { ?z :r ?u . } } }",
        ),
        # A path of any length begins nowhere, and is not read at once.
        (
            "?x :p* ?y . ?x :q ?z ; :r ?u",
            [MANY, MANY],
            "?x :p* ?y . { SELECT ?x ?z { ?x :q ?z } } { SELECT ?x ?u { ?x :r ?u } }",
        ),
        ("?x :p* ?y . ?x :q ?z", [FEW], "?x :q ?z . LATERAL { ?x :p* ?y . }"),
        # What is asked for each row begins with what the row has.
        ("?x :p ?y FILTER EXISTS { ?x :q ?z }", [MANY], "?x :p ?y FILTER EXISTS { ?x :q ?z }"),
    ],
)
def test_joins_are_made_by_the_size_of_the_data(group, sizes, written):
    query = f"{PREFIX}SELECT ?x {{ {group} }}"

    assert by_size(query, Sizes(sizes)) == f"{PREFIX}SELECT ?x {{ {written} }}"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x :p ?y . ?y :q ?z }",
        "SELECT ?x { GRAPH ?g { ?x :p ?y . ?y :q ?z } }",
        "SELECT ?x FROM :g { ?x :p ?y . ?y :q ?z }",
        "SELECT ?x { ?x :p ?y . SERVICE :s { ?y :q ?z } }",
        "SELECT ?x { ?x :p ?y . ?y :q ?z } LIMIT 3",
        "ASK { ?x :p ?y . ?y :q ?z }",
        "DESCRIBE ?x { ?x :p ?y . ?y :q ?z }",
        "SELECT ?x { ?x :p [ :q ?z ] ; :r ?y }",
        "SELECT ?x { ?x :p _:y . _:y :q ?z }",
        "SELECT ?x { BIND (:a AS ?x) ?x :p ?y . ?y :q ?z }",
        "SELECT ?x { VALUES (?x ?z) { (:a :b) } ?x :p ?y . ?y :q ?z }",
        "SELECT ?x { ?x ?p ?y . ?y ?q ?z }",
        "SELECT ?x { ?x :p ?y . ?y :q",
        f"SELECT ?x {{ {' '.join(f'?x :p{n} ?y{n} .' for n in range(101))} }}",
    ],
)
@pytest.mark.parametrize("size", [FEW, MANY])
def test_what_could_change_an_answer_is_left_as_it_is(query, size):
    assert by_size(PREFIX + query, Sizes([size])) == PREFIX + query


def test_a_join_too_large_for_memory_is_not_hashed():
    query = f"{PREFIX}SELECT ?x {{ ?x :p ?y . ?y :q ?z }}"

    assert by_size(query, Sizes([10_000_000])) == query


def test_a_store_on_disk_knows_the_size_of_its_predicates(tmp_path):
    """Also after a load of little, for which nothing is counted again."""
    folder, few, many = tmp_path / "store", 10, 200
    graphs = [f"http://example.org/g{number}" for number in range(9)]
    numbered = [("n0", "p", f"n{number}") for number in range(few)]
    numbered += [(f"n{number}", "q", "n0") for number in range(many)]
    all_quads = [
        ox.Quad(*quad.triple, ox.NamedNode(graphs[number % 9]))
        for number, quad in enumerate(quads(numbered))
    ]
    asked = []

    class Asked(Embedded):
        def rows(self, sparql, graphs=None):
            asked.append(sparql)
            return super().rows(sparql, graphs)

    replace(folder, graphs, all_quads)
    again = [quad for quad in all_quads if quad.graph_name.value == graphs[0]]
    replace(folder, graphs[:1], again)
    store = OnDisk(folder)
    query = f"{PREFIX}SELECT ?x ?y {{ ?y :q ?x . ?x :p ?z }}"
    inventory = Inventory(Asked.over(store._inner), store._inventory._known)

    assert by_size(query, inventory).endswith("{ ?x :p ?z . LATERAL { ?y :q ?x . } }")
    assert not any("COUNT" in query for query in asked)
    assert len(store.query(query).rows) == few * many
    assert rows(store, query) == rows(Embedded(all_quads), query)


def test_what_no_store_has_counted_is_counted_up_to_a_number(monkeypatch):
    monkeypatch.setattr("claimgraph.graph.stores.paths._MANY", 5)
    store = Embedded(quads({("a", "p", f"n{number}") for number in range(9)} | {("a", "q", "b")}))
    query = f"{PREFIX}SELECT ?y {{ ?x :p ?y . ?x :q :b . ?z :p ?u . ?u (:q|:p)/:p ?y }}"
    counted = []

    class Counting(Inventory):
        def counts(self, prologue, patterns):
            numbers = super().counts(prologue, patterns)
            counted.extend(zip((pattern.text for pattern in patterns), numbers, strict=True))
            return numbers

    by_size(query, Counting(store))

    assert counted == [
        ("?x :p ?y", 5),
        ("?x :q :b", 1),
        ("?z :p ?u", 5),
        ("?u (:q|:p)/:p ?y", 0),
    ]


@cache
def embedded() -> Embedded:
    return Embedded(quad for one in loaded() for quad in one.quads)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [[MANY], [FEW], [MANY, FEW], [FEW, MANY, MANY]], ids=str)
@pytest.mark.parametrize("path", [each for each in ANSWERS if each.suffix != ".ttl"], ids=named)
def test_stored_questions_have_the_same_rows(path, sizes):
    question = catalogue.find(PROJECT, f"{path.parent.name}/{asked(path)}")
    inventory = Inventory(embedded())
    inventory.counts = Sizes(sizes).counts

    class Both(Embedded):
        def rows(self, sparql, graphs=None):
            return super().rows(without_look_ups(sparql, inventory), graphs)

    values = read(path).values
    there = catalogue.ask(question, values, Both.over(embedded()._inner), loaded())
    here = catalogue.ask(question, values, embedded(), loaded())

    assert there == here


def test_a_server_that_does_not_read_lateral_is_asked_without_it():
    """Oxigraph's server read it from some version on; others call it an error."""

    class Older(Embedded):
        def rows(self, sparql, graphs=None):
            if "LATERAL" in sparql:
                raise StoreError("http://127.0.0.1: answers 400")
            return super().rows(sparql, graphs)

    data = list(quads({("b", "q", "c")} | {(f"n{number}", "p", "b") for number in range(99)}))
    query = f"{PREFIX}SELECT ?x ?y {{ ?y :q ?x . ?z :p ?y }}"

    assert "LATERAL" in by_size(query, Inventory(Embedded(data)))
    assert by_size(query, Inventory(Older(data))) == query


@pytest.mark.parametrize("error", [StoreError, SyntaxError])
def test_what_cannot_be_counted_is_asked_as_it_is(error):
    """The grammar here is wider than the engine's, which says itself what is wrong."""

    class Failing(Embedded):
        def rows(self, sparql, graphs=None):
            raise error(f"{sparql} of {graphs}")

    query = f"{PREFIX}SELECT ?x ?y {{ ?x :p ?y . ?y :q ?z }}"

    assert without_look_ups(query, Inventory(Failing())) == query
