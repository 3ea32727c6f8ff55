"""The actor network on paper: nothing is lost, nothing is larger than a sheet."""

from __future__ import annotations

import re

import pytest
from drawn import CG, B, bridge, links, parsed, words
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, RDFS, BNode, Graph, Literal

from claimgraph.pictures import actors, branches, stars
from claimgraph.pictures.sheets import HEIGHT

VERBS = {"funds": CG.funds, "controls": CG.controls, "supplies": CG.supplies}
# Millimetres of a sheet's height, as many as pixels of `HEIGHT`.
HIGH = HEIGHT * 249 / branches.WIDTH


def related(*said):
    """Return a graph in which a claim each says such: "a funds b"."""
    graph = Graph()
    for number, one in enumerate(said):
        subject, verb, object_ = one.split()
        claim, statement = B[f"c{number}"], BNode(f"s{number}")
        graph.add((claim, CG.paraphrase, Literal("So it is.")))
        graph.add((claim, CG.asserts, statement))
        graph.add((statement, RDF.subject, B[subject]))
        graph.add((statement, RDF.predicate, VERBS[verb]))
        graph.add((statement, RDF.object, B[object_]))
        for thing in (subject, object_):
            graph.add((B[thing], RDFS.label, Literal(f"The thing {thing}.")))
    return graph


def things(paper):
    return re.findall(r"The thing (\w+)\.", words(paper.picture))


def claims(paper):
    """Return the claims that are linked, and how many are only counted."""
    linked = [one for one in links(paper.picture) if re.fullmatch(r"c\d+", one)]
    counts = re.findall(r"\((\d+) claims\)", words(paper.picture))
    return linked, sum(map(int, counts))


def test_who_acts_is_at_the_left_and_on_whom_at_the_right():
    """`b` has most relations: it is in the middle, and arrows lead from left to right."""
    (paper,) = stars.papers(related("a funds b", "b controls c", "b supplies d"))
    assert paper.title == "Sheet 1 of 1 of the actors: The thing b."
    rects = [one for one in parsed(paper.picture).iter("rect") if "cg-card" in one.get("class")]
    middle, *others = [float(one.get("x")) for one in rects]
    assert [x < middle for x in others] == [True, False, False]
    assert things(paper)[1:] == ["b", "a", "c", "d"]
    assert words(paper.picture).count("controls") == 1


def test_what_is_on_another_sheet_too_says_on_which():
    """`hub` has more than a sheet holds, and each that it has to do with supplies something."""
    verbs = ("funds", "controls", "supplies")
    crowd = [f"n{n} {verbs[n % 3]} hub" for n in range(30)]
    own = [f"n{n} supplies x{n}" for n in range(30)]
    first, second, *_ = stars.papers(related(*crowd, *own))
    assert "also on sheet" in words(first.picture)
    assert second.title.split(": ")[1].startswith("The thing hub., continued")
    assert re.search(r"The thing hub\. also on sheets? 2", words(first.picture))


def test_an_article_that_relates_nothing_has_no_sheet():
    assert stars.papers(Graph()) == ()


def test_a_small_picture_is_printed_as_it_is():
    assert stars.fits(actors.draw(bridge()))
    assert not stars.fits(actors.draw(related(*(f"n{n} funds n{n + 1}" for n in range(20)))))


NAMES = st.sampled_from([f"n{n}" for n in range(12)])
SAID = st.lists(
    st.builds("{} {} {}".format, NAMES, st.sampled_from(sorted(VERBS)), NAMES),
    min_size=1,
    max_size=60,
    unique=True,
)


@given(SAID)
def test_every_relation_is_drawn_once_and_every_sheet_is_small_enough(said):
    """Whatever is related to whatever, itself too: each claim is linked or counted, once."""
    graph = related(*said)
    papers = stars.papers(graph)
    ends = {end for one in said for end in one.split()[::2]}
    assert {thing for paper in papers for thing in things(paper)} == ends
    linked = [claim for paper in papers for claim in claims(paper)[0]]
    assert len(linked) == len(set(linked))
    assert len(linked) + sum(claims(paper)[1] for paper in papers) == len(said)
    for paper in papers:
        root = parsed(paper.picture)
        assert float(root.get("height").removesuffix("mm")) <= HIGH
        assert float(root.get("viewBox").split()[2]) == branches.WIDTH
        cards = [one for one in root.iter("rect") if "cg-card" in one.get("class")]
        places = [[float(one.get(n)) for n in ("x", "y", "width", "height")] for one in cards]
        for number, (x, y, wide, high) in enumerate(places):
            assert 0 <= x <= x + wide <= branches.WIDTH
            for x2, y2, wide2, high2 in places[:number]:
                assert max(x - x2 - wide2, x2 - x - wide, y - y2 - high2, y2 - y - high) > 0


@pytest.mark.parametrize("number", [9, 100])
def test_many_of_a_kind_are_on_cards_that_fit(number):
    """Things with the same relations share a card, of at most eight."""
    papers = stars.papers(related(*(f"n{n} funds hub" for n in range(number))))
    shown = [thing for paper in papers for thing in things(paper)]
    assert sorted(set(shown) - {"hub"}) == sorted(f"n{n}" for n in range(number))
    assert all(float(parsed(one.picture).get("height")[:-2]) <= HIGH for one in papers)
