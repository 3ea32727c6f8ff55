"""The second article's text is kept: its capture is compared with it, word for word."""

from __future__ import annotations

import re

import pytest
from captured import ROOT
from rdflib import Graph

from claimgraph.claims import captured, passages
from claimgraph.claims.verify import verify

FOLDER = ROOT / "data" / "climate-judgment"
TEXT = passages.normalise((FOLDER / "text.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def article() -> captured.Article:
    graph = Graph()
    for path in sorted(FOLDER.glob("*.ttl")):
        graph.parse(path)
    [found] = captured.articles(graph)
    return found


def test_every_passage_agrees_with_the_text(article: captured.Article) -> None:
    """Positions, digests, fragments and marker words, without a warning."""
    verdict = verify(TEXT, article)
    assert verdict.all_findings == ()
    assert len(verdict.passages) == 37


def test_every_sentence_lies_in_a_passage(article: captured.Article) -> None:
    """Headings, the by-line and the marks of a list are all that no passage holds."""
    left, end = [], 0
    for passage in article.passages:
        assert passage.place is not None
        left.append(TEXT[end : passage.place[0]].strip(" -"))
        end = max(end, passage.place[1])
    assert TEXT[end:] == ""
    assert [part for part in left if part] == [
        "An order with a number: what the Dutch climate judgment did Lotte Brandsma "
        "· Delta Policy Notes · 19 September 2025 In brief",
        "The order",
        "What followed",
        "The objections",
        "What should follow",
    ]


def test_passages_are_whole_sentences(article: captured.Article) -> None:
    for passage in article.passages:
        assert passage.place is not None
        assert re.fullmatch(r"[A-Z].*[.]", TEXT[slice(*passage.place)]), passage.label
