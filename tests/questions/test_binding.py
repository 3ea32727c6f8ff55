"""A bound query gives what the query with the term written by hand gives, in every position."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.questions import binding

XSD = "http://www.w3.org/2001/XMLSchema#"
STORE = ox.Store()
for subject in "ab":
    for number in range(1, 4):
        STORE.add(
            ox.Quad(
                ox.NamedNode(f"http://e/{subject}"),
                ox.NamedNode(f"http://e/p{number % 2}"),
                ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer")),
                ox.NamedNode(f"http://e/{subject}g"),
            )
        )
NUMBERS = st.integers(0, 3).map(
    lambda one: ox.Literal(str(one), datatype=ox.NamedNode(XSD + "integer"))
)
IRIS = st.sampled_from(["a", "p1", "p0", "ag", "none"]).map(
    lambda one: ox.NamedNode("http://e/" + one)
)

# Patterns and expressions with ?_n for a number and ?_i for an IRI.
PATTERNS = st.sampled_from(
    [
        "?s ?p ?o", "?s ?_i ?o", "?s ?p ?_n", "?_i ?p ?o", "GRAPH ?_i { ?s ?p ?o }",
        "?s ?p ?o FILTER(?o > ?_n)", "?s ?p ?o BIND(?o + ?_n AS ?z)",
        "?s ?p ?o OPTIONAL { ?s ?_i ?x }", "?s ?p ?o MINUS { ?s ?q ?_n }",
        "?s ?p ?o FILTER NOT EXISTS { ?s ?_i ?_n }", "{ ?s ?p ?_n } UNION { ?s ?_i ?o }",
        "?s ?p ?o { SELECT ?s { ?s ?_i ?x } }",
        "?s ?p ?o { SELECT ?s (MAX(?x) AS ?m) { ?s ?q ?x } GROUP BY ?s HAVING(MAX(?x) > ?_n) }",
        "?s ?p ?o FILTER(?_n IN (?o, 2) && !BOUND(?nothing))", "?s ?p ?o, ?_n ; ?_i ?y",
    ]
)  # fmt: skip
FORMS = st.sampled_from(
    [
        "SELECT ?s ?p ?o { %s }", "SELECT ?s (COUNT(*) + ?_n AS ?c) { %s } GROUP BY ?s",
        "SELECT ?s (COUNT(*) AS ?c) { %s } GROUP BY ?s HAVING(COUNT(*) > ?_n)",
        "SELECT ?s ?o { %s } ORDER BY ABS(?o - ?_n) ?s", "ASK { %s }",
        "SELECT ?s (SUM(?o) AS ?c) { %s } GROUP BY ?s ORDER BY (SUM(?o) * ?_n)",
        "CONSTRUCT { ?s ?_i ?_n } WHERE { %s }", "SELECT DISTINCT ?s { { %s } { ?s ?p ?o } }",
    ]
)  # fmt: skip


def answered(query: str, **more):
    found = STORE.query(query, use_default_graph_as_union=True, **more)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return sorted(map(str, set(found)))
    return sorted([str(value) for value in row] for row in found)


@settings(deadline=None)
@given(FORMS, PATTERNS, NUMBERS, IRIS)
def test_a_bound_query_is_the_query_with_the_terms_written_by_hand(form, pattern, number, iri):
    query = form % pattern
    by_hand = re.sub(r"\?_n\b", str(number), re.sub(r"\?_i\b", str(iri), query))
    bound = binding.bind(query, {"_n": number, "_i": iri})
    assert answered(bound) == answered(by_hand)


# Oxigraph substitutes what a query asks for by name (SEP-0007), in forms such as these.
ASKING = st.sampled_from(
    [
        "SELECT ?_n ?_i ?s ?p ?o { %s }", "SELECT DISTINCT ?_n ?_i ?s { %s }",
        "SELECT ?_i (COUNT(*) + ?_n AS ?c) ?_n { %s } GROUP BY ?_n ?_i",
        "SELECT ?_n ?_i ?s (COUNT(*) AS ?c) { %s } GROUP BY ?_n ?_i ?s HAVING(COUNT(*) > ?_n)",
        "SELECT ?_n ?_i ?s { %s } GROUP BY ?_n ?_i ?s ORDER BY (SUM(?o) * ?_n) LIMIT 2",
        "SELECT ?_n ?_i ?s ?o { %s } ORDER BY ABS(?o - ?_n) ?s",
        "SELECT ?_n ?_i ?s { { %s } { ?s ?p ?o FILTER(?o >= ?_n || ?p = ?_i) } }",
    ]
)  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(ASKING, PATTERNS.filter(lambda one: "SELECT" not in one), NUMBERS, IRIS)
def test_text_rewritten_and_terms_substituted_by_the_engine_agree(form, pattern, number, iri):
    query = form % pattern
    terms = {"_n": number, "_i": iri}
    substitutions = {ox.Variable(name): term for name, term in terms.items()}

    assert answered(binding.bind(query, terms)) == answered(query, substitutions=substitutions)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?_i ?o FILTER(?o = 1) }", {"s", "_i", "o"}),
        ("SELECT ?_i { ?s ?_i ?o }", {"_i"}),
        ("SELECT ?s { ?s ?p ?o { SELECT ?s ?_i { ?s ?_i ?x } } }", {"s"}),
        ("SELECT * { { SELECT ?s ?_i { ?s ?_i ?x } } }", {"s", "_i"}),
        ("SELECT ?_i { { SELECT ?_i { ?s ?_i ?x } } }", {"_i"}),
    ],
)
def test_what_is_asked_for_is_in_the_answer_by_its_name(query, expected):
    bound = binding.bind(query, {"_i": ox.NamedNode("http://e/p1")})
    found = STORE.query(bound, use_default_graph_as_union=True)
    assert {variable.value for variable in found.variables} == expected
    assert list(found)


def test_a_column_of_values_keeps_the_rows_of_the_value():
    query = "SELECT ?o ?_n { VALUES (?o ?_n) { (1 1) (2 2) (3 UNDEF) } ?s ?p ?o }"
    one = ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))
    bound = binding.bind(query, {"_n": one})
    assert {row[0].value for row in STORE.query(bound, use_default_graph_as_union=True)} == {
        "1",
        "3",
    }


GROUPED = st.sampled_from(
    [
        "SELECT ?s ?p (COUNT(?o) AS ?c) { %s } GROUP BY ?s ?p ORDER BY ?s DESC(?c) ?p",
        "SELECT ?s (SUM(?o) AS ?c) { %s FILTER(BOUND(?s)) } GROUP BY ?s",
        "SELECT (STR(?s) AS ?c) ?p { %s } GROUP BY ?p ?s HAVING(COUNT(?o) > 1 && BOUND(?s))",
        "SELECT ?p ?s (MAX(?o) AS ?c) { %s { SELECT ?s { ?s ?x ?y } GROUP BY ?s } } "
        "GROUP BY ?s ?p ORDER BY DESC(?s)",
    ]
)


@settings(deadline=None)
@given(GROUPED, PATTERNS.filter(lambda one: "?_" not in one))
def test_groups_taken_together_are_those_of_one_thing(form, pattern):
    """As the query would answer if the thing were the same in every solution."""
    query = form % pattern
    head, body, tail = re.fullmatch(r"(SELECT .*?) (\{ .* \}) (GROUP BY .*)", query).groups()
    inner = body.replace(pattern, f'{{ {pattern} BIND("*" AS ?one) }}', 1)
    by_hand = f"{head.replace('?s', '?one')} {inner} {tail.replace('?s', '?one')}"

    assert answered(binding.together(query, "s")) == answered(by_hand)


@pytest.mark.parametrize("query", ["SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s", "ASK { ?s ?p ?o }"])
def test_nothing_is_taken_together_without_groups(query):
    assert binding.together(query, "s") == query


def test_a_variable_in_a_comment_a_string_or_an_iri_is_none():
    query = "SELECT ?s { ?s ?p ?o # ?_n\r FILTER('?_n' != \"?_n\" && STR(<http://e/?_n>) != '') }"
    assert binding.bind(query, {"_n": ox.Literal("x")}) == query


def test_an_escaped_variable_is_one():
    bound = binding.bind(r"SELECT ?s { ?s ?p \u003F_n }", {"_n": ox.Literal("x")})
    assert bound.split() == ["SELECT", "?s", "{", "?s", "?p", '"x"', "}"]
