"""The page that sets two articles or two claims side by side, as it is without a browser."""

import pytest
from late_trams import TURTLE
from published import of_turtle


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return of_turtle(TURTLE, tmp_path_factory.mktemp("project"))


@pytest.mark.parametrize("stem", ["article/trams/index", "article/trams/claim/late"])
def test_articles_and_claims_lead_to_it(pages, stem):
    body = pages.content(f"{stem}.html").decode()
    assert f'{"../" * stem.count("/")}compare.html?a={stem}"' in body


def test_without_script_it_says_so_and_lists_the_articles(pages):
    body = pages.content("compare.html").decode()
    without = body[body.index("<noscript>") : body.index("</noscript>")]
    assert "Comparing needs script" in without
    assert 'href="article/trams/index.html"' in without
    assert 'name="a"' in body
    assert 'name="b"' in body


def test_actors_and_sources_have_what_their_lists_are_filtered_by(pages):
    source = pages.content("article/trams/source/driver.html").decode()
    item = '<li data-kind="factual claim" data-certainty="reported" data-standing="accepted"'
    assert f'{item} data-section="Winter"' in source
    actor = pages.content("id/mayor.html").decode()
    assert '<li data-kind="predictive claim"' in actor
    assert 'data-section="Summer"' in actor
    for body in (source, actor):
        assert "static/filters.js" in body
