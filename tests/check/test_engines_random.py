"""Two engines, one answer: shapes of any constraints in any of each other, over small data.

A short run always, the same each time; a long one, of others each time, by `make test-slow`.
"""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_engines import _quiet, differ  # noqa: F401

PREFIXES = """\
@prefix : <urn:x:> . @prefix s: <urn:s:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
QUERIES = PREFIXES + 's:o sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:"^^xsd:anyURI ] .\n'
PREDICATES = (":p", ":q", ":r")
NODES = (":a", ":b", ":c", "_:x", "_:y")
CLASSES = (":T", ":U", ":V")
LITERALS = (
    *("1", "2", "01", "1.0", "2.5e0", '"a"', '"ab"@en', '"b"@en-GB', '"c"@de', '""', '" a"'),
    *('"2020-01-01"^^xsd:date', '"2020-01-01T00:00:00"^^xsd:dateTime', '"x"^^xsd:integer'),
    *("true", '"1"^^xsd:boolean', '"NaN"^^xsd:double', '"INF"^^xsd:double', "-0.0"),
    *("99999999999999999999", r'"a\nb"', '"abc"^^:own', '"5"^^xsd:byte', '"300"^^xsd:byte'),
    '"1.50"^^xsd:decimal',
)
BOUNDS = (*LITERALS[:5], *LITERALS[11:13])
CONDITIONS = (
    *("?value > 1", "isLiteral(?value)", "STRLEN(STR(?value)) = 1", "LANG(?value) = 'en-GB'"),
    *("?value = 1", "!isNumeric(?value)", "REGEX(STR(?value), '^a')", "?value IN (1, 2)"),
    *("EXISTS { ?value ?any ?thing }", "?value", "'a'@en", "UCASE(STR(?value)) = 'A'"),
    "<http://www.w3.org/2001/XMLSchema#integer>(CONCAT(STR(?value), '0')) > 10",
)
TARGETS = (
    *("sh:targetNode :a", 'sh:targetNode :a , 1 , "ab"@en', "sh:targetClass :U"),
    *("sh:targetSubjectsOf :p", "sh:targetObjectsOf :q"),
)

predicates, classes, literals = map(st.sampled_from, (PREDICATES, CLASSES, LITERALS))
counts = st.integers(0, 2)
triples = st.tuples(
    st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from((*NODES, *LITERALS))
) | st.tuples(st.sampled_from(NODES), st.just("a"), classes)
paths = st.recursive(
    predicates,
    lambda inner: st.one_of(
        st.builds(
            "[ sh:{} {} ]".format,
            st.sampled_from(["inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"]),
            inner,
        ),
        st.builds("( {} {} )".format, inner, inner),
        st.builds("[ sh:alternativePath ( {} {} ) ]".format, inner, inner),
    ),
    max_leaves=3,
)


def one(name: str, *values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values).map(lambda value: f"sh:{name} {value}")


def listed(name: str, *values: str) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return some.map(lambda each: f"sh:{name} ( {' '.join(each)} )")


def asking(where: str) -> st.SearchStrategy[str]:
    return st.sampled_from(CONDITIONS).map(
        lambda condition: (
            'sh:sparql [ sh:prefixes s:o ; sh:select "SELECT $this ?value '
            f'{{ $this {where} ?value FILTER ({condition}) }}" ]'
        )
    )


OF_NODES = (
    one("class", *CLASSES),
    one("datatype", *(f"xsd:{n}" for n in ("integer", "string", "date", "boolean", "byte"))),
    one("nodeKind", *(f"sh:{n}" for n in ("IRI", "Literal", "BlankNode", "IRIOrLiteral"))),
    one("minInclusive", *BOUNDS),
    one("maxExclusive", *BOUNDS),
    one("minLength", "0", "1", "3"),
    one("pattern", *(f'"{each}"' for each in ("^a", "b$", "[0-9]", ".", "^.b", "x*", "en|a"))),
    listed("languageIn", '"en"', '"de"', '"en-GB"'),
    listed("in", *LITERALS, *NODES[:3]),
    one("hasValue", *LITERALS, *NODES[:3]),
    one("equals", *PREDICATES),
    one("disjoint", *PREDICATES),
    st.sampled_from(["", "rdf:type"]).map(
        lambda each: f"sh:closed true ; sh:ignoredProperties ( :p {each} )"
    ),
)
OF_PROPERTIES = (
    counts.map(lambda least: f"sh:minCount {least}"),
    counts.map(lambda most: f"sh:maxCount {most}"),
    st.just("sh:uniqueLang true"),
    one("lessThan", *PREDICATES),
    one("lessThanOrEquals", *PREDICATES),
    asking("$PATH"),
)


@st.composite
def bodies(draw: st.DrawFn, depth: int = 0, *, of_property: bool = False) -> str:
    """Return what a shape says: one or two constraints, with shapes nested in some."""
    inner = st.booleans().flatmap(lambda of: bodies(depth + 1, of_property=of))
    off = st.sampled_from(["", "", "", " ; sh:deactivated true"])
    within = st.builds("[ {}{} ]".format, inner, off)
    nested = [
        st.builds("sh:not {}".format, within),
        st.builds("sh:{} ( {} {} )".format, st.sampled_from(["and", "or", "xone"]), within, within),
        st.builds("sh:node [ {}{} ]".format, bodies(depth + 1), off),
        st.builds("sh:property [ {}{} ]".format, bodies(depth + 1, of_property=True), off),
        st.builds(
            "sh:qualifiedValueShape {} ; sh:qualified{}Count {}".format,
            within,
            st.sampled_from(["Min", "Max"]),
            counts,
        ),
    ]
    usual = [*OF_NODES, *(OF_PROPERTIES if of_property else (asking("x:p"),))]
    some = usual + (nested if of_property else nested[:-1]) * (depth < 2)
    chosen = draw(st.lists(st.sampled_from(range(len(some))), min_size=1, max_size=2, unique=True))
    parts = [f"sh:path {draw(paths)}"] if of_property else []
    return " ; ".join([*parts, *(draw(some[each]) for each in chosen)])


def agree(triples, target: str, of_property: bool, body: str) -> None:
    data = PREFIXES + "".join(f"{' '.join(each)} .\n" for each in triples)
    kind = "Property" if of_property else "Node"
    shape = f"{QUERIES}s:s a sh:{kind}Shape ; {target} ; {body} ."
    quads, shapes = (list(ox.parse(each, format=ox.RdfFormat.TURTLE)) for each in (data, shape))
    found = differ(quads, shapes)
    assert found == {"fast alone": Counter(), "pyshacl alone": Counter()}, shape


SHAPES = st.booleans().flatmap(
    lambda of: st.tuples(st.sampled_from(TARGETS), st.just(of), bodies(of_property=of))
)
DATA = st.lists(triples, min_size=1, max_size=9, unique=True)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(DATA, SHAPES)
def test_shapes_of_all_kinds_find_the_same_with_either_engine(triples, shape):
    agree(triples, *shape)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(DATA, SHAPES)
def test_many_shapes_of_all_kinds_find_the_same_with_either_engine(triples, shape):
    agree(triples, *shape)
