"""The search page in a real browser: slips are forgiven, the address holds what is searched."""

import browsing
import pytest
from late_trams import TURTLE
from published import of_turtle, served

from claimgraph.pages import build as site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    site.build(of_turtle(TURTLE, tmp_path_factory.mktemp("project")), folder)
    with served(folder) as address:
        yield address


@pytest.fixture
def tab(browser):
    made = browser.new_page()
    complaints = browsing.complaints(made)
    yield made
    made.close()
    assert not complaints


def names(tab):
    return tab.eval_on_selector_all("#results a", "all => all.map(one => one.textContent)")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("strike", "Drivers strike"),
        ("reportedly", "Drivers strike"),
        ("muller", "The mayor"),
        ("RIVERS", "Drivers strike"),
        ("dirvers strke", "Drivers strike"),
        ("timetabel", "Timetable"),
    ],
)
def test_words_hedges_other_names_and_slips_are_found(tab, root, typed, name):
    tab.goto(root + "search.html")
    tab.fill("#q", typed)
    assert name in names(tab)[:3]
    similar = "similar words" in tab.inner_text("#found")
    assert similar == (typed in ("dirvers strke", "timetabel"))


def test_the_address_holds_the_search(tab, root):
    tab.goto(root + "search.html?q=trams&kind=Claims")
    assert tab.input_value("#q") == "trams"
    assert sorted(names(tab)) == ["Trams are late", "Trams will be fast"]
    tab.select_option("#kind", "Articles")
    assert names(tab) == ["Trams"]
    assert tab.url.endswith("search.html?q=trams&kind=Articles")
    tab.fill("#q", "")
    tab.select_option("#kind", "")
    assert tab.url.endswith("search.html")
    tab.goto(root + "search.html?q=trams&kind=nonsense")
    assert tab.input_value("#kind") == ""
    tab.fill("#q", "qqqqqq")
    assert tab.inner_text("#found") == "0 results"


def test_questions_are_a_kind(tab, root):
    tab.goto(root + "search.html?q=unsupported&kind=Questions")
    assert tab.locator("#results .tag").all_inner_texts()
    assert set(tab.locator("#results .tag").all_inner_texts()) == {"question"}
    tab.click("#results a >> nth=0")
    assert "Question" in tab.inner_text("main .kicker")


SHIFTS = """new Promise((resolve) => {
  let sum = 0;
  const seen = new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  });
  seen.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 500);
})"""


@pytest.mark.parametrize("width", [360, 1440])
def test_a_search_opened_by_its_address_shifts_nothing(browser, root, width):
    """The cumulative layout shift stays under 0.05; good is under 0.1 (web.dev/cls)."""
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(root + "search.html?q=trams")
    assert tab.locator("#results li").count() == 3
    assert tab.evaluate(SHIFTS) < 0.05
    tab.close()


def test_everybody_can_use_what_is_found(browser, root):
    context = browser.new_context(bypass_csp=True, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto(root + "search.html?q=trams")
    assert tab.locator("#results li").count() == 3
    tab.add_script_tag(path=str(browsing.AXE))
    assert browsing.examined(tab)["violations"] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
