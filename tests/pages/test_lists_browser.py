"""The list of an article's claims in a real browser, filtered."""

import browsing
import pytest
from late_trams import TURTLE
from published import of_turtle, served

from claimgraph.pages import build as site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    site.build(of_turtle(TURTLE, tmp_path_factory.mktemp("project")), folder)
    with served(folder) as root:
        yield f"{root}article/trams/index.html"


def shown(tab):
    script = "all => all.filter(one => one.checkVisibility()).map(one => one.innerText)"
    return tab.eval_on_selector_all("#every-claim li a", script)


def test_claims_are_filtered_and_the_address_holds_it(browser, address):
    tab = browser.new_page()
    tab.goto(address)
    assert len(shown(tab)) == 4
    tab.select_option(".filters [name=section]", "Winter")
    assert shown(tab) == ["Trams are late", "Drivers strike", "It snows"]
    tab.select_option(".filters [name=certainty]", "reported")
    assert shown(tab) == ["Drivers strike"]
    assert tab.inner_text(".filters + p") == "1 of 4 claims"
    assert tab.locator("#every-claim h3:visible").count() == 1
    tab.goto(tab.url)
    assert shown(tab) == ["Drivers strike"]
    tab.goto(f"{address}?actor=The+mayor&kind=nonsense")
    assert shown(tab) == ["Trams will be fast"]
    tab.select_option(".filters [name=actor]", "")
    assert tab.url == address
    assert len(shown(tab)) == 4
    tab.close()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_everybody_can_filter(browser, address, width):
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(f"{address}?certainty=asserted")
    tab.add_script_tag(path=str(browsing.AXE))
    assert browsing.examined(tab)["violations"] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_without_script_the_list_is_whole(browser, address):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{address}?certainty=reported")
    assert tab.locator("#every-claim li").count() == 4
    assert tab.locator(".filters").count() == 0
    context.close()
