"""Questions of a static site in a real browser: rows narrowed, other values, narrow windows."""

import browsing
import pytest
from published import ROOT, edition, served

from claimgraph.pages import build as site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The address of the pages of three articles."""
    folder = tmp_path_factory.mktemp("site")
    site.build(edition(ROOT / "tests" / "linked"), folder)
    with served(folder) as address:
        yield f"{address}questions/"


def rows(tab):
    return tab.eval_on_selector_all(
        "tbody tr", "all => all.filter(one => one.checkVisibility()).map(one => one.innerText)"
    )


def test_an_article_is_chosen_and_the_address_holds_it(browser, root):
    tab = browser.new_page()
    told = browsing.complaints(tab)
    tab.goto(f"{root}claims/thesis.html")
    assert tab.locator("nav.rows-by").is_hidden()
    whole = rows(tab)
    tab.select_option("select[name=article]", "The last ferry")
    only = rows(tab)
    assert 0 < len(only) < len(whole)
    assert all(one.startswith("The last ferry") for one in only)
    assert tab.inner_text(".filters + p") == f"{len(only)} of {len(whole)} rows"
    tab.goto(tab.url)
    assert rows(tab) == only
    tab.select_option("select[name=article]", "")
    assert tab.url == f"{root}claims/thesis.html"
    assert rows(tab) == whole
    assert not told
    tab.close()


def test_without_script_links_lead_to_the_first_row(browser, root):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{root}claims/thesis.html")
    tab.click("nav.rows-by a:has-text('The last ferry')")
    assert tab.inner_text("tr:target td:first-child") == "The last ferry"
    context.close()


def test_a_value_that_is_chosen_is_put_into_the_command(browser, root):
    tab = browser.new_page()
    tab.goto(f"{root}claims/claims-about.html")
    options = tab.locator("select[name=actor] option").all_inner_texts()
    assert options[0] == "choose"
    tab.select_option("select[name=actor]", options[1])
    command = tab.inner_text("[data-asks]")
    assert command in (
        f"claimgraph ask claims-about actor={options[1]}",
        f"claimgraph ask claims-about actor='{options[1]}'",
    )
    tab.click("[data-asks] + span a")
    assert tab.inner_text("h1") == options[1]
    tab.close()


def answer(tab):
    """Return the heading of the answer that is shown, if it is for a thing, and its rows."""
    script = "all => all.filter(one => one.checkVisibility()).map(one => one.innerText)"
    return tab.eval_on_selector_all(".answer h3", script), rows(tab)


def test_the_answer_for_what_is_chosen_is_shown_and_narrowed(browser, root):
    """The address holds it; the command asks the same."""
    tab = browser.new_page()
    told = browsing.complaints(tab)
    tab.goto(f"{root}evidence/claims-by-source.html")
    assert answer(tab) == ([], [])
    tab.select_option("select[name=source]", "Records behind The island school")
    headings, whole = answer(tab)
    assert headings == ["Source: Records behind The island school"]
    assert len(whole) > 1
    assert "source=Records+behind+The+island+school" in tab.url
    tab.goto(tab.url)
    assert answer(tab) == (headings, whole)
    article = whole[0].split("\t")[0]
    tab.select_option("select[name=article]", article)
    only = rows(tab)
    assert only == [one for one in whole if one.startswith(article)]
    assert tab.inner_text(".filters + p") == f"{len(only)} of {len(whole)} rows"
    articles = tab.locator("select[name=article] option").all_inner_texts()[1:]
    others = [one for one in articles if not any(row.startswith(one) for row in whole)]
    tab.select_option("select[name=article]", others[0])
    assert tab.inner_text(".filters + p") == f"None of {len(whole)} rows"
    assert not tab.locator("table:visible, .rows-in-all:visible").count()
    tab.select_option("select[name=source]", "")
    assert answer(tab) == ([], [])
    assert not told
    tab.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_link_leads_to_the_answer_for_a_thing(browser, root, script):
    context = browser.new_context(java_script_enabled=script)
    tab = context.new_page()
    tab.goto(f"{root}evidence/claims-by-source.html")
    number = tab.locator(".answer").count() - 1
    tab.goto("about:blank")
    tab.goto(f"{root}evidence/claims-by-source.html#source-{number}")
    headings, _ = answer(tab)
    assert len(headings) == 1
    assert headings[0].startswith("Source: ")
    context.close()


@pytest.mark.parametrize("path", ["claims/thesis.html", "claims/claims-about.html"])
@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_everybody_can_choose_and_nothing_sticks_out(browser, root, path, width):
    """Words of a table stay whole: it scrolls in itself."""
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(root + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.add_script_tag(path=str(browsing.AXE))
    assert [one["id"] for one in browsing.examined(tab)["violations"]] == []
    context.close()


@pytest.mark.parametrize(("width", "said"), [(360, True), (1440, False)])
def test_a_table_wider_than_a_phone_says_that_it_scrolls(browser, root, width, said):
    """The answer has six columns, which no phone shows at once."""
    tab = browser.new_page(viewport={"width": width, "height": 800})
    tab.goto(f"{root}claims/thesis.html")
    assert tab.get_by_text("Wider than this window: scroll it sideways.").first.is_visible() is said
    wider = tab.eval_on_selector("[data-answer] .scroll", "it => it.scrollWidth > it.clientWidth")
    assert wider is said
    tab.close()
