"""Pages in a real browser: they open, their links lead somewhere, everybody can use them.

Run by `make test-browser`, with Debian's Chromium and axe-core.
"""

from pathlib import Path
from urllib.parse import urldefrag, urljoin

import browsing
import pytest
from published import edition, served

from claimgraph.pages import build as site

pytestmark = pytest.mark.browser
ARTICLE = "article/huawei-comeback/"
# One page of each form.
FORMS = [
    "index.html",
    "404.html",
    "search.html",
    f"{ARTICLE}index.html",
    f"{ARTICLE}claim/thesis.html",
    f"{ARTICLE}claim/tsmc-supplied-directly.html",
    f"{ARTICLE}argument/thesis-from-pillars.html",
    f"{ARTICLE}passage/thesis.html",
    f"{ARTICLE}section/introduction.html",
    f"{ARTICLE}source/huawei-annual-report-2023.html",
    f"{ARTICLE}evidence/huawei-grants.html",
    f"{ARTICLE}event/entity-listing.html",
    f"{ARTICLE}quantity/seven-years.html",
    "id/huawei.html",
    "id/advanced-chips.html",
    "id/sanctions-on-huawei.html",
    "lists/actors.html",
    f"maps/{ARTICLE}index.html",
    "ontology.html",
    "ontology/_claim.html",
    "ontology/premise.html",
    "scheme/certainty.html",
    "scheme/certainty/reported.html",
    "shapes.html",
    "shapes/claim-hedge.html",
    "questions/index.html",
    "questions/evidence/sources.html",
    "questions/actors/relations.html",
    "questions/claims/claims-about.html",
    "dataset.html",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site of the shipped article."""
    folder = tmp_path_factory.mktemp("site")
    site.build(edition(), folder)
    return folder


@pytest.fixture(scope="module")
def root(built):
    """The address at which it is served."""
    with served(built) as address:
        yield address


@pytest.fixture
def page(browser):
    """A tab; the test fails for whatever its console complains of or another host is asked for."""
    tab = browser.new_page()
    complaints = browsing.complaints(tab)
    tab.on("request", lambda request: is_abroad(request.url) and complaints.append(request.url))
    yield tab
    tab.close()
    assert not complaints


def is_abroad(url):
    return not url.startswith(("http://127.0.0.1:", "file://", "data:"))


@pytest.mark.parametrize("part", range(8))
def test_every_page_opens(page, root, built, part):
    """Each page answers, without a word of complaint on the console; links lead to pages."""
    known = {file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()}
    for path in sorted(name for name in known if name.endswith(".html"))[part::8]:
        answer = page.goto(root + path, wait_until="domcontentloaded")
        assert answer.status == 200, path
        links = page.eval_on_selector_all(
            "a, link", "all => all.map(one => one.href.baseVal ?? one.getAttribute('href'))"
        )
        for link in filter(None, links):
            target = urldefrag(urljoin(root + path, link))[0].partition("?")[0]
            if target.startswith(root):
                assert target.removeprefix(root) in known, (path, link)


@pytest.mark.parametrize("path", FORMS)
def test_everybody_can_use_every_form_of_page(browser, root, path):
    """axe-core finds nothing against WCAG 2.2 AA, light and dark, with all details open."""
    assert not violations(browser, root + path)


def violations(browser, address):
    """Return what axe-core finds against a page, light and dark."""
    # The policy of the pages keeps axe out, too.
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    tab.goto(address)
    tab.add_script_tag(path=str(browsing.AXE))
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = []
    papers = set()
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        papers.add(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
        told = browsing.examined(tab)
        assert told["passes"]
        found += [
            (scheme, one["id"], node["html"][:200], node["failureSummary"])
            for one in told["violations"]
            for node in one["nodes"][:3]
        ]
    context.close()
    assert len(papers) == 2
    return found


@pytest.mark.parametrize("path", FORMS)
def test_nothing_sticks_out(page, root, path):
    """No page is wider than its window, down to 320 pixels (WCAG 2.2, 1.4.10)."""
    for width in (320, 768, 1440):
        # A page may show something else first in a narrow window.
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(root + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def search(page, words):
    from playwright.sync_api import expect

    page.fill("#q", words)
    expect(page.locator("#found")).not_to_be_empty()
    return page.eval_on_selector_all("#results a", "all => all.map(one => one.textContent)")


@pytest.mark.parametrize("place", ["http", "file"])
def test_search_finds_without_a_server(page, root, built, place):
    """Labels, other names and restatements are found, whatever case; a hit leads to its page."""
    page.goto(root + "search.html" if place == "http" else (built / "search.html").as_uri())
    assert "TSMC has supplied Huawei directly since the restrictions of 2020" in search(
        page, "tsmc SUPPLIED"
    )
    assert "United States" in search(page, "washington")[:10]
    assert search(page, "zzzz") == []
    assert page.inner_text("#found") == "0 results"
    search(page, "sophgo orders")
    page.click("#results a")
    assert "Sophgo" in page.inner_text("h1")


def test_a_site_works_from_files(page, built):
    """Opened as a file, a page has its style, and its links lead on."""
    page.goto((built / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    page.click("h2 a:has-text('Huawei')")
    assert page.url.startswith("file://")
    assert "Huawei" in page.inner_text("h1")
    page.click(".pillars a >> nth=2")
    assert page.inner_text("h1")


def test_the_keyboard_is_enough(page, root):
    """The first stop is a link past the masthead; what has the focus is seen."""
    page.goto(root + f"{ARTICLE}index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.getElementById('main').contains(document.activeElement)"
    assert page.evaluate(inside)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_pages_are_whole_without_script(browser, root):
    """Everything but the search is there for who allows no script."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(root + f"{ARTICLE}index.html")
    assert tab.locator("svg:not(.sheet svg)").count() == 4
    assert tab.locator("#h-claims").is_visible()
    tab.goto(root + "search.html")
    assert "Searching needs script" in tab.inner_text("main")
    context.close()


def test_the_whole_map_opens_at_the_thesis(page, root):
    """The article's link to it leads to where the argument begins, its heading still in sight."""
    page.goto(root + f"{ARTICLE}index.html")
    page.click("a[href$='index.html#map-start']")
    assert page.url.endswith(f"maps/{ARTICLE}index.html#map-start")
    for part in ("#map-start", "h1"):
        place = page.eval_on_selector(part, "one => one.getBoundingClientRect().toJSON()")
        assert place["left"] >= 0, part
        assert place["right"] <= 1280, part
        assert place["top"] >= 0, part
        assert place["bottom"] <= 720, part


def test_axe_is_there():
    """Without axe-core the tests above would say nothing."""
    assert browsing.AXE.is_file()


@pytest.fixture(scope="module")
def server():
    """The same pages from `claimgraph serve`."""
    from served import Served

    with Served() as one:
        yield one


def write(page, query):
    """Write a query into the editor in place of what is there, without brackets of its own."""
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def test_the_sparql_page_answers(page, server):
    """A query as it stands is answered as a table and as JSON; its address brings it back."""
    page.goto(f"{server.url}/sparql.html")
    page.click("form button:has-text('Run')")
    page.wait_for_selector("#answer table")
    assert "rows" in page.inner_text("#status")
    assert "sophgo-orders" in page.inner_text("#answer")
    lead = page.get_attribute("#answer a >> nth=0", "href")
    assert page.request.get(f"{server.url}/{lead}").url.startswith(f"{server.url}/article/")
    page.check("input[value=json]")
    page.wait_for_selector("#answer pre")
    assert '"bindings"' in page.inner_text("#answer pre")
    write(page, "ASK { ?s ?p ?o }")
    assert page.eval_on_selector("#share", "one => one.href").endswith("%3Fo%20%7D")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#answer pre:has-text('true')")
    page.reload()
    assert page.inner_text(".cm-content") == "ASK { ?s ?p ?o }"


def test_the_answer_is_sorted_by_a_column_and_downloaded(page, server):
    """Numbers by value, up and down; the answer as a file in each format."""
    page.goto(f"{server.url}/sparql.html")
    write(page, "SELECT ?n ?m { VALUES (?n ?m) { (10 UNDEF) (9 'b') (-1 'a') } }")
    page.click("form button:has-text('Run')")
    column = page.locator("tbody td:nth-child(1)")
    page.click("th button:has-text('n')")
    assert column.all_inner_texts() == ["-1", "9", "10"]
    page.click("th button:has-text('n')")
    assert column.all_inner_texts() == ["10", "9", "-1"]
    assert page.get_attribute("th:has-text('n')", "aria-sort") == "descending"
    page.click("th button:has-text('m')")
    assert column.all_inner_texts() == ["-1", "9", "10"]
    starts = {"json": "{", "xml": "<?xml", "csv": "n,m", "tsv": "?n\t?m"}
    for suffix, start in starts.items():
        with page.expect_download() as download:
            page.click(f"#files button:text-is('{suffix.upper()}')")
        assert download.value.suggested_filename == f"answer.{suffix}"
        assert Path(download.value.path()).read_text("utf-8").startswith(start)
    write(page, "CONSTRUCT WHERE { ?s a ?c } LIMIT 1")
    page.click("form button:has-text('Run')")
    page.wait_for_selector("#files button:text-is('Turtle')")
    assert page.locator("#files button").all_inner_texts() == [
        "Turtle",
        "N-Triples",
        "RDF/XML",
        "JSON-LD",
    ]


def test_the_sparql_page_offers_terms_and_shows_where_an_error_is(browser, server):
    """A prefixed name that is begun is completed and its prefix declared; an error is marked."""
    from playwright.sync_api import expect

    page = browser.new_page()
    page.goto(f"{server.url}/sparql.html")
    write(page, "SELECT * { ?claim ")
    page.keyboard.type("cg:parap", delay=30)
    expect(page.locator(".cm-tooltip-autocomplete li")).to_have_count(1)
    page.wait_for_timeout(150)  # what is offered is not taken at once, lest it be by accident
    page.keyboard.press("Enter")
    prefix = "PREFIX cg: <https://w3id.org/claimgraph/ontology#>\n"
    assert page.input_value("#query") == f"{prefix}SELECT * {{ ?claim cg:paraphrase"
    write(page, "SELECT * {\n  ?claim rdfs:label ?x }")
    page.click("form button:has-text('Run')")
    expect(page.locator("#status")).to_have_text("Line 2, column 10: this prefix is not declared.")
    assert page.inner_text(".cm-lintRange-error") == "rdfs:label"
    page.close()


def test_the_sparql_page_works_without_script(browser, server):
    """The text area is a form, whose answer the browser shows or saves."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/sparql.html")
    page.fill("#query", "ASK { ?s ?p ?o }")
    with page.expect_response(lambda one: "/sparql?" in one.url) as answer:
        page.click("form button:has-text('Run')", no_wait_after=True)
    assert answer.value.status == 200
    context.close()


def test_forms_ask(page, server):
    """A question's form leads to its answer."""
    page.goto(f"{server.url}/questions/claims/claims-about.html")
    page.fill("input[name=actor]", "ASML")
    page.click("form button")
    page.wait_for_selector("table")
    # An answer begins with the article; the claim comes next.
    page.click("tbody tr:first-child td:nth-child(2) a")
    assert "ASML" in page.inner_text("h1")


def test_what_is_supposed_is_answered_and_stays_chosen(browser, server):
    """The form of `/whatif` works without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/whatif")
    page.check("text=All unnamed sources")
    page.click("main form button")
    assert page.locator("tbody tr").count() > 10
    assert page.is_checked("text=All unnamed sources")
    page.click("tbody a >> nth=0")
    assert "withstood" in page.inner_text("h1")
    context.close()


def test_every_link_of_a_picture_leads_to_a_page(page, root):
    """Boxes and lines of pictures are links that lead to the page of what they show."""
    page.goto(root + f"{ARTICLE}index.html")
    links = page.eval_on_selector_all("svg a", "all => all.map(one => one.getAttribute('href'))")
    assert len(links) > 50
    for link in sorted(set(links)):
        answer = page.request.get(urljoin(root + f"{ARTICLE}index.html", link))
        assert answer.status == 200, link


@pytest.mark.parametrize(
    "path",
    [
        "sparql.html",
        "questions/claims/claims-about.html",
        "whatif",
        "whatif?without=unnamed&article=huawei-comeback",
        "whatif?without=nobody",
    ],
)
def test_everybody_can_use_what_only_a_server_has(browser, server, path):
    """axe-core finds nothing against the SPARQL page and the forms."""
    assert not violations(browser, f"{server.url}/{path}")


@pytest.mark.parametrize("path", ["sparql.html", "whatif?without=unnamed", *FORMS])
def test_a_server_sends_a_policy_that_its_pages_keep(page, server, path):
    """Chromium refuses nothing of a page under the header that `serve` sends with it."""
    answer = page.goto(f"{server.url}/{path}", wait_until="load")
    assert answer.status == (404 if path == "404.html" and answer.status == 404 else 200)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_the_policy_is_in_force(browser, server):
    """The test before would hear of a script that is not the site's own."""
    tab = browser.new_page()
    refused = []
    tab.on("console", lambda message: refused.append(message.text))
    tab.goto(f"{server.url}/index.html")
    tab.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.x = 1';"
        " document.body.append(one); }"
    )
    assert tab.evaluate("() => window.x") is None
    assert any("Content Security Policy" in text for text in refused)
    tab.close()
