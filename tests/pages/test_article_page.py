"""An article's page: what its list of claims is filtered by."""

import json
import re

import pytest
from late_trams import ARTICLE, TURTLE
from published import of_turtle

QUOTED = f"""
tram:fast cg:attribution [ a cg:Attribution ; cg:source <{ARTICLE}source/paper> ] .
<{ARTICLE}source/paper> a cg:NewsReport ; dct:title "The paper"@en .
"""


@pytest.mark.parametrize("page", ["index", "claim/late"])
def test_long_pages_have_contents_and_ways_past_pictures(tmp_path, page):
    body = of_turtle(TURTLE, tmp_path).content(f"article/trams/{page}.html").decode()
    contents = body[
        body.index('aria-label="On this page"') : body.index(
            "</nav>", body.index('aria-label="On this page"')
        )
    ]
    ids = re.findall(r' id="([\w-]+)"', body)
    links = re.findall('href="#([^"]+)"', contents)
    assert links == [one for one in ids if one in links]
    assert len(links) > 4
    past = re.findall('<p class="past"><a href="#([^"]+)">', body)
    assert len(past) == body.count('<section class="figure"')
    assert set(past) <= set(ids)


@pytest.mark.parametrize("page", ["index", "article/trams/index"])
def test_every_page_counts_the_sources_that_claims_rest_on_or_quote(tmp_path, page):
    """A driver and a timetable are evidence; of the paper only words are quoted."""
    made = of_turtle(TURTLE + QUOTED, tmp_path)
    body = made.content(f"{page}.html").decode()
    counts = dict(re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", body))
    listed = re.search(r'<h2 id="h-sources">.*?</section>', body, re.S)
    if listed:
        assert listed[0].count("<li>") == 3
        assert "3 sources, 1 of them unnamed, behind 3 claims" in body, "what the picture says"
    assert counts["sources"] == "3"


def test_a_claim_of_the_list_has_what_it_is_filtered_by(tmp_path):
    hostile = TURTLE.replace('"The mayor"', "\"O'Neil & <b>'s\"")
    body = of_turtle(hostile, tmp_path).content("article/trams/index.html").decode()
    items = re.findall(r"<li (data-kind=[^>]*)>", body[body.index('id="every-claim"') :])
    assert items[:2] == [
        'data-kind="factual claim" data-certainty="asserted" data-standing="defeated" '
        'data-section="Winter"',
        'data-kind="factual claim" data-certainty="reported" data-standing="accepted" '
        'data-section="Winter"',
    ]
    (actors,) = re.findall("data-actors='([^']*)'", body)
    assert json.loads(actors) == ["O'Neil & <b>'s"]
    assert "<b>" not in actors
    assert re.findall('<section data-group data-section="([^"]*)">', body) == ["Winter", "Summer"]
