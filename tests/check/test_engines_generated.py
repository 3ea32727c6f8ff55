"""Two engines, one answer, on generated shapes: paths, values at the edges, queries, components.

What is sent to pySHACL and what to shacl-rust is decided shape by shape; here each shape is such
that the decision matters. Where the standard can be asked otherwise (paths by a SPARQL engine,
numbers by exact fractions), both engines are held against that too.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_engines import _quiet, apart, differ, results, small, typed, x  # noqa: F401

pytestmark = pytest.mark.slow

EVERY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PREFIXES = """\
@prefix : <urn:x:> . @prefix s: <urn:s:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
s:o sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:"^^xsd:anyURI ] ,
    [ sh:prefix "same" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
"""


def shapes(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def agree(data, text: str) -> None:
    found = differ(list(data), shapes(text))
    assert found == {"fast alone": Counter(), "pyshacl alone": Counter()}


def values(engine: str, data, text: str) -> Counter:
    return Counter(
        (shape, focus, value)
        for shape, _, _, focus, _, value in results(engine, data, shapes(text)).elements()
    )


# ── Paths ────────────────────────────────────────────────────────────────────────────────────────

paths = st.recursive(
    st.sampled_from([(":p", "<urn:x:p>"), (":r", "<urn:x:r>")]),
    lambda inner: st.one_of(
        inner.map(lambda p: (f"[ sh:inversePath {p[0]} ]", f"^({p[1]})")),
        inner.map(lambda p: (f"[ sh:zeroOrMorePath {p[0]} ]", f"({p[1]})*")),
        inner.map(lambda p: (f"[ sh:oneOrMorePath {p[0]} ]", f"({p[1]})+")),
        inner.map(lambda p: (f"[ sh:zeroOrOnePath {p[0]} ]", f"({p[1]})?")),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda ps: (f"( {' '.join(p[0] for p in ps)} )", f"({'/'.join(p[1] for p in ps)})")
        ),
        st.lists(inner, min_size=2, max_size=3).map(
            lambda ps: (
                f"[ sh:alternativePath ( {' '.join(p[0] for p in ps)} ) ]",
                f"({'|'.join(p[1] for p in ps)})",
            )
        ),
    ),
    max_leaves=4,
)


@EVERY
@given(small, paths)
def test_paths_lead_where_sparql_leads(triples, path):
    """Each value at the end of a path, in `$PATH` and as value nodes, is what SPARQL finds."""
    data = list(dict.fromkeys(apart(triples, 1)))
    lead_where_sparql_leads(data, *path)


def test_an_inverse_of_a_repeated_sequence_leads_where_sparql_leads():
    data = [ox.Quad(x("a"), x("r"), x("a")), ox.Quad(x("b1"), x("p"), x("a"))]
    shape = "[ sh:inversePath [ sh:zeroOrMorePath ( :p :r ) ] ]"
    lead_where_sparql_leads(data, shape, "^((<urn:x:p>/<urn:x:r>)*)")


def lead_where_sparql_leads(data, shape, written):
    text = f"""
s:values a sh:PropertyShape ; sh:targetNode :a ; sh:path {shape} ; sh:in ( :nothing ) .
s:query a sh:PropertyShape ; sh:targetNode :a ; sh:path {shape} ;
    sh:sparql [ sh:select "SELECT DISTINCT $this ?value {{ $this $PATH ?value }}" ] .
"""
    agree(data, text)
    store = ox.Store()
    store.extend(data)
    # With a triple of its own the node has paths of length zero in Oxigraph as well.
    store.add(ox.Quad(x("a"), x("self"), x("a")))
    rows = list(store.query(f"SELECT DISTINCT ?v {{ <urn:x:a> {written} ?v }}"))
    found = values("fast", data, text)
    for name in ("urn:s:values", "urn:s:query"):
        assert sum(times for (shape, *_), times in found.items() if shape == name) == len(rows)


# ── Values ───────────────────────────────────────────────────────────────────────────────────────

numerals = st.one_of(
    st.integers(-(2**70), 2**70).map(lambda n: typed(str(n), "integer")),
    st.integers(2**63 - 2, 2**63 + 2).map(lambda n: typed(str(n), "integer")),
    st.integers(2**64 - 2, 2**64 + 2).map(lambda n: typed(str(n), "integer")),
    st.decimals(-10, 10, places=25).map(lambda n: typed(f"{n:f}", "decimal")),
    st.sampled_from(["0.1", "0.10", "00.1", "0.1000000000000000001", "1", "1.0", "-0.0"]).map(
        lambda n: typed(n, "decimal")
    ),
)
DATATYPES = (
    *("integer", "decimal", "double", "float", "boolean", "long", "int", "short", "byte"),
    *("unsignedByte", "unsignedLong", "positiveInteger", "negativeInteger", "date", "dateTime"),
    *("gYear", "gYearMonth", "time", "duration", "language", "token", "hexBinary"),
)
FORMS = (
    *("1", "01", " 1 ", "+1", "-1", "0", "256", "1_0", "1e3", "1.", ".5", "1.50", "INF", "inf"),
    *("infinity", "NaN", "nan", "true", "TRUE", "٣", "", "2020", "2020-02-30", "2020-02-29"),
    *("2020-02-29Z", "24:00:00", "2020-01-01T24:00:00", "2020-01-01T00:00:00", "P1D", "P"),
    *("9223372036854775807", "9223372036854775808", "18446744073709551615", "en", "en-", "a b"),
)
literals = st.builds(typed, st.sampled_from(FORMS), st.sampled_from(DATATYPES))


@EVERY
@given(st.lists(st.tuples(numerals, numerals), min_size=1, max_size=8), numerals)
def test_numbers_are_compared_exactly(pairs, bound):
    """However long an integer or a decimal is: XML Schema sets no end to them."""
    data = {
        ox.Quad(x(f"n{n}"), x(p), value)
        for n, pair in enumerate(pairs)
        for p, value in zip("vu", pair, strict=True)
    }
    text = f"""
s:max a sh:PropertyShape ; sh:targetSubjectsOf :v ; sh:path :v ; sh:maxInclusive {bound} .
s:min a sh:PropertyShape ; sh:targetSubjectsOf :v ; sh:path :v ; sh:minExclusive {bound} .
s:less a sh:PropertyShape ; sh:targetSubjectsOf :v ; sh:path :v ; sh:lessThan :u .
"""
    agree(data, text)
    limit = Fraction(bound.value)
    exact = [(Fraction(v.value), Fraction(u.value)) for v, u in pairs]
    wanted = {
        "urn:s:max": sum(not v <= limit for v, _ in exact),
        "urn:s:min": sum(not v > limit for v, _ in exact),
        "urn:s:less": sum(not v < u for v, u in exact),
    }
    found = values("fast", data, text)
    assert {
        name: sum(times for (shape, *_), times in found.items() if shape == name) for name in wanted
    } == wanted


@EVERY
@given(st.lists(literals, min_size=1, max_size=20), literals, st.sampled_from(DATATYPES))
def test_ill_typed_and_derived_literals(found, bound, datatype):
    data = {ox.Quad(x(f"n{n}"), x(p), value) for n, value in enumerate(found) for p in "vu"}
    data |= {ox.Quad(x(f"n{n}"), x("u"), bound) for n in range(len(found))}
    text = f"""
s:type a sh:PropertyShape ; sh:targetSubjectsOf :v ; sh:path :v ; sh:datatype xsd:{datatype} .
s:less a sh:PropertyShape ; sh:targetSubjectsOf :v ; sh:path :v ; sh:lessThanOrEquals :u .
s:in a sh:PropertyShape ; sh:targetSubjectsOf :v ; sh:path :v ; sh:in ( {bound} ) .
s:query a sh:NodeShape ; sh:targetSubjectsOf :v ; sh:sparql [
    sh:select "SELECT $this ?value {{ $this <urn:x:v> ?value }}" ] .
"""
    agree(data, text)


# ── Queries and components ───────────────────────────────────────────────────────────────────────

patterns = st.recursive(
    st.sampled_from(
        [
            "$this x:p ?value .",
            "?value same:p $this .",
            "$this x:q ?value .",
            "$this a ?kind . ?value a ?kind .",
            "FILTER EXISTS { $this x:r ?any }",
            "FILTER NOT EXISTS { $this x:r ?value }",
            "FILTER (isIRI($this))",
            "FILTER (!bound(?value) || isLiteral(?value))",
            "FILTER ($this != x:b)",
            "{ SELECT $this (COUNT(?o) AS ?n) { $this ?some ?o } GROUP BY $this }",
        ]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
        inner.map(lambda one: f"OPTIONAL {{ {one} }}"),
        st.tuples(inner, inner).map(" ".join),
    ),
    max_leaves=4,
)


@EVERY
@given(small, patterns)
def test_queries(triples, pattern):
    data = dict.fromkeys(apart(triples, 1))
    agree(
        data,
        f"""
s:q a sh:NodeShape ; sh:targetClass :A ; sh:targetNode :a ; sh:sparql [ sh:prefixes s:o ;
    sh:message "{{?value}} is wrong"@en ;
    sh:select "SELECT DISTINCT $this ?value {{ {pattern} }}" ] .
s:off a sh:NodeShape ; sh:targetClass :A ; sh:sparql [ sh:deactivated true ; sh:prefixes s:o ;
    sh:select "SELECT $this ?value {{ {pattern} }}" ] .
""",
    )


@EVERY
@given(small, st.sampled_from(["p", "q", "l"]), st.booleans())
def test_own_components(triples, predicate, deactivated):
    """A component of the shapes, by ASK and by SELECT, at node and property shapes."""
    agree(
        dict.fromkeys(apart(triples, 1)),
        f'''
s:Kind a sh:ConstraintComponent ; sh:parameter [ sh:path s:kind ] ,
        [ sh:path s:language ; sh:optional true ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:message "is no {{$kind}}" ; sh:prefixes s:o ;
        sh:ask """ASK {{ $value a $kind
            FILTER (IF(bound($language), lang($value) = $language, true)) }}""" ] .
s:Few a sh:ConstraintComponent ; sh:parameter [ sh:path s:few ] ;
    sh:nodeValidator [ a sh:SPARQLSelectValidator ; sh:prefixes s:o ;
        sh:select "SELECT DISTINCT $this {{ $this x:p ?a , ?b FILTER (?a != ?b && $few > 0) }}" ] ;
    sh:propertyValidator [ a sh:SPARQLSelectValidator ; sh:prefixes s:o ;
        sh:select "SELECT DISTINCT $this ?value {{ $this $PATH ?value FILTER ($few > 0) }}" ] .
s:a a sh:NodeShape ; sh:targetClass :A ; s:kind :B ; s:few 1 .
s:b a sh:PropertyShape ; sh:targetClass :A ; sh:path :{predicate} ; s:kind :A ; s:few 1 ;
    s:language "en" ; sh:deactivated {str(deactivated).lower()} .
s:c a sh:NodeShape ; sh:targetClass :B ; sh:property [ sh:path ( :p :{predicate} ) ; s:few 2 ] .
''',
    )


@EVERY
@given(
    small, st.sampled_from([r"^\\p{L}+$", r"\\w", r"^[a-z-[aeiou]]*$", r"\\s", "^a.", r"^\\S*$"])
)
def test_patterns_and_targets(triples, pattern):
    agree(
        dict.fromkeys(apart(triples, 1)),
        f"""
s:p a sh:PropertyShape ; sh:targetClass :A , :B ; sh:path :l ; sh:pattern "{pattern}" .
s:t a sh:NodeShape ; sh:class :B ; sh:target [ a sh:SPARQLTarget ; sh:prefixes s:o ;
    sh:select "SELECT ?this {{ ?this x:p ?any }}" ] .
""",
    )
