"""Which shapes the fast engine is given: those on which it finds what the standard says."""

from __future__ import annotations

import re
from collections import Counter

import pyoxigraph as ox
import pytest

from claimgraph.check import engines
from claimgraph.check.engines import routing

PREFIXES = """\
@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TARGET = ":s a sh:NodeShape ; sh:targetNode :a , :b ; "
# Of each number there are two forms, and Oxigraph keeps one of them.
NUMBERS = """\
:a :n 1.50 , 1.5 ; :m 1.5 . :b :n "-02"^^xsd:integer , -2 , "-2.0"^^xsd:decimal ; :to :a ; :m 7 .
"""


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))


def found(engine: str, data: str, shape: str) -> Counter:
    results = engines.engine(engine)(quads(data), quads(TARGET + shape))
    return Counter((each.focus, each.value, each.path) for each in results)


def query(pattern: str, select: str = "DISTINCT $this") -> str:
    text = f"PREFIX : <urn:x:> SELECT {select} {{ {pattern} }}"
    return f'sh:sparql [ sh:select """{text}""" ] .'


@pytest.mark.parametrize(
    "pattern",
    [
        "$this :n ?n FILTER (?n < 0)",
        "$this :n ?n FILTER (isNumeric(?n) && ABS(?n) * 2 > 3)",
        "$this :m ?m FILTER NOT EXISTS { $this :n ?n FILTER (?n - 1 < ?m / 2) }",
        "$this :to/:n ?n BIND (-?n + 1 AS ?size) FILTER (ROUND(?size) < 0)",
        "$this :n ?n FILTER (?n IN (1.5, 3))",
    ],
)
def test_a_query_that_computes_needs_no_form_of_a_number(pattern):
    """The fast engine is given it, and finds what the reference finds."""
    assert routing.parted(quads(NUMBERS), quads(TARGET + query(pattern)))[1] == []
    assert found("fast", NUMBERS, query(pattern)) == found("pyshacl", NUMBERS, query(pattern))


@pytest.mark.parametrize(
    ("pattern", "select"),
    [
        ("$this :n ?n FILTER (?n < 0)", "$this"),
        ("$this :n ?n FILTER (?n < 0)", "DISTINCT $this ?n"),
        ("$this :n ?value FILTER (?value < 0)", "DISTINCT $this ?value"),
        ("$this :n ?n FILTER (STRLEN(STR(?n)) > 3)", "DISTINCT $this"),
        (
            "$this :n ?n BIND (IF(?n < 0, 1, ?n) AS ?size) FILTER (STR(?size) = '1.50')",
            "DISTINCT *",
        ),
        ("$this :n ?n ; :m ?n", "DISTINCT $this"),
        ("$this :n 1.5", "DISTINCT $this"),
        ("$this :to/:n ?n . ?other ^:n/^:to $this", "DISTINCT $this"),
        ("$this :n ?n FILTER EXISTS { $this :m ?n }", "DISTINCT $this"),
        ("{ SELECT $this (COUNT(?n) AS ?k) { $this :n ?n } GROUP BY $this } FILTER (?k > 2)", "*"),
        ("$this :n ?n . { SELECT DISTINCT $this { $this :n ?m } }", "$this"),
    ],
)
def test_a_query_that_looks_at_the_form_of_a_number_is_left_to_the_reference(pattern, select):
    shape = query(pattern, select)
    assert routing.parted(quads(NUMBERS), quads(TARGET + shape))[0] == []


@pytest.mark.parametrize("choice", ["or", "xone"])
@pytest.mark.parametrize("count", ["Max 0", "Max 1", "Min 1", "Min 2"])
def test_a_choice_of_classes_is_open_to_no_literal(choice, count):
    """So the fast engine counts right what conforms to it."""
    bound, number = count.split()
    shape = f"""sh:property [ sh:path :p ; sh:qualified{bound}Count {number} ;
        sh:qualifiedValueShape [ sh:{choice} ( [ sh:class :A ] [ sh:class :B ] ) ] ] ."""
    data = ':a :p "text" , 5 , :c , :d . :b :p :a . :c a :A , :B . :a a :B .'
    assert routing.parted(quads(data), quads(TARGET + shape))[1] == []
    assert found("fast", data, shape) == found("pyshacl", data, shape)


@pytest.mark.parametrize(
    "pattern",
    [
        "?any :to $this",
        "$this :n ?n OPTIONAL { ?any :to ?value }",
        "{ $this :n ?value } UNION { ?any :to $this }",
        "$this :n ?n BIND (?none AS ?value)",
        "$this :n ?value",
        "$this :n ?n . ?any :to ?value",
    ],
)
def test_a_property_shape_has_the_values_that_its_query_selects(pattern):
    """And none where it selects none: not those at the end of its path."""
    data = ":a :n 1 , 2 , 3 ; :to :b . :b :n 4 ."
    text = f"SELECT $this ?value {{ {pattern} }}".replace(" :", " urn:x:")
    text = re.sub(r"urn:x:\w+", r"<\g<0>>", text)
    shape = f'sh:property [ sh:path :n ; sh:sparql [ sh:select "{text}" ] ] .'
    assert found("fast", data, shape) == found("pyshacl", data, shape)
    assert found("fast", data, shape)


GROUPED = "{ SELECT $this (COUNT(?o) AS ?n) { $this ?some ?o } GROUP BY $this }"


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        (GROUPED, {":a"}),
        (f"{{ {GROUPED} }} UNION {{ $this a :none }}", {":a"}),
        (
            "OPTIONAL { { FILTER (!bound(?value)) } UNION { ?value a :A } { } UNION { } }",
            {":a", ":c"},
        ),
        ("?value a :A { FILTER (!bound(?value)) }", {":a", ":c"}),
        ("?value a :A { FILTER (bound(?value)) }", set()),
        (
            "?value a :A { BIND (IF(bound(?value), :c, ?value) AS ?new) } FILTER (bound(?new))",
            set(),
        ),
        ("?value a :A FILTER NOT EXISTS { ?value :n ?n }", {":c"}),
    ],
)
def test_both_engines_ask_queries_as_sparql_has_it(pattern, wrong):
    """A filter sees its own group; where nothing matches there are no groups."""
    data = ":a a :A ; :n 1 . :c a :A ."
    shape = query(pattern, "DISTINCT $this ?value")
    fast, reference = (found(engine, data, shape) for engine in ("fast", "pyshacl"))
    assert fast == reference
    values = {
        str(value).replace("urn:x:", ":") for focus, value, _ in reference if "a" in focus[-1]
    }
    assert values == wrong


@pytest.mark.parametrize("less", [2**53, 2**53 + 100, 2**62, 2**63 - 512, 2**63 - 2, -(2**63) + 5])
@pytest.mark.parametrize("form", ["{}", "{}.0", "0.{}"])
def test_pairs_that_are_one_double_are_told_apart(less, form):
    """shacl-rust compares pairs as doubles, which have 53 bits (IEEE 754)."""
    one, more = form.format(less), form.format(less + 1)
    if form.startswith("0") and less < 0:
        one, more = (form.format(-each) for each in (less + 1, less))
    shape = "sh:property [ sh:path :v ; sh:lessThan :u ] ."
    assert found("auto", f":a :v {one} ; :u {more} .", shape) == Counter()
    assert sum(found("auto", f":a :v {more} ; :u {one} .", shape).values()) == 1
