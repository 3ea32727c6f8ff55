"""A site has a page and data for every IRI, leads from each to all, and is the same every time."""

import json
import re
import subprocess
import sys
from pathlib import PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from published import PREFIXES, ROOT, SMALL_ARTICLE, Page, dead_links, edition, served
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from claimgraph.errors import UsageError
from claimgraph.graph import canonical
from claimgraph.graph import project as projects
from claimgraph.pages import build as site
from claimgraph.questions import catalogue

pytestmark = pytest.mark.slow

BASE = "https://w3id.org/claimgraph/"
ARTICLE = BASE + "article/huawei-comeback/"


@pytest.fixture(scope="module")
def shipped():
    """The pages of the shipped article."""
    return edition()


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site of the shipped article, written for an address."""
    folder = tmp_path_factory.mktemp("site")
    site.build(edition(base="https://site.example/"), folder)
    return folder


@pytest.fixture(scope="module")
def pages(built):
    """All pages of that site by path."""
    found = built.rglob("*.html")
    return {
        file.relative_to(built).as_posix(): Page(file.read_text(encoding="utf-8")) for file in found
    }


def test_every_iri_of_ours_has_a_page_and_data(shipped):
    """Each subject of the data and each of our terms: HTML, Turtle, JSON-LD, N-Triples."""
    project = projects.find(ROOT)
    subjects = {quad.subject for one in catalogue.load(project) for quad in one.quads}
    ours = {
        one.value
        for one in subjects
        if isinstance(one, ox.NamedNode) and one.value.startswith(BASE)
    }
    assert len(ours) > 400
    paths = set(shipped.paths)
    for iri in ours:
        stem = shipped.names.stem(iri)
        assert {stem + suffix for suffix in (".html", ".ttl", ".jsonld", ".nt")} <= paths, iri


def test_every_internal_link_leads_to_a_file(built, pages):
    """No link of any page is dead, and every fragment is there."""
    files = {file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()}
    assert not dead_links(pages, files)


def test_every_page_is_led_to_from_the_front(pages):
    """From the front page, links reach all pages; only the page of errors stands alone."""
    ahead, seen = ["index.html"], {"index.html"}
    while ahead:
        path = ahead.pop()
        for link in pages[path].links:
            target = urldefrag(urljoin(f"http://x/{path}", link))[0].removeprefix("http://x/")
            target = target.partition("?")[0]
            if target in pages and target not in seen:
                seen.add(target)
                ahead.append(target)
    assert set(pages) - seen == {"404.html"}


def test_data_beside_a_page_is_one_graph_in_three_forms(shipped):
    """Turtle, JSON-LD and N-Triples of a page say the same."""
    for iri in (
        ARTICLE,
        ARTICLE + "claim/tsmc-supplied-directly",
        BASE + "id/huawei",
        BASE + "ontology",
    ):
        stem = shipped.names.stem(iri)
        graphs = [
            Graph().parse(data=shipped.content(stem + suffix), format=form)
            for suffix, form in ((".ttl", "turtle"), (".jsonld", "json-ld"), (".nt", "nt"))
        ]
        assert graphs[0]
        assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def crawl(root, start, described):
    """Follow links as a linked-data client does, with rdflib alone; return graph and IRIs seen.

    Names of which the graph says nothing are not fetched: there is nothing to get.
    """
    whole, seen, ahead, silent = Graph(), set(), [start], set()
    while ahead:
        document = urldefrag(ahead.pop())[0]
        if document in seen | silent:
            continue
        if document not in described:
            silent.add(document)
            continue
        seen.add(document)
        part = Graph().parse(root + document.removeprefix(BASE), format="turtle")
        whole += part
        ahead += [
            str(term)
            for triple in part
            for term in triple
            if isinstance(term, URIRef) and str(term).startswith(BASE)
        ]
    return whole, seen, silent


def test_a_crawler_that_starts_at_the_article_ends_with_the_whole_graph(built, monkeypatch):
    """Links lead from the article to every resource, by the rules that the site writes for hosts.

    Only names that stand for no document are left: of a version, of namespaces.
    """
    project = projects.find(ROOT)
    told = list(canonical.union(quad for one in catalogue.load(project) for quad in one.quads))
    described = {
        urldefrag(quad.subject.value)[0] for quad in told if isinstance(quad.subject, ox.NamedNode)
    }
    # rdflib writes 00:00:00Z as 00:00:00+00:00, unless told to leave literals as they are.
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)
    rules = (built / ".htaccess").read_text(encoding="utf-8")
    with served(built, rules.replace("https://site.example/", "/")) as root:
        whole, seen, silent = crawl(root, ARTICLE, described)
    assert {one for one in described if one.startswith(BASE)} <= seen
    assert len(silent) < 5, silent
    found = ox.parse(whole.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    lines = [canonical.n_quads(quads).splitlines() for quads in (found, told)]
    assert lines[0] == lines[1]


# ── What a page says of itself ───────────────────────────────────────────────────────────────────


def test_no_page_asks_another_host_for_anything(pages):
    """Scripts, styles and pictures come from the site; the policy says so before anything else."""
    for path, page in pages.items():
        policies = [named for tag, named in page.tags if named.get("http-equiv")]
        assert policies[0]["content"].startswith("default-src 'none'"), path
        assert "http" not in policies[0]["content"].replace("http-equiv", "")
        for tag, named in page.tags:
            if tag in ("script", "img", "iframe", "source") or "stylesheet" in named.get("rel", ""):
                assert not urlsplit(named.get("src") or named.get("href") or "").scheme, path
            assert not any(name.startswith("on") or name == "style" for name in named), path


def test_every_page_of_a_thing_names_its_data_and_its_address(shipped, pages):
    """The alternates are the files beside it; the canonical address is below the base."""
    for iri in (
        ARTICLE,
        ARTICLE + "claim/thesis",
        BASE + "ontology#Claim",
        BASE + "shapes#event-date",
    ):
        path = f"{shipped.names.stem(iri)}.html"
        if path not in pages:
            continue
        links = {named["type"]: named["href"] for tag, named in pages[path].tags
                 if tag == "link" and named["rel"] == "alternate"}  # fmt: skip
        assert set(links) == {"text/turtle", "application/ld+json", "application/n-triples"}
        name = PurePosixPath(path).stem
        assert sorted(links.values()) == [f"{name}.jsonld", f"{name}.nt", f"{name}.ttl"]
        canonical_links = [named["href"] for tag, named in pages[path].tags
                           if tag == "link" and named["rel"] == "canonical"]  # fmt: skip
        assert canonical_links == [f"https://site.example/{path}"]


def test_without_a_base_the_canonical_address_is_the_iri(shipped):
    """The persistent IRI leads to the page wherever that is."""
    page = shipped.content("id/huawei.html").decode()
    assert f'<link rel="canonical" href="{BASE}id/huawei">' in page


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        (ARTICLE, "Article"),
        (ARTICLE + "claim/thesis", "Claim"),
        (BASE + "id/tsmc", "Thing"),
        (BASE + "ontology#Claim", "DefinedTerm"),
    ],
)
def test_search_engines_read_what_a_page_is_about(shipped, iri, kind):
    """schema.org as JSON-LD, with the IRI and a name."""
    page = shipped.content(f"{shipped.names.stem(iri)}.html").decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(found[1])
    assert (told["@type"], told["@id"]) == (kind, iri)
    assert told.get("name") or told["headline"]


def test_the_article_page_is_light_and_whole_without_script(shipped):
    """Under 400 kB, a fourth of it sheets for paper; the map's script is a file and comes last."""
    page = shipped.content("article/huawei-comeback/index.html")
    assert len(page) < 400_000
    read = Page(page.decode())
    scripts = [named for tag, named in read.tags if tag == "script"]
    data = [named["type"] for named in scripts if "src" not in named]
    assert data == ["application/json", "application/ld+json"]
    assert all("defer" in named for named in scripts if "src" in named)
    claims = [one for one in shipped.things.of_kind("Claim") if str(one).startswith(ARTICLE)]
    linked = {urljoin("article/huawei-comeback/index.html", link) for link in read.links}
    assert {f"{shipped.names.stem(str(one))}.html" for one in claims} <= linked
    sheets = page.count(b'<div class="sheet">')
    assert sum(tag == "svg" for tag, _ in read.tags) == 4 + sheets


def test_each_picture_has_its_content_as_a_list(shipped):
    """Who does not see a picture finds every thing that it links to in the list beneath."""
    page = shipped.content("article/huawei-comeback/index.html").decode()
    figures = re.findall(r"<figure\b.*?</figure>", page, re.DOTALL)
    assert len(figures) == 4
    for figure in figures:
        # Sheets of a map are on paper alone: each claim is there, in words.
        shown = re.sub('<div class="sheets">.*?(?=<figcaption>)', "", figure, flags=re.DOTALL)
        picture, _, outline = shown.partition("<figcaption>")
        # The first link of a map leads to the thesis in it.
        assert set(Page(picture).links) - {"#map-start"} <= set(Page(outline).links)


def test_the_map_is_whole_on_request(shipped):
    """A page of its own shows every claim of the article that is in an argument."""
    path = "maps/article/huawei-comeback/index.html"
    page = Page(shipped.content(path).decode())
    linked = {urljoin(f"http://x/{path}", link).removeprefix("http://x/") for link in page.links}
    graph = shipped.things.graph
    premises = map(str, graph.objects(None, URIRef(f"{BASE}ontology#premise")))
    argued = {premise for premise in premises if "/huawei-comeback/" in premise}
    assert {f"{shipped.names.stem(one)}.html" for one in argued} <= linked


def test_a_claim_page_tells_all_about_the_claim(shipped):
    """Restatement, certainty and marker, passage with its words, evidence, arguments, triples."""
    page = Page(shipped.content("article/huawei-comeback/claim/smic-made-chip.html").decode())
    for words in (
        "SMIC made the 7 nm chip",
        "reported",
        "reportedly",
        "testimonial",
        "Unnamed report on who made the 7 nm chip",
        "What it supports",
    ):
        assert words in page.text
    assert any("#:~:text=" in link for link in page.links)


def test_a_question_has_its_answer_its_sparql_and_files_of_both(shipped):
    """The page of a question that needs no value shows what `claimgraph ask` answers."""
    page = Page(shipped.content("questions/evidence/unnamed-evidence.html").decode())
    assert "Sophgo ordered Huawei-type chips" in page.text
    assert "SELECT" in page.text
    assert shipped.content("questions/evidence/unnamed-evidence.rq").startswith(b"#+ summary")
    lines = shipped.content("questions/evidence/unnamed-evidence.csv").decode().splitlines()
    rows = [
        row
        for folder in ("evidence", "climate-judgment/evidence")
        for row in (ROOT / f"tests/answers/{folder}/unnamed-evidence.csv")
        .read_text("utf-8")
        .splitlines()[1:]
    ]
    assert len(lines) == 1 + len(rows)


def test_a_rule_has_its_examples(shipped):
    """The page of a shape shows what passes and what fails."""
    page = Page(shipped.content("shapes/claim-hedge.html").decode())
    assert "What passes" in page.text
    assert "What fails" in page.text
    # Values stand in a column.
    assert re.search(r"sh:path +cg:hedge", page.text)


# ── Building ─────────────────────────────────────────────────────────────────────────────────────


def test_a_second_build_writes_only_what_changed(tmp_path):
    """The same data writes nothing; a changed label its pages; a removed thing takes its away."""
    file = tmp_path / "town" / "data" / "town" / "actors.ttl"
    file.parent.mkdir(parents=True)
    rest = 'id:c a cg:Group; rdfs:label "Choir"; cg:partOf id:b .'
    ann = 'id:a a cg:Person; rdfs:label "Ann" .'
    file.write_text(f'{PREFIXES} {ann} id:b a cg:Person; rdfs:label "Ben" . {rest}')
    out = tmp_path / "out"
    first = site.build(edition(tmp_path / "town"), out)
    again = site.build(edition(tmp_path / "town"), out)
    assert (again.written, again.kept) == (0, first.written)
    file.write_text(f'{PREFIXES} id:b a cg:Person; rdfs:label "Benedict" . {rest}')
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    done = site.build(edition(tmp_path / "town"), out)
    assert done.removed == 4
    assert not (out / "id" / "a.html").exists()
    changed = {
        path.relative_to(out).as_posix()
        for path, time in before.items()
        if path.exists() and path.stat().st_mtime_ns != time
    }
    assert {"id/b.html", "id/b.ttl", "id/c.html", "lists/actors.html"} <= changed
    assert "id/c.ttl" not in changed
    assert "ontology.html" not in changed


def test_after_one_article_changed_only_what_shows_it_is_written(tmp_path):
    """Of three articles one restates a claim: no file of the others, the rules or terms changes."""
    for slug in ("a", "b", "c"):
        file = tmp_path / "town" / "data" / slug / f"{slug}.ttl"
        file.parent.mkdir(parents=True)
        file.write_text(PREFIXES + SMALL_ARTICLE.replace("SLUG", slug), encoding="utf-8")
    out = tmp_path / "out"
    site.build(edition(tmp_path / "town"), out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    file = tmp_path / "town" / "data" / "b" / "b.ttl"
    file.write_text(
        file.read_text("utf-8").replace("The ferry pays", "The ferry does pay"), "utf-8"
    )
    done = site.build(edition(tmp_path / "town"), out)
    changed = {
        path.relative_to(out).as_posix()
        for path, time in before.items()
        if path.stat().st_mtime_ns != time
    }
    assert done.written == len(changed)
    own = "article/b/claim/pays"
    assert {f"{own}.html", f"{own}.ttl", f"{own}.jsonld", f"{own}.nt"} <= changed
    # Its article, what is said in the same words, and what lists every claim.
    assert {path for path in changed if path.startswith("article/")} == {
        *(f"{own}{suffix}" for suffix in (".html", ".ttl", ".jsonld", ".nt")),
        "article/b/index.html",
        "article/b/passage/fares.html",
    }
    assert "static/search-index.js" in changed
    # Of the vocabulary, the pages that list it by name: those of its kinds, certainty and standing.
    assert {
        path for path in changed if path.startswith(("ontology", "scheme", "shapes", "id"))
    } == {
        "ontology/_factual_claim.html",
        "ontology/_thesis.html",
        "scheme/certainty/asserted.html",
        "scheme/standing/accepted.html",
    }


def test_other_peoples_files_stay(tmp_path, shipped):
    """A folder that is no site is refused; what others put into a site, or beside it, stays."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds other things than a site"):
        site.build(shipped, tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    (out / site.MANIFEST).write_text("../mine.txt\n/etc/hostname\nold/page.html\n")
    (out / "old").mkdir()
    (out / "old" / "page.html").write_text("old")
    (out / "CNAME").write_text("site.example")
    site.build(shipped, out)
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (out / "CNAME").read_text() == "site.example"
    assert not (out / "old").exists()


def test_rules_for_hosts_lead_from_iris_to_pages_and_data(built):
    """303 by Accept for Apache and w3id.org, to the page for Netlify."""
    apache = (built / "w3id" / ".htaccess").read_text("utf-8")
    with served(built, apache.replace("https://site.example/", "/")) as root:
        for iri, accept, to in (
            ("id/huawei", "text/turtle, */*;q=0.1", "id/huawei.ttl"),
            ("id/huawei", "application/ld+json", "id/huawei.jsonld"),
            ("id/huawei", "text/html,application/xhtml+xml,*/*;q=0.8", "id/huawei.html"),
            ("article/huawei-comeback/", "text/html", "article/huawei-comeback/index.html"),
            ("article/huawei-comeback/", "text/turtle", "article/huawei-comeback/index.ttl"),
            ("ontology", "text/turtle", "ontology.ttl"),
            ("shapes", "text/html", "shapes.html"),
        ):
            answer = httpx.get(root + iri, headers={"Accept": accept})
            assert (answer.status_code, answer.headers["Location"]) == (303, f"/{to}")
    netlify = (built / "_redirects").read_text("utf-8").splitlines()
    assert "/id/huawei /id/huawei.html 303" in netlify


def test_the_command_writes_a_site_and_says_where(tmp_path):
    """`claimgraph site` writes to standard error alone; an address that is none is refused."""
    out = tmp_path / "out"
    done = claimgraph("site", "--project", str(ROOT), "--output", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert f"{out}/index.html" in done.stderr
    assert (out / "index.html").is_file()
    wrong = claimgraph("site", "--output", str(out), "--base", "javascript:alert(1)")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1


def claimgraph(*arguments):
    command = [sys.executable, "-m", "claimgraph", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
