"""Others' parsers read the terms of an answer back as they were; people get a clear table."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.query import Result

from claimgraph.errors import UsageError
from claimgraph.graph.stores import Answer
from claimgraph.graph.stores.memory import of_graph as of_triples
from claimgraph.questions import answers

A = URIRef("https://example.org/a")
B = URIRef("https://example.org/b?x=1&y=%22")
TERMS = [
    A,
    B,
    Literal("plain"),
    Literal(""),
    Literal("with \"quotes\", commas; and 'apostrophes'"),
    Literal("two\nlines"),
    Literal("a\ttab and a \\ backslash"),
    Literal("a | pipe <b>&amp;</b>"),
    Literal("Größe 𝔘 “quoted”"),
    Literal("Farbe", lang="de"),
    Literal("colour", lang="en-GB"),
    Literal("12", datatype=XSD.integer),
    Literal("1.50", datatype=XSD.decimal),
    Literal("1000.0", datatype=XSD.double),
    Literal("true", datatype=XSD.boolean),
    Literal("2023-09-30", datatype=XSD.date),
    Literal("2023-09", datatype=XSD.gYearMonth),
    Literal("2023", datatype=XSD.gYear),
    Literal("x", datatype=URIRef("https://example.org/type")),
]
ANSWER = Answer(
    ("term", "n", "never"),
    tuple({"term": term, "n": Literal(n)} for n, term in enumerate(TERMS)),
)
UNBOUND = Answer(("a", "b"), ({"b": A}, {"a": A}, {"a": A, "b": Literal("x")}))


def written(answer: Answer, form: str, labels=None) -> str:
    out = io.StringIO(newline="")
    answers.write(answer.walked(), form, out, lambda _: labels or {})
    return out.getvalue()


def parsed(text: str, form: str) -> list[dict[str, object]]:
    """Return the rows as rdflib's parser of that format reads them."""
    read = Result.parse(io.BytesIO(text.encode()), format=form)
    return [{str(k): v for k, v in row.items() if v is not None} for row in read.bindings]


def exact(term) -> tuple:
    """Return what makes a term the one it is: literals are one by form, type and language."""
    if isinstance(term, Literal):
        kind = term.datatype or (None if term.language else XSD.string)
        return ("literal", str(term), str(kind), (term.language or "").lower())
    return (type(term).__name__, str(term))


def terms(rows) -> list[dict[str, tuple]]:
    return [{name: exact(term) for name, term in row.items()} for row in rows]


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("answer", [ANSWER, UNBOUND, Answer(("a", "b"))], ids=["all", "gaps", "no"])
def test_rdflib_reads_the_same_terms_back(answer, form):
    text = written(answer, form)

    assert terms(parsed(text, form)) == terms(answer.rows)
    read = Result.parse(io.BytesIO(text.encode()), format=form)
    assert [str(variable) for variable in read.vars] == list(answer.variables)


def test_json_is_as_the_recommendation_says():
    """SPARQL 1.1 Query Results JSON Format, 3: head, bindings, types; what is unbound is absent."""
    read = json.loads(written(UNBOUND, "json"))

    assert read["head"]["vars"] == ["a", "b"]
    uri = {"type": "uri", "value": str(A)}
    assert read["results"]["bindings"] == [
        {"b": uri},
        {"a": uri},
        {"a": uri, "b": {"type": "literal", "value": "x"}},
    ]


def test_xml_is_as_the_recommendation_says():
    """SPARQL Query Results XML Format, 2.3: one binding per bound variable."""
    ns = {"s": "http://www.w3.org/2005/sparql-results#"}
    root = ET.fromstring(written(ANSWER, "xml").encode())

    names = [each.get("name") for each in root.findall("s:head/s:variable", ns)]
    cells = [
        each.find("s:binding[@name='term']/*", ns) for each in root.iterfind(".//s:result", ns)
    ]
    assert names == ["term", "n", "never"]
    assert [cell.text or "" for cell in cells] == [str(term) for term in TERMS]
    assert [cell.tag.rpartition("}")[2] for cell in cells[:3]] == ["uri", "uri", "literal"]
    assert root.findall(".//s:binding[@name='never']", ns) == []


@pytest.mark.parametrize(("truth", "word"), [(True, "true"), (False, "false")])
def test_the_truth_of_an_ask_is_written_in_every_format(truth, word):
    answer = Answer(("answer",), ({"answer": Literal(truth)},), truth=truth)

    assert json.loads(written(answer, "json"))["boolean"] is truth
    assert (
        Result.parse(io.BytesIO(written(answer, "xml").encode()), format="xml").askAnswer is truth
    )
    assert list(csv.reader(io.StringIO(written(answer, "csv")))) == [["answer"], [word]]
    assert written(answer, "tsv").split("\n")[:2] == [
        "?answer",
        f'"{word}"^^<{XSD.boolean}>',
    ]
    assert word in written(answer, "table")
    assert f"| {word} |" in written(answer, "markdown")


def test_csv_holds_the_values():
    """SPARQL 1.1 Query Results CSV, 3: the value alone, quoted as RFC 4180 has it."""
    rows = list(csv.reader(io.StringIO(written(ANSWER, "csv"), newline=""), strict=True))

    assert rows == [
        ["term", "n", "never"],
        *([str(term), str(n), ""] for n, term in enumerate(TERMS)),
    ]
    assert written(ANSWER, "csv").startswith("term,n,never\r\n")


def test_csv_leaves_gaps_empty():
    rows = list(csv.reader(io.StringIO(written(UNBOUND, "csv"), newline="")))

    assert rows == [["a", "b"], ["", str(A)], [str(A), ""], [str(A), "x"]]


def test_tsv_holds_the_terms():
    """SPARQL 1.1 Query Results TSV, 4: a line per row, each term in Turtle's syntax."""
    text = written(ANSWER, "tsv")
    lines = text.split("\n")
    read = [
        next(iter(Graph().parse(data=f"<a:s> <a:p> {cell} .").objects()))
        for cell in (line.split("\t")[0] for line in lines[1:-1])
    ]

    assert lines[0] == "?term\t?n\t?never"
    assert {line.count("\t") for line in lines[:-1]} == {2}
    assert [exact(term) for term in read] == [exact(term) for term in TERMS]
    assert text.endswith("\n")
    assert all(line.endswith("\t") for line in lines[1:-1])


def test_tsv_is_read_back_by_rdflib():
    """What rdflib's parser of TSV can read: it knows no empty first column."""
    plain = Answer(("a", "b"), ({"a": A, "b": Literal("x\ty", lang="en")}, {"a": A, "b": B}))

    assert terms(parsed(written(plain, "tsv"), "tsv")) == terms(plain.rows)


PRINTABLE = st.text(
    st.characters(exclude_categories=["Cc", "Cf", "Cn", "Cs", "Zl", "Zp"])
    | st.sampled_from("\n\t|\"'\\,")
)


@settings(deadline=None)
@given(st.lists(st.builds(Literal, PRINTABLE, st.sampled_from([None, "en"])), max_size=4))
def test_any_text_comes_back(texts):
    """Values with the separators and quotes of all formats."""
    answer = Answer(("text",), tuple({"text": text} for text in texts))
    expected = [str(text) for text in texts]

    for form in ("json", "xml"):
        assert terms(parsed(written(answer, form), form)) == terms(answer.rows)
    rows = csv.reader(io.StringIO(written(answer, "csv"), newline=""), strict=True)
    assert [row[0] if row else "" for row in rows][1:] == expected
    assert written(answer, "tsv").count("\n") == len(texts) + 1
    assert cells(written(answer, "markdown"))[2:] == [[spaced(text)] for text in expected]


# --- for people


def spaced(text: str) -> str:
    """Return a text as a cell shows it: line ends are spaces, ends trimmed."""
    return text.replace("\n", " ").strip(" \t")


def cells(markdown: str) -> list[list[str]]:
    r"""Read a table as GitHub's Markdown does (4.10): \| is a pipe, \\ a backslash."""
    rows = []
    for line in markdown.removesuffix("\n").split("\n"):
        row, cell, escaped = [], "", False
        assert line.startswith("|")
        assert line.endswith("|")
        for character in line[1:]:
            if not escaped and character == "\\":
                escaped = True
                continue
            if character == "|" and not escaped:
                row.append(cell.strip(" \t"))
                cell = ""
            else:
                cell += character
            escaped = False
        rows.append(row)
    return rows


def test_markdown_keeps_cells_apart():
    """A pipe, a backslash before one, and line ends stay within their cell."""
    odd = ["a|b", "a\\|b", "ends in \\", "one\ntwo", "one\r\ntwo", "one\rtwo"]
    answer = Answer(("odd", "next"), tuple({"odd": Literal(o), "next": A} for o in odd))

    table = cells(written(answer, "markdown", {A: "label | A"}))

    assert table[:2] == [["odd", "next"], ["---", "---"]]
    assert table[2:] == [
        [cell, "label | A"]
        for cell in ["a|b", "a\\|b", "ends in \\", "one two", "one two", "one two"]
    ]


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("steering", ["\x1b[31m", "\x07", "\x9b31m", "\u202e", "\x00", "\x08"])
def test_a_value_does_not_steer_the_terminal(form, steering):
    """Neither a text nor a label: what others wrote is shown as an escape, not obeyed."""
    answer = Answer(("text", "iri"), ({"text": Literal(f"a{steering}b"), "iri": A},))
    shown = written(answer, form, {A: f"c{steering}d"})

    assert steering[0] not in shown
    assert re.search(r"a\\+[xu]\w*?" + f"{ord(steering[0]):x}".zfill(2), shown)
    assert re.search(r"c\\+[xu]\w*?" + f"{ord(steering[0]):x}".zfill(2), shown)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x08", "\ufffe"])
def test_what_xml_cannot_hold_is_refused(character):
    """XML 1.0, 2.2: there is no way to write it; the other formats have one."""
    answer = Answer(("text",), ({"text": Literal(f"a{character}b")},))

    with pytest.raises(UsageError, match=rf"holds U\+{ord(character):04X}, which XML cannot"):
        written(answer, "xml")
    assert terms(parsed(written(answer, "json"), "json")) == terms(answer.rows)


def test_markdown_leaves_gaps_empty():
    assert cells(written(UNBOUND, "markdown", {A: "A"}))[2:] == [["", "A"], ["A", ""], ["A", "x"]]


@pytest.mark.parametrize(
    "text", ["[bold]x[/bold]", "[/]", "ends in \\", ":warning: 1:x:2", "[link=file:///x]y[/link]"]
)
def test_a_table_shows_text_as_it_is(text):
    """Brackets and colons are no markup: what the graph says is what is shown."""
    shown = written(Answer(("text",), ({"text": Literal(text)},)), "table")

    assert text in shown


def test_a_table_shows_labels_and_counts_rows():
    shown = written(UNBOUND, "table", {A: "The label"})

    assert shown.count("The label") == 3
    assert str(A) not in shown
    assert shown.rstrip().endswith("3 rows")
    assert "1 row\n" in written(Answer(("a",), ({"a": A},)), "table")
    assert "No rows" in written(Answer(("a",)), "table")


def test_a_table_breaks_no_line_in_a_pipe():
    """What goes to grep stays on its line, however long it is."""
    long = Literal("word " * 200 + "end")

    assert str(long) in written(Answer(("a",), ({"a": long},)), "table")


def test_numbers_stand_to_the_right():
    numbers = [Literal(7), Literal(Decimal("1200.5"))]
    lines = written(Answer(("n",), tuple({"n": n} for n in numbers)), "table").split("\n")

    assert [line.rstrip() for line in lines[2:4]] == ["     7", "1200.5"]


@pytest.mark.parametrize(
    ("term", "text"),
    [(A, str(A)), (BNode("b1"), "_:b1"), (Literal("x", lang="en"), "x"), (None, "")],
)
def test_a_term_without_a_label_is_shown_as_it_is(term, text):
    assert answers.shown(term, {}) == text


# --- graphs


def test_turtle_is_the_graph():
    graph = Graph().parse(
        data="""
        @prefix : <https://example.org/> .
        :s :p "a \\"b\\" \\n c"@en , 1 , 1.0 , "1"^^:t ; :q [ :r ( :a "b" ) ] .
    """
    )

    assert isomorphic(Graph().parse(data=written(of_triples(graph), "turtle")), graph)


def test_a_graph_is_rows_in_the_other_formats():
    graph = Graph().parse(data="<a:s> <a:p> 'x' , 'y' .")

    rows = list(csv.reader(io.StringIO(written(of_triples(graph), "csv"))))

    assert rows == [["subject", "predicate", "object"], ["a:s", "a:p", "x"], ["a:s", "a:p", "y"]]


def test_turtle_is_refused_for_rows():
    with pytest.raises(UsageError, match="CONSTRUCT a graph"):
        written(UNBOUND, "turtle")


# --- the choice


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_table_and_a_pipe_gets_csv():
    assert answers.chosen(None, Terminal()) == "table"
    assert answers.chosen(None, io.StringIO()) == "csv"


@pytest.mark.parametrize("form", answers.FORMATS)
def test_who_asks_for_a_format_gets_it(form):
    assert answers.chosen(form, Terminal()) == form
    assert answers.chosen(form, io.StringIO()) == form


def test_an_unknown_format_is_refused():
    with pytest.raises(UsageError, match="no format 'excel': choose from table, csv"):
        answers.chosen("excel", io.StringIO())


def test_columns_come_in_the_questions_order():
    answer = Answer(("b", "a"), ({"a": A, "b": B},))

    assert written(answer, "csv").startswith("b,a\r\n")
    assert json.loads(written(answer, "json"))["head"]["vars"] == ["b", "a"]
