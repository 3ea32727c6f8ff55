"""Two articles or two claims side by side, in a real browser."""

import browsing
import pytest
from browsing import AXE, expect
from five_fares import TURTLE as FARES
from late_trams import TURTLE as TRAMS
from published import of_turtle, served

from claimgraph.pages import build as site

pytestmark = pytest.mark.browser
CLAIMS = "compare.html?a=article/trams/claim/late&b=article/fares/claim/rides"
ARTICLES = "compare.html?a=article/trams/index&b=article/fares/index"
# Both articles hear the same clerk, and the mayor.
SHARED = """
<https://w3id.org/claimgraph/article/fares/claim/rides> cg:evidence
  <https://w3id.org/claimgraph/article/trams/evidence/driver> ;
  cg:attribution [ a cg:Attribution ; cg:actor id:mayor ;
    cg:speechAct <https://w3id.org/claimgraph/scheme/speech-act/states> ] .
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("site")
    fares = "\n".join(line for line in FARES.splitlines() if not line.startswith("@prefix"))
    site.build(of_turtle(TRAMS + fares + SHARED, tmp_path_factory.mktemp("project")), made)
    return made


@pytest.fixture(scope="module")
def root(folder):
    with served(folder) as address:
        yield address


def test_two_claims_stand_beside_each_other(tab, root):
    tab.goto(root + CLAIMS)
    columns = tab.locator(".compared > section")
    expect(columns).to_have_count(2)
    expect(columns.nth(0)).to_contain_text("Trams do not come in time.")
    expect(columns.nth(0)).to_contain_text("defeated")
    expect(columns.nth(0)).to_contain_text("Drivers strike")
    expect(columns.nth(1)).to_contain_text("The rides.")
    expect(columns.nth(1)).to_contain_text("Census")
    one, other = (columns.nth(place).bounding_box() for place in (0, 1))
    assert one["y"] == other["y"]
    tab.set_viewport_size({"width": 360, "height": 800})
    one, other = (columns.nth(place).bounding_box() for place in (0, 1))
    assert one["x"] == other["x"]
    assert other["y"] > one["y"]
    link = columns.nth(0).locator("a:has-text('It snows')").first.get_attribute("href")
    assert link == f"{root}article/trams/claim/snow.html"


def test_two_articles_are_counted_and_have_things_in_common(tab, root):
    """Of the fares' five claims one is stated on the mayor's word and on the trams' driver's."""
    tab.goto(root + ARTICLES)
    kinds = tab.locator("[aria-label='By kind'] tbody tr").all_inner_texts()
    assert [one.split("\t") for one in kinds] == [
        ["factual claim", "3", "5"],
        ["predictive claim", "1", "0"],
    ]
    said = tab.inner_text("#compared")
    assert "Sources in common 1\n" in said
    assert "A driver" in said
    assert "Actors in common 1\nThe mayor" in said
    link = tab.locator("#compared li a", has_text="The mayor").get_attribute("href")
    assert link == "id/mayor.html"


def test_a_page_leads_to_it_and_the_second_is_chosen_there(tab, root):
    tab.goto(f"{root}article/trams/claim/late.html")
    tab.click("text=Compare it with another claim")
    assert tab.input_value("#a") == "article/trams/claim/late"
    assert tab.locator("#b option", has_text="Trams").count() == 2
    tab.select_option("#b", "article/fares/claim/rides")
    tab.click("#compare button")
    expect(tab.locator(".compared")).to_contain_text("The rides.")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?a=//evil.example/x&b=../../x", "There is no such article or claim here"),
        ("?a=article/trams/index&b=article/trams/claim/late", "choose two of a kind"),
        ("", "Choose two articles or two claims."),
    ],
)
def test_what_cannot_be_compared_is_said(tab, root, query, said):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{root}compare.html{query}")
    expect(tab.locator("#compared-status")).to_contain_text(said)
    assert all(one.startswith(root) for one in asked)


def test_from_files_both_are_a_click_away(browser, folder):
    """A page that is opened as a file may not fetch another."""
    tab = browser.new_page()
    tab.goto(f"{(folder / 'compare.html').as_uri()}?{CLAIMS.partition('?')[2]}")
    expect(tab.locator("#compared-status")).to_contain_text("pages opened as files")
    tab.click("#compared a >> nth=1")
    assert "Claim rides" in tab.inner_text("h1")
    tab.close()


@pytest.mark.parametrize("address", [CLAIMS, ARTICLES])
@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_everybody_can_use_it(browser, root, address, width):
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(root + address)
    expect(tab.locator(".compared").first).to_be_visible()
    tab.add_script_tag(path=str(AXE))
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = browsing.examined(tab)["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
