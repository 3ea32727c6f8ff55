"""Many articles are checked in batches, and what is found is what one graph of them all shows."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from claimgraph.check import batches, keys, run
from claimgraph.check import packs as packs_of
from claimgraph.check.cache import Cache
from claimgraph.check.groups import Checked, grouped
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

ARTICLES = 9


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project of a few articles, of which a batch takes four, and a process as many."""
    monkeypatch.setattr(packs_of, "BATCH", 4)
    monkeypatch.setattr(run, "_EACH", 4)
    monkeypatch.setattr(corpus, "FAULTY", 0.01)
    corpus.write(tmp_path, ARTICLES)
    return tmp_path


def found(folder: Path, memory: Cache | None = None):
    project = projects.Project(folder)
    return run.check(Input(project, project.data_files), "fast", memory)


def whole(folder: Path) -> Checked:
    """Return what one graph of all articles and what they share shows."""
    project = projects.Project(folder)
    groups = grouped(project.data_files)
    known = batches.checked(project, "in one graph", [groups], (), "fast")
    return Checked.merged(known)


def lasting(report):
    """Return findings without the labels of blank nodes, which are new at every reading."""
    return {replace(f, focus=None, value=None) for f in report.findings}


def edit(folder: Path, number: int, old: str, new: str) -> None:
    file = folder / "data" / f"a{number:05}" / "article.ttl"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_planted_faults_are_all_found_and_no_others(tmp_path):
    """Half a per cent of the claims of a corpus is faulty; each fault is found by its rule."""
    planted = corpus.write(tmp_path, 30)
    assert planted
    assert {(f.focus.strip("<>"), f.rule) for f in found(tmp_path).findings} == set(planted)


def test_batches_find_what_one_graph_shows(folder):
    report = found(folder)
    assert report.findings
    in_one = whole(folder)
    assert lasting(report) == lasting(in_one)
    assert (report.files, report.triples) == (ARTICLES + 1, in_one.triples)


@pytest.mark.parametrize(
    ("number", "old", "new", "rule"),
    [
        (
            2,
            "cg:premise :claim-1 ;",
            "cg:premise <https://w3id.org/claimgraph/article/a00006/claim-99> ;",
            "argument-premise",
        ),
        (
            2,
            ":claim-1\n    a cg:FactualClaim ;",
            "<https://w3id.org/claimgraph/article/a00006/claim-3>\n    a cg:FactualClaim ;",
            "described-twice",
        ),
        (
            2,
            "cg:actor id:actor-",
            "cg:actor id:nobody-",
            "participation-actor",
        ),
        (
            5,
            ":claim-1\n",
            'id:actor-1 rdfs:label "Another name"@en .\n:claim-1\n',
            "actor-label",
        ),
    ],
    ids=["dangling", "duplicate", "not-in-the-registry", "registry-again"],
)
def test_what_crosses_articles_is_found(folder, number, old, new, rule):
    edit(folder, number, old, new)
    report = found(folder)
    assert rule in {finding.rule for finding in report.findings}
    assert lasting(report) == lasting(whole(folder))


def test_a_sound_reference_to_another_article_is_no_fault(folder):
    """Articles that refer to each other are judged together, though they were read apart."""
    other = "<https://w3id.org/claimgraph/article/a00008/claim-2>"
    edit(folder, 0, "cg:premise :claim-1 ;", f"cg:premise {other} ;")
    assert lasting(found(folder)) == lasting(whole(folder))


# ── What is remembered ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def packs(monkeypatch):
    """The groups that are validated, as they are; in this process, where they can be watched."""
    seen: list[str] = []
    pack = packs_of._pack

    def here(self, units, beside):
        for each in units:
            seen.extend(group.graph.rpartition("/")[2] for unit in each for group in unit)
            told = pack(self.project, self.stamp, self.engine, False, each, *beside[:2])
            yield dict(zip(each, told, strict=True))

    monkeypatch.setattr(packs_of.Packs, "results", here)
    return seen


def remembered(folder: Path, where: Path):
    memory = Cache(where)
    report = found(folder, memory)
    memory.close()
    return report


def test_only_what_changed_is_checked_again(folder, tmp_path_factory, packs):
    """…and what refers to it; the report is the same as that of a check of everything."""
    where = tmp_path_factory.mktemp("cache")
    edit(folder, 3, "cg:premise :claim-1 ;", "cg:premise <../a00005/claim-2> ;".replace("..", BASE))
    first = remembered(folder, where)
    packs.clear()
    assert lasting(remembered(folder, where)) == lasting(first)
    assert packs == []

    edit(folder, 1, "Claim 5", "Claim five")
    remembered(folder, where)
    assert packs == ["a00001"]
    packs.clear()

    edit(folder, 5, '"Claim 2 of a00005"@en', '"Claim two"')
    report = remembered(folder, where)
    assert sorted(packs) == ["a00003", "a00005", "a00005"]
    assert lasting(report) == lasting(found(folder))


BASE = "https://w3id.org/claimgraph/article"


def test_a_change_of_the_registry_or_the_rules_is_a_change_for_all(folder, tmp_path_factory, packs):
    where = tmp_path_factory.mktemp("cache")
    remembered(folder, where)
    packs.clear()
    actors = folder / "data" / "registry" / "actors.ttl"
    actors.write_text(actors.read_text(encoding="utf-8") + "# a comment\n", encoding="utf-8")
    remembered(folder, where)
    assert len(packs) == ARTICLES + 1
    packs.clear()

    shapes = folder / "ontology" / "shapes"
    shapes.mkdir(parents=True)
    (shapes / "own.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "@prefix cg: <https://w3id.org/claimgraph/ontology#> .\n"
        "<https://example.org/never> a sh:NodeShape ; sh:targetClass cg:Article ; sh:closed true .",
        encoding="utf-8",
    )
    report = remembered(folder, where)
    assert len(packs) == ARTICLES + 1
    assert {"never"} <= {finding.rule for finding in report.findings}


def test_another_version_trusts_nothing(folder, tmp_path_factory, packs, monkeypatch):
    where = tmp_path_factory.mktemp("cache")
    remembered(folder, where)
    packs.clear()
    monkeypatch.setattr(keys, "program", lambda: "another version")
    remembered(folder, where)
    assert len(packs) == ARTICLES + 1


@pytest.mark.parametrize("what", ["not a database", "another table", "read-only", "a file"])
def test_a_cache_that_is_of_no_use_is_none(folder, tmp_path_factory, what):
    where = tmp_path_factory.mktemp("cache")
    if what == "not a database":
        (where / "check.sqlite").write_bytes(b"garbage" * 1000)
    elif what == "another table":
        sqlite3.connect(where / "check.sqlite").execute("CREATE TABLE results (something TEXT)")
    elif what == "read-only":
        remembered(folder, where)
        (where / "check.sqlite").chmod(0o400)
    else:
        where = where / "file"
        where.write_text("")
    assert lasting(remembered(folder, where)) == lasting(found(folder))


def test_a_process_that_dies_is_reported(folder, monkeypatch):
    """A run that could not check something says what, and is no verdict."""
    monkeypatch.setattr(packs_of, "_pack", _dies)
    monkeypatch.setenv("TESTS_RUN_IN", str(os.getpid()))
    report = found(folder)
    assert report.exit_code(None) == 2
    assert any("a00003" in line and "was not checked" in line for line in report.unchecked)


PACK = packs_of._pack


def _dies(*arguments):
    if os.environ["TESTS_RUN_IN"] != str(os.getpid()):
        os.kill(os.getpid(), signal.SIGKILL)
    return PACK(*arguments)


@pytest.mark.parametrize("failure", ["dies", "needs too much memory"])
def test_a_file_that_fails_is_named_and_the_others_are_checked(folder, monkeypatch, failure):
    """In a pack of four articles, and beside the other file of its own article."""
    before = lasting(found(folder))
    (folder / "data" / "a00003" / "bad.ttl").write_text("# bad", encoding="utf-8")
    monkeypatch.setattr(packs_of, "_pack", _dies_of_one if failure == "dies" else _swells_of_one)
    project = projects.Project(folder)
    report = run.check(
        Input(project, project.data_files), "fast", seconds=60, memory=run.processors() << 30
    )
    (line,) = report.unchecked
    assert Path(line.partition(" was not checked")[0]).name == "bad.ttl"
    assert ("--memory-limit" in line) == (failure != "dies")
    assert lasting(report) == before


def _is_bad(units) -> bool:
    return any(file.path.name == "bad.ttl" for unit in units for g in unit for file in g.files)


def _dies_of_one(project, stamp, engine, apart, units, *beside):
    if _is_bad(units):
        os.kill(os.getpid(), signal.SIGKILL)
    return PACK(project, stamp, engine, apart, units, *beside)


def _swells_of_one(project, stamp, engine, apart, units, *beside):
    if _is_bad(units):
        bytearray(8 << 30)
    return PACK(project, stamp, engine, apart, units, *beside)


def test_rules_that_take_too_long_to_read_are_told(folder, monkeypatch):
    """Of the files that could be it, the project's own, each is named; the data is checked."""
    shapes = folder / "ontology" / "shapes"
    shapes.mkdir(parents=True)
    (shapes / "own.ttl").write_text("", encoding="utf-8")
    monkeypatch.setattr(run, "_rules", _sleeps)
    project = projects.Project(folder)
    report = run.check(Input(project, project.data_files), "fast", seconds=15)
    assert report.exit_code(None) == 2
    late = [finding for finding in report.findings if finding.rule == "time"]
    assert [Path(finding.location.file).name for finding in late] == ["own.ttl"]
    assert {finding.rule for finding in report.findings} > {"time"}


def _sleeps(*_):
    time.sleep(600)
