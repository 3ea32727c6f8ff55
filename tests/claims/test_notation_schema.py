"""The JSON Schema of captures allows what the reader reads, and refuses what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from captures_generated import TEXT, broken, captures, yaml
from commanded import run
from hypothesis import HealthCheck, given, settings

from claimgraph.claims.notation import beside, reader, schema, table
from claimgraph.claims.notation.nodes import Items, Pairs, parse
from claimgraph.claims.notation.state import Surroundings
from claimgraph.claims.notation.vocabulary import Vocabulary
from claimgraph.graph.project import Project

CAPTURES = sorted((Path(__file__).parents[1] / "captures/yaml").glob("*.yaml"))
# What the reader says of a key it does not know, or of a value of another shape.
OF_SHAPE = (
    "is not a key of", "is not a value of", "is not text", "write its keys", "is not a name of",
    "is not a namespace: write its IRI", "write a word",
)  # fmt: skip


@pytest.fixture(scope="module")
def validator():
    made = schema.schema(Vocabulary(Project(Path("nowhere"))))
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def faults(text):
    around = Surroundings("ferry", "graph:ferry", {}, lambda _: TEXT, beside.relations)
    return [fault.message for fault in reader.read(text, around).faults]


@pytest.mark.parametrize("cases", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_what_the_reader_reads_is_allowed(validator, cases):
    """Captures of every key of the table, in every form, in any order and nesting."""

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(captures())
    def holds(data):
        assert faults(yaml(data)) == []
        assert [error.message for error in validator.iter_errors(data)] == []

    holds()


@pytest.mark.parametrize("cases", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_reader_and_schema_refuse_the_same(validator, cases):
    """Of captures with one key misspelt or one value of another shape, at any depth."""

    @settings(max_examples=cases, deadline=None, suppress_health_check=list(HealthCheck))
    @given(broken())
    def holds(data):
        found = faults(yaml(data))
        shapes = [one for one in found if any(words in one for words in OF_SHAPE)]
        if validator.is_valid(data):
            assert shapes == []
        else:
            assert found

    holds()


OWN_TERMS = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix ex: <https://example.org/terms#> .
@prefix role: <https://w3id.org/claimgraph/scheme/role/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix scheme: <https://w3id.org/claimgraph/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:Rumour rdfs:subClassOf cg:FactualClaim ; skos:definition "What people pass on."@en .
ex:ferries rdfs:subPropertyOf cg:supplies ; skos:definition "Carries over water."@en .
ex:ferryman skos:inScheme scheme:role ; skos:definition "Steers a ferry."@en .
role:pilot skos:inScheme scheme:role ; skos:definition "Guides ships."@en .
"""
REGISTRY = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:harbour-council a cg:GovernmentBody ; rdfs:label "Harbour Council"@en ;
    skos:altLabel "the council"@en .
id:port-a a cg:Company ; rdfs:label "Port"@en .
id:port-b a cg:Company ; rdfs:label "Port"@en .
id:ferry-line a cg:Technology ; rdfs:label "Ferry line"@en .
"""


@pytest.fixture
def own(tmp_path):
    """Return the schema of a project with terms and a registry of its own."""
    for name, text in (("ontology/terms.ttl", OWN_TERMS), ("data/registry/all.ttl", REGISTRY)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return schema.schema(Vocabulary(Project(tmp_path)))


def explained(one):
    """Return the words that a definition enumerates, with what editors show of each."""
    known = one["anyOf"][0]
    return dict(zip(known["enum"], known["enumDescriptions"], strict=True))


def begun(one):
    """Return the lines that a definition begins, with what editors show of each."""
    return {snippet["label"]: snippet["description"] for snippet in one["defaultSnippets"]}


def test_words_are_explained_as_the_vocabulary_defines_them(own):
    definitions = own["definitions"]

    certainties = explained(definitions["certainty"])
    kinds = explained(definitions["kind of claim"])
    relations = {
        one["label"]: one["description"] for one in definitions["asserts"]["defaultSnippets"]
    }
    assert certainties["widely-believed"].startswith("Stated as what people believe")
    assert kinds["predictive"].startswith("A claim about what will, may or can come")
    assert relations["… manufactures …"] == "Makes a product or component."


def test_a_projects_own_terms_and_names_are_completed(own):
    definitions = own["definitions"]
    roles = begun(definitions["who"])
    relations = {
        one["label"]: one["description"] for one in definitions["asserts"]["defaultSnippets"]
    }

    kinds = explained(definitions["kind of claim"])
    assert kinds["<https://example.org/terms#Rumour>"] == "What people pass on."
    assert relations["… <https://example.org/terms#ferries> …"] == "Carries over water."
    assert roles["… as <https://example.org/terms#ferryman>"] == "Steers a ferry."
    assert roles["… as pilot"] == "Guides ships."
    assert explained(definitions["thing by name"]) == {"Ferry line": "ferry-line"}
    # Two of one label go by their short names, by which the reader tells them apart.
    assert explained(definitions["actor by name"]) == {
        "Harbour Council": "harbour-council. Also: the council",
        "port-a": "port-a",
        "port-b": "port-b",
    }


@pytest.mark.parametrize(
    ("claim", "at"),
    [
        ({"certainty": "reportd"}, "certainty"),
        ({"certainty": 'reportd, "so"'}, "certainty"),
        ({"certainty": "reported, so"}, "certainty"),
        ({"kind": "fact"}, "kind"),
        ({"who": "SMIC"}, "who"),
        ({"who": ["SMIC as foundri"]}, "who"),
        ({"asserts": "smic makes chip"}, "asserts"),
        ({"evidence": "statistic from x"}, "evidence"),
        ({"when": {"date": "soon"}}, "when"),
        ({"thesis": "perhaps"}, "thesis"),
        ({"see also": "page"}, "see also"),
    ],
)
def test_words_that_no_scheme_has_are_refused(validator, claim, at):
    """The reader or the check refuses them, too; an editor tells it while one types."""
    (error,) = validator.iter_errors({"claims": [{"claim": "a", **claim}]})

    assert list(error.path)[:3] == ["claims", 0, at]


def test_a_figure_may_be_a_fraction_where_a_date_may_not(validator):
    assert validator.is_valid({"figures": [{"figure": "a", "value": 2.5}]})
    assert not validator.is_valid({"figures": [{"figure": "a", "as of": 2021.5}]})


def test_every_key_is_explained(own):
    for item in table.ITEMS:
        described = own["definitions"][item.name]["properties"]
        assert {key.name for key in item.keys} | {item.name, "kind"} == set(described)
        assert all(one["description"] for one in described.values())


def test_it_is_the_same_whenever_it_is_made_and_fetches_nothing(own, tmp_path):
    again = schema.schema(Vocabulary(Project(tmp_path)))
    text = json.dumps(again)

    assert text == json.dumps(own)
    assert again["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert '"$id"' not in text
    assert all(ref.startswith('"#/') for ref in re.findall(r'"\$ref": (".*?")', text))


def test_the_command_writes_the_same_as_it_prints(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, printed, _ = run(capsys, monkeypatch, "schema")
    run(capsys, monkeypatch, "schema", "-o", "capture.schema.json")

    assert code == 0
    assert printed == (tmp_path / "capture.schema.json").read_text(encoding="utf-8")
    assert json.loads(printed)["title"] == "capture"


def as_json(node):
    """Return a capture as JSON has it: plain numbers and truths are what editors take them for."""
    if isinstance(node, Pairs):
        return {key.text: as_json(value) for key, value in node.pairs}
    if isinstance(node, Items):
        return [as_json(one) for one in node.items]
    if node.quoted:
        return node.text
    try:
        return json.loads(node.text or "null")
    except ValueError:
        return node.text


@pytest.mark.parametrize("file", CAPTURES, ids=lambda path: path.stem)
def test_captures_of_articles_are_allowed(validator, file):
    """Those that stand for the shipped articles in the notation."""
    root, faults = parse(file.read_text(encoding="utf-8"))

    assert not faults
    assert [
        (list(error.path), error.message) for error in validator.iter_errors(as_json(root))
    ] == []
