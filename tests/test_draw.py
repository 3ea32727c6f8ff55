"""The pictures: what the graph holds is in them, told by more than colour, and harms nobody."""

from __future__ import annotations

import datetime
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef

import claimgraph
from claimgraph import vocab
from claimgraph.errors import PictureError, UsageError
from claimgraph.publish import (
    actors,
    argument,
    colours,
    evidence,
    flow,
    lettering,
    periods,
    pixels,
    svg,
    timeline,
)
from claimgraph.publish import map as maps

HERE = Path(__file__).parent
BRIDGE = "https://w3id.org/claimgraph/article/bridge/"
B = Namespace(BRIDGE)
CG = Namespace(vocab.CG)
ID = Namespace(vocab.ID)
PICTURES = ("map", "timeline", "actors", "evidence")


@pytest.fixture(scope="module")
def bridge():
    return claimgraph.open(HERE / "pictures").graph


@pytest.fixture(scope="module")
def shipped():
    return claimgraph.open(HERE.parent).graph


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def links(picture: str) -> set[str]:
    """Return the things that a picture leads to, by the ends of their IRIs."""
    return {a.get("href").removeprefix(BRIDGE) for a in parsed(picture).iter("a")}


def words(picture: str) -> str:
    """Return all that is written in a picture, lines joined."""
    return " ".join(text.text or "" for text in parsed(picture).iter("text"))


def classes(picture: str, link: str) -> set[str]:
    """Return the classes of all that is drawn within the link to one thing."""
    found = [a for a in parsed(picture).iter("a") if a.get("href") == BRIDGE + link]
    return {name for a in found for one in a.iter() for name in one.get("class", "").split()}


def titles(picture: str) -> list[str]:
    return [title.text or "" for title in parsed(picture).iter("title")]


def module(name: str):
    return importlib.import_module(f"claimgraph.publish.{name}")


# ── The argument map ─────────────────────────────────────────────────────────────────────────────


def test_a_map_shows_thesis_pillars_and_what_they_rest_on(bridge):
    """Folded: the thesis, its pillars, their premises, and the attacks upon these."""
    picture = maps.draw(bridge)
    claims = {"close", "unsafe", "needless", "rust", "tunnel", "inspected", "paid"}
    assert links(picture) == claims | {"both", "by-rust", "by-tunnel", "by-inspection", "by-pay"}


def test_a_map_says_how_many_claims_are_folded_beneath(bridge):
    """Rust rests on salt, and salt on the sea: two claims."""
    assert words(maps.draw(bridge)).count("+ 2 beneath") == 1
    assert "7 of 11 claims are shown" in words(maps.draw(bridge))


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
    """Its certainty and the marker words stand in the box, and its outline is dotted."""
    picture = maps.draw(bridge)
    assert "~ reported: “reportedly”" in words(picture)
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


# ── The timeline ─────────────────────────────────────────────────────────────────────────────────


def placed(picture: str, link: str) -> ET.Element:
    """Return what is drawn of an event."""
    return next(a for a in parsed(picture).iter("a") if a.get("href") == BRIDGE + link)


def test_a_timeline_shows_every_event_with_its_date_as_it_is_given(bridge):
    """A day, a month, a year, a span; what has no date is listed."""
    picture = timeline.draw(bridge)
    assert links(picture) == {"ban", "dug", "sold", "painted", "built"}
    for date in ("16 May 2021", "November 2022", "2022", "September 2021 – 2023"):
        assert date in [text.text for text in parsed(picture).iter("text")]
    assert "Without a date: The bridge is built" in words(picture)


def test_precise_and_vague_dates_are_marked_by_shape(bridge):
    """A day is a dot; a month a short bar; a year a dashed one; a span is solid where certain."""
    picture = timeline.draw(bridge)
    assert classes(picture, "ban") >= {"cg-day"}
    assert classes(picture, "sold") >= {"cg-month"}
    assert classes(picture, "painted") >= {"cg-vague"}
    assert classes(picture, "dug") >= {"cg-span", "cg-vague"}
    bars = {bar.get("class"): bar for bar in placed(picture, "dug").iter("rect")}
    year = float(placed(picture, "painted").find("rect").get("width"))
    # From October 2021 until the end of 2022 is certain: fifteen months.
    assert float(bars["cg-span"].get("width")) == pytest.approx(year * 15 / 12, abs=0.2)


def test_measures_stand_above_the_line_and_responses_below(bridge):
    """A sanctioner's act is a measure; who develops, sells or paints is not."""
    picture = timeline.draw(bridge)
    band = next(rect for rect in parsed(picture).iter("rect") if rect.get("class") == "cg-band")
    line = float(band.get("y"))
    up = {
        link
        for link in ("ban", "dug", "sold", "painted")
        if all(float(text.get("y")) < line for text in placed(picture, link).iter("text"))
    }
    assert up == {"ban"}


@pytest.mark.parametrize(
    ("around", "shown"),
    [
        ("", {"ban", "dug", "sold", "painted", "built"}),
        ("sold", {"sold"}),
        ("tunnel", {"dug"}),
        (ID["bridge-company"], {"sold"}),
        (ID["lorry-ban"], {"ban"}),
    ],
)
def test_a_timeline_around_a_thing_shows_what_has_to_do_with_it(bridge, around, shown):
    """An article's events, an event, a claim's, an actor's, a measure's."""
    iri = around if isinstance(around, URIRef) else B[around]
    assert links(timeline.draw(bridge, iri)) == shown


def test_an_outline_of_time_is_in_order(bridge):
    """By the first day that a date can mean; at the end what has none."""
    assert [item.text for item in timeline.outline(bridge)] == [
        "16 May 2021: Lorries are banned; puts into force: Ban on lorries",
        "September 2021 – 2023: The tunnel is dug",
        "2022: The bridge is painted",
        "November 2022: The bridge is sold",
        "no date: The bridge is built",
    ]


DATES = st.one_of(
    st.dates(datetime.date(1990, 1, 1), datetime.date(2030, 12, 31)).map(str),
    st.integers(1990, 2030).map(str),
    st.tuples(st.integers(1990, 2030), st.integers(1, 12)).map(lambda ym: f"{ym[0]}-{ym[1]:02}"),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(DATES, st.booleans(), st.text("abc mW", max_size=60)), max_size=14))
def test_no_text_of_a_timeline_lies_on_another(found):
    """Nor on a thin line: whatever the dates and labels."""
    graph = Graph()
    for number, (when, enacts, label) in enumerate(found):
        graph.add((B[str(number)], RDF.type, CG.Event))
        graph.add((B[str(number)], RDFS.label, Literal(f"x{label}")))
        graph.add((B[str(number)], CG.date, Literal(when)))
        if enacts:
            graph.add((B[str(number)], CG.enacts, ID.something))
    root = parsed(timeline.draw(graph))
    boxes = []
    for one in root.iter("a"):
        for text in one.iter("text"):
            size = 11 if text.get("class") else 13
            x, y = float(text.get("x")), float(text.get("y"))
            wide = lettering.width(text.text, size, bold=text.get("font-weight") == "bold")
            boxes.append((x, y - size + 3, x + wide, y + 2))
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert right <= float(root.get("width"))
        for left2, top2, right2, bottom2 in boxes[:number]:
            assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
        for line in root.iter("line"):
            if line.get("class") == "cg-leader" and left + 1 < float(line.get("x1")) < right:
                ends = sorted((float(line.get("y1")), float(line.get("y2"))))
                assert bottom <= ends[0] or ends[1] <= top
    assert len(boxes) >= 2 * len(found)


@pytest.mark.parametrize(
    ("written", "shown", "first", "last"),
    [
        ("2020", "2020", 2020, 2021),
        ("2020-07", "July 2020", 2020.5, 2020.5 + 1 / 12),
        ("2020-01-01", "1 January 2020", 2020, 2020 + 1 / 366),
        ("2021-12-31Z", "31 December 2021", 2021 + 364 / 365, 2022),
        ("2021-12-31T10:00:00Z", "31 December 2021", 2021 + 364 / 365, 2022),
        ("-0044", "-44", -44, -43),
    ],
)
def test_a_date_is_as_long_as_it_is_vague(written, shown, first, last):
    """From the first moment that it can mean to the last (XSD 1.1, 3.3.7 to 3.3.11)."""
    read = periods.date(written)
    assert read.shown == shown
    assert (read.first, read.last) == pytest.approx((first, last))


@pytest.mark.parametrize("written", ["", "soon", "2020-13", "2021-02-29", "20", "2020-00-01"])
def test_what_is_no_date_is_none(written):
    """It is shown among what has no date."""
    assert periods.date(written) is None


# ── The actor network ────────────────────────────────────────────────────────────────────────────


def test_an_actor_network_shows_relations_with_the_claims_behind(bridge):
    """Two claims say that the town funds the company: each has its number."""
    picture = actors.draw(bridge)
    ends = {str(ID[name]) for name in ("town", "tunnel-company", "bridge-company", "inspectors")}
    assert links(picture) == ends | {"tunnel", "inspected", "paid"}
    said = {}
    for text in parsed(picture).iter("text"):
        if behind := [a.get("href").removeprefix(BRIDGE) for a in text.iter("a")]:
            said["".join(part.text for part in text.iter("tspan"))] = behind
    assert said == {
        "funds 1 2": ["inspected", "tunnel"],
        "competes with": ["inspected"],
        "funds": ["paid"],
    }


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
    assert len(list(root.iter("rect"))) == 2
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


# ── The evidence flow ────────────────────────────────────────────────────────────────────────────


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


def test_a_source_behind_no_pillar_is_drawn(bridge):
    """Its claim leads to a box that says so."""
    graph = Graph()
    for triple in bridge.triples((None, None, None)):
        graph.add(triple)
    assert "No pillar" not in words(evidence.draw(graph))
    graph.add((B.pretty, CG.evidence, B.heard))
    assert "No pillar" in words(evidence.draw(graph))


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


# ── All pictures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_title_a_description_and_a_role(bridge, name):
    """SVG 2, 5.8; WAI-ARIA Graphics: unlike `img`, this role leaves links within reach."""
    root = parsed(module(name).draw(bridge))
    assert root.get("role") == "graphics-document document"
    assert root.get("aria-label") == root.find("title").text != ""
    assert len(root.find("desc").text) > 20
    for link in root.iter("a"):
        assert link.find("title").text


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_graph_gives_the_same_picture(name):
    """Whatever the order of triples and the seed of Python's hashes."""
    code = (
        "import importlib, random, sys\n"
        "from rdflib import Graph\n"
        "import claimgraph\n"
        "triples = sorted(claimgraph.open(sys.argv[1]).graph.triples((None, None, None)))\n"
        "random.Random(sys.argv[3]).shuffle(triples)\n"
        "graph = Graph()\n"
        "for triple in triples: graph.add(triple)\n"
        "sys.stdout.write(importlib.import_module('claimgraph.publish.' + sys.argv[2]).draw(graph))"
    )
    drawn = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code, str(HERE / "pictures"), name, seed],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert drawn[0] == drawn[1] != b""


@pytest.mark.parametrize("name", PICTURES)
def test_links_are_what_the_caller_makes_of_them(bridge, name):
    """A site maps IRIs to its pages; what maps to nothing is no link."""
    assert links(module(name).draw(bridge, href=lambda iri: f"page/{len(iri)}")) <= {
        f"page/{number}" for number in range(200)
    }
    assert links(module(name).draw(bridge, href=lambda iri: "")) == set()  # noqa: ARG005


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_asks_no_other_host_for_anything(bridge, name):
    """Links aside: no image, no font, no style sheet, no script."""
    picture = module(name).draw(bridge, href=lambda iri: "#")  # noqa: ARG005
    assert picture.replace('"http://www.w3.org/2000/svg"', "").count("http") == 0
    assert not {"script", "image", "use", "foreignObject"} & {e.tag for e in parsed(picture).iter()}
    assert "url(" not in picture
    assert "@import" not in picture


@pytest.mark.parametrize("name", PICTURES)
def test_colours_come_by_name_in_light_and_dark(bridge, name):
    """Each colour is a custom property, and each property has a value for both."""
    picture = svg.without_style(module(name).draw(bridge))
    assert "#" not in re.sub(r'(href|xmlns)="[^"]*"', "", picture)
    used = set(re.findall(r"var\(--cg-(\w+)\)", module(name).draw(bridge)))
    assert used <= set(colours.LIGHT)
    assert set(colours.LIGHT) == set(colours.DARK)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [colours.LIGHT, colours.DARK])
@pytest.mark.parametrize("back", ["paper", "wash", "pillar"])
@pytest.mark.parametrize(
    "front", ["ink", "muted", "link", "support", "oppose", "undercut", "unnamed"]
)
def test_colours_have_contrast(palette, back, front):
    """At least 4.5:1, more than lines need (WCAG 2.2, 1.4.3 and 1.4.11)."""
    light, dark = sorted((luminance(palette[front]), luminance(palette[back])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


HOSTILE = {
    "markup": "</text><script>alert(1)</script>&amp;<![CDATA[",
    "quotes": '" onload="alert(1)" x=\'',
    "dot": 'x"]; a -> b [label=<<b>',
    "long": "Donaudampfschifffahrt" * 60,
    "words": "very long " * 200,
    "right-to-left": "הגשר אינו בטוח \u202eevil\u202c",
    "controls": "a\x00b\x08c\x1b[2Jd\ufffe\ud800",
    "empty": "",
    "cjk": "橋は安全ではない" * 20,
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("label", HOSTILE.values(), ids=HOSTILE)
def test_hostile_labels_are_harmless(bridge, name, label):
    """Whatever a label holds, the picture is XML without a script, and its text stays within."""
    graph = Graph()
    for s, p, o in bridge.triples((None, None, None)):
        graph.add(
            (s, p, Literal(label) if p == RDFS.label and str(s).startswith(vocab.BASE) else o)
        )
    picture = module(name).draw(graph)
    picture.encode()
    root = parsed(picture)
    assert not [e for e in root.iter() if e.tag == "script" or "onload" in e.attrib]
    for text in root.iter("text"):
        said = "".join(part or "" for part in (text.text, *(t.text for t in text.iter("tspan"))))
        assert lettering.width(said, 11) < float(root.get("width"))
        assert not set(said) & set("\u202e\x00\x08\x1b\ufffe")
    assert float(root.get("width")) < 2500


@pytest.mark.parametrize(
    ("iri", "safe"),
    [
        ("https://example.org/", True),
        ("claim/one.html#x", True),
        ("../x", True),
        ("#x", True),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("vbscript:x", False),
        ("", False),
    ],
)
def test_a_link_leads_nowhere_that_runs(iri, safe):
    """What is not of the web, or a place beside the picture, is no link."""
    root = svg.frame(1, 1, "t", "d")
    assert (svg.link(root, iri, "x").tag == "a") is safe


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_to_draw_is_a_picture_too(name):
    """Of an empty graph, and around what is not in it."""
    for around in (None, B.nothing):
        root = parsed(module(name).draw(Graph(), around))
        assert float(root.get("height")) > 0
        assert module(name).outline(Graph(), around) == ()


@pytest.mark.parametrize("name", PICTURES)
def test_the_shipped_article_is_drawn(shipped, name):
    """In a size that a page can hold."""
    root = parsed(module(name).draw(shipped))
    assert float(root.get("width")) < 1500
    assert len(module(name).draw(shipped)) < 80_000


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_turns_into_pixels(bridge, name, dark):
    """PNG, twice as large as the picture; the text is drawn, or an error says that it cannot be."""
    pytest.importorskip("resvg_py")
    picture = module(name).draw(bridge)
    image = pixels.png(picture, dark=dark)
    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20]) == pytest.approx(
        2 * float(parsed(picture).get("width")), abs=2
    )
    without = re.sub(r">[^<>]+</text>", "></text>", picture)
    assert len(pixels.png(without, dark=dark)) < len(image)


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", "draw", *arguments, "--project", HERE / "pictures"],
        capture_output=True,
        check=False,
    )


def test_the_command_writes_what_the_function_draws(bridge, tmp_path):
    """To standard output, or to a file; a thing goes by its label, too."""
    drawn = maps.draw(bridge, B.rust).encode()
    assert run("map", "--around", "Its cables rust").stdout == drawn + b"\n"
    done = run("map", "--around", "rust", "-o", tmp_path / "map.svg")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "map.svg").read_bytes() == drawn + b"\n"


def test_a_whole_map_around_a_claim_is_all_that_lies_beneath():
    """By however many steps, and nothing above it."""
    drawn = run("map", "--whole", "--around", "rust").stdout.decode()
    assert links(drawn) == {"rust", "salt", "sea", "by-salt", "by-sea"}


def test_the_command_writes_png(tmp_path):
    """By the file's name."""
    pytest.importorskip("resvg_py")
    assert run("timeline", "-o", tmp_path / "line.PNG").returncode == 0
    assert (tmp_path / "line.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["maps"], "no picture 'maps': it is one of map, timeline, actors, evidence"),
        (
            ["map", "--around", "nobody"],
            "around=nobody: nothing in the graph has that IRI or label",
        ),
        (["actors", "--whole"], "--whole is for the map"),
        (["map", "-o", "map.pdf"], "map.pdf: a picture is an .svg or a .png file"),
        (["map", "-o", "/nowhere/map.svg"], "/nowhere/map.svg: cannot be written"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_line(arguments, said):
    """On standard error, with exit code 2."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_program_is_told(bridge, monkeypatch):
    """Rather than a traceback: what is missing, and what to do."""
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    with pytest.raises(PictureError, match="graphviz-pure is missing: install claimgraph again"):
        maps.draw(bridge)


# ── Many articles ────────────────────────────────────────────────────────────────────────────────


class Counting(Graph):
    """A graph that counts the triples that are read from it."""

    read = 0

    def triples(self, triple):
        for found in super().triples(triple):
            self.read += 1
            yield found


def copies(number: int) -> Counting:
    """Return as many articles, each with things of its own, but for the names of classes."""
    turtle = (HERE / "pictures/data/bridge/capture.ttl").read_text(encoding="utf-8")
    graph = Counting()
    for one in range(number):
        own = turtle.replace("/article/bridge/", f"/article/bridge{one or ''}/")
        graph.parse(data=own.replace("claimgraph/id/", f"claimgraph/id/{one}-"), format="turtle")
    return graph


@pytest.mark.parametrize("name", ["map", "actors", "evidence"])
@pytest.mark.parametrize("around", ["", "rust", "by-pay", "certificate"])
def test_a_picture_of_one_article_does_not_read_the_others(name, around):
    """A thousand articles take a thousand times as long to draw as one, not a million times."""
    one, twelve = copies(1), copies(12)
    drawn = module(name).draw(one, B[around])
    assert module(name).draw(twelve, B[around]) == drawn
    assert twelve.read == one.read


def test_a_timeline_reads_of_other_articles_the_names_of_events_alone():
    """Five each: an event is an article's own by its IRI."""
    one, twelve = copies(1), copies(12)
    assert timeline.draw(twelve, B[""]) == timeline.draw(one, B[""])
    assert twelve.read - one.read <= 2 * 11 * 5


def test_a_picture_is_drawn_by_an_opened_project(bridge):
    """As the command draws it."""
    opened = claimgraph.open(HERE / "pictures")
    assert opened.draw("map") == maps.draw(bridge)
    assert opened.draw("map", "rust", whole=True) == maps.draw(bridge, B.rust, whole=True)
    with pytest.raises(UsageError, match="no picture 'maps'"):
        opened.draw("maps")
