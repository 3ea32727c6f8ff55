"""The argument map on paper: what is on which sheet, and that nothing is lost."""

from __future__ import annotations

import random
import re
from itertools import count, pairwise

import pytest
from argued import ARTICLE, turtle
from drawn import parsed, words
from hypothesis import given
from hypothesis import strategies as st
from published import PREFIXES
from rdflib import Graph, URIRef

from claimgraph.claims.model import Argument
from claimgraph.pictures import branches, sheets
from claimgraph.pictures.packing import BETWEEN, Packing, Row, Sheet, Steps, Tree

POINTS_A_MILLIMETRE = 72 / 25.4


def article(arguments, claims=(), thesis="t"):
    return Graph().parse(data=PREFIXES + turtle(arguments, claims, thesis), format="turtle")


def shown(graph):
    """Return, for each sheet, its title and the claims on it."""
    made = sheets.sheets(graph, ARTICLE)
    return [
        (
            one.title.split(": ", 1)[1],
            sorted(set(re.findall(r"The claim (\w+)\.", words(one.picture)))),
        )
        for one in made
    ]


def test_a_pillar_has_a_sheet_with_what_it_rests_on():
    """The thesis is at the head of each; what has nothing beneath is on the overview alone."""
    graph = article(
        ["p, q -> t", "r -> t", "o -| t", "a -> p", "b -> a", "c -> q", "d -| o"], ["z"]
    )
    assert shown(graph) == [
        ("overview", ["o", "p", "q", "r", "t"]),
        ("pillar 1 of 3", ["a", "b", "p", "t"]),
        ("pillar 2 of 3", ["c", "q", "t"]),
        ("what is said about the thesis", ["d", "o", "t"]),
        ("claims that do not bear on the thesis", ["t", "z"]),
    ]


def test_sheets_lead_to_each_other():
    """`s` lies beneath both pillars: what it rests on is drawn on the first one's sheet."""
    graph = article(["p -> t", "q -> t", "s -> p", "s -> q", "a, b -> s"])
    overview, first, second = (words(one.picture) for one in sheets.sheets(graph, ARTICLE))
    assert "3 beneath: sheet 2" in overview
    assert "3 beneath: sheet 3" in overview
    assert "beneath" not in first
    assert "2 beneath: sheet 2" in second
    assert "The claim a." not in second


def test_what_undercuts_an_inference_is_drawn_at_it():
    graph = article(["p -> t", "a -> p", "u -x 2", "v -x 1", "w -> v"])
    assert shown(graph) == [
        ("overview", ["p", "t", "v"]),
        ("pillar 1 of 1", ["a", "p", "t", "u"]),
        ("what is said about an inference to the thesis", ["t", "v", "w"]),
    ]
    overview, pillar, _ = sheets.sheets(graph, ARTICLE)
    assert "Undercut by an argument (the inference “step 1”)" in words(overview.picture)
    assert "cg-undercuts" in pillar.picture


def test_too_deep_or_too_wide_a_pillar_goes_on_on_further_sheets():
    """A sheet has four columns: a claim in the last has what it rests on elsewhere."""
    deep = shown(article(["a -> t", "b -> a", "c -> b", "d -> c", "e -> d"]))
    assert deep == [
        ("overview", ["a", "t"]),
        ("pillar 1 of 1", ["a", "b", "c", "d", "e", "t"]),
    ]
    wide = sheets.sheets(article([f"w{n} -> p" for n in range(60)] + ["p -> t"]), ARTICLE)
    told = " ".join(words(one.picture) for one in wide)
    assert [one.title.split(": ")[1] for one in wide[:3]] == [
        "overview", "pillar 1 of 1", "pillar 1 of 1, continued",
    ]  # fmt: skip
    assert re.search(r"1–\d+ of 60; others: sheets 3–\d", told)
    assert set(re.findall(r"The claim (w\d+)\.", told)) == {f"w{n}" for n in range(60)}


def test_without_a_thesis_all_is_drawn():
    assert shown(article(["a -> b", "c -> d"], ["z"], thesis="")) == [
        ("all claims", ["a", "b", "c", "d", "z"])
    ]
    assert not sheets.sheets(article([]), ARTICLE)


def test_what_goes_in_a_circle_is_drawn_once():
    assert shown(article(["a -> t", "b -> a", "a -> b", "c -> d", "d -> c"])) == [
        ("overview", ["a", "t"]),
        ("pillar 1 of 1", ["a", "b", "t"]),
        ("claims that do not bear on the thesis", ["c", "d", "t"]),
    ]


def test_text_is_eight_points_or_larger_and_fits_across_a4_and_letter():
    graph = article([f"w{n} -> p{n % 7}" for n in range(90)] + [f"p{n} -> t" for n in range(7)])
    for one in sheets.sheets(graph, ARTICLE):
        root = parsed(one.picture)
        wide = float(root.get("width").removesuffix("mm"))
        tall = float(root.get("height").removesuffix("mm"))
        points = POINTS_A_MILLIMETRE * wide / float(root.get("viewBox").split()[2])
        # The smallest letters of a picture have 12 pixels, which the style sheet says.
        assert 12 * points >= 8
        # Within margins of 15 and 16 mm: 297 by 210, and 279.4 by 215.9.
        assert wide <= 249.4
        assert tall <= 178


def test_a_long_label_is_not_cut():
    label = " ".join(f"word{n}" for n in range(60))
    graph = article(["p -> t"])
    graph.update(f"""
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        DELETE {{ ?p rdfs:label ?old }} INSERT {{ ?p rdfs:label "{label}" }}
        WHERE {{ ?p rdfs:label ?old FILTER(?old = "The claim p.") }}
    """)
    assert label in " ".join(words(sheets.sheets(graph, ARTICLE)[0].picture).split())


@st.composite
def networks(draw):
    """Arguments between claims by chance, in circles too, and the heights of the claims' cards."""
    size = draw(st.integers(1, 40))
    random_source = random.Random(draw(st.integers(0, 10**6)))
    claims = [URIRef(f"urn:c{n}") for n in range(size)]
    made = []
    for number in range(draw(st.integers(0, 60))):
        ends = [*claims, *(one.iri for one in made)]
        end = random_source.choice(ends)
        premises = tuple(random_source.choices(claims, k=random_source.choice([1, 1, 2, 3, 25])))
        way = "undercuts" if "urn:a" in end else "supports"
        made.append(
            Argument(URIRef(f"urn:a{number}"), "", way, premises=premises, conclusions=(end,))
        )
    return claims, made, {one: random_source.uniform(30, 300) for one in claims}


@given(networks())
def test_every_claim_and_step_is_on_a_sheet(network):
    """Each step is drawn once, no sheet is fuller than its room, and what is left goes on later."""
    claims, arguments, heights = network
    steps, numbers = Steps(arguments), count()
    packing = Packing(steps, heights.__getitem__, 700)

    def again():
        packing.sheets.append(Sheet(f"{next(numbers)}"))

    again()
    packing.trees(claims, again)
    alone = [one for one in claims if one not in packing.shown]
    for one in alone:
        packing.row(Row((one,)), 0, again)
    found = []
    for place, sheet in enumerate(packing.sheets):
        assert sheet.height - 2 * BETWEEN <= 700
        for block in sheet.blocks:
            if not isinstance(block, Tree):
                continue
            for tree in block.trees():
                found += [(tree.claim, step) for step, _ in tree.steps]
                if tree.steps:
                    assert place in packing.drawn[tree.claim]
    wanted = [(one, step) for one in claims for step in steps.of(one)]
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))
    assert packing.shown == set(claims)


@given(networks())
def test_cards_of_a_sheet_do_not_overlap(network):
    claims, arguments, heights = network
    packing = Packing(Steps(arguments), heights.__getitem__, 700)
    packing.sheets.append(Sheet(""))
    packing.trees(claims, lambda: packing.sheets.append(Sheet("")))

    def tall(tree):
        return heights[tree.claim]

    for sheet in packing.sheets:
        for block in sheet.blocks:
            places = branches.placed(block, 0, packing.height, tall)
            for column in range(4):
                some = sorted(
                    (one.centre - tall(one.tree) / 2, one.centre + tall(one.tree) / 2)
                    for one in places.values()
                    if one.column == column
                )
                assert all(above[1] <= below[0] + 0.01 for above, below in pairwise(some))
                assert not some or (
                    some[0][0] >= -0.01 and some[-1][1] <= packing.height(block) + 0.01
                )


@pytest.mark.slow
def test_a_thousand_claims():
    chosen = random.Random(5)
    arguments = [f"c{n} -> c{chosen.randrange(max(1, n // 3))}" for n in range(1, 1000)]
    made = sheets.sheets(article(["c0 -> t", *arguments]), ARTICLE)
    told = " ".join(words(one.picture) for one in made)
    assert set(re.findall(r"The claim (c\d+)\.", told)) == {f"c{n}" for n in range(1000)}
