"""The timeline: dates as vague as they are given, and texts that keep apart."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree as ET

import drawn
import pytest
from drawn import BRIDGE, CG, ID, B, classes, links, parsed, words
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples
from rdflib import RDF, RDFS, Graph, Literal, URIRef

from claimgraph.claims import dates as periods
from claimgraph.pictures import cards, timeline


@pytest.fixture(scope="module")
def bridge():
    return drawn.bridge()


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


# A few days, so that several events fall on one.
DAYS = st.sampled_from(["2020-05-01", "2020-05-02", "2020-05", "2020", "2021-01-01"])


@settings(max_examples=examples(40), deadline=None)
@given(
    st.lists(st.tuples(DATES | DAYS, st.booleans(), st.text("abc mW", max_size=60)), max_size=14)
)
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
            wide = cards.width(text.text, size, bold=text.get("font-weight") == "bold")
            boxes.append((x, y - size + 3, x + wide, y + 2))
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert right <= float(root.get("width"))
        for left2, top2, right2, bottom2 in boxes[:number]:
            assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top
        for line in root.iter("line"):
            # Not at its edge either: a line there strikes through the first letters.
            if line.get("class") == "cg-leader" and left - 3 < float(line.get("x1")) < right:
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
