"""What is told from a query's text is what rdflib's algebra says of it."""

from __future__ import annotations

import pytest

from claimgraph.check.engines import algebra, deviations, queries
from claimgraph.graph.sparql import UnreadableError

BOUND = frozenset({"this", "currentShape", "shapesGraph"})
XSD = "http://www.w3.org/2001/XMLSchema#"
PLAIN = [
    "$this <urn:p> ?value",
    "$this <urn:p>/<urn:q>* ?value . FILTER (?value > 3)",
    "$this <urn:p> ?x . BIND (?x + 1 AS ?value)",
    "$this <urn:minus> ?value . FILTER NOT EXISTS { ?value <urn:values> 'FROM' }",
]
FORBIDDEN = {
    "MINUS": "$this <urn:p> ?value . MINUS { $this <urn:q> ?value }",
    "VALUES": "$this <urn:p> ?value . VALUES ?value { 1 }",
    "SERVICE": "$this <urn:p> ?value . service <urn:s> { $this <urn:q> ?value }",
    "subquery": "$this <urn:p> ?value . { SELECT ?value { ?x <urn:q> ?value } }",
    "binds": "?value <urn:p> ?x . BIND (?x AS ?this)",
}


@pytest.mark.parametrize("pattern", PLAIN)
def test_what_is_allowed_is_allowed_by_the_algebra(pattern):
    text = f"SELECT $this ?value {{ {pattern} }}"
    assert queries.forbidden(text) is None
    assert algebra.forbidden(text, BOUND) is None


@pytest.mark.parametrize("what", FORBIDDEN)
def test_what_is_forbidden_is_told(what):
    assert what in (queries.forbidden(f"SELECT $this ?value {{ {FORBIDDEN[what]} }}") or "")


def test_what_is_bound_beside_is_not_bound_anew():
    text = "SELECT $this { $this <urn:p> ?x . BIND (?x AS ?given) }"
    assert queries.forbidden(text) is None
    assert "?given" in (queries.forbidden(text, frozenset({"given"})) or "")


@pytest.mark.parametrize("text", ["SELECT ?this {", "SELECT * { ?this <urn:p> }}", "hello"])
def test_what_is_not_sparql_is_not_judged(text):
    with pytest.raises(UnreadableError):
        queries.forbidden(text)


@pytest.mark.parametrize(
    ("pattern", "iris"),
    [
        ("?x <urn:p> ?y ; <urn:q>|^<urn:r>+ <urn:o>", {"urn:p", "urn:q", "urn:r", "urn:o"}),
        ("?x ?p ?y", None),
        ("?x <urn:p> ?y . FILTER EXISTS { ?x ?p ?y }", None),
        ("?x <urn:p>/!(<urn:q>) ?y", None),
        ("?x <urn:p> ?y . FILTER (!BOUND(?z))", {"urn:p"}),
        ("[ ?p ?y ] <urn:p> ?x", None),
    ],
)
def test_what_a_query_may_look_at(pattern, iris):
    found = queries.predicates(f"SELECT * {{ {pattern} }}")
    assert found == iris if iris is None else iris <= (found or set())


def test_literals_have_form_and_datatype():
    text = f"SELECT * {{ ?x <urn:p> 007, 1.50, 2e3, 'a', 'b'@en, '5x'^^<{XSD}byte>, true }}"
    assert set(deviations.literals(text)) == {
        ("007", XSD + "integer"),
        ("1.50", XSD + "decimal"),
        ("2e3", XSD + "double"),
        ("5x", XSD + "byte"),
    }
