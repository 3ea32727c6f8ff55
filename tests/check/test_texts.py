"""Articles that name their text are compared with it by `check`."""

from __future__ import annotations

import shutil

import pytest
from captured import ROOT
from sampled import few

import claimgraph

DATA = "data/climate-judgment"


@pytest.fixture
def project(tmp_path):
    for part in ("climate-judgment", "registry"):
        shutil.copytree(ROOT / "data" / part, tmp_path / "data" / part)
    return tmp_path


def change(project, file, old, new):
    path = project / DATA / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def told(project, **options):
    report = claimgraph.open(project).check(**options)
    assert report.unchecked == ()
    return [finding for finding in report.findings if finding.rule.startswith("text-")]


def test_what_differs_from_the_text_is_told_at_its_line(project):
    path = change(project, "events.ttl", "cg:value      886 ;", "cg:value      868 ;")

    [finding] = told(project)

    lines = path.read_text(encoding="utf-8").splitlines()
    assert finding.rule == "text-figure"
    assert "868" in lines[finding.location.line - 1]
    assert finding.location.text == lines[finding.location.line - 1]
    assert finding.path == "<https://w3id.org/claimgraph/ontology#value>"
    assert finding.value == '"868"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert "“886”" in finding.hint


@pytest.mark.parametrize(
    "text", few(["text.txt ", "../text.txt", "/etc/hosts", "other.txt", "text.md"], 1)
)
def test_a_text_that_cannot_be_read_is_told(project, text):
    change(project, "article.ttl", '"text.txt"', f'"{text}"')

    [finding] = told(project)

    assert finding.rule == "text-file"
    assert text in finding.message
    assert finding.location.file.endswith("article.ttl")


def test_a_text_that_leads_elsewhere_is_not_read(project):
    path = project / DATA / "text.txt"
    path.rename(project / "elsewhere.txt")
    path.symlink_to(project / "elsewhere.txt")

    [finding] = told(project)

    assert finding.rule == "text-file"


def test_another_text_is_told(project):
    (project / DATA / "text.txt").write_text("Bread was dear that year.", encoding="utf-8")

    [finding] = told(project)

    assert finding.rule == "text-digest"
    assert "is not that of ‘An order with a number’" in finding.message


@pytest.mark.slow
def test_what_is_remembered_of_an_article_is_forgotten_with_another_text(project, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(project / "cache"))
    assert told(project) == []
    assert told(project) == []

    change(project, "text.txt", "886 citizens", "868 citizens")

    assert {finding.rule for finding in told(project)} >= {"text-digest", "text-changed"}


def test_nothing_is_compared_while_a_file_does_not_parse(project):
    change(project, "events.ttl", "cg:value      886 ;", "cg:value      868 ;")
    change(project, "claims.ttl", "certainty:asserted ;", "certainty:asserted ; ;; (")

    assert told(project) == []
