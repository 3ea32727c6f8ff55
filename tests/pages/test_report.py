"""The report: one file that holds everything about articles and asks nothing of anybody."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import URIRef

import claimgraph
from claimgraph.claims import network as argument
from claimgraph.claims import world
from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import report
from claimgraph.pictures import PICTURES
from claimgraph.questions import catalogue
from claimgraph.vocab import CG

pytestmark = pytest.mark.slow

HERE = Path(__file__).parents[1]
BRIDGE = "https://w3id.org/claimgraph/article/bridge/"
ORIGINAL = "https://example.org/bridge.html"
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """A page's elements, its text and whether each element that begins ends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.said: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)

    def all(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if name in attributes]


def written(project: Path, article: str | None = BRIDGE) -> str:
    home = projects.find(project)
    loaded = catalogue.load(home)
    store = Embedded(quad for one in loaded for quad in one.quads)
    return report.report(home, store, loaded, report.articles(article, store, loaded))


@pytest.fixture(scope="module")
def text():
    return written(HERE / "pictures")


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


@pytest.fixture(scope="module")
def graph():
    loaded = catalogue.load(projects.find(HERE / "pictures"))
    return Embedded(quad for one in loaded for quad in one.quads).graph


def run(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", "report", *arguments], capture_output=True, check=False
    )


def test_every_element_that_begins_ends(page):
    """In the right order, and no name stands for two places."""
    assert page.open == []
    assert len(page.all("id")) == len(set(page.all("id")))


def test_every_claim_is_there_with_its_restatement(text, graph):
    """And every argument, actor, source and event has its place."""
    claims = argument.network(graph).claims
    assert len(claims) == 11
    for iri, claim in claims.items():
        assert f'id="claim-{iri.removeprefix(BRIDGE)}"' in text
        assert claim.label in text
        assert str(graph.value(iri, URIRef(f"{CG}paraphrase"))) in text
    for one in argument.network(graph).arguments:
        assert f'id="argument-{one.removeprefix(BRIDGE)}"' in text
    for event in world.events(graph):
        assert f'id="thing-{event.iri.removeprefix(BRIDGE)}"' in text
    for thing in ("somebody", "survey", "certificate", "town", "inspectors"):
        assert f'id="thing-{thing}"' in text


def test_links_lead_to_places_in_the_page_or_to_the_article(page):
    """Every place that is linked exists, those within pictures too."""
    places = {f"#{name}" for name in page.all("id")}
    outside = {link for link in page.all("href") if link not in places}
    assert outside == {ORIGINAL, f"{ORIGINAL}#:~:text=The%20bridge,close", BRIDGE}


def test_a_passage_opens_the_original_at_its_words(text):
    """The article's address with the passage's text fragment (WICG, Text Fragments)."""
    assert f'<a href="{ORIGINAL}#:~:text=The%20bridge,close">the text</a>' in text


def pictures(page) -> int:
    """Count the pictures but for the sheets of a map, which are on paper alone."""
    sheets = sum(dict(attributes).get("class") == "sheet" for _, attributes in page.elements)
    return sum(tag == "svg" for tag, _ in page.elements) - sheets


def test_all_pictures_are_within_with_their_content_as_lists(page, text):
    """Four pictures as SVG, each with a nested list of the same."""
    assert pictures(page) == len(PICTURES)
    assert sum(tag == "details" for tag, _ in page.elements) == len(PICTURES)
    for name in PICTURES:
        assert f'<section id="{name}">' in text
    assert text.count("Ban on lorries") >= 2


def test_it_asks_nothing_of_any_host(page, text):
    """No script, image, frame, font or style sheet; the browser is told to fetch none."""
    tags = {tag for tag, _ in page.elements}
    assert not tags & {
        "script",
        "img",
        "image",
        "iframe",
        "object",
        "embed",
        "link",
        "base",
        "form",
    }
    assert not page.all("src")
    assert not re.findall(r"url\(|@import|@font-face", text)
    (policy,) = [a["content"] for t, a in page.elements if a.get("http-equiv")]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_it_prints_on_a4_in_light_colours(text):
    """A page size, a print style sheet, and dark colours for screens alone."""
    assert "@page{size:A4" in text
    assert "@media print{" in text
    assert "@media screen and (prefers-color-scheme:dark)" in text


def test_it_has_landmarks_and_headings_in_order(page):
    """One header, nav, main and footer; no level of headings is left out."""
    tags = [tag for tag, _ in page.elements]
    assert [tags.count(one) for one in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(later <= before + 1 for before, later in pairwise(levels))


def test_answers_of_stored_questions_are_tables(text):
    """With the question's name to ask it again; one with no answer says so."""
    sources = text.split('<code class="ask">claimgraph ask sources</code>')[1].split("</table>")[0]
    assert sources.count("<tr>") == 1 + 3
    assert "Somebody who was there" in sources
    circular = text.split('<code class="ask">claimgraph ask circular-support</code>')[1]
    assert circular.lstrip().startswith("</p>\n<p>None.</p>")


def test_names_in_descriptions_are_set_as_code(text):
    """What a question's description has in backticks; no tag is shown as text."""
    assert "is told by <code>explicit</code>." in text
    assert "&lt;code" not in text


def test_an_undercut_stands_with_the_claim_whose_argument_it_is_aimed_at(text):
    """The inspectors' pay, under the claim that the bridge is unsafe."""
    unsafe = text.split('id="claim-unsafe"')[1].split("</article>")[0]
    assert 'id="argument-by-pay">Undercut there by' in unsafe
    paid = text.split('id="claim-paid"')[1].split("</article>")[0]
    assert 'Undercuts <a href="#argument-by-inspection">' in paid


def test_the_same_project_gives_the_same_report(text):
    """Byte for byte."""
    assert written(HERE / "pictures") == text


def test_a_report_is_written_by_an_opened_project_and_from_a_store(text, tmp_path):
    """As the command writes it from files."""
    assert claimgraph.open(HERE / "pictures").report("The bridge") == text
    load = [sys.executable, "-m", "claimgraph", "load", HERE / "pictures", "--store"]
    subprocess.run([*load, tmp_path / "store"], check=True, capture_output=True)
    done = run("--project", HERE / "pictures", "--store", tmp_path / "store")
    assert done.stdout.decode() == text


@pytest.fixture(params=["tower", "bridge"], ids=["folders of their own", "one folder"])
def two(request, tmp_path):
    """The bridge, and a tower whose claims have the same names and say the like of it."""
    shutil.copytree(HERE / "pictures", tmp_path / "two")
    other = tmp_path / "two/data" / request.param
    other.mkdir(exist_ok=True)
    capture = (HERE / "pictures/data/bridge/capture.ttl").read_text(encoding="utf-8")
    (other / "tower.ttl").write_text(
        capture.replace("article/bridge/", "article/tower/").replace("bridge", "tower"),
        encoding="utf-8",
    )
    return tmp_path / "two"


def test_a_report_leaves_other_articles_out(two, text):
    """Whether each article has its graph or not; what they share stays."""
    of_one = written(two)
    assert "tower" not in of_one.lower()
    assert of_one.count('class="claim"') == text.count('class="claim"')
    assert run(BRIDGE, "--project", two).stdout.decode() == of_one


def test_without_an_article_each_is_told_in_turn(two, text):
    """One page, with a table of contents in front: each place has a name of its own."""
    done = run("--project", two)
    both = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert claimgraph.open(two).report() == both
    page = Page(both)
    assert page.open == []
    names = page.all("id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(names)
    assert both.count('class="claim"') == 2 * text.count('class="claim"')
    assert pictures(page) == 2 * len(PICTURES)
    labels = [a["aria-label"] for _, a in page.elements if a.get("role") == "region"]
    assert len(labels) == len(set(labels))
    contents = both.split("<nav")[1].split("</nav>")[0]
    for number, title in ((1, "Why the bridge should close"), (2, "Why the tower should close")):
        assert f'<a href="#a{number}-article" dir="auto"><bdi>{title}</bdi></a>' in contents
        assert f'<a href="#a{number}-claims">All claims</a>' in contents


def test_of_several_articles_each_links_within_itself(two):
    """A claim's number, a picture, the contents: never to the claim of that name in another."""
    both = run("--project", two).stdout.decode()
    _, first, second = re.split('<section id="a[12]-article"', both)
    for number, part in ((1, first), (2, second)):
        assert f'id="a{number}-claim-unsafe"' in part
        assert set(re.findall(r'(?:href="#|id=")(\w+-)', part)) == {f"a{number}-"}


def test_of_several_articles_the_headings_nest(two):
    """One heading for the page, one below it for each article, and no level left out."""
    tags = [tag for tag, _ in Page(run("--project", two).stdout.decode()).elements]
    assert [tags.count(one) for one in ("header", "nav", "main", "footer", "h1")] == [1] * 5
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert (levels[0], levels.count(2)) == (1, 2)
    assert all(later <= before + 1 for before, later in pairwise(levels))


HOSTILE = {
    "markup": "</title></style><script>alert(1)</script>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "attribute": '" onclick="alert(1)',
    "control": "a\x00b\x1b[2J\u202e",
    "long": "long " * 500,
}


@pytest.mark.parametrize(
    "label", HOSTILE, ids=["markup", "template", "attribute", "control", "long"]
)
def test_hostile_labels_are_harmless(tmp_path, label):
    """Whatever labels and restatements hold, they are text."""
    shutil.copytree(HERE / "pictures", tmp_path / "project")
    capture = tmp_path / "project/data/bridge/capture.ttl"
    escaped = label.encode("unicode_escape").decode().replace("\\x", "\\u00").replace('"', '\\"')
    turtle = capture.read_text(encoding="utf-8").replace(f"<{ORIGINAL}>", "<javascript:alert(1)>")
    for plain in ("Its cables rust", "The town", "The cables rust.", "the text"):
        turtle = turtle.replace(f'"{plain}"', f'"{escaped}"')
    capture.write_text(turtle, encoding="utf-8")
    html = written(tmp_path / "project")
    page = Page(html)
    assert page.open == []
    assert "script" not in {tag for tag, _ in page.elements}
    assert not [name for _, attributes in page.elements for name in attributes if name[:2] == "on"]
    assert not [link for link in page.all("href") if link.lower().startswith("javascript")]
    assert not set(html) & set("\x00\x1b\u202e")
    assert "{{ 7" in html or "7" not in label


def test_the_shipped_article_fits_into_a_mail(tmp_path):
    """Under 500 kB with the sheets of map and actors and all its capture, by the command."""
    out = tmp_path / "report.html"
    done = run("huawei-comeback", "--project", HERE.parent, "-o", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.stat().st_size < 500_000
    page = Page(out.read_text(encoding="utf-8"))
    assert page.open == []
    assert sum(a.get("class") == "claim" for _, a in page.elements) == 90
    places = {f"#{name}" for name in page.all("id")}
    hosts = {link.split("/")[2] for link in page.all("href") if link not in places}
    assert hosts == {"koreaonpoint.org", "w3id.org"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["The bridge is pretty"], "no article has the IRI, the label or the name 'The bridge is"),
        (["nothing-like-it"], "name 'nothing-like-it'; there are: "),
        ([f"{CG}Article"], "is not an article: name one of https://w3id.org/"),
        (["-o", "/nowhere/report.html"], "/nowhere/report.html: cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_line(arguments, said):
    """On standard error, with exit code 2."""
    done = run(*arguments, "--project", HERE / "pictures")
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1
