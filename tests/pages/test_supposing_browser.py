"""What if, beside the map in a real browser: what falls, what only weakens, what is folded away."""

import re

import browsing
import pytest
from browsing import AXE, expect
from five_fares import ARTICLE, TURTLE
from published import of_turtle, served

from claimgraph.pages import build as site

pytestmark = pytest.mark.browser
PAGE = "article/fares/index.html"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    site.build(of_turtle(TURTLE, tmp_path_factory.mktemp("project")), folder)
    with served(folder) as address:
        yield address


def opened(tab, root, state=""):
    tab.goto(f"{root}{PAGE}{state}")
    expect(tab.locator(".map-status")).to_contain_text("shown")
    # Where the address supposes something the panel is open already.
    if "off=" not in state:
        tab.click("summary:has-text('What if')")


def test_what_falls_stands_apart_from_what_weakens(tab, root):
    opened(tab, root)
    tab.get_by_label("Census").check()
    expect(tab.locator(".map-summary")).to_have_text(
        "Without Census: 1 of 5 claims falls; 2 more are weaker; 1 more is firmer; "
        "1 more changes otherwise."
    )
    assert tab.locator(".map-outcome h3").all_inner_texts() == [
        "Falls 1",
        "Weaker, still accepted 2",
        "Firmer, or accepted only now 1",
        "Not accepted before either, for another reason now 1",
    ]
    assert tab.locator(".map-outcome s").all_inner_texts() == ["Claim fares"]


def test_choices_stay_where_they_are(tab, root):
    """What follows is told beneath them, in a box that scrolls in itself."""
    opened(tab, root)
    box = tab.get_by_label("Census")
    before = box.bounding_box()
    box.check()
    expect(tab.locator(".map-outcome li")).to_have_count(5)
    assert box.bounding_box() == before
    style = "one => [getComputedStyle(one).overflowY, getComputedStyle(one).maxHeight]"
    overflow, most = tab.eval_on_selector(".map-outcome", style)
    assert overflow == "auto"
    assert most != "none"


def test_each_thing_is_in_one_list(tab, root):
    opened(tab, root)
    groups = tab.locator(".map-group > summary").all_inner_texts()
    assert [one.removeprefix("− ").removeprefix("+ ") for one in groups] == [
        "Sources (2)",
        "Whose word counts (1)",
        "Kinds of evidence (1)",
    ]
    tab.click("summary:has-text('Whose word counts')")
    tab.get_by_label("The office").select_option("doubted")
    expect(tab.locator(".map-summary")).to_contain_text("fall")
    assert "doubt=" in tab.url
    tab.get_by_label("The office").select_option("left out")
    assert "off=" in tab.url
    assert "doubt=" not in tab.url
    tab.get_by_label("The office").select_option("counts")
    assert "#" not in tab.url


def test_a_folded_card_counts_what_changed_beneath(tab, root):
    opened(tab, root, "#fold=argument/rides-thesis&off=source/census")
    card = tab.locator(f"[data-claim='{ARTICLE}claim/thesis']")
    expect(tab.locator(".map-badges text")).to_have_text(["1 beneath changes"])
    assert "1 of them stands otherwise" in card.get_attribute("aria-label")
    tab.click("text=Switch all on")
    expect(tab.locator(".map-badges")).to_have_count(0)


def test_a_source_leads_to_the_map_without_it_and_says_what_it_counts(tab, root):
    tab.goto(f"{root}article/fares/source/census.html")
    counts = tab.locator("h2 .count").all_inner_texts()
    assert counts[:2] == ["2", "1"]
    assert "not those that have other support" in tab.inner_text("main")
    tab.click("text=Switch it off in the map")
    expect(tab.locator(".map-status")).to_contain_text("1 of 5 claims falls")
    expect(tab.get_by_label("Census")).to_be_checked()
    expect(tab.get_by_label("Census")).to_be_visible()
    expect(tab.locator(".map-summary")).to_contain_text("Without Census: 1 of 5 claims falls")


@pytest.mark.parametrize("asked", ["off=unnamed", "doubt=https://w3id.org/claimgraph/id/office"])
def test_an_address_that_supposes_something_opens_the_panel(tab, root, asked):
    tab.goto(f"{root}{PAGE}#{asked}")
    expect(tab.get_by_role("button", name="Switch all on")).to_be_visible()
    said = "Without all unnamed sources: " if "unnamed" in asked else "Doubting The office: "
    expect(tab.locator(".map-summary")).to_contain_text(said)


def test_an_address_that_supposes_nothing_leaves_the_panel_folded(tab, root):
    tab.goto(f"{root}{PAGE}#at=claim/fares")
    expect(tab.locator(".map-status")).to_contain_text("shown")
    expect(tab.locator(".map-summary")).to_be_hidden()
    tab.evaluate("location.hash = '#off=source/census'")
    expect(tab.locator(".map-summary")).to_have_text(re.compile("^Without Census: 1 of 5"))


def test_a_reason_names_the_claim_that_it_began_with(tab, root):
    tab.goto(f"{root}{PAGE}#off=source/census")
    lines = tab.locator(".map-changes li")
    expect(lines.filter(has_text="Claim rival")).to_contain_text(
        "defeated (2 for, 4 against) → accepted 2, because “Claim fares” fell: "
        "what it rests on no longer counts (grade 4 before)"
    )


def test_what_an_address_names_and_the_article_lacks_is_said_to_be_unknown(tab, root):
    tab.goto(f"{root}{PAGE}#off=nonsense,%3Cimg%20src%3Dx%3E&fold=zzz&at=yyy")
    alert = tab.locator(".map [role=alert]")
    expect(alert).to_have_text(
        "The address switches off “nonsense”, “<img src=x>”: "
        "unknown here, so that nothing changes by it."
    )
    assert tab.locator(".map img").count() == 0
    assert tab.get_by_role("button", name="Switch all on").is_hidden()
    expect(tab.locator(".map-status")).to_have_text(re.compile(r"^\d of 5 claims shown\.$"))
    tab.evaluate("location.hash = '#off=source/census,more-nonsense'")
    expect(alert).to_contain_text("“more-nonsense”")
    expect(tab.locator(".map-summary")).to_contain_text("Without Census: ")
    tab.evaluate("location.hash = '#off=source/census'")
    expect(alert).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1440])
def test_everybody_can_use_it(browser, root, width):
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    tab = context.new_page()
    opened(tab, root, "#off=source/census&fold=argument/rides-thesis")
    tab.add_script_tag(path=str(AXE))
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        assert browsing.examined(tab)["violations"] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
