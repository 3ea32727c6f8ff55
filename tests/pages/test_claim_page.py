"""A claim's page shows what `explain` draws: each premise with what it is worth."""

import re

import pytest
from late_trams import TURTLE
from published import ROOT, edition, of_turtle

from claimgraph.pages import support


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return of_turtle(TURTLE, tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def thesis(pages):
    return pages.content("article/trams/claim/late.html").decode()


def item(html, name):
    """Return the words of a premise, up to what lies beneath it."""
    pattern = rf"<li><a [^>]*><bdi>{name}</bdi></a>(.*?)</span>\s*(?=<details|</li>)"
    found = re.search(pattern, html, re.S)
    return " ".join(re.sub("<[^>]+>", " ", found[1]).split())


def test_a_premise_shows_certainty_hedge_source_and_standing(thesis):
    assert item(thesis, "Drivers strike").startswith("“reportedly” ")
    assert item(thesis, "Drivers strike").endswith("from A driver unnamed")
    # Evidence of a source without an issuer has at most 3 (docs/weighing.md).
    assert item(thesis, "It snows").startswith("asserted accepted, grade 3 from Timetable")
    for name in ("Drivers strike", "It snows", "Trams will be fast"):
        assert re.search("accepted|rejected|undecided", item(thesis, name)), name


def test_arguments_nest_and_a_circle_ends(thesis):
    """Support that goes in a circle is drawn once, and said to be shown above."""
    tree = thesis[thesis.index('id="h-support"') : thesis.index('id="h-against"')]
    assert tree.count('<article class="argument') == 3
    assert tree.count('<details class="beneath"') == 2
    assert tree.count('<details class="beneath" open>') == 1
    assert item(tree[tree.index("It is cold") :], "It snows").endswith("its support is shown above")
    assert "These premises work only together." in tree
    assert "speed" in thesis[thesis.index('id="h-against"') :]


def test_a_large_tree_ends_on_the_pages_of_its_claims(pages, monkeypatch):
    monkeypatch.setattr(support, "MOST", 3)
    body = pages.content("article/trams/claim/late.html").decode()
    assert "its support is on its own page" in body


@pytest.mark.parametrize("path", ["claim/late", "passage/late", "argument/strike", "source/driver"])
def test_iris_and_offsets_are_folded(pages, path):
    """Outside what is folded there are labels alone; what is folded has the rest."""
    body = pages.content(f"article/trams/{path}.html").decode().partition("<body>")[2]
    seen = re.sub("<(details|script).*?</\\1>", "", body, flags=re.S)
    shown = re.sub("<[^>]+>", " ", seen)
    assert "https://" not in shown
    assert "https://w3id.org/claimgraph/article/trams/" in re.sub('href="[^"]*"', "", body)
    if path == "passage/late":
        assert "start" in body
        assert "start" not in shown


def test_a_claim_shows_its_links_to_other_articles_and_theirs_to_it():
    site = edition(ROOT / "tests" / "linked")
    html = site.content("article/ferry-line/claim/winter.html").decode()
    elsewhere = html[html.index('<h2 id="h-elsewhere">') :].partition("</section>")[0]

    words = " ".join(re.sub("<[^>]+>", " ", elsewhere).split())

    assert words == (
        "Elsewhere says nearly the same as A boat goes out each day in The island school "
        "Compare it with A boat goes out each day "
        "Mette Lund, 2026-11-01, confidence 0.9 · the link "
        "is disagreed with by The ferry stopped for two weeks in January in The island school "
        "Compare it with The ferry stopped for two weeks in January "
        "Mette Lund, 2026-11-02, confidence 0.8 · the link "
        "In all Corroboration stands in 2 articles, on sources of their own "
        "The last ferry The island school "
        "Last said A boat goes out each day in The island school accepted 4, 2024-02-10 "
        "Contradicted by The ferry stopped for two weeks in January in The island school "
        "accepted 4, 2024-02-10"
    )
    assert (
        'href="../../../compare.html?a=article/ferry-line/claim/winter&amp;b=article/' in elsewhere
    )
    for path in re.findall(r'href="\.\./\.\./\.\./(link/[^"]+)"', elsewhere):
        assert site.content(path)


def test_a_claim_shows_which_articles_count_as_one_for_their_sources():
    site = edition(ROOT / "tests" / "corroborated")
    html = site.content("article/traffic-count/claim/fell.html").decode()
    inall = html[html.index("<dt>Corroboration</dt>") :].partition("</dl>")[0]

    words = " ".join(re.sub("<[^>]+>", " ", inall).split())

    assert words == (
        "Corroboration stands in 3 articles, counted as 2 for the sources they share "
        "The toll at work , A letter on the toll sharing Traffic count The company’s view "
        "Last said Traffic on the bridge is lighter in The company’s view accepted 3, 2024-05-20 "
        "Contradicted by More cars cross the bridge in Doubts about the toll "
        "accepted 2, 2024-06-01 "
        "Proposed, not counted Lorries stay away from the bridge in Doubts about the toll "
        "accepted 1, 2024-06-01, proposed"
    )
    for path in re.findall(r'href="\.\./\.\./\.\./([^"]+)"', inall):
        assert site.content(path)


def test_a_claim_without_links_says_nothing_of_them(thesis):
    assert "h-elsewhere" not in thesis
