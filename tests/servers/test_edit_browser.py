"""The editing page in a real browser: a whole article is captured by keyboard, and it is safe.

Run by `make test-browser`, with Debian's Chromium and axe-core.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import browsing
import pytest
import wells
from rdflib import SKOS, Namespace

from claimgraph.check import Check
from claimgraph.claims import link_files
from claimgraph.claims.links import ACCEPTED, REJECTED
from claimgraph.graph import project as projects

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "vendor" / "codemirror"
ARTICLE = "https://w3id.org/claimgraph/article/"
WELLS, LETTER = f"{ARTICLE}wells/claim/worth", f"{ARTICLE}letter/claim/"
CITO = Namespace("http://purl.org/spar/cito/")
STATIC = ROOT / "src" / "claimgraph" / "servers" / "edit" / "static"

# What a person says of each sentence of the article: label, restatement, steps down the lists of
# kinds and certainties from where they begin.
SAID = [
    ("The wells are worth keeping", "The wells of the village ought to be kept.", 2, 0),
    ("The council wants to close twelve wells", "Twelve wells are to be closed.", 0, 0),
    ("The council fears the cost", "The council is said to fear what pumps cost.", 0, 0),
    ("A pump costs 900 euros", "One pump is to be had for 900 euros.", 0, 0),
    ("Gardens dried out without wells", "In 2019 gardens dried where wells were closed.", 1, 0),
    ("The mains failed twice", "Twice in that summer no water came from the mains.", 0, 0),
    ("Water came from the river", "Water had to be carried from the river.", 0, 0),
    ("The council should pay", "The pumps ought to be paid for by the council.", 4, 0),
    ("Old wells will be needed", "Some day the old wells are going to be of use.", 3, 0),
    ("Only wells can water the gardens", "The gardens have no other supply.", 0, 0),
]


class Edited:
    """`claimgraph edit` as a process of its own; use it as a context."""

    def __init__(self, project):
        self.file = project / "data" / "wells" / "capture.yaml"
        command = [sys.executable, "-m", "claimgraph", "edit", "wells", "--no-browser"]
        self.process = subprocess.Popen(
            [*command, "--project", str(project)], stderr=subprocess.PIPE, text=True
        )
        line = self.process.stderr.readline()
        self.url = re.search(r"editing at (\S+)", line)[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process.stderr.close()


@pytest.fixture
def tab(browser):
    """A tab; the test fails for whatever its console complains of or another host is asked for."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    complaints = []
    # What the page expects, and Chromium complains of: a conflict, and a server that has ended.
    expected = re.compile("status of 409|ERR_CONNECTION_REFUSED")
    page.on(
        "console",
        lambda one: (
            one.type == "error" and not expected.search(one.text) and complaints.append(one.text)
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda one: (
            one.url.startswith(("http://127.0.0.1:", "data:")) or complaints.append(one.url)
        ),
    )
    yield page
    page.close()
    assert not complaints


def ready(page, url):
    """Open the page and wait until its text is checked."""
    page.goto(url)
    page.wait_for_selector("#text p")
    told(page, "violation")


def told(page, words):
    """Wait until the live region says words."""
    from playwright.sync_api import expect

    expect(page.locator("#status")).to_contain_text(words, timeout=30_000)
    return page.inner_text("#status")


def selected(page):
    return page.evaluate("document.getSelection().toString()")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def until(page, found, key="Tab", most=40):
    """Press a key until the element with the focus is the one wanted."""
    for _ in range(most):
        if page.evaluate(f"document.activeElement.matches({found!r})"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {found}")


def claim(page, label, says, kind, certainty):
    """Fill the form of a new claim by keyboard alone, and send it."""
    page.wait_for_selector("dialog[open]")
    page.keyboard.type(label)
    press(page, "Tab")
    page.keyboard.type(says)
    press(page, "Tab", *["ArrowDown"] * kind, "Tab", *["ArrowDown"] * certainty)
    is_reported = "reported" in page.evaluate("document.activeElement.value")
    for name, words in (("addressee", "council"), ("horizon", "some day")):
        if page.is_visible(f"[name={name}]"):
            until(page, f"[name={name}]")
            page.keyboard.type(words)
    if is_reported:
        source(page)
    if "worth keeping" in label:
        until(page, "#thesis")
        press(page, "Space")
    sent(page)


def sent(page):
    """Send a form by keyboard, and wait until it is gone."""
    press(page, "Control+Enter")
    page.wait_for_selector("dialog:not([open])", state="attached")


def source(page):
    """Say where a reported claim comes from."""
    until(page, "summary")
    press(page, "Enter", "Tab")
    page.keyboard.type("testimonial")
    press(page, "Tab")
    page.keyboard.type("talk in the village")
    press(page, "Tab")
    page.keyboard.type("unnamed")


def violations(report):
    return [one for one in report.findings if one.severity.value == "violation"]


def test_an_article_is_captured_by_keyboard_alone(tab, tmp_path):
    """Ten sentences, ten claims, two arguments; `check` finds no violation."""
    from playwright.sync_api import expect

    project = wells.project(tmp_path, wells.CAPTURE)
    with Edited(project) as edited:
        ready(tab, edited.url)
        press(tab, "Tab")
        assert tab.evaluate("document.activeElement.textContent") == "Skip to the text"
        press(tab, "Enter")
        until(tab, "#text")
        for said in SAID:
            press(tab, "s")
            assert selected(tab).endswith(".")
            press(tab, "c")
            claim(tab, *said)
            told(tab, f"Claim added: {said[0]}")
            expect(tab.locator("#text")).to_be_focused()
        told(tab, "0 violations")
        assert "10 of 10 sentences" in tab.inner_text("#summary")
        # From the last sentence to its claim; from there to others, as premises of the thesis.
        press(tab, "Enter")
        until(tab, ".card:last-child .head", "ArrowDown")
        for label in (SAID[9][0], SAID[8][0]):
            assert label in tab.evaluate("document.activeElement.textContent")
            press(tab, "a")
            tab.wait_for_selector("dialog[open]")
            until(tab, "[name=scheme]")
            tab.keyboard.type("cause")
            sent(tab)
            told(tab, "Argument added")
            assert label in tab.evaluate("document.activeElement.textContent")
            press(tab, "ArrowUp")
        told(tab, "0 violations")
        # Away with a claim, and back again.
        press(tab, "Delete")
        told(tab, "Removed")
        assert tab.locator(".card").count() == 9
        until(tab, "#undo", "Shift+Tab")
        press(tab, "Enter")
        told(tab, "Undone")
        assert tab.locator(".card").count() == 10
        assert tab.locator(".arguments > li").count() == 2
        written = edited.file.read_text(encoding="utf-8")
    assert written.startswith("# A comment that stays.\n")
    assert written.count("claim:") == 10
    kinds = re.findall(r"kind: (\w+)\n            certainty", written)
    assert [kinds[n] for n in (0, 4, 7, 8)] == ["evaluative", "causal", "normative", "predictive"]
    assert not violations(Check(paths=(project,), cached=False).report())


def test_who_evidence_and_figures_of_a_claim_are_changed_by_keyboard(tab, tmp_path):
    """Each value is a line: one added, one changed within an item in braces, one taken away."""
    held = """\
            who: [council as speaker, ada-lindqvist as author]  # as it says
            evidence: {label: the vote, kind: documentary, source: {title: The vote, kind: report}}
            figure: 900 EUR, cost of a pump
            about: council
"""
    project = wells.project(tmp_path, wells.BEGUN.replace("            thesis: true\n", held))
    with Edited(project) as edited:
        ready(tab, edited.url)
        until(tab, ".card .head")
        press(tab, "e")
        tab.wait_for_selector("dialog[open]")
        assert "false" not in tab.inner_text("dialog")
        until(tab, "[name=who]")
        assert tab.input_value("[name=who]") == "council as speaker\nada-lindqvist as author"
        press(tab, "Control+End", "Enter")
        tab.keyboard.type("village-paper as publisher")
        until(tab, "[name=evidence]")
        press(tab, "Control+a")
        tab.keyboard.type("{kind: testimonial, source: {title: The talk, kind: unnamed}}")
        until(tab, "[name=figure]")
        press(tab, "Control+a", "Delete")
        sent(tab)
        told(tab, "Claim changed.")
        told(tab, "violation")
        written = edited.file.read_text(encoding="utf-8")
    whos = "[council as speaker, ada-lindqvist as author, village-paper as publisher]"
    assert f"who: {whos}  # as it says\n" in written
    assert "kind: testimonial" in written
    assert "The vote" not in written
    assert "figure" not in written
    assert "            about: council\n" in written


def test_words_are_selected_by_caret_and_by_mouse(tab, tmp_path):
    """The text has a caret, all keys that select, and takes no input; a mouse selects, too."""
    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        before = tab.inner_text("#text")
        tab.focus("#text")
        press(tab, "Control+Home", "ArrowDown", "Home", *["Shift+Control+ArrowRight"] * 2)
        assert selected(tab).strip() == "By Ada"
        tab.keyboard.type("xyz")
        press(tab, "Backspace", "Delete", "Control+v", "Control+x")
        assert tab.inner_text("#text") == before
        tab.locator("#text p").first.dblclick(position={"x": 20, "y": 15})
        assert selected(tab).strip() == "Our"
        press(tab, "c")
        tab.wait_for_selector("dialog[open]")
        assert tab.inner_text("blockquote").strip() == "Our"
        press(tab, "Escape")
        assert tab.locator("dialog[open]").count() == 0


def test_overlapping_passages_are_seen(tab, tmp_path):
    """Passages that overlap have marks of different kinds, and each claim its card beside."""
    from playwright.sync_api import expect

    # Cards move to their places; where they are is measured.
    tab.emulate_media(reduced_motion="reduce")
    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        tab.focus("#text")
        tab.evaluate(
            "document.getSelection().collapse(document.querySelector('#text p').firstChild, 4)"
        )
        press(tab, *["Shift+Control+ArrowRight"] * 8, "c")
        claim(tab, "Wells are what the council wants", "It wants them.", 0, 0)
        told(tab, "Claim added")
        expect(tab.locator(".card.current")).to_contain_text("what the council")
        marks = tab.evaluate(
            "[...CSS.highlights].filter(([name]) => name.startsWith('claim-'))"
            ".map(([name, held]) => [...held].map((range) => range.toString()))"
        )
        assert marks[0] == ["Our wells are worth keeping."]
        assert marks[1][0].startswith("wells are worth keeping. The council")
        tops = tab.eval_on_selector_all(
            ".card", "all => all.map((one) => one.getBoundingClientRect().toJSON())"
        )
        assert tops[1]["top"] >= tops[0]["bottom"]
        for number, passage in enumerate((marks[0][0], marks[1][0])):
            tab.click(f".card >> nth={number} >> .head")
            active = "[...CSS.highlights.get('active')].map((range) => range.toString())"
            assert tab.evaluate(active) == [passage]
            card = tab.locator(f".card >> nth={number}").bounding_box()
            line = tab.evaluate("[...CSS.highlights.get('active')][0].getClientRects()[0].toJSON()")
            assert abs(card["y"] - line["top"]) < 30


def test_a_drag_from_claim_to_claim_makes_an_argument(tab, tmp_path):
    """The form opens with the premise and the conclusion chosen."""
    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        tab.focus("#text")
        press(tab, "s", "s", "c")
        claim(tab, "Twelve are to go", "The council wants it.", 0, 0)
        told(tab, "Claim added")
        tab.drag_and_drop(".card:has-text('Twelve')", ".card:has-text('worth keeping')")
        tab.wait_for_selector("dialog[open]")
        assert tab.input_value("[name=conclusion]") == "worth"
        assert tab.is_checked("input[value=twelve-are-to-go]")
        tab.check("[value=against]")
        tab.click("dialog button.main")
        told(tab, "Argument added")
        assert "Opposed by Twelve are to go" in tab.inner_text(".arguments")
        # It has no scheme: that is told at the argument.
        told(tab, "1 violation")
        assert "scheme" in tab.text_content(".arguments .findings")


def test_links_to_other_articles_are_accepted_and_rejected_by_keyboard(tab, tmp_path):
    """Written at once, as `align --review` writes them, and proposed no more."""
    root = wells.project(tmp_path)
    wells.letter(root)
    with Edited(root) as edited:
        before = edited.file.read_text(encoding="utf-8")
        ready(tab, edited.url)
        tab.focus(".card .head")
        press(tab, "l")
        tab.wait_for_selector("dialog[open] .candidates li")
        assert tab.locator(".candidates li").count() == 2
        assert "A letter on wells" in tab.inner_text(".candidates")
        # Nobody has said yet who judges.
        until(tab, ".candidates button")
        press(tab, "Enter")
        tab.wait_for_function("document.activeElement.name === 'author'")
        assert "whose judgement it is" in tab.inner_text(".candidates .told")
        tab.keyboard.type("Ada Lindqvist")
        press(tab, "Tab")
        press(tab, "Control+a")
        tab.keyboard.type("0.8")
        until(tab, ".candidates select")
        tab.keyboard.type("says nearly the same")
        until(tab, ".candidates button")
        press(tab, "Enter")
        told(tab, "accepted")
        # The focus is on the next one.
        until(tab, ".candidates button[aria-describedby=candidate-1] + button")
        press(tab, "Enter")
        told(tab, "rejected")
        press(tab, "Escape")
        assert tab.evaluate("document.activeElement.matches('.card .head')")
        press(tab, "l")
        tab.wait_for_selector("dialog[open]")
        assert tab.locator(".candidates li").count() == 0
        assert edited.file.read_text(encoding="utf-8") == before
    links = link_files.held(projects.find(root))
    assert {(str(one.subject), str(one.object), one.relation, one.status) for one in links} == {
        (WELLS, f"{LETTER}keep", SKOS.closeMatch, ACCEPTED),
        # As suggested: one of the two is a denial.
        (WELLS, f"{LETTER}worth", CITO.disagreesWith, REJECTED),
    }
    assert {str(one.confidence) for one in links} == {"0.8"}
    assert {one.authors[0].label for one in links} == {"Ada Lindqvist"}
    assert not violations(Check(paths=(root / "data" / "links",), cached=False).report())


def test_entries_of_the_registry_are_accepted_and_rejected_by_keyboard(tab, tmp_path):
    """The page shows the file that an accepted one leaves; a rejected one is written as a link."""
    from playwright.sync_api import expect

    root = wells.project(tmp_path)
    wells.registered(root)
    with Edited(root) as edited:
        ready(tab, edited.url)
        tab.focus("#registry")
        press(tab, "Enter")
        tab.wait_for_selector("dialog[open] .candidates li")
        assert tab.locator(".candidates h3").all_inner_texts() == [
            "The Council is The Parish Council",
            "Hand pumps is Hand pump",
        ]
        tab.keyboard.type("Ada Lindqvist")
        until(tab, ".candidates button")
        press(tab, "Enter")
        told(tab, "council is https://w3id.org/claimgraph/id/parish-council")
        until(tab, ".candidates button[aria-describedby=candidate-1] + button")
        press(tab, "Enter")
        told(tab, "rejected, Hand pumps is not Hand pump")
        press(tab, "Escape")
        told(tab, "Written.")
        expect(tab.locator("#registry")).to_be_focused()
        assert "parish-council as regulator" in edited.file.read_text(encoding="utf-8")
        press(tab, "Enter")
        tab.wait_for_selector("dialog[open]")
        assert tab.locator(".candidates li").count() == 0
    (link,) = link_files.held(projects.find(root))
    assert (link.relation, link.status) == (SKOS.exactMatch, REJECTED)


def test_findings_come_while_the_file_is_typed(tab, tmp_path):
    """Before it is saved; Ctrl+S saves it."""
    from playwright.sync_api import expect

    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        before = edited.file.read_text(encoding="utf-8")
        tab.click("#toggle")
        line = tab.locator("#yaml .cm-line", has_text="certainty:")
        line.click()
        press(tab, "End", *["Backspace"] * len("asserted"))
        tab.keyboard.type("unheard-of")
        expect(tab.locator(".card .violation").first).to_be_visible(timeout=30_000)
        assert tab.locator("#yaml .cm-lintRange-error").count() > 0
        assert edited.file.read_text(encoding="utf-8") == before
        assert tab.inner_text("#source-state") == "Not saved"
        press(tab, "Control+s")
        told(tab, "Saved.")
        assert "certainty: unheard-of" in edited.file.read_text(encoding="utf-8")
        assert "unheard of" in tab.inner_text(".card .facts")
        # Tab leads out of the editor.
        press(tab, "Tab")
        assert tab.evaluate("document.activeElement.id") != "yaml"


def test_a_file_without_its_text_is_mended_on_the_page(tab, tmp_path):
    """What was saved so is said, with the YAML open; the repair brings the text back."""
    from playwright.sync_api import expect

    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        tab.click("#toggle")
        tab.locator("#yaml .cm-line", has_text="text: text.txt").click()
        press(tab, "End", "Shift+Home", "Delete", "Control+s")
        told(tab, "Saved.")
        expect(tab.locator("#text")).to_have_text("")
        assert "text: text.txt" not in edited.file.read_text(encoding="utf-8")
        tab.reload()
        expect(tab.locator("#source")).to_be_visible()
        expect(tab.locator("#elsewhere")).to_contain_text("names no text")
        tab.locator("#yaml .cm-line").first.click()
        press(tab, "End", "Enter")
        tab.keyboard.type("text: text.txt")
        press(tab, "Control+s")
        told(tab, "Saved.")
        expect(tab.locator("#text")).to_contain_text("Our wells are worth keeping.")


def test_what_another_program_writes_is_noticed(tab, tmp_path):
    """By itself; and a form that is being filled is not sent over it."""
    from playwright.sync_api import expect

    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        other = wells.BEGUN.replace("are worth keeping\n", "are well worth keeping\n", 1)
        edited.file.write_text(other, encoding="utf-8")
        told(tab, "changed by another program")
        assert "well worth keeping" in tab.inner_text("#claims")
        tab.focus("#text")
        press(tab, "s", "s", "c")
        tab.wait_for_selector("dialog[open]")
        edited.file.write_text(wells.BEGUN, encoding="utf-8")
        tab.fill("[name=label]", "Mine")
        press(tab, "Control+Enter")
        expect(tab.locator(".problem")).to_contain_text("changed by another program")
        assert edited.file.read_text(encoding="utf-8") == wells.BEGUN
        assert tab.input_value("[name=label]") == "Mine"
        press(tab, "Control+Enter")
        told(tab, "Claim added: Mine")
        assert "label: Mine" in edited.file.read_text(encoding="utf-8")


def test_what_the_page_writes_itself_is_no_news(tab, tmp_path):
    """However long the answer to a change is on its way."""
    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        held = []
        tab.route("**/api/change", lambda route: held.append((route, route.fetch())))
        tab.click(".card .head")
        press(tab, "Delete")
        # The page looks at the file every two seconds.
        tab.wait_for_timeout(2500)
        assert "claim:" not in edited.file.read_text(encoding="utf-8")
        assert "another program" not in tab.inner_text("#status")
        route, answer = held[0]
        route.fulfill(response=answer)
        told(tab, "Removed: The wells are worth keeping")
        tab.wait_for_timeout(2500)
        assert "another program" not in tab.inner_text("#status")


def test_what_is_typed_while_a_save_is_under_way_stays(tab, tmp_path):
    """The editor keeps it, not saved yet; a second save waits for the first."""
    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        held = []
        tab.route("**/api/change", lambda route: held.append(route))
        tab.click("#toggle")
        tab.locator("#yaml .cm-line").first.click()
        press(tab, "End")
        tab.keyboard.type(" one")
        press(tab, "Control+s")
        tab.keyboard.type(" two")
        press(tab, "Control+s")
        for words in (" one", " one two"):
            tab.wait_for_timeout(300)
            route = held.pop()
            assert not held
            answer = route.fetch()
            first = edited.file.read_text(encoding="utf-8").split("\n")[0]
            assert first.endswith(words)
            route.fulfill(response=answer)
            tab.wait_for_timeout(300)
            assert "one two" in tab.inner_text("#yaml .cm-content")
        told(tab, "Saved.")
        assert tab.inner_text("#source-state") == ""


def test_unsaved_yaml_is_kept_when_the_file_changes(tab, tmp_path):
    """One's own words stay in the editor; which of the two stands is the person's to say."""
    with Edited(wells.project(tmp_path)) as edited:
        ready(tab, edited.url)
        tab.click("#toggle")
        tab.locator("#yaml .cm-line").first.click()
        press(tab, "End")
        tab.keyboard.type(" mine")
        edited.file.write_text("# theirs\n" + wells.BEGUN, encoding="utf-8")
        told(tab, "changed by another program")
        assert " mine" in tab.inner_text("#yaml .cm-content")
        tab.click("#discard")
        told(tab, "Changes discarded")
        assert "# theirs" in tab.inner_text("#yaml .cm-content")
        assert " mine" not in tab.inner_text("#yaml .cm-content")


HOSTILE = "<script>window.x=1</script><img src=x onerror=window.x=1>\u202e\u2067\x07"


def test_hostile_words_are_shown_as_words(tab, tmp_path):
    """Markup, marks that turn the direction of writing and controls steer nothing."""
    text = wells.TEXT.replace("all twelve", f"all {HOSTILE} twelve")
    label = HOSTILE.replace("\x07", "")
    capture = wells.BEGUN.replace("The wells are worth keeping", f"'{label}'")
    with Edited(wells.project(tmp_path, capture, text)) as edited:
        ready(tab, edited.url)
        tab.click("#toggle")
        assert "<script>window.x=1</script>" in tab.inner_text("#text")
        assert "<img src=x onerror=window.x=1>" in tab.inner_text(".card h3")
        tab.focus("#text")
        press(tab, "s", "s", "c")
        tab.wait_for_selector("dialog[open]")
        assert "<script>" in tab.inner_text("blockquote")
        press(tab, "Escape")
        tab.click(".card .head")
        press(tab, "e")
        tab.wait_for_selector("dialog[open]")
        press(tab, "Escape")
        shown = tab.evaluate("document.body.innerText + document.title")
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x07]", shown)
        assert tab.evaluate("window.x") is None
        assert tab.locator("#text img, #claims img, main script").count() == 0


def test_a_page_of_another_origin_can_do_nothing(browser, tmp_path):
    """It reads nothing, changes nothing and frames nothing, even if it knows the address."""
    with Edited(wells.project(tmp_path)) as edited, Edited(wells.project(tmp_path / "b")) as other:
        page = browser.new_page()
        # Another port of this host is another origin.
        page.goto(other.url)
        sent = """async ([url, options]) => {
            try { const got = await fetch(url, options); return got.type + await got.text(); }
            catch (error) { return "refused"; }
        }"""
        before = edited.file.read_bytes()
        body = '{"action": "save", "digest": "", "text": ""}'
        for options in (
            {},
            {"mode": "no-cors"},
            {"method": "POST", "body": body, "mode": "no-cors"},
            {"method": "POST", "body": body, "headers": {"Content-Type": "application/json"}},
        ):
            # The policy of the page would keep it from asking at all.
            assert page.evaluate(sent, [f"{edited.url}api/change", options]) == "refused"
        page.close()
        context = browser.new_context(bypass_csp=True)
        page = context.new_page()
        page.goto(other.url)
        for path in ("api/state", "api/change"):
            for options in (
                {},
                {"mode": "no-cors"},
                {"method": "POST", "body": body, "mode": "no-cors"},
                {"method": "POST", "body": body, "headers": {"Content-Type": "application/json"}},
            ):
                told_ = page.evaluate(sent, [f"{edited.url}{path}", options])
                assert told_ in ("refused", "opaque"), (path, options)
        # A form and a frame go where no script does.
        answers = []
        page.on(
            "response", lambda one: one.url.startswith(edited.url) and answers.append(one.status)
        )
        page.evaluate(
            "url => { const made = document.createElement('iframe'); made.src = url;"
            " document.body.append(made); }",
            edited.url,
        )
        page.wait_for_timeout(300)
        page.evaluate(
            "url => { const made = document.createElement('form'); made.action = url;"
            " made.method = 'post'; document.body.append(made); made.submit(); }",
            f"{edited.url}api/change",
        )
        page.wait_for_timeout(300)
        assert set(answers) == {403}
        assert edited.file.read_bytes() == before
        context.close()


def test_without_the_token_there_is_nothing(browser, tmp_path):
    """The address without it, and with another, is 403."""
    with Edited(wells.project(tmp_path)) as edited:
        page = browser.new_page()
        root = edited.url.rsplit("/", 2)[0]
        for path in ("/", "/api/state", "/static/edit.js", f"/{'x' * 32}/"):
            assert page.goto(root + path).status == 403
        assert page.goto(edited.url).status == 200
        page.close()


def test_everybody_can_use_the_page(browser, tmp_path):
    """axe-core finds nothing against WCAG 2.2 AA: page, forms and editor, light and dark."""
    found = []
    root = wells.project(tmp_path)
    wells.letter(root)
    with Edited(root) as edited:
        # The policy of the page keeps axe out, too.
        context = browser.new_context(bypass_csp=True, viewport={"width": 1440, "height": 900})
        page = context.new_page()
        ready(page, edited.url)
        page.add_script_tag(path=str(browsing.AXE))

        def examined(state):
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                answer = browsing.examined(page)
                assert answer["passes"]
                found.extend(
                    (state, scheme, one["id"], node["html"][:200], node["failureSummary"])
                    for one in answer["violations"]
                    for node in one["nodes"][:3]
                )

        page.focus("#text")
        press(page, "s", "s", "c")
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        examined("new claim")
        page.fill("[name=label]", "Twelve are to go")
        press(page, "Control+Enter")
        told(page, "Claim added")
        page.click("#toggle")
        page.click(".card:has-text('Twelve') .head")
        examined("page")
        press(page, "a")
        page.wait_for_selector("dialog[open]")
        examined("new argument")
        press(page, "Control+Enter")
        told(page, "Argument added")
        examined("page with an argument")
        page.focus("#text")
        press(page, "?")
        page.wait_for_selector("dialog[open]")
        examined("keys")
        press(page, "Escape")
        page.focus(".card .head")
        press(page, "l")
        page.wait_for_selector("dialog[open] .candidates li")
        examined("links")
        context.close()
    assert not found


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_nothing_sticks_out(tab, tmp_path, width):
    """At any width (WCAG 2.2, 1.4.10); with room enough claims stand beside the text."""
    with Edited(wells.project(tmp_path)) as edited:
        tab.set_viewport_size({"width": width, "height": 800})
        ready(tab, edited.url)
        tab.click("#toggle")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        text, card = (tab.locator(one).bounding_box() for one in ("#text", ".card"))
        beside = card["x"] >= text["x"] + text["width"]
        assert beside == (width >= 768)
        if not beside:
            assert card["y"] >= text["y"] + text["height"]
        tab.focus("#text")
        press(tab, "s", "c")
        tab.wait_for_selector("dialog[open]")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        shown = tab.locator("dialog").bounding_box()
        assert shown["x"] >= 0
        assert shown["x"] + shown["width"] <= width


def test_the_focus_is_seen_and_motion_is_reduced(browser, tmp_path):
    """What has the focus has an outline; who asks for less motion gets none."""
    with Edited(wells.project(tmp_path)) as edited:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        ready(page, edited.url)
        seen = set()
        for _ in range(14):
            press(page, "Tab")
            here = "document.activeElement"
            if page.evaluate(f"{here} === document.body"):
                break
            assert page.evaluate(f"getComputedStyle({here}).outlineStyle") != "none"
            seen.add(page.evaluate(f"{here}.id || {here}.className || {here}.textContent"))
        assert {"text", "head", "new-claim", "toggle", "help"} <= seen
        assert page.eval_on_selector(
            ".card", "one => getComputedStyle(one).transitionProperty"
        ) == ("none")
        context.close()


def test_it_ends_with_what_started_it(tmp_path):
    """A shell that is killed takes the page's server with it."""
    project = wells.project(tmp_path)
    program = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-m', 'claimgraph', 'edit', 'wells', '--no-browser',"
        f" '--project', {str(project)!r}])\ntime.sleep(60)"
    )
    shell = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)
    shell.stderr.readline()
    shell.kill()
    # The server has the pipe open until it ends.
    assert shell.stderr.read() == b""
    shell.wait()
    shell.stderr.close()


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_bundle_is_built_from_its_source(tmp_path):
    """What is committed is what the lock file and the entry make."""
    copy = tmp_path / "vendor" / VENDOR.name
    shutil.copytree(VENDOR.parent, copy.parent, ignore=shutil.ignore_patterns("node_modules"))
    quiet = {"cwd": copy, "check": True, "env": os.environ, "stdout": subprocess.DEVNULL}
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    subprocess.run(["npm", "ci", "--silent", *options], **quiet)
    subprocess.run(["node", "build.mjs", str(tmp_path)], **quiet)
    pages = ROOT / "src" / "claimgraph" / "pages" / "static"
    for folder, name in ((STATIC, "codemirror"), (pages, "sparql-editor")):
        for file in (f"{name}.js", f"{name}.LICENSE.txt"):
            assert (tmp_path / file).read_bytes() == (folder / file).read_bytes(), "run make vendor"
