"""An article's page: what its list of claims is filtered by."""

import json
import re

from late_trams import TURTLE
from published import of_turtle


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
