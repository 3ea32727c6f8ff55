"""How the claims of the shipped articles stand, worked out by hand from their Turtle."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import URIRef

import claimgraph
from claimgraph.claims.model import CG
from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.claims.weighing.weighing import Weighing, weigh
from claimgraph.graph.project import shipped
from claimgraph.graph.stores.memory import Embedded

BY_HAND = sorted((Path(__file__).parent / "weighing").glob("*.csv"))


@pytest.fixture(scope="module")
def held() -> Embedded:
    return claimgraph.open(shipped("data").parent)._held


@pytest.fixture(scope="module")
def weighed(held: Embedded) -> Weighing:
    return weigh(held.union)


@pytest.mark.parametrize("file", BY_HAND, ids=lambda file: file.stem)
def test_standing_and_grade_of_every_claim(file: Path, weighed: Weighing):
    with file.open(encoding="utf-8", newline="") as opened:
        expected = {
            row["claim"]: (row["standing"], *(int(row[one]) for one in ("grade", "pro", "con")))
            for row in csv.DictReader(opened)
        }
    start = f"https://w3id.org/claimgraph/article/{file.stem}/claim/"
    found = {
        str(one.iri).removeprefix(start): (one.standing, one.grade, one.pro, one.con)
        for one in weighed.standings
        if str(one.iri).startswith(start)
    }
    assert found == expected


def test_what_falls_without_the_unnamed_sources_of_the_first_article(weighed: Weighing):
    """By hand: the four reports of unnamed sources, and what has no other support."""
    start = "https://w3id.org/claimgraph/article/huawei-comeback/claim/"
    changes = weighed.without(UNNAMED).differences(weighed)
    found = {
        str(one.before.iri).removeprefix(start): str(one.after)
        for one in changes
        if str(one.before.iri).startswith(start)
    }
    assert found.pop("layered-evasion") == "accepted 1"  # the channels are on the author's word
    assert set(found.values()) == {"unsupported"}
    assert set(found) == {
        *("chips-stockpiled", "tsmc-chips-found", "sophgo-orders", "smic-made-chip"),
        *("lag-exploited", "own-strategies", "thesis"),
        *("sophgo-among-rerouters", "clients-rerouted", "tsmc-chips-reach-huawei"),
        *("mate-60-shows-evasion", "adept-at-loopholes", "sanctions-evasion"),
        "domestic-chips",  # neither its support nor the objection to it is left
    }


def test_the_domestic_chips_are_what_the_expected_decline_hangs_on(weighed: Weighing):
    """docs/weighing.md: granted, they carry the progress that the objection needs as a premise."""
    claim = URIRef("https://w3id.org/claimgraph/article/huawei-comeback/claim/")
    granted = weighed.without(restore=[claim + "domestic-chips"])
    assert str(weighed.standing(claim + "decline-expected")) == "unsupported"
    assert str(granted.standing(claim + "decline-expected")) == "defeated 0:1"


def test_no_shipped_article_argues_in_a_circle(weighed: Weighing):
    """So that on them the well-founded fixpoint and the grounded interpretation are one."""
    assert {len(members) for members in weighed.framework.components} == {1}


def test_the_order_of_triples_does_not_matter(held: Embedded, weighed: Weighing):
    quads = list(held.union.quads)
    random.Random(19).shuffle(quads)
    assert weigh(Embedded(quads).union).standings == weighed.standings


@pytest.mark.parametrize("slug", [file.stem for file in BY_HAND])
def test_an_article_stands_alone_as_among_others(slug: str, held: Embedded, weighed: Weighing):
    others = {f"/graph/{file.stem}" for file in BY_HAND if file.stem != slug}
    quads = [
        one for one in held.union.quads if not str(one.graph_name)[1:-1].endswith(tuple(others))
    ]
    alone = weigh(Embedded(quads).union)
    assert 0 < len(alone.standings) < len(weighed.standings)
    assert all(weighed.standing(one.iri) == one for one in alone.standings)


def test_what_two_graphs_say_counts_once(held: Embedded, weighed: Weighing):
    again = ox.NamedNode("https://example.org/again")
    quads = list(held.union.quads)
    copies = [ox.Quad(one.subject, one.predicate, one.object, again) for one in quads]
    union = Embedded(quads + copies).union
    assert weigh(union).standings == weighed.standings
    pairs = list(union.subject_objects(CG.premise, unique=True))
    assert len(pairs) == len(set(pairs)) == len(list(union.triples((None, CG.premise, None))))
