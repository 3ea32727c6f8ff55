"""Answers of stored questions as the site has them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import report
from claimgraph.pages.data import Asked
from claimgraph.questions import catalogue, header
from claimgraph.vocab import BASE


@pytest.mark.parametrize("base", [None, "https://site.example/"])
def test_relative_iris_start_from_the_questions_page(base):
    """A page is published: where the question's file lies on its owner's disk is not."""
    question = header.parse(
        "#+ summary: S\nSELECT (<x> AS ?s) { }",
        theme="q",
        name="rel",
        file="rel.rq",
        base="file:///home/anna/queries/q/rel.rq",
    )

    answer = Asked([question], [], base=base).file(question).decode()

    assert answer == f"s\r\n{base or BASE}questions/q/x\r\n"


def test_a_report_does_not_show_where_a_question_lies(tmp_path):
    """It is mailed; a question of the project's own may stand in place of one that it asks."""
    root = shutil.copytree(Path(__file__).parents[1] / "pictures", tmp_path / "bridge")
    (root / "queries/q").mkdir(parents=True)
    (root / "queries/q/sources.rq").write_text(
        "#+ summary: S\nSELECT (STR(<x>) AS ?s) { }", "utf-8"
    )
    project = projects.find(root)
    loaded = catalogue.load(project)
    store = Embedded(quad for one in loaded for quad in one.quads)

    text = report.report(project, store, loaded, report.articles(None, store, loaded))

    assert "questions/q/x" in text
    assert str(tmp_path) not in text
