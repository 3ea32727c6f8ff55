"""The argument map: claims, the signs of arguments, what is folded."""

from __future__ import annotations

import time

import drawn
import pytest
from argued import ARTICLE, turtle
from drawn import BRIDGE, CG, B, classes, links, parsed, words
from published import PREFIXES
from rdflib import RDF, Graph, Literal, URIRef

from claimgraph.claims import network as argument
from claimgraph.errors import PictureError
from claimgraph.pictures import map as maps


@pytest.fixture(scope="module")
def bridge():
    return drawn.bridge()


def test_a_map_shows_thesis_pillars_and_what_they_rest_on(bridge):
    """Folded: the thesis, its pillars, their premises, and the attacks upon these."""
    picture = maps.draw(bridge)
    claims = {"close", "unsafe", "needless", "rust", "tunnel", "inspected", "paid"}
    assert links(picture) == claims | {"both", "by-rust", "by-tunnel", "by-inspection", "by-pay"}


def test_a_map_says_how_many_claims_are_folded_beneath(bridge):
    """Rust rests on salt, and salt on the sea: two claims."""
    assert words(maps.draw(bridge)).count("+ 2 beneath") == 1
    assert "7 of 11 claims are shown" in words(maps.draw(bridge))


@pytest.mark.parametrize("whole", [True, False])
def test_the_list_begins_with_the_thesis(whole):
    """Whatever claims come before it by their names."""
    graph = Graph().parse(data=PREFIXES + turtle(["c -> t"], ["a"]), format="turtle")
    found = maps.outline(graph, URIRef(ARTICLE), whole=whole)
    assert [one.text.split(".")[0] for one in found] == ["The claim t", "The claim a"][: 1 + whole]


def test_a_whole_map_shows_every_claim_and_argument(bridge):
    """Even the claims that no argument touches."""
    picture = maps.draw(bridge, whole=True)
    network = argument.network(bridge)
    assert len(network.claims) == 11
    assert len(network.arguments) == 7
    assert links(picture) == {
        str(iri).removeprefix(BRIDGE) for iri in [*network.claims, *network.arguments]
    }
    assert "beneath" not in words(picture)


@pytest.mark.parametrize(
    ("around", "claims"),
    [
        ("rust", {"rust", "unsafe", "salt"}),
        ("paid", {"paid", "inspected", "unsafe"}),
        ("by-pay", {"paid", "inspected", "unsafe"}),
        ("both", {"unsafe", "needless", "close"}),
        ("certificate", {"inspected"}),
        ("dug", {"tunnel"}),
        ("pretty", {"pretty"}),
    ],
)
def test_a_map_around_a_thing_shows_its_neighbourhood(bridge, around, claims):
    """A claim's or an argument's neighbours; of anything else, the claims that speak of it."""
    picture = maps.draw(bridge, B[around])
    assert (
        links(picture) & {str(c).removeprefix(BRIDGE) for c in argument.network(bridge).claims}
        == claims
    )


def test_arguments_differ_by_shape_and_not_only_by_colour(bridge):
    """Without colour, dashes and classes, the signs of the three kinds have different outlines."""
    root = parsed(maps.draw(bridge))
    signs = {
        a.get("href").removeprefix(BRIDGE): a.find(".//path").get("d")
        for a in root.iter("a")
        if a.find(".//path") is not None
    }
    assert len({signs["both"], signs["by-inspection"], signs["by-pay"]}) == 3
    assert signs["both"] == signs["by-rust"] == signs["by-tunnel"]


def test_a_reconstructed_inference_is_dashed(bridge):
    """`cg:explicit false`: the sign and the lines; nothing that the article itself draws is."""
    root = parsed(maps.draw(bridge))
    dashed = {
        a.get("href").removeprefix(BRIDGE)
        for a in root.iter("a")
        if any(path.get("stroke-dasharray") for path in a.iter("path"))
    }
    assert dashed == {"by-rust", "by-pay"}
    guessed = [p for p in root.iter("path") if "cg-guess" in p.get("class", "")]
    # Each of the two has one premise and one conclusion; one more dash explains itself in the key.
    assert len(guessed) == 2 * 2 + 1


def test_joint_premises_meet_before_their_conclusion(bridge):
    """Two premises lead to the argument's sign, and one line from there to the conclusion."""
    picture = maps.draw(bridge, B.both)
    root = parsed(picture)
    lines = [
        p
        for p in root.find("g").iter("path")
        if p.get("class") == "cg-line cg-supports" and "C" in p.get("d")
    ]
    lines = [line for line in lines if not line.get("d").startswith("M-")]
    assert len(lines) == 3
    sign = (
        next(a for a in root.iter("a") if a.get("href") == BRIDGE + "both")
        .find("g")
        .get("transform")
    )
    x, y = (float(number) for number in sign[len("translate(") : -1].split(","))

    def near(point: str) -> bool:
        here = [float(number) for number in point.split(",")]
        return abs(here[0] - x) < 12 and abs(here[1] - y) < 12

    ends = [(line.get("d")[1:].split("C")[0], line.get("d").split(" ")[-1]) for line in lines]
    assert sum(near(last) for _, last in ends) == 2, "two premises end at the sign"
    assert sum(near(first) for first, _ in ends) == 1, "one line starts from it"


def test_a_hedged_claim_is_marked_in_words(bridge):
    """The marker words stand in the box, the certainty where they do not say it; it is dotted."""
    picture = maps.draw(bridge)
    assert "~ “reportedly”" in words(picture)
    assert "cg-hedged" in classes(picture, "rust")
    assert "cg-hedged" not in classes(picture, "tunnel")


def test_thesis_and_pillars_are_set_apart(bridge):
    """By their outline."""
    picture = maps.draw(bridge)
    assert "cg-thesis" in classes(picture, "close")
    assert [c for c in ("unsafe", "needless", "rust") if "cg-pillar" in classes(picture, c)] == [
        "unsafe",
        "needless",
    ]


def test_an_outline_says_what_the_map_shows(bridge):
    """The same claims, nested; an undercut hangs under the argument that it is aimed at."""
    (thesis,) = maps.outline(bridge)
    assert thesis.text == "The bridge should close"
    (both,) = thesis.children
    assert both.text == "supported by practical reasoning"
    assert [pillar.text for pillar in both.children] == [
        "The bridge is not needed",
        "The bridge is unsafe",
    ]
    rust, inspection = both.children[1].children
    assert rust.text == "supported by argument from sign (reconstructed)"
    assert rust.children[0].children[0].text == "2 more beneath"
    assert inspection.text == "opposed by argument from position to know"
    assert inspection.children[1].text.startswith("undercut by ")


def test_arguments_in_a_circle_are_drawn():
    """Claims that support each other, and arguments that undercut each other, end a picture."""
    graph = Graph()
    for claim in ("one", "two"):
        graph.add((B[claim], CG.paraphrase, Literal(claim)))
    for name, premise, conclusion in [("a", "one", "two"), ("b", "two", "one")]:
        graph.add((B[name], RDF.type, CG.SupportingArgument))
        graph.add((B[name], CG.premise, B[premise]))
        graph.add((B[name], CG.conclusion, B[conclusion]))
    for name, premise, conclusion in [("u", "one", "v"), ("v", "two", "u"), ("w", "one", "a")]:
        graph.add((B[name], RDF.type, CG.Undercut))
        graph.add((B[name], CG.premise, B[premise]))
        graph.add((B[name], CG.conclusion, B[conclusion]))
    assert links(maps.draw(graph, whole=True)) == {"one", "two", "a", "b", "w"}
    assert len(maps.outline(graph, whole=True)) == 1


@pytest.mark.slow
def test_a_large_map_is_drawn_in_time():
    """A thousand claims: each stands in it, and straight lines lead from one to the next."""
    graph = Graph()
    for number in range(1000):
        graph.add((B[f"c{number}"], CG.paraphrase, Literal("said")))
        if number:
            graph.add((B[f"a{number}"], CG.premise, B[f"c{number}"]))
            graph.add((B[f"a{number}"], CG.conclusion, B[f"c{(number - 1) // 5}"]))
    started = time.monotonic()
    picture = maps.draw(graph, whole=True)
    assert len(links(picture)) == 1999
    assert time.monotonic() - started < 60


def test_a_layout_that_takes_too_long_is_told(bridge, monkeypatch):
    """In a line that says what to do."""
    monkeypatch.setattr("claimgraph.pictures.layout._PATIENCE", 0)
    with pytest.raises(PictureError, match=r"too large: .* draw less of it, with --around"):
        maps.draw(bridge)
