"""A name that nothing describes is reported where it is used, with the nearest that exists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.check import run, undescribed
from claimgraph.check.undescribed import Terms
from claimgraph.findings import Severity
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

    assert undescribed.nearest(f"{home}{name}x>", described) in described
    assert undescribed.findings([], Terms(), described, set(), set()) == []
