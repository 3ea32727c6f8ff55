"""The actor network: relations, and the claims behind them."""

from __future__ import annotations

import drawn
import pytest
from drawn import BRIDGE, CG, ID, B, links, parsed
from rdflib import RDF, BNode, Graph, Literal

from claimgraph import vocab
from claimgraph.pictures import actors


@pytest.fixture(scope="module")
def bridge():
    return drawn.bridge()


def test_an_actor_network_shows_relations_with_the_claims_behind(bridge):
    """Two claims say that the town funds the company: each has its number."""
    picture = actors.draw(bridge)
    ends = {str(ID[name]) for name in ("town", "tunnel-company", "bridge-company", "inspectors")}
    assert links(picture) == ends | {"tunnel", "inspected", "paid"}
    said = {}
    for relation in parsed(picture).iter("g"):
        if relation.get("class") == "cg-relation":
            behind = [a.get("href").removeprefix(BRIDGE) for a in relation.iter("a")]
            said[" ".join(part.text for part in relation.iter("text"))] = behind
    assert said == {
        "funds 1 2": ["inspected", "tunnel"],
        "competes with": ["inspected"],
        "funds": ["paid"],
    }


def crowded(number):
    """Return the picture of a firm that so many claims say makes two things, one after another."""
    graph = Graph()
    for claim in range(number):
        graph.add((B[f"c{claim}"], CG.paraphrase, Literal("It makes it.")))
        for made in ("x", "y"):
            statement = BNode(f"s{claim}{made}")
            graph.add((B[f"c{claim}"], CG.asserts, statement))
            graph.add((statement, RDF.subject, B.firm))
            graph.add((statement, RDF.predicate, CG.manufactures if made == "x" else CG.develops))
            graph.add((statement, RDF.object, B.thing))
    return parsed(actors.draw(graph))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 12])
def test_links_of_relations_can_be_hit_and_are_counted_where_they_are_many(number):
    """Each is 24 pixels high and wide, and none lies on another; beyond three, there is a count."""
    root = crowded(number)
    relations = [g for g in root.iter("g") if g.get("class") == "cg-relation"]
    links = [a for relation in relations for a in relation.iter("a")]
    led = {a.get("href").removeprefix(BRIDGE) for a in links}
    if number <= 3:
        assert led == {f"c{claim}" for claim in range(number)}
    else:
        assert led == {"firm"}
        assert all(f"({number} claims)" in a.find("text").text for a in links)
    places = []
    for a in links:
        x, y, wide, high = (
            float(a.find("rect").get(name)) for name in ("x", "y", "width", "height")
        )
        assert min(wide, high) >= 24
        places.append((x, y, x + wide, y + high))
    for place, (left, top, right, bottom) in enumerate(places):
        for left2, top2, right2, bottom2 in places[:place]:
            apart = (left - right2, left2 - right, top - bottom2, top2 - bottom)
            assert max(apart) > -0.2  # places are written with one decimal


def test_what_is_only_denied_is_no_relation(bridge):
    """The town denies that it controls the bridge's company (`relations.rq`)."""
    assert "denied" not in links(actors.draw(bridge))
    assert "controls" not in actors.draw(bridge)


def test_things_with_the_same_relations_share_a_box():
    """Two firms that make the same two things are one box with four links in it and around it."""
    graph = Graph()
    graph.add((B.claim, CG.paraphrase, Literal("They make things.")))
    for number, (maker, made) in enumerate([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]):
        statement = BNode(f"s{number}")
        graph.add((B.claim, CG.asserts, statement))
        graph.add((statement, RDF.subject, B[maker]))
        graph.add((statement, RDF.predicate, CG.manufactures))
        graph.add((statement, RDF.object, B[made]))
    root = parsed(actors.draw(graph))
    assert {a.get("href").removeprefix(BRIDGE) for a in root.iter("a")} == {
        "a",
        "b",
        "x",
        "y",
        "claim",
    }
    cards = [rect for rect in root.iter("rect") if "cg-card" in rect.get("class")]
    assert len(cards) == 2
    assert sum(path.get("class") == "cg-line" for path in root.iter("path")) == 1


@pytest.mark.parametrize(
    ("around", "shown"),
    [
        (B.paid, {"bridge-company", "inspectors"}),
        (ID.inspectors, {"bridge-company", "inspectors"}),
        (ID["tunnel-company"], {"town", "tunnel-company", "bridge-company"}),
        (B[""], {"town", "tunnel-company", "bridge-company", "inspectors"}),
        (B.pretty, set()),
    ],
)
def test_an_actor_network_around_a_thing_shows_its_relations(bridge, around, shown):
    """What a claim asserts, what an actor is party to, what an article says."""
    found = links(actors.draw(bridge, around))
    assert {link.removeprefix(vocab.ID) for link in found if link.startswith(vocab.ID)} == shown


def test_an_outline_of_relations_names_the_claims(bridge):
    """Who does what to whom, and who says so: three levels."""
    found = {item.text: item for item in actors.outline(bridge)}
    assert set(found) == {"The town", "Tunnel Company", "Bridge Company"}
    (funds,) = found["The town"].children
    assert funds.text == "funds Tunnel Company"
    assert {claim.iri for claim in funds.children} == {B.tunnel, B.inspected}
