"""What a terminal of 80 or 120 columns shows: every word of it, each line within the width."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import terminals
from sampled import few

ROOT = str(Path(__file__).parents[2])
CALLS = [
    ["explain", "mate-60-shows-evasion"],
    ["explain", "thesis", "--article", "huawei-comeback"],
    ["ask"],
    ["rules"],
    ["rules", "claim-passage"],
    ["terms", "certainty"],
]


def _words(text: str) -> list[str]:
    drawn = str.maketrans(dict.fromkeys("├└│─", " "))
    return text.translate(drawn).split()


@pytest.mark.parametrize("columns", few([80, 120], 1))
@pytest.mark.parametrize("call", few(CALLS, 1), ids=" ".join)
def test_nothing_is_lost_at_the_edge(call, columns):
    piped = subprocess.run(
        [sys.executable, "-m", "claimgraph", *call],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout

    code, lines = terminals.shown(columns, *call, cwd=ROOT)

    assert code == 0
    assert _words(" ".join(lines)) == _words(piped)
    # Only what cannot be broken, an IRI or Turtle, is longer than the terminal is wide.
    too_long = [line for line in lines if len(line) > columns]
    assert [line for line in too_long if not any(mark in line for mark in ("://", ";", '"'))] == []


def test_status_breaks_its_lines_between_words(monkeypatch):
    monkeypatch.chdir(ROOT)
    _, wide = terminals.shown_here(monkeypatch, 1000, "status", "--gaps")
    _, lines = terminals.shown_here(monkeypatch, 80, "status", "--gaps")

    assert max(map(len, wide)) > 80
    assert all(len(line) <= 80 for line in lines)
    assert _words(" ".join(lines)) == _words(" ".join(wide))


@pytest.mark.parametrize("columns", few([80, 120], 1))
def test_a_branch_continues_below_itself(columns):
    _, lines = terminals.shown(columns, "explain", "mate-60-shows-evasion", cwd=ROOT)
    tree = lines[next(n for n, line in enumerate(lines) if "supported by" in line) :]

    assert any(line.lstrip("│ ")[:1] not in "├└" for line in tree)
    assert all(line[:1] in "│├└ " for line in tree)


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("verb", few([[], ["check"], ["passage", "find"]], 1), ids=" ".join)
def test_help_has_a_short_name(verb, flag):
    code, lines = terminals.shown(80, *verb, flag)

    assert code == 0
    assert any("Usage: claimgraph" in line for line in lines)


def test_the_version_is_told():
    code, (line,) = terminals.shown(80, "--version")

    assert code == 0
    name, version = line.split()
    assert name == "claimgraph"
    assert version[0].isdecimal()
