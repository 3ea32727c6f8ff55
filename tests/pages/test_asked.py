"""Answers of stored questions as the site has them."""

from __future__ import annotations

import pytest

from claimgraph.pages.data import Asked
from claimgraph.questions import header
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
