"""An article's page: what its list of claims is filtered by."""

import json
import re

import pytest
from late_trams import TURTLE
from published import of_turtle


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


def test_a_claim_of_the_list_has_what_it_is_filtered_by(tmp_path):
    hostile = TURTLE.replace('"The mayor"', "\"O'Neil & <b>'s\"")
    body = of_turtle(hostile, tmp_path).content("article/trams/index.html").decode()
    items = re.findall(r"<li (data-kind=[^>]*)>", body[body.index('id="every-claim"') :])
    assert items[:2] == [
        'data-kind="factual claim" data-certainty="asserted"',
        'data-kind="factual claim" data-certainty="reported"',
    ]
    (actors,) = re.findall("data-actors='([^']*)'", body)
    assert json.loads(actors) == ["O'Neil & <b>'s"]
    assert "<b>" not in actors
    assert re.findall('<section data-section="([^"]*)">', body) == ["Winter", "Summer"]
