"""Pages and reports on paper: headings stay with their text, lists are open, pages are numbered."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from published import edition
from pypdf import PdfReader

import claimgraph

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
ARTICLE = "article/huawei-comeback/index.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The report of the shipped article, and its page with what that loads."""
    made, pages = tmp_path_factory.mktemp("paper"), edition()
    for path in (ARTICLE, *(one for one in pages.paths if one.startswith("static/"))):
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(pages.content(path))
    report = claimgraph.open(ROOT).report("huawei-comeback")
    (made / "report.html").write_text(report, encoding="utf-8")
    return made


@pytest.fixture(scope="module", params=["report.html", ARTICLE])
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
        # The map may be larger than a sheet, and begins on the next.
        alone = (headings - {"Argument map"}) & set(said[:1]) and len(said) <= 3
        assert not alone, number


def test_pictures_lie_across_and_text_stands(printed):
    sheets, _, _ = printed
    across = [sheet.mediabox.width > sheet.mediabox.height for sheet in sheets]
    assert 4 <= sum(across) < len(across)
    assert not across[0]


def test_lists_are_open(printed):
    """The map as a list is folded on a screen; on paper its items are there."""
    sheets, _, name = printed
    text = " ".join(" ".join(lines(sheet)) for sheet in sheets)
    folded = "The picture as a list" if name == "report.html" else "Everything the graph says of it"
    assert folded in text
    after = text.split(folded, 1)[1]
    assert len(after.split("Timeline")[0]) > 200


def test_the_report_has_page_numbers(printed):
    sheets, _, name = printed
    if name == "report.html":
        for number, sheet in enumerate(sheets, 1):
            assert f"{number} / {len(sheets)}" in lines(sheet), number
