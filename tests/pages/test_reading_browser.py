"""The reading view in a real browser: passages and claims lead to each other, and show it."""

import browsing
import pytest
from late_trams import ARTICLE, TEXT, TURTLE
from published import of_turtle, served

from claimgraph.claims import passages
from claimgraph.pages import build as site

pytestmark = pytest.mark.browser
PAGE = "reading/article/trams/index.html"


@pytest.fixture(scope="module", params=["text", "strips"])
def view(request, tmp_path_factory):
    """The address of the view with a text and of one without, and which it is."""
    project, folder = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("site")
    stated = f"<{ARTICLE}> cg:textFile 'text.txt' ; cg:textDigest '{passages.digest(TEXT)}' ."
    if request.param == "text":
        stated += f"<{ARTICLE}> dct:license <https://creativecommons.org/licenses/by/4.0/> ."
    made = of_turtle(TURTLE + stated, project)
    (project / "data" / "capture" / "text.txt").write_text(TEXT, encoding="utf-8")
    site.build(made, folder)
    with served(folder) as root:
        yield root + PAGE, request.param


def chosen(tab):
    script = "all => all.map(one => one.id || one.textContent)"
    return tab.eval_on_selector_all(".chosen", script)


def test_a_click_goes_both_ways(browser, view):
    address, kind = view
    tab = browser.new_page()
    tab.goto(address)
    if kind == "text":
        tab.click("#place-2")
        assert tab.url.endswith("#note-2")
        assert chosen(tab) == ["place-2", "reportedly", " strike", "note-2"]
    tab.click("#note-3 a >> nth=0")
    assert tab.url.endswith("#place-3")
    assert chosen(tab) == ["place-3", "note-3"]
    tab.goto(f"{address}#note-1")
    tab.reload()
    assert chosen(tab) == ["place-1", "note-1"]
    tab.close()


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_it(browser, view, width, scheme):
    context = browser.new_context(
        bypass_csp=True, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    tab = context.new_page()
    tab.goto(f"{view[0]}#note-2")
    tab.add_script_tag(path=str(browsing.AXE))
    assert browsing.examined(tab)["violations"] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
