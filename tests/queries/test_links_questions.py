"""Questions about links answer for linked articles as a reader of them would."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from captured import ROOT

import claimgraph

LINKED = ROOT / "tests" / "linked"
ANSWERS = [
    path
    for folder in ("linked", "corroborated")
    for path in sorted((ROOT / "tests" / folder / "answers" / "links").glob("*.csv"))
]


def short(value: object) -> str:
    """Return the last part of an IRI, with its vocabulary's prefix for a relation."""
    text = str(value).rstrip("/")
    for prefix, space in (
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
        ("cito", "http://purl.org/spar/cito/"),
    ):
        if text.startswith(space):
            return f"{prefix}:{text.removeprefix(space)}"
    return text.rpartition("/")[2]


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_a_question_about_links_answers_as_a_reader_would(path: Path):
    with path.open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)

    answer = claimgraph.open(path.parents[2]).ask(path.stem)

    assert list(answer.variables) == columns
    found = [[short(row.get(name, "")) for name in columns] for row in answer.rows]
    assert found == rows


@pytest.mark.parametrize("article", ["ferry-line", "fuel-subsidy", "island-school"])
def test_an_article_is_asked_alone(article: str):
    project = claimgraph.open(LINKED)

    every = [row for row in project.ask("links").rows if short(row["article"]) == article]

    assert list(project.ask("links", article=article).rows) == every
