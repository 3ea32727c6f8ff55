"""The report and the pictures in a real browser: everybody can use them, and nothing is fetched.

Run by `make test-browser`, with Debian's Chromium and axe-core.
"""

from __future__ import annotations

from pathlib import Path

import browsing
import pytest

import claimgraph
from claimgraph.pictures import PICTURES

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The report and the pictures of the shipped article, as files."""
    opened = claimgraph.open(ROOT)
    made = tmp_path_factory.mktemp("report")
    (made / "report.html").write_text(opened.report("huawei-comeback"), encoding="utf-8")
    (made / "several.html").write_text(opened.report(), encoding="utf-8")
    for name in PICTURES:
        (made / f"{name}.svg").write_text(opened.draw(name, "huawei-comeback"), encoding="utf-8")
    return made


def opened(browser, file: Path, **options: object):
    """Return a tab that shows a file, and what it complains of or asks of others."""
    tab = browser.new_page(bypass_csp=True, **options)
    heard: list[str] = []
    tab.on("console", lambda message: message.type == "error" and heard.append(message.text))
    tab.on("request", lambda request: request.url != file.as_uri() and heard.append(request.url))
    tab.goto(file.as_uri())
    return tab, heard


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("page", ["report", "several"])
def test_the_report_is_for_everybody(browser, folder, page, scheme, width):
    """axe-core finds nothing, lists unfolded, in a narrow and a wide window."""
    tab, heard = opened(
        browser,
        folder / f"{page}.html",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    tab.add_script_tag(content=browsing.AXE.read_text(encoding="utf-8"))
    found = browsing.examined(tab)
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    assert len(found["passes"]) > 20
    # Nothing but pictures and tables is wider than the window, and these scroll by themselves.
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert not [one for one in heard if not one.startswith("data:")]
    tab.close()


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_leaves_its_box(browser, folder, name):
    """As the browser's own font has it, whatever the one that we measured by."""
    tab, heard = opened(browser, folder / f"{name}.svg")
    outside = tab.evaluate(
        """() => [...document.querySelectorAll('rect.cg-card')].flatMap(card => {
            const box = card.getBBox();
            const texts = [...card.parentNode.querySelectorAll('text')];
            return texts.filter(text => {
                const its = text.getBBox();
                const within = its.y > box.y - 1 && its.y < box.y + box.height;
                return within && its.x >= box.x && its.x < box.x + box.width
                    && its.x + its.width > box.x + box.width;
            }).map(text => text.textContent);
        })"""
    )
    assert outside == []
    assert not heard
    tab.close()


def test_links_in_pictures_are_reached_by_keyboard(browser, folder):
    """The first tab stops lead through the contents; a picture's links take the focus."""
    tab, _ = opened(browser, folder / "report.html")
    # Sheets for paper are not shown on a screen.
    links = tab.evaluate(
        """() => [...document.querySelectorAll('svg a')].filter(link => link.checkVisibility())
            .map(link => { link.focus(); return document.activeElement === link; })"""
    )
    assert links
    assert all(links)
    tab.close()
