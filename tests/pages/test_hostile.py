"""What others write in their data is shown and not obeyed; odd names break nothing."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from published import of_turtle

from claimgraph.pages import build as site

pytestmark = pytest.mark.slow

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\\\"'&lt;"


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def pages(edition):
    """Return all pages but those of what claimgraph ships."""
    shipped = ("ontology", "shapes", "scheme/", "questions/")
    return {
        path: edition.content(path).decode()
        for path in edition.paths
        if path.endswith(".html") and not path.startswith(shipped)
    }


def test_markup_in_texts_stays_text(tmp_path):
    """Labels, restatements, hedges and literals with markup make no element and no attribute."""
    edition = of_turtle(
        f'''
        <https://w3id.org/claimgraph/article/a/> a cg:Article ; rdfs:label "{MARKUP}" .
        claim:x a cg:FactualClaim ; rdfs:label "{MARKUP}" ; cg:paraphrase "{MARKUP}" ;
            cg:hedge "{MARKUP}" ; cg:certainty certainty:reported ; cg:locator "{MARKUP}" ;
            cg:involves [ cg:actor id:a ; cg:role id:r ] .
        id:a a cg:Person ; rdfs:label "{MARKUP}" ; skos:altLabel "{MARKUP}" .
        id:r rdfs:label "{MARKUP}" .
        claim:y a cg:FactualClaim ; rdfs:label "{MARKUP}"@en-x-y .
        ''',
        tmp_path,
    )
    for path, html in pages(edition).items():
        for tag, attributes in Tags(html).found:
            assert not any(name.startswith("on") for name in attributes), path
            assert attributes.get("src") != "x", path
            if tag == "script":
                assert attributes.get("type") in ("application/ld+json", "application/json") or (
                    path.startswith(("search", "compare", "id/", "article/", "maps/", "reading/"))
                    and "src" in attributes
                )
        for told in re.findall(r'<script type="application/[^>]*json"[^>]*>(.*?)</script>', html):
            assert isinstance(json.loads(told), dict)
    index = edition.content("static/search-index.js").decode()
    assert "<script" not in index
    assert "\u003cscript" in json.loads(index.partition("= ")[2].rstrip(";\n"))[0][1]


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd"]
)
def test_no_link_leads_to_a_script_or_a_file(tmp_path, iri):
    """Such an IRI has a page as any other and is linked only to that, or shown."""
    safe = iri.replace("<", "%3C").replace(">", "%3E")
    edition = of_turtle(
        f"""
        <{safe}> a cg:Person ; rdfs:label "Mallory" .
        claim:x a cg:FactualClaim ; rdfs:label "x" ; rdfs:seeAlso <{safe}> , <{safe}-unknown> .
        <https://w3id.org/claimgraph/article/a/> a cg:Article ; rdfs:label "a" ;
            <https://schema.org/url> <{safe}-page> .
        """,
        tmp_path,
    )
    for path, html in pages(edition).items():
        for _, attributes in Tags(html).found:
            for name in ("href", "src", "action"):
                link = attributes.get(name, "")
                scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", link, re.IGNORECASE)
                assert not scheme or scheme[1] in ("http", "https"), (path, link)
    assert any("Mallory" in html for path, html in pages(edition).items() if "at/" in path)


def test_odd_names_each_have_a_file_of_their_own_inside_the_site(tmp_path):
    """Names that climb, differ in case alone, are devices or the site's own: each has its page."""
    names = ["..", "../../up", "A", "a", "con", "index", "static/site.css", "search", "x.ttl",
             "x.ttl/y", "x", "caf\u00e9", "cafe\u0301", "n" * 3000, "a/../b", "a//b"]  # fmt: skip
    turtle = "\n".join(
        f'<https://w3id.org/claimgraph/{name}> a cg:Person ; rdfs:label "name {n}" .'
        for n, name in enumerate(names)
    )
    edition = of_turtle(turtle, tmp_path / "town")
    out = tmp_path / "deep" / "out"
    site.build(edition, out)
    written = [path for path in tmp_path.rglob("*.html") if path.is_file()]
    assert all(path.is_relative_to(out) for path in written)
    lowered = [path.relative_to(out).as_posix().lower() for path in written]
    assert len(lowered) == len(set(lowered))
    texts = [path.read_text(encoding="utf-8") for path in written]
    for n in range(len(names)):
        assert any(f"<bdi>name {n}</bdi></h1>" in text for text in texts), names[n]
    assert b"masthead" in (out / "static" / "site.css").read_bytes()
    assert "Look around" in (out / "index.html").read_text(encoding="utf-8")


def test_long_and_right_to_left_and_steering_texts(tmp_path):
    """A text keeps its direction to itself, and what would steer the display is made visible."""
    edition = of_turtle(
        f'''
        id:long a cg:Person ; rdfs:label "{"long " * 2000}" .
        id:rtl a cg:Person ; rdfs:label "\u05e9\u05dc\u05d5\u05dd"@he ; skos:altLabel "Peace"@en .
        id:override a cg:Person ; rdfs:label "abc\\u202Egnp.exe" .
        ''',
        tmp_path,
    )
    rtl = edition.content("id/rtl.html").decode()
    assert '<h1 class=""><bdi lang="he">\u05e9\u05dc\u05d5\u05dd</bdi></h1>' in rtl
    assert "\u202e" not in "".join(pages(edition).values())
    title = re.search("<title>(.*?)</title>", edition.content("id/long.html").decode())[1]
    assert len(title) < 250


def test_blank_nodes_in_circles_and_chains_end(tmp_path):
    """Blank nodes that speak of each other, or nest without measure, make a page all the same."""
    deep = "[ cg:through " * 60 + "id:a" + " ]" * 60
    edition = of_turtle(
        f"""
        id:a a cg:Person ; rdfs:label "Ann" ; rdfs:seeAlso _:x .
        _:x rdfs:seeAlso _:y . _:y rdfs:seeAlso _:x .
        claim:x a cg:FactualClaim ; rdfs:label "x" ; cg:attribution {deep} .
        id:u a cg:Undercut ; cg:conclusion id:v . id:v a cg:Undercut ; cg:conclusion id:u .
        cg:Loop rdfs:subClassOf cg:Loop . id:l a cg:Loop .
        """,
        tmp_path,
    )
    for iri in ("id/a", "id/u", "id/l", "article/a/claim/x"):
        assert edition.content(f"{iri}.html")


def test_every_internal_link_of_odd_data_leads_to_a_page(tmp_path):
    """Nothing that data holds makes a dead link within the site."""
    edition = of_turtle(
        """
        id:A a cg:Person ; rdfs:label "A" ; rdfs:seeAlso id:a , id:nobody , <urn:x:y> , cg:unknown .
        id:a a cg:Thing , id:Kind ; id:prop "x"^^id:type .
        <urn:x:y> rdfs:label "urn" .
        """,
        tmp_path,
    )
    known = set(edition.paths)
    for path, html in pages(edition).items():
        for _, attributes in Tags(html).found:
            target = urljoin(f"http://x/{path}", attributes.get("href") or "")
            if target.startswith("http://x/"):
                assert target.removeprefix("http://x/").partition("#")[0] in known, (path, target)


def test_an_actor_of_many_claims_has_a_page_of_bounded_length(tmp_path):
    """The first two hundred claims of a role are listed, and how many more there are is said."""
    claims = "".join(
        f'claim:c{number} a cg:FactualClaim ; rdfs:label "Claim {number}" ; '
        f"cg:involves [ cg:actor id:a ; cg:role id:target ] . "
        for number in range(230)
    )
    pages = of_turtle(f'id:a a cg:Person ; rdfs:label "Ann" . {claims}', tmp_path)
    page = pages.content("id/a.html").decode()
    assert page.count("/claim/c") == 200
    assert "and 30 more" in page
