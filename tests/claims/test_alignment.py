"""Candidates of claims that say the same in two articles."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import libraries
import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimgraph
from claimgraph.claims import library as libraries_
from claimgraph.claims.alignment import proposing, wording
from claimgraph.claims.alignment.matching import Said, candidates, leads, scored, suggested
from claimgraph.claims.alignment.wording import Wording
from claimgraph.claims.links import RELATIONS, Links
from claimgraph.errors import UsageError
from claimgraph.graph import project as projects

ROOT = Path(__file__).parents[2]
LINKED = ROOT / "tests" / "linked"
KEY = ROOT / "benchmarks" / "alignment_key.csv"


def claims(article: str, *labels: str) -> list[Said]:
    return [Said(f"{article}/{number}", label, "", article) for number, label in enumerate(labels)]


FIRST = claims("a", "Night trams lower noise in the suburbs", "Drivers refuse shifts after two")
SECOND = claims(
    "b",
    "A driver may refuse shifts",
    "Suburban noise fell since night trams run",
    "Tickets cost too little",
)


def test_the_best_candidate_shares_the_telling_words():
    best = {}
    for one in candidates(FIRST, SECOND):
        best.setdefault(one.claim.label, one)
    assert [one.other.label for one in best.values()] == [SECOND[1].label, SECOND[0].label]
    assert {"night", "tram"} <= set(best[FIRST[0].label].shared)


def test_a_claim_that_shares_no_word_is_no_candidate():
    assert SECOND[2] not in {one.other for one in candidates(FIRST, SECOND)}


def test_without_claims_there_are_no_candidates():
    assert not list(candidates([], SECOND))
    assert not list(candidates(FIRST, []))


def test_at_most_so_many_candidates_for_each_claim():
    found = list(candidates(FIRST, claims("b", *["Night trams are late"] * 5), limit=2))
    assert [one.claim for one in found] == [FIRST[0], FIRST[0]]


def test_a_pair_that_somebody_decided_gives_its_place_to_the_next():
    others = claims("b", *["Night trams are late"] * 3)
    found = candidates(FIRST, others, limit=2, decided=lambda _, other: other == "b/0")
    assert [one.other.iri for one in found] == ["b/1", "b/2"]


def test_claims_of_one_article_are_no_candidates_of_each_other():
    every = claims("a", *["Night trams are late"] * 3) + claims("b", "Night trams are late")
    found = {(one.claim.article, one.other.article) for one in candidates(every, every)}
    assert found == {("a", "b"), ("b", "a")}


def test_leads_are_over_the_best_of_the_others():
    assert leads({7: 0.5, 8: 0.25, 9: 0.0}) == {7: 0.25, 8: -0.25, 9: -0.5}
    assert leads({7: 0.5, 8: 0.5}) == {7: 0.0, 8: 0.0}
    assert leads({7: 0.5}) == {7: 0.5}


def test_of_words_in_many_texts_only_the_rarest_are_looked_up(monkeypatch):
    """So that the work for a claim is bounded: all share tram, two share heron."""
    texts = ["tram heron", *["tram"] * 9, "tram heron heron"]
    whole = Wording(texts, range(11)).nearest(0, 20)
    monkeypatch.setattr(wording, "OCCURRENCES", 5)
    short = Wording(texts, range(11)).nearest(0, 20)
    assert len(whole) == 10
    assert short == {10: pytest.approx(whole[10])}
    # A text of common words alone still has some.
    assert list(Wording(texts, range(11)).nearest(1, 20)) == [2, 3, 4, 0]


@pytest.mark.parametrize(
    ("label", "other", "words"),
    [
        ("Night trams are late", "Late are the night trams", "says the same as"),
        ("Night trams are late", "Night trams are not late", "disagrees with"),
        ("Night trams are late in winter", "Night trams are late", "is narrower than"),
        ("Night trams are late", "Night trams are late in winter", "is broader than"),
        ("Night trams are late", "Trams come late", "says nearly the same as"),
    ],
)
def test_words_suggest_a_relation(label, other, words):
    (one,), (two,) = claims("a", label), claims("b", other)
    assert RELATIONS[suggested(one, two)].words == words


@given(st.lists(st.text(), min_size=2, max_size=6))
def test_scores_of_any_texts_are_between_0_and_1(texts: list[str]):
    words = Wording(texts, range(len(texts)))
    near = words.nearest(0, 30)
    assert near.keys() <= set(range(1, len(texts)))
    assert all(0 < value < 1.001 for value in near.values())
    assert all(0 <= value <= 1 for value in scored(words, 0, near).values())


@given(st.lists(st.text(alphabet="abc ", max_size=30), min_size=2, max_size=6))
def test_what_the_index_finds_is_what_comparing_all_finds(texts: list[str]):
    words = Wording(texts, range(len(texts)))
    every = words.by_stems(0, range(1, len(texts)))
    assert words.nearest(0, 30) == pytest.approx({at: v for at, v in every.items() if v > 0})


@pytest.fixture(scope="module")
def library():
    return libraries_.opened(projects.find(LINKED))


def test_links_that_were_accepted_or_rejected_are_not_proposed(library):
    project = claimgraph.open(LINKED)
    everything = {(a.claim.iri, a.other.iri) for a in proposing.between(library, (), Links())}
    proposed = {(a.claim.iri, a.other.iri) for a in project.align()}
    decided = {frozenset((str(one.subject), str(one.object))) for one in project.links.accepted}
    assert any(frozenset(pair) in decided for pair in everything)
    assert not any(frozenset(pair) in decided for pair in proposed)


def test_of_two_articles_the_first_is_asked_and_the_second_offers(library):
    base = f"{libraries.ARTICLE}{{}}/"
    pair = [base.format("island-school"), base.format("fuel-subsidy")]
    found = list(proposing.between(library, pair, Links(), least=0))
    assert {(one.claim.article, one.other.article) for one in found} == {tuple(pair)}
    with pytest.raises(UsageError, match="named twice"):
        proposing.between(library, pair[:1] * 2, Links())


def test_one_article_alone_is_not_aligned(tmp_path):
    shutil.copytree(LINKED / "data" / "ferry-line", tmp_path / "data" / "ferry-line")
    with pytest.raises(UsageError, match="only one has claims"):
        claimgraph.open(tmp_path).align()


def test_the_key_of_the_shipped_articles_names_their_claims():
    known = {
        (article.slug, str(claim.iri).rpartition("/")[2])
        for article in claimgraph.open(ROOT).articles
        for claim in article.claims
    }
    with KEY.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {(row["article"], row[end]) for row in rows for end in ("claim", "other")}
    assert named <= known
    assert len({frozenset((row["claim"], row["other"])) for row in rows}) == len(rows)
