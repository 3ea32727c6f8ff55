"""A graph of reified statements, as a table: a row for each relation."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from commanded import run
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Graph, URIRef

from claimgraph.graph.stores import Rows
from claimgraph.questions import reified

ROOT = Path(__file__).parents[2]
THINGS = [URIRef(f"https://example.org/{name}") for name in "abc"]
CLAIM, POLARITY = URIRef("https://example.org/claim"), URIRef("https://example.org/polarity")
STATEMENTS = st.lists(
    st.tuples(
        *(st.sampled_from(THINGS) for _ in range(3)),
        st.none() | st.sampled_from(THINGS),
        st.booleans(),
    ),
    max_size=6,
)


def graph(triples) -> Rows:
    names = ("subject", "predicate", "object")
    return Rows(names, (dict(zip(names, one, strict=True)) for one in triples), triples=True)


@given(STATEMENTS, st.sets(st.tuples(*(st.sampled_from(THINGS) for _ in range(3))), max_size=3))
def test_each_statement_is_a_row_and_no_triple_is_lost(statements, plain):
    triples = list(plain)
    for number, (subject, predicate, value, claim, outright) in enumerate(statements):
        node = URIRef(f"https://example.org/statement/{number}")
        triples += [
            (node, RDF.type, RDF.Statement),
            (node, RDF.subject, subject),
            (node, RDF.predicate, predicate),
            (node, RDF.object, value),
        ]
        triples += [(node, CLAIM, claim)] if claim else []
        triples += [(subject, predicate, value)] if outright else []

    rows = reified.as_rows(graph(triples))

    shown = list(rows.solutions)
    relations = [tuple(row[name] for name in ("subject", "predicate", "object")) for row in shown]
    said = [(subject, predicate, value) for subject, predicate, value, _, _ in statements]
    alone = set(plain) - set(said)
    assert sorted(relations) == sorted([*said, *alone])
    assert ("claim" in rows.variables) == any(claim for *_, claim, _ in statements)


def test_a_statement_of_several_claims_is_a_row_for_each():
    node, (a, b, c) = URIRef("https://example.org/s"), THINGS
    triples = [
        (node, RDF.type, RDF.Statement),
        (node, RDF.subject, a),
        (node, RDF.predicate, b),
        (node, RDF.object, c),
        (node, CLAIM, a),
        (node, CLAIM, b),
        (node, POLARITY, c),
    ]

    rows = reified.as_rows(graph(triples))

    assert rows.variables == ("subject", "predicate", "object", "claim", "polarity")
    assert [row["claim"] for row in rows.solutions] == [a, b]


def test_what_is_not_a_statement_stays_as_it_is():
    """So does a statement that lacks a part."""
    node, (a, b, c) = URIRef("https://example.org/s"), THINGS
    broken = [(node, RDF.type, RDF.Statement), (node, RDF.subject, a), (a, b, c)]

    shown = [tuple(row.values()) for row in reified.as_rows(graph(broken)).solutions]

    assert sorted(shown) == sorted(broken)


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_relations_are_rows(capsys, monkeypatch, form):
    """As many as the answer that was written by reading the article has."""
    monkeypatch.chdir(ROOT)
    expected = Graph().parse(ROOT / "tests/answers/actors/relations.ttl")
    statements = set(expected.subjects(RDF.type, RDF.Statement))

    _, out, _ = run(
        capsys, monkeypatch, "ask", "relations", "article=huawei-comeback", "--format", form
    )

    rows = [line for line in out.splitlines() if re.search(r" {2,}|\|", line)][1:]
    rows = [line for line in rows if not line.startswith(("─", "| ---"))]
    assert len(rows) == len(statements)
    assert "Statement" not in out


def test_a_graph_for_programs_is_the_graph(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)

    _, out, _ = run(capsys, monkeypatch, "ask", "relations", "--format", "csv")

    assert any(row["object"].endswith("#Statement") for row in csv.DictReader(io.StringIO(out)))
