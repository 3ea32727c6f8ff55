"""What yaml-language-server, and so most editors, makes of the schema of captures."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_editor import Editor

from claimgraph.claims.notation import schema
from claimgraph.graph.project import Project

pytestmark = pytest.mark.servers

CLAIM = "claims:\n  - claim: a\n    "
REGISTRY = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:harbour-council a cg:GovernmentBody ; rdfs:label "Harbour Council"@en .
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    (root / "data/registry").mkdir(parents=True)
    (root / "data/registry/all.ttl").write_text(REGISTRY, encoding="utf-8")
    file = root / "capture.schema.json"
    file.write_text(schema.of_project(Project(root)), encoding="utf-8")
    session = Editor(file)
    yield session
    session.close()


@pytest.mark.parametrize(
    ("key", "label", "inserted", "means"),
    [
        ("certainty: |", "reported", "reported", "Stated on the word of a source"),
        ("certainty: |", 'reported, "…"', 'reported, "${1:marker words}"', "Stated on the word"),
        ("kind: |", "causal", "causal", "A claim that one thing brought about"),
        ("who: |", "… as customer", "${1:actor} as customer", "Orders or buys."),
        ("who: [|]", "Harbour Council as …", "Harbour Council as ${1:role}", "harbour-council"),
        ("asserts: |", "… manufactures …", "${1:subject} manufactures ${2:object}", "Makes a"),
        ("evidence: |", "testimonial from …", "testimonial from ${1:source}", "What somebody says"),
        ("addressee: |", "Harbour Council", "Harbour Council", "harbour-council"),
        ("for:\n      - scheme: |", "sign", "sign", ""),
        ("|", "says", "says: ", "The claim restated in your own words."),
    ],
)
def test_words_are_completed_with_their_definitions(editor, key, label, inserted, means):
    proposed = editor.proposed(f"{CLAIM}{key}\n")

    assert proposed[label][0] == inserted
    assert means in proposed[label][1]
    assert not {"null", "true", "false"} & set(proposed)


@pytest.mark.parametrize(
    ("line", "at", "says"),
    [
        ('certainty: reported, "so"', "reported", "reported: Stated on the word of a source"),
        ("kind: causal", "causal", "A claim that one thing brought about"),
        ("who: Huawei as customer", "Huawei", "customer: Orders or buys."),
        ("asserts: [smic manufactures chip]", "smic", "manufactures: Makes a product"),
        ("says: something", "says", "The claim restated in your own words."),
    ],
)
def test_what_a_word_means_is_shown_where_it_stands(editor, line, at, says):
    assert says in editor.shown(f"{CLAIM}{line}\n", at)


@pytest.mark.parametrize(
    ("lines", "place", "message"),
    [
        ("cerainty: reported", (3, 5), "Property cerainty is not allowed."),
        ("certainty: reportd", (3, 16), "Value is not accepted. Valid values: \"asserted\""),
        ('certainty: reportd, "so"', (3, 16), "Write a certainty, a comma, and the words"),
        ("who: [a as customer, b]", (3, 26), "Write ACTOR as ROLE"),
        ("asserts: smic makes chip", (3, 14), "Write SUBJECT RELATION OBJECT"),
        ("evidence: {kind: statistical, sorce: x}", (3, 35), "Property sorce is not allowed."),
        ("for:\n      - undercut:\n          - explicit: maybe", (5, 23), "Write true or false."),
        ("thesis: {a: b}", (3, 13), "Write one value, or a list of values."),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_and_at_its_place(editor, lines, place, message):
    ((line, column, told),) = editor.open(f"{CLAIM}{lines}\n")

    assert (line, column) == place
    assert told.startswith(message)


@pytest.mark.parametrize("name", ["climate-judgment", "huawei-comeback", "night-buses"])
def test_nothing_is_wrong_with_whole_articles(editor, name):
    file = Path(__file__).parents[1] / f"captures/yaml/{name}.yaml"

    assert editor.open(file.read_text(encoding="utf-8")) == []
