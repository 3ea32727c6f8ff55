"""A name that nothing describes is reported where it is used, with the nearest that exists."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampled import few

from claimgraph.check import run, undescribed
from claimgraph.check.terms import Terms
from claimgraph.findings import Severity
from claimgraph.graph import prefixes
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

HEAD = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
@prefix certainty: <https://w3id.org/claimgraph/scheme/certainty/> .
@prefix claim: <https://w3id.org/claimgraph/article/boats/claim/> .
@prefix passage: <https://w3id.org/claimgraph/article/boats/passage/> .
@prefix x: <https://example.org/> .
"""
CLAIM = """\
claim:one a cg:FactualClaim ;
    cg:passage passage:single-tool ; cg:certainty certainty:reported .
"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Check one project with every kind of such a name, and return its findings by the name."""
    root = tmp_path_factory.mktemp("boats")
    (root / "data/boats").mkdir(parents=True)
    (root / "data/boats/claims.ttl").write_text(
        HEAD
        + CLAIM
        + "claim:two a cg:FactualClam ;\n"
        + "    cg:passage passage:single-tol ;\n"
        + "    cg:certanty certainty:reportd ;\n"
        + "    x:like x:nothing , claim:one .\n",
        "utf-8",
    )
    (root / "data/boats/passages.ttl").write_text(
        HEAD + "passage:single-tool a cg:Passage .\n", "utf-8"
    )
    project = projects.find(root)
    report = run.check(Input(project, project.data_files))
    return {f.message: f for f in report.findings if f.rule == "undescribed"}


@pytest.mark.parametrize(
    ("message", "line", "column"),
    [
        ("`cg:FactualClam` is not described; nearest: `cg:FactualClaim`", 8, 13),
        ("`passage:single-tol` is not described; nearest: `passage:single-tool`", 9, 16),
        ("`cg:certanty` is not described; nearest: `cg:certainty`", 10, 5),
        ("`certainty:reportd` is not described; nearest: `certainty:reported`", 10, 17),
    ],
)
def test_it_stands_at_its_use_with_the_nearest(checked, message, line, column):
    finding = checked[message]

    assert finding.location.file.endswith("claims.ttl")
    assert (finding.location.line, finding.location.column) == (line, column)
    assert finding.severity is Severity.VIOLATION


def test_what_is_described_elsewhere_or_is_not_the_projects_is_passed_over(checked):
    """In another file, in the vocabulary, in a vocabulary of others."""
    assert len(checked) == 4


@given(st.sets(st.from_regex(r"[a-z]{4,12}", fullmatch=True), min_size=1, max_size=8), st.data())
def test_the_nearest_is_one_that_is_described(names, data):
    home = "<https://w3id.org/claimgraph/article/boats/claim/"
    described = {f"{home}{name}>" for name in names}
    name = data.draw(st.sampled_from(sorted(names)))

    (near,) = undescribed.nearest(f"{home}{name}x>", described)
    assert near in described
    assert undescribed.findings([], Terms(), described, set(), set()) == []


@pytest.mark.parametrize("end", ["y", "ily", "reakfast"])
@pytest.mark.parametrize(("first", "second"), [("big", "wee"), ("Good", "Bad")])
def test_names_that_hold_it_come_before_those_spelt_like_it(end, first, second):
    """A word of which two names are made is either of them, not what happens to be spelt alike."""
    home = "<https://w3id.org/claimgraph/scheme/role/"
    described = {f"{home}{one}>" for one in (f"{first}-b{end}", f"{second}-b{end}", f"d{end}")}

    near = undescribed.nearest(f"{home}b{end}>", described)

    assert set(near) == {f"{home}{first}-b{end}>", f"{home}{second}-b{end}>"}


OURS = "https://w3id.org/claimgraph/ontology#"


@pytest.mark.parametrize(
    ("prefix", "right", "wrong"),
    few(
        [
            ("cg", OURS, "https://w3id.org/claimgraph/ontolgy#"),
            ("cg", OURS, "https://w3id.org/claimgraph/ontology/"),
            ("cg", OURS, "http://w3id.org/claimgraph/ontology#"),
            ("cg", OURS, "https://w3id.org/claimgraf/ontology#"),
            ("c", OURS, "https://w3id.org/claimgraph/ontolgy#"),
            (
                "certainty",
                "https://w3id.org/claimgraph/scheme/certainty/",
                "https://w3id.org/claimgraph/scheme/certanty/",
            ),
            ("dcterms", "http://purl.org/dc/terms/", "http://purl.org/dc/terms#"),
        ],
        2,
    ),
)
def test_a_misspelt_namespace_is_told_once_where_its_prefix_is_declared(
    prefix, right, wrong, tmp_path
):
    """What follows from it is held back: no term of it is a finding, nor what lacks one."""
    text = HEAD + CLAIM + "claim:one dcterms:source x:a ; dcterms:relation x:b .\n"
    text = text.replace(f"<{right}>", f"<{wrong}>")
    if prefix == "c":
        text = text.replace("cg:", "c:")
    if "dcterms" not in text.split("claim:one")[0]:
        space = wrong if prefix == "dcterms" else "http://purl.org/dc/terms/"
        text = f"@prefix dcterms: <{space}> .\n{text}"
    (tmp_path / "data/boats").mkdir(parents=True)
    (tmp_path / "data/boats/all.ttl").write_text(text, "utf-8")
    sound = HEAD + "passage:single-tool a cg:Passage .\n"
    (tmp_path / "data/boats/passages.ttl").write_text(sound, "utf-8")
    project = projects.find(tmp_path)

    found = run.check(Input(project, project.data_files)).findings

    [finding] = [f for f in found if f.rule == "undescribed"]
    line = next(n for n, each in enumerate(text.split("\n"), 1) if f"<{wrong}>" in each)
    assert (finding.location.line, finding.location.column) == (
        line,
        len(f"@prefix {prefix}: ") + 1,
    )
    assert finding.message == (
        f"nothing is described in the namespace `{wrong}` of `{prefix}:`; nearest: `{right}`"
    )
    file = finding.location.file
    there = [f for f in found if f.location.file == file and f.severity is Severity.VIOLATION]
    assert there == [finding]


@pytest.mark.parametrize(
    ("prefix", "space"),
    [
        ("schema", "http://schema.org/"),
        ("org", "https://example.org/"),
        ("unit", "http://qudt.org/1.1/vocab/unit/"),
        ("scheme", "https://w3id.org/claimgraph/scheme/boats/"),
        ("own", "http://purl.org/dc/term/"),
        ("xsd", "http://www.w3.org/2000/10/XMLSchema#"),
    ],
)
def test_a_namespace_of_ones_own_or_of_another_version_is_not_a_misspelt_one(prefix, space):
    name = f"<{space}thing>"
    file = SimpleNamespace(prefixes={prefix: space})
    known = {
        **prefixes.KNOWN,
        "certainty": "https://w3id.org/claimgraph/scheme/certainty/",
    }

    assert undescribed.misspelt([file], Terms(predicates={name}), set(), known) == []


def test_a_namespace_with_a_described_term_is_not_a_misspelt_one():
    space = "https://w3id.org/claimgraph/ontologi#"
    file = SimpleNamespace(prefixes={"cg": space})
    terms = Terms(predicates={f"<{space}one>", f"<{space}two>"})

    assert undescribed.misspelt([file], terms, {f"<{space}one>"}, prefixes.KNOWN) == []
    assert len(undescribed.misspelt([file], terms, set(), prefixes.KNOWN)) == 1


FORWARD = """\
title: The ferry
claims:
  - claim: pay
    label: The county should pay
    certainty: asserted
    on condition: {condition}
    for:
      - {{premises: [ferry-lost, {premise}], scheme: sign}}
    said by: {attribution}
  - claim: ferry-lost
    label: The ferry lost money
    certainty: asserted
  - claim: drive
    label: People will drive
    certainty: asserted
attributions:
  - {{attribution: speaker, act: asserts}}
"""
BELOW = {"condition": "drive", "premise": "drive", "attribution": "speaker"}


@pytest.mark.parametrize("key", [None, *BELOW])
def test_a_reference_is_to_what_stands_below_or_the_nearest_is_told(key, tmp_path):
    """While one writes section by section, claims refer to others that come later."""
    (tmp_path / "data/ferry").mkdir(parents=True)
    written = dict(BELOW)
    if key:
        written[key] = BELOW[key] + "r"
    text = FORWARD.format(**written)
    (tmp_path / "data/ferry/capture.yaml").write_text(text, "utf-8")
    project = projects.find(tmp_path)
    wanted = Input(project, project.data_files)

    findings = run.check(wanted).findings

    if key is None:
        assert "undescribed" not in {one.rule for one in findings}
        return
    name, kind = written[key], "attribution" if key == "attribution" else "claim"
    line = next(n for n, one in enumerate(text.splitlines(), 1) if name in one)
    place = (line, text.splitlines()[line - 1].index(name) + 1)
    told = [f.message for f in findings if (f.location.line, f.location.column) == place]
    assert f"`{kind}:{name}` is not described; nearest: `{kind}:{BELOW[key]}`" in told
