"""The evidence flow: sources, claims, pillars."""

from __future__ import annotations

import drawn
import pytest
from drawn import CG, ID, B, classes, links, parsed, words
from rdflib import RDF, Graph

from claimgraph.claims import network as flow
from claimgraph.pictures import evidence


@pytest.fixture(scope="module")
def bridge():
    return drawn.bridge()


def test_an_evidence_flow_leads_from_sources_to_pillars(bridge):
    """Each source, each claim that cites one, and every pillar, whether or not it has a source."""
    picture = evidence.draw(bridge)
    assert links(picture) == {
        "somebody", "survey", "certificate", "rust", "salt", "inspected", "unsafe", "needless",
    }  # fmt: skip
    assert "3 sources, 1 unnamed" in words(picture)
    assert words(picture).count("no source beneath") == 1


def test_unnamed_sources_are_marked_by_outline_and_word(bridge):
    """Not by colour alone."""
    picture = evidence.draw(bridge)
    marked = [
        s for s in ("somebody", "survey", "certificate") if "cg-unnamed" in classes(picture, s)
    ]
    assert marked == ["somebody"]
    assert words(picture).count("unnamed source") == 2, "in the box and in the key"


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (None, "3 sources, 1 of them unnamed, behind 3 claims, bearing on 1 of 2 pillars."),
        (B.survey, "1 source, behind 1 claim, bearing on 1 of 1 pillar."),
        (B.sea, "Nothing here rests on a source outside the article."),
    ],
)
def test_a_flow_says_how_much_it_holds(bridge, around, said):
    assert parsed(evidence.draw(bridge, around)).find("desc").text == said


@pytest.mark.parametrize(
    ("claim", "way", "steps"),
    [("rust", "supports", 1), ("salt", "supports", 2), ("inspected", "opposes", 1)],
)
def test_a_claim_bears_for_or_against_a_pillar(bridge, claim, way, steps):
    """By the arguments between: for, against, and how many at least."""
    (found,) = [one for one in flow.flow(bridge).bearings if one.claim == B[claim]]
    assert (found.pillar, found.way, found.steps) == (B.unsafe, way, steps)


def test_whoever_undercuts_an_objection_bears_for_what_it_objects_to(bridge):
    """The inspectors' pay speaks against the inspection, which speaks against the danger."""
    graph = Graph()
    for triple in bridge.triples((None, None, None)):
        graph.add(triple)
    graph.add((B.paid, CG.evidence, B.heard))
    ways = {one.claim: one.way for one in flow.flow(graph).bearings}
    assert ways[B.paid] == "supports"
    graph.add((B["by-self"], RDF.type, CG.OpposingArgument))
    graph.add((B["by-self"], CG.premise, B.paid))
    graph.add((B["by-self"], CG.conclusion, B.unsafe))
    ways = {one.claim: one.way for one in flow.flow(graph).bearings}
    assert ways[B.paid] == "", "for and against"


def test_a_premise_that_is_no_claim_is_no_pillar(bridge):
    """Of what a thesis is said to rest on, nothing may be said."""
    graph = Graph()
    for triple in bridge.triples((None, None, None)):
        graph.add(triple)
    before = words(evidence.draw(graph))
    thesis = next(graph.subjects(RDF.type, CG.Thesis))
    argument = next(graph.subjects(CG.conclusion, thesis))
    graph.add((argument, CG.premise, B.unknown))
    assert words(evidence.draw(graph)) == before


def test_a_source_behind_no_pillar_is_drawn(bridge):
    """Its claim leads to a box that says so."""
    graph = Graph()
    for triple in bridge.triples((None, None, None)):
        graph.add(triple)
    assert "No pillar" not in words(evidence.draw(graph))
    graph.add((B.pretty, CG.evidence, B.heard))
    assert "No pillar" in words(evidence.draw(graph))


def test_lines_that_bear_in_one_way_upon_one_thing_end_in_one_tip(bridge):
    """Of two for a pillar and one against it there are two tips, apart from each other."""
    root = parsed(evidence.draw(bridge, B.unsafe)).find("g")  # what comes next is the key
    drawn_by = {
        way: [path.get("d") for path in root.iter("path") if path.get("class") == f"cg-line{way}"]
        for way in (" cg-supports", " cg-opposes", " cg-tip cg-supports")
    }
    ends = {one.rpartition(" ")[2] for one in drawn_by[" cg-supports"]}
    assert len(drawn_by[" cg-supports"]) == 2
    assert len(ends) == 1
    assert len(drawn_by[" cg-tip cg-supports"]) == 1
    heights = {
        float(one.partition(",")[2].partition("L")[0]) for one in drawn_by[" cg-tip cg-supports"]
    }
    against = [
        float(one.partition(",")[2].partition("L")[0])
        for one in drawn_by[" cg-opposes"]
        if "L" in one
    ]
    assert not heights & set(against)


@pytest.mark.parametrize(
    ("around", "shown"),
    [
        (B.unsafe, {"unsafe", "rust", "salt", "inspected", "somebody", "survey", "certificate"}),
        (B.rust, {"rust", "salt", "somebody", "survey"}),
        (B.survey, {"survey", "salt", "unsafe"}),
        (ID.inspectors, {"certificate", "inspected", "unsafe"}),
        (B.sea, {"sea"}),
    ],
)
def test_an_evidence_flow_around_a_thing(bridge, around, shown):
    """What a claim rests on by however many steps; what a source or its issuer carries."""
    assert links(evidence.draw(bridge, around)) == shown


def test_an_outline_of_evidence(bridge):
    """Sources, claims, pillars: three levels."""
    found = {item.text: item for item in evidence.outline(bridge)}
    assert set(found) == {
        "Somebody who was there (unnamed source)",
        "Survey of the air (annual report, issued by The town)",
        "Certificate of soundness (official notice, issued by The inspectors)",
    }
    (claim,) = found["Survey of the air (annual report, issued by The town)"].children
    assert claim.text == "Salt reaches the cables"
    assert [pillar.text for pillar in claim.children] == ["bears for The bridge is unsafe"]
