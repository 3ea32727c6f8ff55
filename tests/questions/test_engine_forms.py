"""What docs/stores.md says of the embedded engine is what it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from checked_projects import write

import claimgraph

TEXT = (Path(__file__).parents[2] / "docs/stores.md").read_text("utf-8")
SECTION = TEXT.partition("## What the embedded engine changes")[2].partition("\n## ")[0]
XSD = "http://www.w3.org/2001/XMLSchema#"
FORMS = re.findall(r"^\| `(\".*?)` \| `(.*?)` \|$", SECTION, re.M)
EXPRESSIONS = re.findall(r"^\| `([^\"|]*?)` \| [^`]", SECTION, re.M)


def _answers(root, query: str, data: str = "<urn:s> <urn:p> 1 ."):
    write(root / "data/a/a.ttl", f"@prefix xsd: <{XSD}> .\n{data}\n")
    write(root / "queries/q/it.rq", f"#+ summary: S\nPREFIX xsd: <{XSD}>\n{query}\n")
    answer = claimgraph.open(root / "data").ask("it")
    return [[term.n3() for term in row.values()] for row in answer.rows]


def test_literals_are_answered_in_the_form_of_the_table(tmp_path):
    data = "\n".join(f"<urn:{n}> <urn:p> {written} ." for n, (written, _) in enumerate(FORMS))
    found = dict(_answers(tmp_path, "SELECT ?s ?v { ?s <urn:p> ?v }", data))

    wanted = {
        f"<urn:{n}>": re.sub(r"xsd:(\w+)", rf"<{XSD}\1>", answered)
        for n, (_, answered) in enumerate(FORMS)
    }
    assert len(FORMS) > 10
    assert found == wanted


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_of_the_table_has_no_value(expression, tmp_path):
    """Neither it nor its contrary: by SPARQL 1.1 each of them is true."""
    query = f"SELECT ?s {{ ?s ?p ?o FILTER (?s = <urn:s>) FILTER ({expression}) }}"
    assert _answers(tmp_path / "it", query) == []
    query = f"SELECT ?s {{ ?s ?p ?o FILTER (?s = <urn:s>) FILTER (!({expression})) }}"
    assert _answers(tmp_path / "not", query) == []


def test_the_table_has_expressions():
    assert "false < true" in EXPRESSIONS


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('LANG(?o) = "en-GB"', True),
        ('LANG(?o) = "en-gb"', True),
        ('LANG(?o) = "en-US"', False),
        ('langMatches(LANG(?o), "en-GB")', True),
    ],
)
def test_language_tags_are_compared_in_whatever_case_and_shown_in_their_usual(
    condition, holds, tmp_path
):
    """RFC 5646, 2.1.1: tags differ in nothing where they differ in case alone."""
    query = f"SELECT ?o {{ <urn:s> <urn:p> ?o FILTER ({condition}) }}"
    found = _answers(tmp_path, query, '<urn:s> <urn:p> "a"@en-GB .')

    assert found == ([['"a"@en-GB']] if holds else [])


@pytest.mark.parametrize(
    ("values", "order"),
    [
        ("true false", ["false", "true"]),
        ("9 18446744073709551617 5", ["18446744073709551617", "5", "9"]),
    ],
)
def test_what_is_not_compared_is_sorted_all_the_same(values, order, tmp_path):
    query = f"SELECT (STR(?v) AS ?t) {{ VALUES ?v {{ {values} }} }} ORDER BY ?v"

    assert [each.strip('"') for [each] in _answers(tmp_path, query)] == order
