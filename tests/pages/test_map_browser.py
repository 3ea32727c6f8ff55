"""The map of an article's arguments in a real browser: walked in, folded, filtered, shared.

Run by `make test-browser`, with Debian's Chromium and axe-core.
"""

import json
import re

import browsing
import pytest
from browsing import AXE, TAGS, expect
from frameworks import frameworks
from hypothesis import given, settings
from hypothesis import strategies as st
from published import ROOT, edition, of_turtle, served
from rdflib import URIRef
from served import Served

from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.claims.weighing.semantics import Framework, Inputs
from claimgraph.claims.weighing.weighing import weigh
from claimgraph.pages.island import island

pytestmark = pytest.mark.browser
ARTICLES = ["huawei-comeback", "climate-judgment"]
MODULES = ROOT / "src" / "claimgraph" / "pages" / "static" / "map"
PAGE = "article/huawei-comeback/index.html"
BASE = "https://w3id.org/claimgraph/article/huawei-comeback/"


@pytest.fixture(scope="module")
def shipped():
    return edition()


def written(pages, folder, wanted):
    for path in pages.paths:
        if path.startswith("static/") or wanted(path):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(pages.content(path))
    return folder


@pytest.fixture(scope="module")
def built(shipped, tmp_path_factory):
    """The pages of one article's map, and what they lead to first."""
    pages = (PAGE, f"maps/{PAGE}", "article/huawei-comeback/claim/thesis.html")
    return written(shipped, tmp_path_factory.mktemp("site"), lambda path: path in pages)


@pytest.fixture(scope="module")
def root(built):
    with served(built) as address:
        yield address


@pytest.fixture
def page(browser):
    """A tab; the test fails for whatever its console complains of."""
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    complaints = browsing.complaints(tab)
    tab.on(
        "request",
        lambda request: request.url.startswith("https:") and complaints.append(request.url),
    )
    yield tab
    tab.close()
    assert not complaints


def opened(page, root, state="", path=PAGE):
    page.goto(f"{root}{path}{state}")
    expect(page.locator(".map-status")).to_contain_text("shown")
    return page


def card(name):
    return f"[data-claim='{BASE}claim/{name}']"


# ── What if ──────────────────────────────────────────────────────────────────────────────────────

COMPARED = """async ([graph, cases]) => {
  const { framework, inWords, told, weigh } = await import("./weighing.js");
  const { differences } = await import("./causes.js");
  const frame = framework(graph);
  const before = weigh(graph, frame);
  return cases.map(([how, id]) => {
    const place = graph.things.findIndex((one) => one.id === id);
    const things = place < 0 ? [id] : [id, place];
    const after = weigh(graph, frame, { [how]: things });
    return differences(graph, frame, before, after).map((one) => [
      one.claim,
      told(one.before),
      told(one.after),
      [inWords(one.before), inWords(one.after), one.happened],
      one.chain.map((step) => [step.claim, step.by, step.why]),
    ]);
  });
}"""


def _in_words(one):
    chain = [[str(step.standing.iri), step.by and str(step.by), step.why] for step in one.chain]
    words = [one.before.words, one.after.words, one.happened]
    return [str(one.claim), str(one.before), str(one.after), words, chain]


@pytest.mark.parametrize("slug", ARTICLES)
def test_the_page_works_out_what_the_command_does(browser, shipped, slug):
    """Every single removal of a source, an actor, evidence, a claim, an argument: the same falls.

    So do the words before and after, and the chains; and so for every actor that is doubted.
    """
    article = URIRef(f"https://w3id.org/claimgraph/article/{slug}/")
    here = shipped.here(f"article/{slug}/index.html")
    graph = json.loads(str(island(here, here.reader.article(article))))
    weighing = weigh(shipped.things.graph, article=article)

    def iri(name):
        return name if name == UNNAMED else URIRef(name if ":" in name else article + name)

    cases = [("without", one["id"]) for one in graph["things"] if "id" in one]
    cases += [("without", one["id"]) for one in graph["claims"] + graph["arguments"]]
    cases += [
        ("doubted", one["id"]) for one in graph["things"] if "speaker" in one.get("kinds", ())
    ]
    expected = []
    for how, name in cases:
        thing = iri(name)
        doubted = how == "doubted"
        after = weighing.without(doubt=[thing]) if doubted else weighing.without(thing)
        expected.append([_in_words(one) for one in after.changes])
    with served(MODULES) as modules:
        tab = browser.new_page()
        tab.goto(f"{modules}main.js")
        answers = tab.evaluate(COMPARED, [graph, cases])
        tab.close()
    for case, answer, wanted in zip(cases, answers, expected, strict=True):
        full = [
            [
                str(iri(claim)),
                before,
                after,
                words,
                [[str(iri(a)), b and str(iri(b)), c] for a, b, c in chain],
            ]
            for claim, before, after, words, chain in answer
        ]
        assert full == wanted, case
    assert sum(map(bool, expected)) > 50


WEIGHED = """async ([graph, basis, out]) => {
  const { framework, grades } = await import("./weighing.js");
  return grades(framework(graph), { basis, out: new Set(out) });
}"""


def test_circles_and_attacks_are_weighed_as_the_command_does(browser):
    """Made-up frameworks, with circles of support and of attacks, and some of it taken out."""
    with served(MODULES) as modules:
        tab = browser.new_page()
        tab.goto(f"{modules}main.js")

        @settings(max_examples=150, deadline=None)
        @given(frameworks(), st.randoms(use_true_random=False))
        def compared(made, chance):
            basis = list(made.bases.values())
            size = len(basis) + len(made.inferences)
            out = chance.sample(range(size), chance.randint(0, 2))
            graph = {
                "table": {"arguedFor": 2},
                "claims": [{"id": claim, "basis": {}} for claim in made.bases],
                "arguments": [
                    {
                        "id": one.iri,
                        "way": one.way,
                        "ends": list(one.ends),
                        "premises": list(one.premises),
                        "cap": one.cap,
                        "explicit": one.explicit,
                    }
                    for one in made.inferences
                ],
            }
            found = tab.evaluate(WEIGHED, [graph, basis, out])
            wanted = Framework(made.bases, made.inferences).weigh(Inputs(basis, out=frozenset(out)))
            assert (found["least"], found["most"]) == (wanted.least, wanted.most)

        compared()
        tab.close()


def test_what_falls_is_struck_out_with_a_count_and_the_chain(page, root):
    """Without the report on stocks: by hand, the thesis, the strategies, the lag and the stocks."""
    opened(page, root)
    page.click("summary:has-text('What if')")
    page.get_by_label("stocks of chips").first.check()
    expect(page.locator(".map-summary")).to_have_text(
        "Without Unnamed report on Huawei’s stocks of chips: 4 of 90 claims fall."
    )
    changes = page.locator(".map-changes li")
    expect(changes).to_have_count(4)
    expect(changes.first).to_contain_text("accepted 1 → unsupported, because “")
    expect(changes.first).to_contain_text(
        "” fell: what it rests on no longer counts (grade 2 before)"
    )
    fallen = page.locator(f"{card('thesis')}.map-fallen text").first
    assert "line-through" in fallen.evaluate("one => getComputedStyle(one).textDecorationLine")
    assert "off=source/unnamed-report-on-stockpile" in page.url
    page.reload()
    expect(page.locator(".map-fallen")).not_to_have_count(0)
    page.click("text=Switch all on")
    expect(page.locator(".map-fallen")).to_have_count(0)
    assert "#" not in page.url


def test_a_claim_is_switched_off_where_it_is_told(page, root):
    opened(page, root, "#at=claim/own-strategies")
    page.click(".map-panel button:has-text('Switch off')")
    expect(page.locator(f"{card('own-strategies')}.map-off")).to_have_count(1)
    expect(page.locator(".map-status")).to_contain_text("fall")
    assert page.get_attribute(".map-panel button:has-text('Switch off')", "aria-pressed") == "true"


# ── The window on the picture ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_it_opens_fitted_on_the_thesis(page, root, width):
    """Whole and large enough to be read; on a phone once the map is asked for."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(root + PAGE)
    if width < 600:
        expect(page.locator(".map-list li").first).to_be_visible()
        expect(page.locator(".map-viewport")).to_be_hidden()
        page.click(".map-open a")
    expect(page.locator(".map-viewport")).to_be_visible()
    page.wait_for_timeout(100)
    frame = page.locator(".map-viewport").bounding_box()
    thesis = page.locator(f"{card('thesis')} rect").bounding_box()
    assert 0 <= thesis["x"] - frame["x"] < 60
    assert thesis["x"] + thesis["width"] <= frame["x"] + frame["width"]
    assert abs(thesis["y"] + thesis["height"] / 2 - frame["y"] - frame["height"] / 2) < 40
    assert thesis["width"] > 140
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def scale(page):
    return page.eval_on_selector(
        ".map-stage", "one => new DOMMatrix(getComputedStyle(one).transform).a"
    )


def test_it_is_moved_and_zoomed(page, root):
    """By buttons, keys, the wheel and by dragging, which chooses nothing."""
    opened(page, root)
    page.locator(".map-viewport").scroll_into_view_if_needed()
    page.wait_for_timeout(600)
    before = scale(page)
    page.click("[aria-label='Zoom in']")
    page.wait_for_timeout(350)
    assert scale(page) > before
    page.focus(card("thesis"))
    page.keyboard.press("-")
    page.keyboard.press("-")
    page.wait_for_timeout(350)
    assert scale(page) < before
    page.keyboard.press("0")
    page.wait_for_timeout(350)
    assert scale(page) == pytest.approx(before)
    thesis = page.locator(f"{card('thesis')} rect").bounding_box()
    page.mouse.move(thesis["x"] + 20, thesis["y"] + 20)
    page.mouse.down()
    page.mouse.move(thesis["x"] + 120, thesis["y"] + 60, steps=4)
    page.mouse.up()
    moved = page.locator(f"{card('thesis')} rect").bounding_box()
    assert moved["x"] - thesis["x"] == pytest.approx(100, abs=3)
    assert moved["y"] - thesis["y"] == pytest.approx(40, abs=3)
    assert "at=" not in page.url
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(100)
    assert scale(page) > before


def test_an_argument_is_unfolded_and_folded(page, root):
    """dagre is loaded for the first of it; the claim whose argument it is stays where it was."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, root)
    assert not any("dagre" in url for url in asked)
    name = f"[data-fold='{BASE}claim/lag-exploited']"
    place = page.locator(f"{card('lag-exploited')} rect").bounding_box()
    page.click(name)
    expect(page.locator(card("chips-stockpiled"))).to_be_visible()
    assert any("dagre" in url for url in asked)
    stays = page.locator(f"{card('lag-exploited')} rect").bounding_box()
    assert stays["x"] == pytest.approx(place["x"], abs=3)
    assert "open=argument/" in page.url
    page.reload()
    expect(page.locator(card("chips-stockpiled"))).to_have_count(1)
    page.click(name)
    expect(page.locator(card("chips-stockpiled"))).to_have_count(0)
    assert "#" not in page.url
    page.click("text=Unfold all")
    expect(page.locator(".map-status")).to_have_text("90 of 90 claims shown.")
    assert page.url.endswith("#open=*")


# ── Choosing and finding ─────────────────────────────────────────────────────────────────────────


def test_a_click_chooses_and_the_next_goes_to_the_page(page, root):
    opened(page, root)
    page.click(f"{card('thesis')} text >> nth=0")
    panel = page.locator(".map-panel")
    expect(panel.locator("h3")).to_contain_text("Huawei withstood")
    expect(panel).to_contain_text("Read these words in the original")
    expect(panel).to_contain_text("accepted 1")
    assert page.url.endswith("#at=claim/thesis")
    page.click(f"{card('thesis')} text >> nth=0")
    page.wait_for_url("**/claim/thesis.html")


def test_the_keyboard_is_enough(page, root):
    """One tab stop; arrows go along arguments, Enter chooses, Escape goes up."""
    opened(page, root)
    assert page.locator(".map-viewport [tabindex='0']").count() == 1
    page.focus(".map-viewport [tabindex='0']")
    here = "document.activeElement.dataset.claim"
    thesis = page.evaluate(here)
    assert thesis == f"{BASE}claim/thesis"
    page.keyboard.press("ArrowRight")
    pillar = page.evaluate(here)
    assert pillar == f"{BASE}claim/own-strategies"
    expect(page.locator(".map-panel h3")).to_contain_text("strategies")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(here) not in (pillar, thesis)
    page.keyboard.press("ArrowUp")
    assert page.evaluate(here) == pillar
    page.keyboard.press("ArrowRight")
    deep = page.evaluate(here)
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"[data-claim='{deep}'][tabindex='0']")).to_be_focused()
    page.keyboard.press("Escape")
    assert page.evaluate(here) == pillar
    page.keyboard.press("Escape")
    assert page.evaluate(here) == thesis
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/thesis.html")


def test_claims_are_searched_and_filtered(page, root):
    """What does not fit is paler; Enter goes to the next that fits, unfolding what hides it."""
    opened(page, root)
    page.fill(".map-search input", "stockpiled chips")
    expect(page.locator(".map-status")).to_contain_text("match")
    expect(page.locator(".map-dim[data-claim]")).not_to_have_count(0)
    page.press(".map-search input", "Enter")
    expect(page.locator(".map-chosen[data-claim]")).to_have_count(1)
    page.fill(".map-search input", "")
    page.click("summary:has-text('Filter')")
    page.select_option("select[name=evidence]", "unnamed")
    expect(page.locator(".map-status")).to_contain_text("match")
    page.select_option("select[name=actor]", label="TSMC")
    assert "evidence=unnamed" in page.url
    assert "actor=" in page.url
    page.click("button:has-text('Clear')")
    expect(page.locator(".map-dim")).to_have_count(0)


# ── Elsewhere ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_shown_can_be_taken_along(page, root):
    opened(page, root, "#off=unnamed")
    page.click("summary:has-text('Share')")
    shown = page.locator(".map-side textarea")
    page.click("text=Copy link")
    expect(shown).to_have_value(re.compile("#off=unnamed$"))
    page.click("text=Copy embed code")
    expect(shown).to_have_value(re.compile('^<iframe src="http.*#off=unnamed".*</iframe>$'))
    page.click("text=Copy citation")
    expect(shown).to_have_value(re.compile("Inhan Kim.*2024|Inhan Kim.*2025"))
    with page.expect_download() as download:
        page.click("text=Download SVG")
    text = download.value.path().read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "line-through" in text
    assert "var(" not in text
    assert "<script" not in text


def test_the_whole_map_and_a_page_opened_as_a_file_are_walked_too(page, root, built):
    opened(page, root, path=f"maps/{PAGE}")
    expect(page.locator(".map-status")).to_have_text("90 of 90 claims shown.")
    expect(page.locator("text=Unfold all")).to_be_hidden()
    page.goto((built / PAGE).as_uri())
    expect(page.locator(".map-status")).to_contain_text("shown")
    page.click(f"[data-fold='{BASE}claim/lag-exploited']")
    expect(page.locator(card("chips-stockpiled"))).to_be_visible()


def test_a_server_has_the_same_map(page):
    """Under the policy that `serve` sends; its pages are not to be embedded, so no code for it."""
    with Served() as server:
        opened(page, f"{server.url}/", "#off=unnamed&at=claim/thesis")
        expect(page.locator(".map-fallen")).not_to_have_count(0)
        expect(page.locator(".map-panel h3")).to_contain_text("Huawei withstood")
        page.click(f"[data-fold='{BASE}claim/lag-exploited']")
        expect(page.locator(card("chips-stockpiled"))).to_be_visible()
        page.click("summary:has-text('Share')")
        expect(page.locator("text=Copy link")).to_be_visible()
        expect(page.locator("text=Copy embed code")).to_have_count(0)


def test_another_page_embeds_the_map_alone(page, root):
    address = f"{root}maps/{PAGE}#off=unnamed"
    page.set_content(f'<iframe title="map" src="{address}" width="900" height="600"></iframe>')
    inner = page.frame_locator("iframe")
    expect(inner.locator(".map-fallen").first).to_be_visible()
    expect(inner.locator(".masthead")).to_be_hidden()
    expect(inner.locator("h1")).to_be_hidden()


def test_a_link_opens_the_map_on_a_phone(page, root):
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, root, "#at=claim/own-strategies")
    frame = page.locator(".map-viewport").bounding_box()
    chosen = page.locator(f"{card('own-strategies')} rect").bounding_box()
    assert frame["x"] <= chosen["x"]
    assert chosen["x"] + chosen["width"] <= frame["x"] + frame["width"]


def test_without_script_there_are_the_picture_and_the_list(browser, root):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(root + PAGE)
    assert tab.locator(".map-viewport svg").is_visible()
    assert tab.locator(".map-list li").first.is_visible()
    tab.click(".map-open a")
    assert tab.url.endswith("#map-start")
    tab.goto(root + PAGE)
    tab.set_viewport_size({"width": 360, "height": 800})
    assert tab.locator(".map-viewport").is_hidden()
    tab.click(".map-open a")
    assert tab.locator(".map-viewport svg").is_visible()
    context.close()


def test_on_paper_the_picture_is_whole_and_the_list_open(page, root):
    opened(page, root)
    page.click("[aria-label='Zoom in']")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".map-list li").first.is_visible()
    assert page.locator(".map-tools").is_hidden()
    assert page.eval_on_selector(".map-stage", "one => getComputedStyle(one).transform") == "none"


def violations(browser, address, width):
    """Return what axe-core finds against a page, light and dark, with all details open."""
    size = {"width": width, "height": 900}
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce", viewport=size)
    tab = context.new_page()
    tab.goto(address)
    expect(tab.locator(".map-status")).to_contain_text("shown")
    tab.add_script_tag(path=str(AXE))
    tab.evaluate("document.querySelectorAll('.map details').forEach(one => { one.open = true })")
    found = []
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        answer = tab.evaluate(
            "tags => axe.run('.map', {runOnly: {type: 'tag', values: tags}})", TAGS
        )
        assert answer["passes"]
        found += [
            (scheme, one["id"], node["html"][:200], node["failureSummary"])
            for one in answer["violations"]
            for node in one["nodes"][:3]
        ]
    context.close()
    return found


@pytest.mark.parametrize(
    ("state", "width"),
    [("", 1280), ("#off=unnamed&at=claim/thesis", 360), ("#open=*&q=chips", 1280)],
)
def test_everybody_can_use_it(browser, root, state, width):
    assert not violations(browser, root + PAGE + state, width)


def test_a_hostile_label_is_only_a_text(browser, tmp_path):
    """Markup in names makes no element, in the page or by its script."""
    evil = "</script><img src=x onerror=alert(1)>"
    turtle = f'''
        <https://w3id.org/claimgraph/article/a/> a cg:Article ; rdfs:label "{evil}" .
        <https://w3id.org/claimgraph/article/a/p> a cg:Passage ; rdfs:label "{evil}" ;
            <http://www.w3.org/ns/oa#hasSource> <https://w3id.org/claimgraph/article/a/> .
        claim:x a cg:FactualClaim , cg:Thesis ; rdfs:label "{evil}" ; cg:paraphrase "{evil}" ;
            cg:hedge "{evil}" ; cg:certainty certainty:reported ;
            cg:passage <https://w3id.org/claimgraph/article/a/p> .
        claim:y a cg:FactualClaim ; rdfs:label "{evil} again" ; cg:paraphrase "{evil}" ;
            cg:passage <https://w3id.org/claimgraph/article/a/p> .
        <https://w3id.org/claimgraph/article/a/arg> a cg:SupportingArgument ; rdfs:label "{evil}" ;
            cg:premise claim:y ; cg:conclusion claim:x .
        '''
    pages = of_turtle(turtle, tmp_path / "project")
    out = written(pages, tmp_path / "site", lambda path: "article/a/index.html" in path)
    with served(out) as address:
        tab = browser.new_page()
        opened(tab, address, "#at=claim/x&off=claim/y", "article/a/index.html")
        expect(tab.locator(".map-panel h3")).to_contain_text("onerror")
        expect(tab.locator(".map-changes li")).not_to_have_count(0)
        assert tab.locator("img").count() == 0
        tab.close()
