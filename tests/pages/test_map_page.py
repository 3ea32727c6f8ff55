"""What the map's script is given by a page: the graph as JSON, and the script from its modules."""

import json
import re
from pathlib import Path

import pytest
from published import of_turtle

from claimgraph.pages import render, scripts

MODULES = Path(render.__file__).parent / "static" / "map"
EVIL = "</script><script>alert(1)</script><!--"
ARTICLE = "https://w3id.org/claimgraph/article/a/"
TURTLE = f"""
    @base <{ARTICLE}> .
    @prefix oa: <http://www.w3.org/ns/oa#> .
    <> a cg:Article ; rdfs:label "{EVIL}" .
    <p> a cg:Passage ; rdfs:label "{EVIL}" ; oa:hasSource <> .
    claim:x a cg:FactualClaim , cg:Thesis ; rdfs:label "{EVIL}" ; cg:paraphrase "x" ;
        cg:passage <p> ; cg:certainty certainty:reported ; cg:hedge "{EVIL}" .
    claim:y a cg:FactualClaim ; rdfs:label "y" ; cg:paraphrase "y" ; cg:passage <p> ;
        cg:evidence <e> .
    <e> a cg:Evidence ; rdfs:label "e" ; cg:source <s> .
    <s> a cg:UnnamedSource ; rdfs:label "s" .
    <a> a cg:SupportingArgument ; rdfs:label "a" ; cg:premise claim:y ; cg:conclusion claim:x .
"""


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    pages = of_turtle(TURTLE, tmp_path_factory.mktemp("project"))
    return pages.content("article/a/index.html").decode()


def test_the_graph_stands_in_the_page_as_json_that_ends_nothing(html):
    """A label that would end the script is escaped, and is read as it was written."""
    (text,) = re.findall(r'<script type="application/json" class="map-data">(.*?)</script>', html)
    graph = json.loads(text)
    x, y = sorted(graph["claims"], key=lambda one: one["id"])
    assert (x["id"], x["role"], x["label"], x["hedges"]) == ("claim/x", "thesis", EVIL, [EVIL])
    assert graph["arguments"][0]["premises"] == ["claim/y"]
    assert graph["arguments"][0]["ends"] == ["claim/x"]
    (ground,) = y["basis"]["grounds"]
    assert ground["grade"] == 2
    ids = [graph["things"][place]["id"] for place in ground["things"]]
    assert sorted(ids) == ["e", "s", "unnamed"]
    # Both claims are made in one passage: it is described once.
    assert x["passages"] == y["passages"] == [0]
    assert [one["label"] for one in graph["passages"]] == [EVIL]
    assert "<script>alert" not in html


def test_cards_and_lines_say_what_they_stand_for(html):
    assert set(re.findall(r'data-claim="([^"]*)"', html)) == {f"{ARTICLE}claim/{n}" for n in "xy"}
    assert set(re.findall(r'data-argument="([^"]*)"', html)) == {f"{ARTICLE}a"}
    assert f'data-premise="{ARTICLE}claim/y"' in html


def test_the_policy_of_pages_is_not_loosened(html):
    """Scripts are files of the site's own; no element has a style, the page one by its digest."""
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert "script-src 'self';" in policy
    assert re.search("style-src 'self' 'sha256-[^' ]+';", policy)
    assert " style=" not in html
    assert set(re.findall(r"<script(?! type)[^>]*>", html)) == {
        '<script defer src="../../static/panzoom.js">',
        '<script defer src="../../static/map.js">',
        '<script defer src="../../static/filters.js">',  # of the list of claims
    }


def test_modules_are_put_together_in_the_order_of_their_imports():
    """Each once, and what one takes of another is what that gives."""
    text = scripts.bundle(MODULES, "main")
    names = re.findall(r"^modules\.(\w+) = ", text, re.MULTILINE)
    assert sorted(names) == sorted(file.stem for file in MODULES.iterdir())
    given = dict(
        zip(names, re.findall(r"^return \{ (.*) \};\n\}\)\(\);$", text, re.M), strict=True)
    )
    for place, name in enumerate(names):
        body = text.split(f"modules.{name} = ")[1].partition("\n})();")[0]
        for taken, of in re.findall(r"^const \{([^}]*)\} = modules\.(\w+);$", body, re.MULTILINE):
            assert of in names[:place], (name, of)
            assert {one.strip() for one in taken.split(",")} <= set(given[of].split(", ")), name
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert "innerHTML" not in text


def test_a_site_has_the_script_and_what_it_loads():
    assert {"static/map.js", "static/panzoom.js", "static/dagre.js"} <= set(render.static_files())
    assert render.static_file("static/map.js").startswith(b'"use strict";')
