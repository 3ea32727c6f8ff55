"""What would stand otherwise, as a picture: its words, its links, its width, the same each time."""

import re
from xml.etree import ElementTree as ET

import pytest
from captured import ROOT

import claimgraph
from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.cli import main
from claimgraph.pictures import svg, whatif

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def weighed():
    return weigh(claimgraph.open(ROOT).graph)


def pictured(weighed, *things, **more):
    after = weighed.without(*things, **more)
    return whatif.draw(after, weighed, after.differences(weighed), "Without some")


def rows(picture):
    """Return the texts of each claim's row, in their order."""
    root = ET.fromstring(picture)
    return [[one.text or "" for one in row.iter(f"{SVG}text")] for row in root.iter(f"{SVG}a")]


def test_each_claim_has_its_words_before_and_after(weighed):
    """By hand (tests/claims/weighing): theses first, and a standing never by colour alone."""
    found = rows(pictured(weighed, UNNAMED))
    assert len(found) == 19
    assert found[0][:2] == ["accepted 1", "unsupported"]
    assert "thesis" in found[0]
    assert ["pillar" in row for row in found[:4]] == [False, True, True, False]
    assert ["accepted 2", "accepted 1"] in [row[:2] for row in found]


def test_every_standing_has_an_outline_of_its_own(weighed):
    """Its class is styled, dashed or solid; the words are within."""
    picture = pictured(weighed, UNNAMED)
    used = set(re.findall(r'class="cg-stands cg-(\w+)"', picture))
    assert used == {"accepted", "contested", "unsupported"}
    for standing in (*used, "defeated", "undecided", "withdrawn"):
        assert f".cg-{standing}" in whatif.STYLE


def test_what_stands_and_falls_leads_to_the_claim(weighed):
    root = ET.fromstring(pictured(weighed, UNNAMED))
    for link in root.iter(f"{SVG}a"):
        assert link.get("href", "").startswith("https://w3id.org/claimgraph/article/")
        assert " → " in (link.findtext(f"{SVG}title") or "")


def test_texts_stay_within_the_picture(weighed):
    root = ET.fromstring(pictured(weighed, UNNAMED))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for one in root.iter(f"{SVG}text"):
        assert 0 < float(one.get("x", 0)) < width
        assert 0 < float(one.get("y", 0)) < height
    assert width < 900


def test_nothing_changes_is_said_and_a_great_deal_is_counted(weighed, monkeypatch):
    nothing = pictured(weighed)
    assert "No claim would stand otherwise." in nothing
    assert rows(nothing) == []
    monkeypatch.setattr(whatif, "MOST", 4)
    some = pictured(weighed, UNNAMED)
    assert len(rows(some)) == 4
    assert "19 of 125 claims would stand otherwise, 15 of them not drawn" in some


def test_it_is_the_same_each_time_and_takes_no_markup(weighed):
    after = weighed.without(UNNAMED)
    found = after.differences(weighed)
    said = 'Without <b>"some"</b> & \x1b[31m'
    first = whatif.draw(after, weighed, found, said, lambda _: "javascript:alert(1)")
    assert first == whatif.draw(after, weighed, found, said, lambda _: "javascript:alert(1)")
    assert "javascript:" not in first
    assert "<b>" not in first
    assert "\x1b" not in first
    ET.fromstring(first)


def test_it_is_drawn_in_pixels(weighed):
    pytest.importorskip("resvg_py")
    from claimgraph.pictures import svg

    assert svg.png(pictured(weighed, UNNAMED), zoom=0.5)[:4] == b"\x89PNG"


def test_the_command_draws_it(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(
        "sys.argv", ["claimgraph", "whatif", "--without", "unnamed", "--format", "svg"]
    )
    assert main() == 0
    out, _ = capsys.readouterr()
    assert ET.fromstring(out).findtext(f"{SVG}title") == "Without all unnamed sources"
    assert svg.COMMON in out
