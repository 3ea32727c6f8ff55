"""`claimgraph terms`: the words of a capture are listed as the reader reads them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import terms_page
from commanded import run
from sampled import few

from claimgraph.claims.notation import beside, reader, terms
from claimgraph.claims.notation.state import Surroundings
from claimgraph.cli import terminal
from claimgraph.graph.project import Project

NAMES = (
    *("certainty", "role", "modality", "polarity", "argument-scheme", "evidence-kind"),
    *("speech-act", "comparator", "review", "relation", "unit"),
    *("claim", "actor", "source", "thing"),
)
# Where a word stands in a capture, and the property whose value it is.
PLACES = {
    "certainty": ("claims: [{claim: a, certainty: 'WORD, \"so\"'}]", "certainty"),
    "role": ("claims: [{claim: a, who: Ann as WORD}]", "role"),
    "relation": ("claims: [{claim: a, asserts: [boat WORD net]}]", "predicate"),
    "modality": ("claims: [{claim: a, asserts: [boat affects net (WORD)]}]", "modality"),
    "polarity": (
        "claims: [{claim: a, asserts: {subject: b, relation: affects, object: c, polarity: WORD}}]",
        "polarity",
    ),
    "argument-scheme": ("arguments: [{argument: a, scheme: WORD}]", "scheme"),
    "evidence-kind": ("claims: [{claim: a, evidence: WORD from letter}]", "evidenceKind"),
    "speech-act": ("claims: [{claim: a, said by: Ann WORD in letter}]", "speechAct"),
    "comparator": ("claims: [{claim: a, figure: 'WORD, nets'}]", "comparator"),
    "unit": ("claims: [{claim: a, figure: '3 WORD, nets'}]", "unit"),
    "review": ("claims: [{claim: a, review: WORD}]", "reviewStatus"),
    **{kind: (f"{kind}s: [{{{kind}: a, kind: WORD}}]", "type") for kind in NAMES[-4:]},
}
OWN = """
@prefix ex: <https://example.org/terms#> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix scheme: <https://w3id.org/claimgraph/scheme/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:ferryman skos:inScheme scheme:role ; skos:definition "Steers a ferry."@en .
ex:ferries rdfs:subPropertyOf cg:supplies ; skos:definition "Carries over water."@en .
ex:Rumour rdfs:subClassOf cg:FactualClaim ; skos:definition "What people pass on."@en .
"""


@pytest.fixture(scope="module")
def schemes():
    return {one.name: one for one in terms.schemes(Project(Path("nowhere")))}


@pytest.fixture
def own(tmp_path):
    (tmp_path / "ontology").mkdir()
    (tmp_path / "data/registry").mkdir(parents=True)
    (tmp_path / "data/registry/actors.ttl").touch()
    (tmp_path / "ontology/terms.ttl").write_text(OWN, encoding="utf-8")
    return tmp_path


class Terminal(io.StringIO):
    def isatty(self):
        return True


def meant(capture: str, local: str) -> list[str]:
    """Return the values that a capture gives a property; it must be without faults."""
    around = Surroundings("boats", "urn:x:graph", {}, lambda _: "", beside.relations)
    document = reader.read(capture, around)
    assert [fault.message for fault in document.faults] == []
    quads = [fact.quad for fact in document.facts]
    return [one.object.value for one in quads if one.predicate.value.endswith(f"#{local}")] or [
        one.object.value for one in quads if one.predicate.value.endswith(f"/{local}")
    ]


def written(word: terms.Word) -> list[str]:
    """Return figures with a comparator, by its word and by each of its signs."""
    _, _, also = word.says.removesuffix(".").partition(" Also: ")
    joint = {"between": " and 5", "from": " to 5"}.get(word.written, "")
    signs = [one if one[0].isdigit() else f"{one}3" for one in also.split(", ") if one]
    return [f"{word.written} 3{joint}", *signs]


def test_every_scheme_has_its_words(schemes):
    assert tuple(schemes) == NAMES
    assert all(one.words for one in schemes.values())
    assert all(word.says for one in schemes.values() for word in one.words)


@pytest.mark.parametrize("name", NAMES)
def test_each_word_is_read_as_it_is_written(schemes, name):
    """Each means a term of its own, the one by which it is called."""
    capture, local = PLACES[name]
    values = []
    for word in schemes[name].words:
        ways = written(word) if name == "comparator" else [word.written]
        found = {each for way in ways for each in meant(capture.replace("WORD", way), local)}
        if local == "type":
            found = {one for one in found if one.startswith("https://w3id.org/claimgraph/")}
        assert found
        values.append(frozenset(found))

    assert len(set(values)) == len(values)


@pytest.mark.parametrize("name", [None, *NAMES])
def test_nothing_is_lost_at_80_columns(schemes, name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    shown, whole = Terminal(), io.StringIO()
    for out in (shown, whole):
        if name is None:
            terminal.schemes(list(schemes.values()), out)
        else:
            terminal.scheme(schemes[name], out)

    assert max(map(len, shown.getvalue().splitlines())) <= 80
    assert shown.getvalue().split() == whole.getvalue().split()


def test_the_schemes_are_listed_with_their_number(schemes, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    code, out, err = run(capsys, monkeypatch, "terms")

    assert (code, err) == (0, "")
    rows = [line.split() for line in out.splitlines()[: len(NAMES)]]
    assert [(row[0], int(row[1])) for row in rows] == [
        (name, len(one.words)) for name, one in schemes.items()
    ]
    assert "claimgraph terms SCHEME" in out


@pytest.mark.parametrize("name", few(NAMES, 5))
def test_json_has_every_word(schemes, name, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    code, out, _ = run(capsys, monkeypatch, "terms", name, "--format", "json")

    assert code == 0
    made = json.loads(out)
    assert made["name"] == name
    assert [(one["written"], one["says"]) for one in made["words"]] == [
        (word.written, word.says) for word in schemes[name].words
    ]


@pytest.mark.parametrize(
    ("scheme", "word", "says"),
    [
        ("role", "<https://example.org/terms#ferryman>", "Steers a ferry."),
        ("relation", "<https://example.org/terms#ferries>", "Carries over water."),
        ("claim", "<https://example.org/terms#Rumour>", "What people pass on."),
    ],
)
def test_a_projects_own_words_are_listed(own, scheme, word, says, capsys, monkeypatch):
    code, out, _ = run(capsys, monkeypatch, "terms", scheme, "--project", str(own))

    assert code == 0
    assert f"{word}  {says}" in out
    capture, local = PLACES[scheme]
    assert word.strip("<>") in meant(capture.replace("WORD", word), local)


@pytest.mark.parametrize("wanted", ["roles", "nothing like it", "", "certainty:asserted"])
def test_an_unknown_scheme_is_refused_with_those_there_are(wanted, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    code, out, err = run(capsys, monkeypatch, "terms", wanted)

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert f"no scheme '{wanted}'" in err
    assert all(name in err for name in NAMES)


def test_the_page_is_what_the_vocabulary_says():
    """`make terms` writes it anew."""
    page = Path(__file__).parents[2] / "docs/terms.md"

    assert page.read_text(encoding="utf-8") == terms_page.page()
