"""Things of a registry are found by what they are called, exactly or nearly, in one order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from properties import examples

from claimgraph.claims import registry
from claimgraph.claims.registry import Entry
from claimgraph.errors import SyntaxFault, UsageError
from claimgraph.graph.project import Project

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ACTORS = """\
id:united-kingdom a cg:State ; rdfs:label "United Kingdom"@en , "Royaume-Uni"@fr ;
    skos:altLabel "U.K."@en , "London"@en .
id:mill a cg:Company ; rdfs:label "Aldham Mill"@en ; skos:altLabel "Aldham Mill & Sons Ltd"@en .
id:baker a cg:Person ; rdfs:label "Zoë O’Hara"@en .
id:wharf a cg:Thing ; rdfs:label "Norwich wharf"@en .
id:norwich a cg:Group ; rdfs:label "Citizens of Norwich"@en .
"""
ID = "https://w3id.org/claimgraph/id/"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mill")
    for name, text in (
        ("registry/actors.ttl", ACTORS),
        ("aldham/article.ttl", "id:other a cg:State ."),
    ):
        path = folder / "data" / name
        path.parent.mkdir(parents=True)
        path.write_text(HEAD + text, encoding="utf-8")
    return Project(folder)


@pytest.fixture(scope="module")
def known(project):
    return registry.of(project)


def test_the_registry_holds_what_its_folder_describes(known):
    """Neither what articles describe, nor anything that is only pointed at."""
    assert [one.iri.removeprefix(ID) for one in known] == [
        "baker", "mill", "norwich", "united-kingdom", "wharf",
    ]  # fmt: skip
    assert known[3] == Entry(
        ID + "united-kingdom",
        "State",
        "United Kingdom",
        ("United Kingdom", "Royaume-Uni", "London", "U.K.", "united-kingdom"),
    )


@pytest.mark.parametrize(
    ("wanted", "iri", "name"),
    [
        ("United Kingdom", "united-kingdom", "United Kingdom"),
        ("united kingdom", "united-kingdom", "United Kingdom"),
        ("Kingdom, United", "united-kingdom", "United Kingdom"),
        ("UK", "united-kingdom", "U.K."),
        ("london", "united-kingdom", "London"),
        ("royaume uni", "united-kingdom", "Royaume-Uni"),
        ("Untied Kingdom", "united-kingdom", "United Kingdom"),
        ("Zoe O'Hara", "baker", "Zoë O’Hara"),
        ("O’Hara, Zoë", "baker", "Zoë O’Hara"),
        ("O'Hara", "baker", "Zoë O’Hara"),
        ("Aldam Mil", "mill", "Aldham Mill"),
        ("Aldham Mill & Sons", "mill", "Aldham Mill & Sons Ltd"),
        ("mill", "mill", "mill"),
        ("Norwich", "norwich", "norwich"),
        ("Norwich wharfs", "wharf", "Norwich wharf"),
    ],
)
def test_a_thing_is_found_by_each_of_its_names_or_nearly(known, wanted, iri, name):
    best = registry.nearest(wanted, known)[0]
    assert (best.iri, best.name) == (ID + iri, name)


def test_the_same_name_alone_counts_100(known):
    scores = {name: registry.nearest(name, known)[0].score for name in ("UK", "LONDON", "Londons")}
    assert scores["UK"] == scores["LONDON"] == 100
    assert 70 <= scores["Londons"] < 100


@pytest.mark.parametrize("wanted", ["Greenland", "xyz", "bread"])
def test_nothing_is_near_a_name_of_its_own(known, wanted):
    assert registry.nearest(wanted, known) == ()


@pytest.mark.parametrize("wanted", ["", " ", "–", "?!", "’"])
def test_what_has_neither_letters_nor_digits_is_not_a_name(known, wanted):
    with pytest.raises(UsageError, match="is not a name: write what the thing is called"):
        registry.nearest(wanted, known)


def test_names_of_other_scripts_are_found():
    known = (Entry("urn:x:1", "", "面包", ("面包",)), Entry("urn:x:2", "", "Αθήνα", ("Αθήνα",)))
    assert [one.iri for one in registry.nearest("面包", known)] == ["urn:x:1"]
    assert [one.iri for one in registry.nearest("ΑΘΗΝΑ", known)] == ["urn:x:2"]


NAMES = st.lists(st.text("abc dé.-", min_size=1, max_size=9), min_size=1, max_size=3)


@given(st.lists(NAMES, max_size=12), st.text("abcdé", min_size=1, max_size=6), st.randoms())
@settings(max_examples=examples(60))
def test_the_order_is_that_of_likeness_label_and_iri_however_the_registry_is_ordered(
    several: list[list[str]], wanted: str, chance: random.Random
):
    known = [
        Entry(f"urn:x:{number}", "", called[0], tuple(called))
        for number, called in enumerate(several)
    ]
    found = registry.nearest(wanted, known, limit=99)
    chance.shuffle(known)
    assert registry.nearest(wanted, known, limit=99) == found
    order = [(-one.score, one.label.casefold(), one.iri) for one in found]
    assert order == sorted(order)
    assert all(70 <= one.score <= 100 for one in found)
    assert registry.nearest(wanted, known, limit=2) == found[:2]


def test_a_registry_that_does_not_parse_is_told(tmp_path):
    (tmp_path / "data" / "registry").mkdir(parents=True)
    (tmp_path / "data" / "registry" / "actors.ttl").write_text("id:a id:b .", encoding="utf-8")
    with pytest.raises(SyntaxFault):
        registry.of(Project(tmp_path))
