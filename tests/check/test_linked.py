"""Links between articles are judged as if all articles stood in one graph, and tie none of them."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from captured import ROOT
from sampled import few

from claimgraph.check import packs, run
from claimgraph.check.kept import InMemory
from claimgraph.findings import Report
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import Project

LINKED = ROOT / "tests" / "linked"
# What a fault in the file of links from “Cheaper diesel” is told as, by rule and line.
FAULTS = {
    "none": ("", "", set()),
    "end-unknown": ("subsidy:profit", "subsidy:profti", {"link-subject", "undescribed"}),
    "end-no-claim": (
        "rdf:object                  ferry:losses",
        "rdf:object                  <https://w3id.org/claimgraph/article/ferry-line/>",
        {"link-object"},
    ),
    "one-article": ("ferry:island", "subsidy:stay", {"link-two-articles"}),
    "same-as": (
        "cito:disagreesWith",
        "<http://www.w3.org/2002/07/owl#sameAs>",
        {"link-relation"},
    ),
    "confidence": ("0.95", "95.0", {"link-confidence"}),
    "said-already": (
        "cito:citesAsEvidence ;\n    rdf:object                  school:sailing",
        "skos:exactMatch ;\n    rdf:object                  school:sailing",
        set(),
    ),
    "author-unknown": ("id:mette-lund", "id:mette-lond", {"undescribed"}),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(LINKED / "data", tmp_path / "data")
    return tmp_path


def checked(folder: Path, *, apart: bool, cache: InMemory | None = None) -> Report:
    project = Project(folder)
    return run.check(Input(project, project.data_files), "fast", cache, apart=apart)


def told(report: Report) -> set[object]:
    return {replace(one, focus=None, value=None) for one in report.findings}


@pytest.mark.parametrize("name", few(FAULTS, 2))
def test_links_apart_are_judged_as_in_one_graph(folder: Path, name: str):
    old, new, rules = FAULTS[name]
    file = folder / "data" / "links" / "fuel-subsidy.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")

    together, apart = (checked(folder, apart=apart) for apart in (False, True))

    assert {one.rule for one in apart.findings} == rules
    assert told(apart) == told(together)
    assert not apart.unchecked
    assert apart.triples == together.triples


@pytest.mark.parametrize("apart", [False, True])
def test_two_articles_are_linked_as_three_are(folder: Path, apart: bool):
    shutil.rmtree(folder / "data" / "fuel-subsidy")
    (folder / "data" / "links" / "fuel-subsidy.ttl").unlink()

    assert not checked(folder, apart=apart).findings


@pytest.mark.slow
def test_a_claim_that_goes_is_missed_by_the_links_that_were_kept(folder: Path):
    cache = InMemory()
    assert not checked(folder, apart=True, cache=cache).findings
    claims = folder / "data" / "ferry-line" / "claims.ttl"
    claims.write_text(
        claims.read_text(encoding="utf-8").replace("claim:losses", "claim:deficit"),
        encoding="utf-8",
    )

    report = checked(folder, apart=True, cache=cache)

    assert {(one.rule, one.location.file.rpartition("/")[2]) for one in report.findings} == {
        ("undescribed", "fuel-subsidy.ttl"),
        ("link-object", "fuel-subsidy.ttl"),
    }


def test_what_an_unread_statement_describes_is_not_missed(folder: Path):
    claims = folder / "data" / "ferry-line" / "claims.ttl"
    text = claims.read_text(encoding="utf-8")
    start = text.index("rdfs:label", text.index("claim:losses"))
    claims.write_text(f"{text[:start]} ; ; x {text[start:]}", encoding="utf-8")

    together, apart = (checked(folder, apart=apart) for apart in (False, True))

    assert {one.rule for one in apart.findings} == {"syntax", "unread"}
    assert told(apart) == told(together)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_what_an_unread_file_describes_is_not_missed(folder: Path):
    (folder / "data" / "ferry-line" / "claims.ttl").chmod(0)

    report = checked(folder, apart=True)

    assert not [one for one in report.findings if "links" in one.location.file]
    assert report.unchecked


def test_links_tie_no_articles_together(folder: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[int] = []
    real = packs._pack

    def watched(*args: object) -> object:
        units = args[4]
        seen.append(max(len(unit) for unit in units))
        return real(*args)

    monkeypatch.setattr(packs, "_pack", watched)
    checked(folder, apart=True)

    assert seen
    assert max(seen) == 1


def test_owl_same_as_between_claims_is_refused(folder: Path):
    with (folder / "data" / "links" / "ferry-line.ttl").open("a", encoding="utf-8") as file:
        file.write("ferry:winter <http://www.w3.org/2002/07/owl#sameAs> school:sailing .\n")

    report = checked(folder, apart=False)

    assert "claim-closed" in {one.rule for one in report.findings}
