"""Drafts beside the reviewed captures: what docs/drafting.md says of them is what is measured."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from captured import ROOT

import drafting

DOC = ROOT / "docs" / "drafting.md"
TEXTS = {
    "huawei-comeback": os.environ.get("CLAIMGRAPH_ARTICLE"),
    "climate-judgment": str(ROOT / "data" / "climate-judgment" / "text.txt"),
}
HELD = [
    pytest.param(name, marks=pytest.mark.skipif(not text, reason="CLAIMGRAPH_ARTICLE names none"))
    for name, text in TEXTS.items()
]


@cache
def compared(name: str) -> drafting.Compared:
    text = Path(str(TEXTS[name])).read_text(encoding="utf-8")
    return drafting.Compared(ROOT / "data" / name, text)


@pytest.mark.parametrize("name", HELD)
def test_the_documented_figures_are_those_measured(name):
    figures = DOC.read_text(encoding="utf-8").split("<!-- figures -->")[1].split("<!-- /")[0]
    heads, _, *rows = [line.strip("| ").split(" | ") for line in figures.strip().splitlines()]
    place = heads.index(f"{name}: found")
    documented = {row[0]: " | ".join(row[place : place + 2]) for row in rows}
    assert documented == {kind: str(score(compared(name))) for kind, score in drafting.KINDS}


@pytest.mark.parametrize("name", HELD)
def test_nine_of_ten_hedges_are_found_and_right(name):
    score = compared(name).hedges()
    assert score.found >= 0.9 * score.captured > 0
    assert score.right >= 0.9 * score.proposed > 0
