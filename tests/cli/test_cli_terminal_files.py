"""Pages and pictures go to a file or a pipe, not to a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import terminals
from commanded import run

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("call", [["draw", "map"], ["report"]], ids=" ".join)
def test_a_page_or_a_picture_does_not_fill_a_terminal(capsys, monkeypatch, call):
    monkeypatch.chdir(ROOT)

    code, lines = terminals.shown_here(monkeypatch, 80, *call)

    assert (code, lines) == (2, [])
    assert "--output" in capsys.readouterr().err


def test_a_picture_still_goes_into_a_pipe(capfdbinary, monkeypatch):
    monkeypatch.chdir(ROOT)

    code, *_ = run(capfdbinary, monkeypatch, "draw", "timeline", "--article", "huawei-comeback")

    assert code == 0
