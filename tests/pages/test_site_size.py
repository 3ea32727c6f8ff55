"""A small project has a small site: terms of the vocabulary have pages where the data use them."""

import re
from dataclasses import replace

import pytest
from published import ROOT, SMALL_ARTICLE, Page, dead_links, of_turtle

from claimgraph.pages import build
from claimgraph.pages.site import Site

# One claim of an article, in a theme that no shipped data have.
ONE = SMALL_ARTICLE.replace("SLUG", "a")
TERMS = ("ontology", "scheme", "shapes")


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """The pages of one article with one claim, by which terms of the vocabulary have one."""
    source = of_turtle(ONE, tmp_path_factory.mktemp("one")).source
    return {which: Site(replace(source, vocabulary=which)) for which in ("none", "used", "all")}


def read(edition):
    """Return the HTML pages of an edition by path; of the questions, those of one theme."""
    left_out = re.compile(r"questions/(?!actors|index)")
    pages = (path for path in edition.paths if path.endswith(".html") and not left_out.match(path))
    return {path: Page(edition.content(path).decode()) for path in pages}


def test_terms_have_pages_where_the_data_use_them(editions):
    stems = {
        which: {
            path.removesuffix(".html")
            for path in one.paths
            if path.endswith(".html") and path.startswith(TERMS)
        }
        for which, one in editions.items()
    }
    assert stems["none"] == {"shapes"}
    assert {"ontology", "ontology/_thesis", "ontology/passage"} <= stems["used"]
    assert "scheme/certainty/asserted" in stems["used"]
    assert not {"ontology/_treaty", "scheme/certainty/reported"} & stems["used"]
    assert stems["none"] < stems["used"] < stems["all"]
    # The editor of SPARQL is for pages that a server answers.
    assert not any("sparql" in path for path in editions["used"].paths)
    assert len(editions["used"].paths) * 5 < len(editions["all"].paths)


@pytest.mark.parametrize("which", ["none", "used"])
def test_links_to_terms_without_a_page_lead_to_their_place_or_out(editions, which):
    edition = editions[which]
    pages = read(edition)
    assert not dead_links(pages, set(edition.paths))
    links = {link for page in pages.values() for link in page.links}
    if which == "used":
        assert {"#scheme/certainty/reported", "#Event"} <= {
            link.removeprefix("ontology.html") for link in pages["ontology.html"].links
        }
    else:
        assert "https://w3id.org/claimgraph/ontology#Thesis" in links
        assert not any("ontology.html" in link for link in links)


@pytest.mark.slow
def test_a_build_with_fewer_terms_takes_their_pages_away(editions, tmp_path):
    """A site that had all pages of terms is the smaller one after it is built so."""
    build.build(editions["used"], tmp_path)
    done = build.build(editions["none"], tmp_path)
    assert done.removed
    assert not (tmp_path / "ontology.html").exists()
    assert not (tmp_path / "scheme").exists()


@pytest.mark.parametrize("which", ["none", "used", "all"])
def test_the_manual_counts_the_files_for_one_claim(editions, which):
    """About: each new question or rule adds some."""
    manual = (ROOT / "docs" / "site.md").read_text("utf-8")
    (count,) = re.findall(rf"(?m)^\| `{which}`.*\| about ([\d,]+) \|$", manual)
    assert int(count.replace(",", "")) == pytest.approx(len(editions[which].paths), rel=0.07)
