"""Tables of the command on a terminal: as tables, as records, by columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import terminals
from commanded import run
from sampled import few

ROOT = Path(__file__).parents[2]
QUESTIONS = ["durations", "timeline", "amounts", "claims", "sources", "supply-paths"]


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_durations_are_short(monkeypatch):
    """Three spans of eleven columns fit on half a screen."""
    call = ["ask", "durations", "article=huawei-comeback"]

    code, lines = terminals.shown_here(monkeypatch, 80, *call)

    assert code == 0
    assert lines[-1] == "3 rows"
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("question", few(QUESTIONS, 2))
def test_each_value_is_whole(monkeypatch, capsys, question, columns):
    """Every word of every value stands on one line, which is within the width."""
    _, lines = terminals.shown_here(monkeypatch, columns, "ask", question)
    monkeypatch.undo()
    monkeypatch.chdir(ROOT)
    _, table, _ = run(capsys, monkeypatch, "ask", question, "--format", "table", "--layout", "wide")

    assert max(map(len, lines)) <= columns
    assert set(table.replace("─", "").split()) <= set(" ".join(lines).split())


def test_columns_are_chosen_in_their_order(capsys, monkeypatch):
    _, out, _ = run(
        capsys, monkeypatch, "ask", "durations", "--columns", "agrees, quantity", "--format", "csv"
    )

    assert next(csv.reader(io.StringIO(out))) == ["agrees", "quantity"]
    assert {row["agrees"] for row in csv.DictReader(io.StringIO(out))} == {"true"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            ["ask", "durations", "--columns", "quantty"],
            ["'quantty'", "nearest: quantity", "agrees"],
        ),
        (["ask", "durations", "--columns", ""], ["''", "choose from article"]),
        (
            ["ask", "durations", "--layout", "tabel"],
            ["'tabel'", "auto", "table", "records", "wide"],
        ),
    ],
    ids=str,
)
def test_what_there_is_not_is_told(capsys, monkeypatch, call, words):
    code, out, err = run(capsys, monkeypatch, *call)

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert [word for word in words if word not in err] == []


@pytest.mark.parametrize(
    "call",
    [["ask", "durations"], ["weigh"], ["crux"], ["stats"], ["registry", "find", "Huawei"]],
    ids=" ".join,
)
def test_tables_become_records_where_they_are_wanted(monkeypatch, call):
    code, lines = terminals.shown_here(monkeypatch, 80, *call, "--layout", "records")

    assert code == 0
    assert not any(line.startswith("─") for line in lines)
    assert sum(line.startswith("  ") for line in lines) > 2


def test_weighing_gives_the_columns_that_are_named(capsys, monkeypatch):
    _, out, _ = run(capsys, monkeypatch, "weigh", "--columns", "claim,standing")

    assert out.split("\n")[0].split() == ["claim", "standing"]
