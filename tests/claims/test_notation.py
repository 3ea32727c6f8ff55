"""Captures in the notation: what they say, where each fact stands, and what is wrong with them."""

from __future__ import annotations

import textwrap

import pyoxigraph as ox
import pytest

from claimgraph.cli import main
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.turtle.places import Lines

TEXT = (
    "The ferry\n\nThe council says the ferry reportedly lost two million euros in 2021. It "
    "was full every day. It was full\nevery week. So it should run."
)
REGISTRY = """
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix id: <https://w3id.org/claimgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:harbour-council a cg:GovernmentBody ; rdfs:label "Harbour Council"@en ;
    skos:altLabel "the council"@en .
id:ferry-line a cg:Thing ; rdfs:label "Ferry line"@en .
"""
CAPTURE = """
title: The ferry
by: Ann Other
text: text.txt
sections:
  - section: all
    label: The ferry
    passages:
      - passage: lost
        words: The council says … in 2021.
        claims:
          - claim: lost
            label: The ferry lost two million euros in 2021
            says: In 2021 the line is said to have lost two million euros.
            certainty: reported, "reportedly"
            who: [The Council as speaker, "Ferry line as affected"]
            about: ferry-line
            figure: 2e6 EUR, loss of the line
            when: 2021
            said by: the council asserts in council-report
            evidence: documentary from council-report
      - words: So it should run.
        claims:
          - claim: run
            label: The ferry should run
            kind: normative
            thesis: true
            for: [{argument: loss, premises: lost, scheme: sign}]
sources:
  - {source: council-report, title: The council's report, kind: report, issuer: harbour-council}
"""


@pytest.fixture
def capture(tmp_path):
    """Write a capture into a project with a registry; return what is loaded of it."""

    def write(text: str, name: str = "capture.yaml") -> loading.Loaded:
        folder = tmp_path / "data/ferry"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "text.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "data/registry").mkdir(exist_ok=True)
        (tmp_path / "data/registry/all.ttl").write_text(REGISTRY, encoding="utf-8")
        (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
        return loading.load(projects.described(folder / name))

    return write


def _holds(loaded: loading.Loaded, pattern: str) -> bool:
    store = ox.Store()
    store.extend(loaded.quads)
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in loaded.prefixes.items())
    return bool(store.query(f"{prefixes} ASK {{ {pattern} }}", use_default_graph_as_union=True))


@pytest.mark.parametrize(
    "pattern",
    [
        "claim:lost a cg:FactualClaim ; cg:certainty certainty:reported ; cg:hedge 'reportedly'@en",
        "claim:lost cg:involves [ cg:actor id:harbour-council ; cg:role role:speaker ]",
        "claim:lost cg:involves [ cg:actor id:ferry-line ; cg:role role:affected ]",
        "claim:lost schema:about id:ferry-line ; cg:passage passage:lost",
        "claim:lost cg:quantity [ cg:value 2000000 ; cg:unit unit:CCY_EUR ; "
        "cg:comparator comparator:exactly ; cg:measures 'loss of the line'@en ]",
        "claim:lost cg:event event:lost . event:lost cg:date '2021'^^xsd:gYear",
        "claim:lost cg:attribution [ cg:actor id:harbour-council ; "
        "cg:speechAct speech-act:asserts ; "
        "cg:source source:council-report ; cg:through attribution:author ]",
        "attribution:author cg:actor id:ann-other",
        "claim:lost cg:evidence [ cg:evidenceKind evidence-kind:documentary ; "
        "cg:source source:council-report ]",
        "claim:run a cg:NormativeClaim , cg:Thesis ; cg:passage passage:so-it-should-run",
        "argument:loss a cg:SupportingArgument ; cg:premise claim:lost ; cg:conclusion claim:run ; "
        "cg:explicit false ; cg:scheme argument-scheme:sign",
        "passage:lost oa:hasSelector [ oa:start 10 ; oa:end 79 ] ; dcterms:isPartOf section:all",
        "section:all schema:position 1 ; dcterms:isPartOf <https://w3id.org/claimgraph/article/ferry/>",
    ],
)
def test_what_a_capture_says(capture, pattern):
    loaded = capture(CAPTURE)

    assert loaded.faults == ()
    assert _holds(loaded, pattern)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("https://w3id.org/claimgraph/scheme/certainty/reported", "reported"),
        ("https://w3id.org/claimgraph/id/harbour-council", "The Council"),
        ("https://w3id.org/claimgraph/scheme/role/affected", "affected"),
        ("http://qudt.org/vocab/unit/CCY_EUR", "EUR"),
        ("https://w3id.org/claimgraph/scheme/argument-scheme/sign", "sign"),
    ],
)
def test_each_value_stands_where_it_is_written(capture, value, written):
    """The value inside a flow list or a compact line too."""
    loaded = capture(CAPTURE)
    facts = [f for f in loaded.document.facts if f.quad.object == ox.NamedNode(value)]

    assert written in {loaded.text[fact.start : fact.end] for fact in facts}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "cerainty: reported",
            "‘cerainty’ is not a key of claim: write ‘certainty’, or leave it out",
        ),
        ("kind: fictional", "‘fictional’ is not a kind of claim: write one of factual, causal"),
        ("who: SMIC", "‘SMIC’ lacks a role: write SMIC as ROLE"),
        ("asserts: a b", "‘a b’ has no relation between two names"),
        ("figure: {measures: x, value: many}", "‘many’ is not a figure: write one such as"),
        ("certainty: reported, sort of", "‘sort of’ is not marker words: write a comma and the"),
        ("figure: [about 50 million, birds culled]", "a line with a comma stands in quotes"),
        ("figure: 2 decades", "‘decades’ is not a unit: leave it out for a count, or write"),
        ("figure: '1,1 billion euros, cost'", "is neither a figure nor the name of one"),
        ("when: {date: 2021-13-1}", "‘2021-13-1’ is not a date: write 2021-05, or 2021..2022"),
        ("about: *x", "is an alias, which is not read: write the value itself"),
        ("label: &x y", "has an anchor, &x, which is not read: leave it out"),
        ("about: [a", "is not YAML ("),
        ("about: ['<http:// x>']", "makes a bad IRI"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(capture, line, message):
    text = f"claims:\n  - claim: a\n    says: something\n    {line}\n"

    loaded = capture(text)

    assert any(message in str(fault) for fault in loaded.faults), loaded.faults
    assert loaded.faults[0].line in (4, 5)
    assert _holds(loaded, "claim:a cg:paraphrase 'something'@en")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("language: [en]", "is not a value of language: write a text"),
        ("prefixes: ex", "is not a value of prefixes: write its keys below it"),
        ("prefixes: {ex: [a]}", "is not a namespace: write its IRI"),
        ("captured: yesterday", "is not a value of captured: write its keys below it"),
        ("turtle: [a]", "is not a value of turtle: write a text"),
        ("title: {en: {de: x}}", "is not text: write words"),
        ("claims: [{claim: [a], label: b}]", "is not a name of claim: write a short name"),
        ("claims: [{claim: a, label: [[x]]}]", "is not text: write words, or a language and"),
        ("claims: [{claim: a, label: {e n: x}}]", "has a label that is not RDF"),
        ("claims: [{claim: a, kind: [[x]]}]", "is not a kind of claim: write a word"),
        (
            "claims: [{claim: a, who: {actor: b, role: c, as: d}}]",
            "‘as’ is not a key of who: write",
        ),
        (
            "claims: [{claim: a, asserts: {subject: [b]}}]",
            "is not a value of subject: write a name",
        ),
        ("claims: [{claim: a, said by: {actor: b, wo: d}}]", "‘wo’ is not a key of attribution"),
        ("passages: [{passage: p, words: [a]}]", "is not a value of words: write one"),
        ("passages: [{passage: p, words: a, place: 0x2}]", "‘0x2’ is not a place: write 1, 2, …"),
    ],
)
def test_nothing_is_passed_over_in_silence(capture, line, message):
    """What has the wrong shape is a fault at its place, and no value is dropped."""
    faults = capture(f"text: text.txt\n{line}\n").faults

    assert any(message in str(fault) for fault in faults), faults
    assert {fault.line for fault in faults} == {2}


def test_what_an_attribution_without_a_name_says_is_read_as_any_item(capture):
    loaded = capture(
        "prefixes: {ex: 'https://example.org/'}\nclaims:\n  - claim: a\n    said by:\n"
        "      {actor: none, act: denies, ex:where: port, source: {title: A letter}}\n"
    )

    assert loaded.faults == ()
    assert _holds(
        loaded,
        "claim:a cg:attribution [ cg:speechAct speech-act:denies ; ex:where 'port'@en ; "
        "cg:source source:a-letter ] . source:a-letter dcterms:title 'A letter'@en",
    )
    assert not _holds(loaded, "?attribution cg:actor ?anyone")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("It was full", "‘It was full’ fits 2 places: 1 (at 80)"),
        ("It was full", "2 (at 103)"),
        ("Nobody … knows", "‘Nobody’ is not in the text"),
    ],
)
def test_words_that_do_not_find_one_place(capture, words, message):
    text = f"text: text.txt\npassages:\n  - passage: p\n    words: {words}\n"

    (fault,) = capture(text).faults

    assert message in str(fault)
    assert (fault.line, fault.column) == (4, 12)


def test_the_name_of_a_passage_follows_from_its_words_although_it_is_referred_to(capture):
    """A reference that names it first took the name away from it."""
    loaded = capture(
        "text: text.txt\n"
        "claims:\n  - claim: a\n    for: [{premises: b, passage: so-it-should-run}]\n"
        "    evidence: [{kind: documentary, source: council-report}]\n"
        "passages:\n  - words: So it should run.\n"
        "sources:\n  - title: Council report\n"
    )

    assert loaded.faults == ()
    assert _holds(loaded, "passage:so-it-should-run a cg:Passage")
    assert _holds(loaded, "source:council-report a cg:Source")


@pytest.mark.parametrize(
    ("who", "iri"),
    [("Zoetis", "zoetis"), ("SMIC", "smic"), ("Ann Other", "ann-other"), ("ann_o.b", "ann_o.b")],
)
def test_an_unknown_actor_is_named_in_small_letters(capture, who, iri):
    loaded = capture(f"claims:\n  - claim: a\n    who: {who} as speaker\n")

    assert _holds(
        loaded, f"claim:a cg:involves [ cg:actor <https://w3id.org/claimgraph/id/{iri}> ]"
    )


def test_a_number_chooses_among_places(capture):
    text = "text: text.txt\npassages:\n  - {passage: p, words: It was full, place: 2}\n"

    loaded = capture(text)

    assert loaded.faults == ()
    assert _holds(loaded, "passage:p oa:hasSelector [ oa:start 103 ; oa:end 114 ]")


def test_a_block_of_turtle_is_read_at_its_lines(capture):
    loaded = capture(
        "claims:\n  - claim: a\nturtle: |\n"
        "  claim:a cg:horizon 'soon'@en .\n\n  claim:a cg:nonsense .\n"
    )

    assert _holds(loaded, "claim:a cg:horizon 'soon'@en")
    assert [(fault.line, fault.column) for fault in loaded.faults] == [(6, 23)]
    fact = next(f for f in loaded.document.facts if f.quad.predicate.value.endswith("horizon"))
    assert Lines(loaded.text).at(fact.start) == (4, 22)


def test_a_fault_of_yaml_is_one_finding(capture, tmp_path, monkeypatch, capsys):
    """What follows from it is held back: a missing author stood above the fault and was told."""
    capture(
        "title: T\nby: Ann\nclaims:\n  - claim: a\n    label: Vaccination: cheap\n  - claim: b\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["claimgraph", "check", "--no-cache", "data/ferry"])

    assert main() == 1

    out = capsys.readouterr().out
    assert out.count("violation") == 2  # the finding, and the sum
    assert "put a text with a colon in quotes" in out.lower()


def test_places_in_a_block_count_no_carriage_returns(capture):
    text = "claims:\n  - claim: a\nturtle: |\n  claim:a cg:horizon 'x'@en .\n\n  claim:a cg:no .\n"

    loaded = capture(text.replace("\n", "\r\n"))

    assert [(fault.line, fault.column) for fault in loaded.faults] == [(6, 17)]


@pytest.mark.parametrize("name", ["capture.yaml", "capture.yml"])
def test_both_names_are_read_and_no_other(capture, tmp_path, name):
    assert capture("title: T", name).faults == ()
    (tmp_path / "data/ferry/notes.yaml").write_text("title: [", encoding="utf-8")

    found = projects.find(tmp_path)

    assert [file.path.name for file in found.data_files] == [name, "all.ttl"]
