"""Pages and reports on paper: headings stay with their text, lists are open, pages are numbered.

The map and the actors have sheets of their own, which can be read.
"""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pytest
from argued import turtle
from published import edition, of_turtle
from pypdf import PdfReader
from rdflib import URIRef

import claimgraph
from claimgraph.claims.world import relations

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
ARTICLE = "article/huawei-comeback/index.html"
ARTICLE_IRI = "https://w3id.org/claimgraph/article/huawei-comeback/"


MAP = f"maps/{ARTICLE}"


def write(pages, folder, *wanted):
    for path in (*wanted, *(one for one in pages.paths if one.startswith("static/"))):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(pages.content(path))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The report of the shipped article, and its page with what that loads."""
    made, pages = tmp_path_factory.mktemp("paper"), edition()
    write(pages, made, ARTICLE, MAP)
    report = claimgraph.open(ROOT).report("huawei-comeback")
    (made / "report.html").write_text(report, encoding="utf-8")
    return made


@pytest.fixture(scope="module", params=["report.html", ARTICLE, MAP])
def printed(request, folder, browser):
    """The sheets of a page, its headings, and its name."""
    tab = browser.new_page()
    tab.goto((folder / request.param).as_uri())
    headings = tab.eval_on_selector_all("h2, h3", "all => all.map(one => one.innerText.trim())")
    raw = tab.pdf(prefer_css_page_size=True)
    tab.close()
    sheets = PdfReader(io.BytesIO(raw)).pages
    return sheets, {" ".join(one.split()) for one in headings}, request.param


def lines(sheet):
    return [" ".join(one.split()) for one in sheet.extract_text().splitlines() if one.strip()]


def test_no_heading_is_alone_at_the_foot(printed):
    sheets, headings, _ = printed
    for number, sheet in enumerate(sheets, 1):
        said = [one for one in lines(sheet) if one != f"{number} / {len(sheets)}"]
        assert not headings & set(said[-1:]), number
        alone = headings & set(said[:1]) and len(said) <= 3
        assert not alone, number


def is_across(sheet):
    return sheet.mediabox.width > sheet.mediabox.height


def test_pictures_lie_across_and_text_stands(printed):
    sheets, _, name = printed
    across = [is_across(sheet) for sheet in sheets]
    assert 4 <= sum(across) < len(across)
    assert across[0] == (name == MAP)


def test_lists_are_open(printed):
    """The map as a list is folded on a screen; on paper its items are there."""
    sheets, _, name = printed
    text = " ".join(" ".join(lines(sheet)) for sheet in sheets)
    folded = {"report.html": "The picture as a list", MAP: "Whole argument map as a list"}.get(
        name, "Everything the graph says of it"
    )
    assert folded in text
    after = text.split(folded, 1)[1]
    assert len(after.split("Timeline")[0]) > 200


def test_every_sheet_has_its_number(printed):
    sheets, _, _ = printed
    for number, sheet in enumerate(sheets, 1):
        assert f"{number} / {len(sheets)}" in lines(sheet), number


# ── The map, and the actors ──────────────────────────────────────────────────────────────────────


def of_the_map(sheets, picture="argument map"):
    """Return the sheets of a picture by their titles."""
    titled = {}
    for sheet in sheets:
        for line in lines(sheet):
            if found := re.fullmatch(rf"Sheet (\d+) of (\d+) of the {picture}: (.*)", line):
                titled[found[3] if found[3] not in titled else f"{found[3]} {found[1]}"] = sheet
    return titled


def smallest(sheet):
    """Return the size of a sheet's smallest text, in points."""
    sizes = []

    def visit(text, cm, tm, _, size):
        if text.strip():
            # What a page's picture is scaled by, and the text's own matrix.
            sizes.append(
                abs(size * (tm[0] ** 2 + tm[1] ** 2) ** 0.5 * (cm[0] ** 2 + cm[1] ** 2) ** 0.5)
            )

    sheet.extract_text(visitor_text=visit)
    return min(sizes)


def on_paper(titled):
    """Return all that is written on sheets, without spaces: labels are broken into lines."""
    return "".join("".join(sheet.extract_text().split()) for sheet in titled.values())


def test_the_map_has_a_sheet_for_each_pillar(printed):
    """The thesis has three pillars: each has a sheet, with the thesis at its head."""
    sheets, _, _ = printed
    titled = of_the_map(sheets)
    assert {"overview", "pillar 1 of 3", "pillar 2 of 3", "pillar 3 of 3"} <= set(titled)
    thesis = "Huawei withstood U.S. restrictions by state support, strategy and evasion"
    for title, sheet in titled.items():
        assert is_across(sheet), title
        assert thesis in lines(sheet), title
        assert smallest(sheet) >= 8, title


def test_every_claim_is_on_the_map_s_sheets(printed):
    sheets, _, _ = printed
    written = on_paper(of_the_map(sheets))
    claims = claimgraph.open(ROOT).article("huawei-comeback").claims
    assert len(claims) == 90
    assert not [one.label for one in claims if "".join(one.label.split()) not in written]


def test_every_actor_is_on_sheets_that_can_be_read(printed):
    """Each with all that is related to it; the page of the map has none."""
    sheets, _, name = printed
    titled = of_the_map(sheets, "actors")
    assert bool(titled) == (name != MAP)
    for title, sheet in titled.items():
        assert is_across(sheet), title
        assert smallest(sheet) >= 8, title
    written = on_paper(titled)
    pages = edition()
    related = relations(pages.things.graph, URIRef(ARTICLE_IRI)) if titled else ()
    ends = {end.label for one in related for end in (one.subject, one.object)}
    assert not [label for label in ends if "".join(label.split()) not in written]


def chance(seed, claims):
    """Return arguments between so many claims, from those named later to those named before."""
    chosen = random.Random(seed)
    ways = ["->", "->", "->", "-|"]
    made = [
        f"c{n} {chosen.choice(ways)} {f'c{chosen.randrange(n // 2)}' if n > 5 else 't'}"
        for n in range(claims)
    ]
    return [*made, "c1 -x 1", "c0, c2, c4 -> c1"]


@pytest.mark.parametrize(
    ("seed", "claims"), [(1, 30), (2, 120), pytest.param(3, 1000, marks=pytest.mark.slow)]
)
def test_generated_articles_lose_nothing_on_paper(browser, tmp_path, seed, claims):
    """Without script, too: the sheets are in the page."""
    pages = of_turtle(turtle(chance(seed, claims)), tmp_path / "project")
    path = f"{pages.names.stem('https://w3id.org/claimgraph/article/a/')}.html"
    write(pages, tmp_path, path)
    tab = browser.new_page(java_script_enabled=False)
    tab.goto((tmp_path / path).as_uri())
    raw = tab.pdf(prefer_css_page_size=True)
    tab.close()
    titled = of_the_map(PdfReader(io.BytesIO(raw)).pages)
    written = on_paper(titled)
    assert not [n for n in range(claims) if f"Theclaimc{n}." not in written]
    assert min(map(smallest, titled.values())) >= 8
