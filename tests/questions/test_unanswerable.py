"""What the engine cannot answer is told at its place in the question's file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.errors import QueryError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue, header

FUNCTIONS = ["<http://example.org/function>", "e:function", "other:tion"]
PROLOGUE = (
    "#+ summary: S\nPREFIX e: <http://example.org/>\nPREFIX other: <http://example.org/func>\n"
)
PATTERNS = [
    "SELECT * {{ ?s ?p ?o FILTER({0}(?o)) }}",
    "SELECT ?x {{ BIND({0}() AS ?x) }}",
    "SELECT ({0}(1) AS ?x) {{ }}",
    "ASK {{ {{ SELECT ?s {{ ?s ?p ?o }} GROUP BY ?s\n HAVING({0}(COUNT(*))) }} }}",
    "CONSTRUCT {{ ?s ?p 1 }} WHERE {{ ?s ?p ?o # it\n FILTER NOT EXISTS {{ FILTER {0}(?o) }} }}",
    "SELECT ?s {{ ?s ?p ?o }} ORDER BY {0}(?o)",
    "SELECT ?s {{ VALUES ?s {{ 'http://example.org/function' }} FILTER({0}(?s)) }}",
]
BREAKS = st.sampled_from(["", "\n", "\r\n", "# e:function here\n", "\n\n  "])


def asked(text: str) -> QueryError:
    question = header.parse(text, theme="mine", name="q", file="queries/mine/q.rq")
    with pytest.raises(QueryError) as caught:
        catalogue.ask(replace(question, allows_service=True), {}, Embedded())
    return caught.value


def place(text: str, offset: int) -> str:
    before = text[:offset]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"queries/mine/q.rq:{line}:{column}: "


@settings(max_examples=examples(60), deadline=None)
@given(st.sampled_from(FUNCTIONS), st.sampled_from(PATTERNS), BREAKS)
def test_a_function_that_the_engine_lacks_is_named_at_its_place(function, pattern, more):
    text = PROLOGUE + more + pattern.format(function)

    told = str(asked(text))

    assert told.startswith(place(text, text.rindex(function + "(")))
    assert "<http://example.org/function>" in told
    assert "\n" not in told


@pytest.mark.parametrize("silent", [False, True])
def test_a_service_that_is_away_is_told_at_its_place(silent):
    service = f"SERVICE {'SILENT ' if silent else ''}<http://127.0.0.1:59997/sparql>"
    text = f"{PROLOGUE}SELECT *\n{{ {service} {{ ?s ?p ?o }} }}"
    if silent:
        question = header.parse(text, theme="mine", name="q", file="q.rq")
        answer = catalogue.ask(replace(question, allows_service=True), {}, Embedded())
        assert len(answer.rows) == 1
        return

    told = str(asked(text))

    assert told.startswith(place(text, text.index("SERVICE")))
    assert "is the server running?" in told
