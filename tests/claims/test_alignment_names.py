"""The registry's entries that are called like what articles describe themselves."""

from __future__ import annotations

import libraries
import pytest
from commanded import run
from libraries import ARTICLE, ID, PREFIXES

from claimgraph.claims import library as libraries_
from claimgraph.claims.alignment import naming
from claimgraph.graph import project as projects

# What the article `own` describes, and in the registry an actor with a short name and a source.
OWN = """\
:firm a cg:Company ; rdfs:label "Aldham Mills Ltd"@en .
:council a cg:GovernmentBody ; rdfs:label "Town council"@en ; skos:altLabel "The Board"@en .
:union a cg:Group ; rdfs:label "E.U."@en .
:crossing a cg:Thing ; rdfs:label "The north bridge"@en .
:book a cg:AnnualReport ; rdfs:label "Count of the traffic"@en .
:stranger a cg:Person ; rdfs:label "Zoltan Quux"@en .
:mill a cg:Thing ; rdfs:label "Aldham Mill"@en .
"""
SHARED = """\
id:union a cg:Group ; rdfs:label "EU"@en ; skos:altLabel "E. U."@en .
id:count a cg:Report ; rdfs:label "Traffic count"@en .
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = libraries.write(tmp_path_factory.mktemp("names"))
    (root / "data" / "own").mkdir()
    (root / "data" / "own" / "article.ttl").write_text(libraries.turtle("own", OWN), "utf-8")
    (root / "data" / "registry" / "more.ttl").write_text(PREFIXES + SHARED, "utf-8")
    return root


def found(root, *articles, least=0.0):
    library = libraries_.opened(projects.find(root))
    return {
        one.iri.rpartition("/")[2]: (one.kind, one.entry.removeprefix(ID), one.name)
        for one in naming.nearest(library, [f"{ARTICLE}{slug}/" for slug in articles], least)
    }


def test_an_entry_of_the_same_kind_that_is_called_alike_is_proposed(root):
    """By any name of either; a mill that is a thing is not the actor, a stranger nobody."""
    assert found(root, "own") == {
        "firm": ("actor", "mill", "Aldham Mill"),
        "council": ("actor", "harbour", "the board"),
        "union": ("actor", "union", "EU"),
        "book": ("source", "count", "Traffic count"),
        "crossing": ("thing", "bridge", "North Bridge"),
    }


def test_of_all_articles_where_none_is_named_and_no_less_alike_than_asked(root):
    assert found(root).keys() == found(root, "own").keys() | {"count"}
    assert found(root, "own", least=1.0).keys() == {"council", "union"}


def test_align_lists_them_after_the_claims(capsys, monkeypatch, root):
    call = ["align", "own", "--project", str(root), "--columns", "kind,this,candidate,relation"]
    code, out, _ = run(capsys, monkeypatch, *call)
    assert code == 0
    assert f"actor,{ARTICLE}own/firm,{ID}mill,is called like" in out.splitlines()
