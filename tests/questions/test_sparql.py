"""Stored questions are read from header and text, and bound without changing what they ask."""

from __future__ import annotations

import re
import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from claimgraph.errors import SyntaxFault
from claimgraph.questions import Parameter, binding, header
from claimgraph.questions import sparql as questions

pytestmark = pytest.mark.slow

SELECT = "SELECT * { ?s ?p ?o }"


def parse(text: str):
    return header.parse(text, theme="theme", name="name", file="queries/theme/name.rq")


def of(body: str, decorators: str = "#+ summary: S\n"):
    return parse(decorators + body)


# --- the header


def test_the_header_is_read():
    """grlc's decorators: a folded text over several lines, tags, the place of the file."""
    question = of(
        SELECT,
        "#+ summary: What is there\n"
        "#+ description: >-\n#+   All that is there,\n#+   and no more.\n"
        "#+ tags: [one, 2]\n\n",
    )

    assert question.summary == "What is there"
    assert question.description == "All that is there, and no more."
    assert question.tags == ("one", "2")
    assert (question.theme, question.name) == ("theme", "name")
    assert question.file == "queries/theme/name.rq"
    assert question.sparql.endswith(SELECT)


def test_a_summary_is_all_that_a_header_needs():
    question = of(SELECT)

    assert (question.description, question.tags, question.parameters) == ("", (), ())


@pytest.mark.parametrize(
    "defaults",
    ["[{least: 3}, {actor: Huawei}]", "{least: 3, actor: Huawei}"],
    ids=["list", "mapping"],
)
def test_defaults_are_grlcs_list_or_one_mapping(defaults):
    question = of(
        "SELECT * { ?s ?_actor_iri ?_least_integer , ?_since_date }",
        f"#+ summary: S\n#+ defaults: {defaults}\n",
    )

    assert [(p.name, p.default) for p in question.parameters] == [
        ("actor", "Huawei"),
        ("least", "3"),
        ("since", None),
    ]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (SELECT, "has no header", (1, 1)),
        ("", "has no header", (1, 1)),
        (f"#+ tags: [a]\n{SELECT}", "no summary", (1, 1)),
        (f"#+ summary:\n{SELECT}", "no summary", (1, 1)),
        (f"#+ - a list\n{SELECT}", "no summary", (1, 1)),
        (f"#+ summary: S\n#+ description: this: that\n{SELECT}", "not YAML", (2, 21)),
    ],
)
def test_a_fault_is_told_with_its_place(text, message, place):
    with pytest.raises(SyntaxFault, match=message) as caught:
        parse(text)

    assert caught.value.file == "queries/theme/name.rq"
    assert (caught.value.line, caught.value.column) == place
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("query", ["DROP ALL", "SELECT * {", "INSERT DATA { <a:b> <a:c> 1 }", ""])
def test_what_is_no_query_is_a_fault(query):
    with pytest.raises(SyntaxFault, match="is not a SPARQL query"):
        of(query)


def test_a_query_that_breaks_off_is_placed_where_it_does():
    with pytest.raises(SyntaxFault, match="is not a SPARQL query from here on") as caught:
        of("SELECT * {\n  ?s ?p ?o .\n  ?s !!! ?o .\n  ?s ?p ?o }")

    assert caught.value.line == 4
    assert 6 <= caught.value.column <= len("  ?s !!! ?o .")


def test_a_header_too_large_to_be_read_is_a_fault_at_once():
    """YAML of a megabyte takes minutes to read, and a check reads each question."""
    with pytest.raises(SyntaxFault, match="header is larger than 16 KiB") as told:
        parse(f"#+ summary: S\n#+ tags: [{'a, ' * 700_000}a]\nSELECT * {{ ?s ?p ?o }}")
    assert told.value.line == 1


@pytest.mark.parametrize("key", ["defaults: 3", "defaults: [3]", "tags: 3", "defaults: text"])
def test_a_header_of_another_shape_is_a_fault_and_no_crash(key):
    with pytest.raises(SyntaxFault):
        of("SELECT * { ?s ?p ?_o }", f"#+ summary: S\n#+ {key}\n")


# --- the parameters


@pytest.mark.parametrize(
    ("variable", "name", "kind"),
    [
        ("_actor_iri", "actor", "iri"),
        ("_since_date", "since", "date"),
        ("_since_gYear", "since", "gYear"),
        ("_text", "text", "literal"),
        ("_text_literal", "text", "literal"),
        ("_text_string", "text", "literal"),
        ("_least_number", "least", "number"),
        ("_since_xsd_date", "since", "date"),
        ("_xsd_date", "xsd", "date"),
        ("_literal", "literal", "literal"),
        ("_iri", "iri", "literal"),
        ("_word_en", "word", "en"),
        ("_months_integer", "months", "integer"),
    ],
)
def test_a_parameters_type_is_in_its_name(variable, name, kind):
    """grlc: ?_name_type; an XSD type, iri or a language; what is none belongs to the name."""
    assert of(f"SELECT * {{ ?s ?p ?{variable} }}").parameters == (Parameter(name, variable, kind),)


def test_parameters_come_in_the_order_of_the_text_and_once():
    question = of("SELECT * { ?s ?_b_iri ?_a . ?s $_b_iri ?_c_date }")

    assert [p.name for p in question.parameters] == ["b", "a", "c"]


@pytest.mark.parametrize(
    "body",
    [
        "SELECT * { ?s ?p '?_x' }",
        'SELECT * { ?s ?p "?_x" }',
        "SELECT * { ?s ?p '''\n'?_x''' }",
        'SELECT * { ?s ?p """a "quoted" ?_x""" }',
        'SELECT * { ?s ?p "a \\" ?_x" }',
        "SELECT * { ?s <https://example.org/a?_x> ?o }",
        "SELECT * { ?s ?p ?o } # ?_x",
        "SELECT * { # } ?_x\n ?s ?p ?o }",
        "SELECT * { ?s ?x_y ?o }",
    ],
)
def test_what_only_looks_like_a_parameter_is_none(body):
    assert of(body).parameters == ()


@pytest.mark.parametrize("escape", [r"\#", r"\'", r"\'s"])
def test_an_escaped_character_of_a_name_opens_nothing(escape):
    r"""SPARQL 1.1, 4.1.1: a local name may hold \# and \', which begin no comment and no string."""
    query = f"PREFIX x: <https://example.org/> SELECT * {{ x:a{escape} ?p ?_o . x:b ?q 'text' }}"

    assert [p.name for p in of(query).parameters] == ["o"]


OPAQUE = st.sampled_from("abc?_x{}\"'<># \\\n\t.é𝔘")


@settings(deadline=None)
@given(st.text(OPAQUE, max_size=12), st.sampled_from(['"', "'", '"""', "'''", "#"]))
def test_text_within_strings_and_comments_is_never_read(inner, quote):
    """Whatever stands in a string or a comment, the parameters and the groups are those outside."""
    if quote == "#":
        opaque = "#" + inner.replace("\n", " ") + "\n"
        query = f"SELECT * {{ {opaque} ?s ?_p_iri ?o }}"
    else:
        held = inner.replace("\\", "\\\\").replace(quote[0], "\\" + quote[0])
        held = held if len(quote) == 3 else held.replace("\n", "\\n")
        opaque = quote + held + quote
        query = f"SELECT * {{ {{ ?s ?_p_iri {opaque} }} }}"

    question = of(query)
    bound = binding.bind(question.sparql, {"_p_iri": ox.NamedNode("https://example.org/p")})

    assert [p.variable for p in question.parameters] == ["_p_iri"]
    assert opaque in bound
    prepareQuery(bound)


# --- binding

DATA = """
@prefix : <https://example.org/> .
:old :year 2001 ; :by :a . :mid :year 2010 ; :by :b . :new :year 2020 ; :by :a ; :after :mid .
"""
PREFIX = "PREFIX : <https://example.org/> "
BOUND = {
    "_least_integer": ox.Literal(2010),
    "_who_iri": ox.NamedNode("https://example.org/a"),
}


def answers(query: str, engine: str) -> set[str]:
    """Return the local names that ?x is bound to."""
    if engine == "rdflib":
        found = [row["x"] for row in Graph().parse(data=DATA).query(query)]
    else:
        store = ox.Store()
        store.load(DATA, format=ox.RdfFormat.TURTLE)
        found = [row["x"].value for row in store.query(query)]
    return {str(each).rpartition("/")[2] for each in found}


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?x { ?x :by ?_who_iri }", {"old", "new"}),
        ("SELECT ?x WHERE { ?x :year ?y FILTER(?y >= ?_least_integer) }", {"mid", "new"}),
        ("SELECT ?x { { ?x :year ?y FILTER(?y >= ?_least_integer) } }", {"mid", "new"}),
        (
            "SELECT ?x { { ?x :year ?y FILTER(?y > ?_least_integer) } UNION "
            "{ ?x :year ?y FILTER(?y < ?_least_integer) } }",
            {"old", "new"},
        ),
        (
            "SELECT ?x { ?x :year ?y OPTIONAL { ?x :by ?b FILTER(?b = ?_who_iri) } "
            "FILTER(!BOUND(?b)) }",
            {"mid"},
        ),
        ("SELECT ?x { ?x :year ?y MINUS { ?x :by ?_who_iri } }", {"mid"}),
        ("SELECT ?x { ?x :year ?y FILTER NOT EXISTS { ?x :by ?_who_iri } }", {"mid"}),
        (
            "SELECT ?x { ?x :year ?y FILTER EXISTS { ?x :year ?z FILTER(?z > ?_least_integer) } }",
            {"new"},
        ),
        ("SELECT ?x { SELECT ?x { ?x :year ?y FILTER(?y > ?_least_integer) } }", {"new"}),
        (
            "SELECT ?x ?_who_iri { { ?x :by ?_who_iri } UNION { ?x :after/:by ?_who_iri } }",
            {"old", "new"},
        ),
        (
            "SELECT ?x { { ?x :year ?y FILTER NOT EXISTS { ?x :by ?b FILTER(?b = ?_who_iri) } } }",
            {"mid"},
        ),
        (
            "SELECT ?x { { SELECT ?x (COUNT(?y) AS ?n) { ?x :year ?y ; :by ?_who_iri } "
            "GROUP BY ?x } FILTER(?n = 1) }",
            {"old", "new"},
        ),
        (
            "SELECT ?x { { SELECT DISTINCT ?x WHERE { ?x :year ?y "
            "FILTER(?y >= ?_least_integer) } } }",
            {"mid", "new"},
        ),
        ("SELECT ?x { { ?x :year ?y BIND(?y >= ?_least_integer AS ?ok) } FILTER(!?ok) }", {"old"}),
        ("SELECT ?x { VALUES ?_who_iri { :a :b } ?x :by ?_who_iri }", {"old", "new"}),
        (
            "SELECT ?x { VALUES (?_who_iri ?y) { (:a 2001) (:b 9) } ?x :by ?_who_iri ; :year ?y }",
            {"old"},
        ),
        ("SELECT ?x { ?x :by ?_who_iri ; :after [ :year ?y ] }", {"new"}),
    ],
)
def test_a_value_reaches_every_group_that_speaks_of_it(query, expected, engine):
    """A parameter stands for its value wherever it is written: nested, in a union, counted."""
    sparql = PREFIX + query
    values = {name: term for name, term in BOUND.items() if f"?{name}" in sparql}

    assert answers(binding.bind(sparql, values), engine) == expected


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?x :is ?_who_iri } WHERE { ?x :by ?_who_iri }",
        "CONSTRUCT WHERE { ?x :by ?_who_iri }",
        "construct\nwhere # }\n { ?x :by ?_who_iri }",
        "CONSTRUCT{?x :is :of}{?x :by ?_who_iri}",
        "CONSTRUCT { ?x :is [ :a :b ] . } { { ?x :by ?_who_iri } }",
    ],
)
def test_a_construct_keeps_its_template(query):
    """The values go to the pattern; what is told of the old and the new is told of no other."""
    bound = binding.bind(PREFIX + query, {"_who_iri": BOUND["_who_iri"]})

    told = {
        str(s).rpartition("/")[2] for s in Graph().parse(data=DATA).query(bound).graph.subjects()
    }

    assert {"old", "new"} <= told
    assert "mid" not in told


def test_a_keyword_within_a_name_is_none():
    """A variable or a name may be called construct; only the keyword has a template."""
    query = (
        "SELECT (?construct AS ?x) WHERE { ?construct :by ?_who_iri { ?construct ?p ?construct } }"
    )
    values = {"_who_iri": BOUND["_who_iri"]}
    rest = query.replace(" { ?construct ?p ?construct }", "")

    assert answers(binding.bind(PREFIX + query, values), "oxigraph") == set()
    assert answers(binding.bind(PREFIX + rest, values), "oxigraph") == {"old", "new"}


@pytest.mark.parametrize("query", ["DESCRIBE ?_who_iri", "DESCRIBE ?_who_iri # it\n"])
def test_a_describe_needs_no_pattern(query):
    bound = binding.bind(query, {"_who_iri": ox.NamedNode("https://example.org/new")})
    store = ox.Store()
    store.load(DATA, format=ox.RdfFormat.TURTLE)

    assert len(Graph().parse(data=DATA).query(bound).graph) == 3
    assert len(list(store.query(bound))) == 3


def test_an_ask_is_bound_too():
    query = PREFIX + "ASK { :mid :by ?_who_iri }"

    assert not Graph().parse(data=DATA).query(binding.bind(query, BOUND)).askAnswer
    assert Graph().parse(data=DATA).query(query).askAnswer


def test_without_values_the_text_is_untouched():
    assert binding.bind(SELECT, {}) == SELECT


def shape(query: str, value: str) -> str:
    """Return a query's algebra as text, the value in it replaced."""

    def told(node) -> object:
        if isinstance(node, CompValue):
            return (node.name, [(key, told(child)) for key, child in sorted(node.items())])
        if isinstance(node, dict):
            return [(str(key), told(child)) for key, child in sorted(node.items())]
        if isinstance(node, list | tuple):
            return [told(child) for child in node]
        if isinstance(node, set | frozenset):
            return sorted(str(told(child)) for child in node)
        return "VALUE" if node == Literal(value) else repr(node)

    return re.sub(r"N[0-9a-f]{32}", "BNODE", str(told(prepareQuery(query).algebra)))


ASKING = 'SELECT ?s { ?s ?p ?_text . { ?s ?q ?r FILTER(CONTAINS(?r, ?_text) && ?r != "}"@xx) } }'
HOSTILE = [
    '"} ; DROP ALL',
    '" . ?s ?p ?o } #',
    "'''",
    '"""',
    "\\",
    '\\"',
    "\\u0022 } DROP ALL #",
    "\\\\u0022 }",
    "\\U0000000A",
    "\\\x01u0041",
    "line\nline\r\n\ttab\x00\x0b",
    "<https://example.org/>",
    "@en",
    "?_text",
    "\u2028\ufeff𝔘",
]


def must_hold(value: str) -> None:
    bound = binding.bind(ASKING, {"_text": ox.Literal(value)})

    assert shape(bound, value) == shape(binding.bind(ASKING, {"_text": ox.Literal("x")}), "x")
    read = binding.bind("SELECT ?_text { }", {"_text": ox.Literal(value)})
    assert [row["_text"].value for row in ox.Store().query(read)] == [value]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_a_value(value):
    """No value ends its string, even where code point escapes are read first (SPARQL 1.1, 19.2)."""
    must_hold(value)


@settings(deadline=None, max_examples=60)  # rdflib's parser is slow
@given(st.text() | st.text(st.sampled_from("\\u0022\"'{}#\nU5C")))
def test_any_string_stays_a_value(value):
    """The query parses, asks the same, and gets the very string."""
    must_hold(value)


# --- what would be counted for ever, and limits

NUMBERS = " ".join(str(n) for n in range(1000))
ENDLESS = f"""#+ summary: S
PREFIX : <https://example.org/>
SELECT (COUNT(*) AS ?n) {{
  VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }}
  VALUES (?c ?d) {{ (:x "}}") (UNDEF 2) {"(3 4)" * 1000} }} VALUES ?e {{ {NUMBERS} }}
}}
"""


@pytest.mark.parametrize("variable", ["_first_name", "_not_before_dateTime", "_n_foo", "__"])
def test_a_type_that_grlc_lacks_is_refused_by_name(variable):
    with pytest.raises(SyntaxFault, match=rf"\?{variable}"):
        of(f"SELECT * {{ ?s ?p ?{variable} }}")


def test_reading_a_question_counts_nothing():
    """A product of values has 10 to the 12th rows: who checks the question does not wait for it."""
    program = "import sys; from claimgraph.questions import header; "
    program += "header.parse(sys.stdin.read(), theme='t', name='n', file='n.rq')"
    done = subprocess.run(
        [sys.executable, "-c", program], input=ENDLESS, text=True, timeout=60, check=False
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    "block",
    ["VALUES ?a { 1 ?b }", "VALUES (?a ?b) { (1) }", "VALUES ?a { y:z }", "VALUES ?a { 1"],
)
def test_values_must_be_values(block):
    """What stands in a block is read all the same."""
    with pytest.raises(SyntaxFault, match="is not a SPARQL query"):
        of(f"SELECT * {{ ?a ?p ?o {block} }}")


LIMITED = {
    "SELECT ?s { ?s ?p ?o }": True,
    "SELECT ?s { ?s ?p ?o } # LIMIT 5": True,
    "SELECT ?s { ?s ?p ?o } ORDER BY ?s OFFSET 1": True,
    "PREFIX select: <x:> SELECT ?s { ?s ?p ?o FILTER(?o != 'LIMIT } VALUES ?x { 1 }') }": True,
    "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 5 } }": True,
    "SELECT ?s { ?s ?p ?o VALUES ?p { <x:p> } }": True,
    "SELECT ?s { ?s ?p ?o } LIMIT 5": False,
    "SELECT ?s { ?s ?p ?o } VALUES ?p { <x:p> }": False,
    "CONSTRUCT { ?s a ?p , ?o } { ?s ?p ?o }": False,
    "ASK { ?s ?p ?o }": False,
    "DESCRIBE <x:a>": False,
}


@pytest.mark.parametrize(("query", "given"), LIMITED.items(), ids=list(LIMITED))
def test_a_limit_is_given_where_it_may_stand(query, given):
    """SPARQL 1.1, 15.5: what comes of it is a query, and its rows are the first of those."""
    store = ox.Store()
    store.update("INSERT DATA { " + " ".join(f"<x:{n}> <x:p> {n} ." for n in range(9)) + " }")

    limited = questions.limited(query, 3)

    assert (limited != query) is given
    if given:
        rows = list(store.query(query))
        assert list(map(str, store.query(limited))) == list(map(str, rows[:3]))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("SELECT * {\n ?s ?p ?o FILTER (<urn:x:f-1>(?s)) }", (2, 19)),
        ("PREFIX x: <urn:x:>\nSELECT * { ?s ?p ?o FILTER x:f-1(?s) }", (2, 28)),
        (r"PREFIX x: <urn:x:>" + "\n" + r"SELECT * { ?s ?p ?o FILTER x:f\-1(?s) }", (2, 28)),
        ("PREFIX : <urn:x:f->\nSELECT * { ?s ?p ?o FILTER :1(?s) }", (2, 28)),
        ("SELECT * { ?s ?p ?o }", None),
    ],
)
def test_what_a_message_is_about_is_found_however_it_is_written(query, place):
    assert questions.blamed(query, "The custom function <urn:x:f-1> is not supported") == place
