"""A claim's page shows what `explain` draws: each premise with what it is worth."""

import re

import pytest
from late_trams import TURTLE
from published import of_turtle

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
    assert item(thesis, "Drivers strike").startswith("reported: “reportedly” ")
    assert item(thesis, "Drivers strike").endswith("from A driver unnamed")
    assert item(thesis, "It snows").startswith("asserted accepted from Timetable")
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
    shown = re.sub("<[^>]+>", " ", re.sub("<details.*?</details>", "", body, flags=re.S))
    assert "https://" not in shown
    assert "https://w3id.org/claimgraph/article/trams/" in re.sub('href="[^"]*"', "", body)
    if path == "passage/late":
        assert "start" in body
        assert "start" not in shown
