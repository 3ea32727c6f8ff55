"""A whole run: rules selected and ignored, findings accepted by a baseline."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from checked_projects import BROKEN, FAULTY, NAMELESS, SOUND, project

import corpus
from claimgraph import cli
from claimgraph.check import Check, packs
from claimgraph.errors import ProjectError, UsageError
from claimgraph.findings import Report, Severity
from claimgraph.graph.project import Project
from claimgraph.graph.stores import disk, load
from claimgraph.vocab import GRAPH

FILE = "data/harbour/ships.ttl"
ALL = {"ship-name", "ship-crew", "ship-flag"}


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """A project with one violation, one warning and one info; the working directory."""
    monkeypatch.chdir(tmp_path)
    return project(tmp_path)


def check(wanted: Check) -> Report:
    done = wanted.report()
    return done if isinstance(done, Report) else done[0]


def names(**wanted) -> set[str]:
    return {finding.rule for finding in check(Check(**wanted)).findings}


# --- rules chosen


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), ALL),
        (("ship-name",), (), {"ship-name"}),
        (("ship-name", "ship-flag"), (), {"ship-name", "ship-flag"}),
        ((), ("ship-name",), {"ship-crew", "ship-flag"}),
        (("ship-name", "ship-crew"), ("ship-name",), {"ship-crew"}),
        (("claim-hedge",), (), set()),
    ],
)
@pytest.mark.usefixtures("root")
def test_rules_are_selected_and_ignored_by_name(select, ignore, expected):
    """What is both selected and ignored is ignored; a known rule that found nothing is no error."""
    assert names(select=select, ignore=ignore) == expected


@pytest.mark.parametrize("option", ["select", "ignore"])
@pytest.mark.usefixtures("root")
def test_the_name_of_no_rule_is_refused_with_the_nearest(option):
    """A rule misspelt would never be missed: no finding is what one hopes for."""
    with pytest.raises(
        UsageError, match=r"no rule 'shipname' \(nearest: ship-name.*claimgraph rul"
    ):
        check(Check(**{option: ("shipname",)}))


@pytest.mark.parametrize("chosen", [{"ignore": ("syntax",)}, {"select": ("ship-name",)}])
def test_a_fault_of_syntax_that_is_left_out_is_no_clean_file(root, chosen):
    """The file was not checked, whichever rules were asked for: that is said, and exits with 2."""
    project(root, BROKEN)

    report = check(Check(**chosen))

    assert report.findings == ()
    (line,) = report.unchecked
    assert line.startswith(f"{FILE}:4:")
    assert "does not parse" in line
    assert report.exit_code(None) == 2


def test_a_run_without_any_project_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ProjectError, match="no project here"):
        check(Check())


@pytest.mark.slow
def test_several_projects_are_one_report(tmp_path):
    """Each is checked with its own shapes alone."""
    first, second = (project(tmp_path / name) for name in ("first", "second"))
    (second / "ontology/shapes/ships.ttl").unlink()

    report = check(Check(paths=(first, second)))

    assert {Path(each.location.file).parts[-4] for each in report.findings} == {"first"}
    assert (report.files, report.triples) == (2, 18)


# --- a baseline


def test_a_baseline_accepts_what_was_found_and_nothing_else(root):
    """Its findings are left out and counted; a new one is told."""
    accepted = Check(baseline=root / "accepted.json")
    first = check(replace(accepted, update_baseline=True))

    same = check(accepted)
    project(root, FAULTY + NAMELESS)
    more = check(accepted)

    assert (first.findings, first.accepted) == ((), 3)
    assert (same.findings, same.accepted) == ((), 3)
    assert [(f.rule, f.location.line) for f in more.findings] == [("ship-name", 6)]
    assert more.accepted == 3
    assert more.exit_code(Severity.VIOLATION) == 1


def test_a_baseline_survives_lines_added_above(root):
    accepted = Check(baseline=root / "accepted.json")
    check(replace(accepted, update_baseline=True))

    project(root, "# one\n\n# two\n" + SOUND + FAULTY)
    report = check(accepted)

    assert (report.findings, report.accepted) == ((), 3)


def test_of_two_alike_findings_a_baseline_accepts_as_many_as_there_were(root):
    """Blank nodes have no names: the same is wrong with both, and a third one is new."""
    nameless = '[] a x:Ship ; x:crew 3 ; x:flag "NL" .\n'
    accepted = Check(baseline=root / "accepted.json")
    project(root, nameless * 2)
    check(replace(accepted, update_baseline=True))

    counts = {}
    for number in (1, 2, 3):
        project(root, nameless * number)
        report = check(accepted)
        counts[number] = (len(report.findings), report.accepted)

    assert counts == {1: (0, 1), 2: (0, 2), 3: (1, 2)}


def test_a_baseline_written_anew_forgets_what_was_mended(root):
    accepted = Check(baseline=root / "accepted.json", update_baseline=True)
    check(accepted)
    project(root, SOUND)
    check(accepted)

    project(root, FAULTY)
    report = check(replace(accepted, update_baseline=False))

    assert {finding.rule for finding in report.findings} == ALL


def test_a_baseline_tells_people_what_it_accepts(root):
    """It is committed and read in a review: one line for each finding, the same for the same."""
    accepted = Check(baseline=root / "accepted.json", update_baseline=True)
    check(accepted)
    written = (root / "accepted.json").read_text(encoding="utf-8")
    check(accepted)

    assert (root / "accepted.json").read_text(encoding="utf-8") == written
    lines = json.loads(written)["accepted"].values()
    assert sorted(line.rpartition("[")[2].rstrip("]") for line in lines) == sorted(ALL)
    assert all(FILE in line for line in lines)


def test_a_baseline_does_not_make_a_broken_file_a_checked_one(root):
    """Its syntax is known to be wrong; that nothing of it was validated stays true."""
    project(root, BROKEN)
    accepted = Check(baseline=root / "accepted.json")
    check(replace(accepted, update_baseline=True))

    report = check(accepted)

    assert report.exit_code(Severity.VIOLATION) == 2
    assert any(line.startswith(f"{FILE}:4:") for line in report.unchecked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no such baseline: write it with --update-baseline"),
        ("", "not a baseline"),
        ("[]", "not a baseline"),
        ("{}", "not a baseline"),
        ('{"version": 1}', "not a baseline"),
        ('{"version": 1, "accepted": 3}', "not a baseline"),
        ('{"version": 99, "accepted": {}}', "another version"),
        ("\udcff", "not a baseline"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_refused(root, text, words):
    """It would accept nothing, or everything: neither is what was asked for."""
    file = root / "accepted.json"
    if text is not None:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(UsageError, match=words):
        check(Check(baseline=file))


def test_a_baseline_that_is_a_folder_is_refused(root):
    with pytest.raises(UsageError, match=r"data: cannot be read \(Is a directory\)"):
        check(Check(baseline=root / "data"))


# --- a store on disk


def told(report: Report) -> list[tuple]:
    """Return findings without their places, which a store has not, and blank nodes' labels."""
    return sorted(
        (each.rule, each.severity.value, each.message, *map(unlabelled, (each.focus, each.value)))
        for each in report.findings
    )


def unlabelled(term: str | None) -> str:
    return "_:" if term and term.startswith("_:") else term or ""


def stored(root: Path, folder: Path) -> Check:
    """Load a project into a store and return the check of it."""
    files = load.files([root])
    disk.replace(folder, load.graphs(files), load.quads(files))
    return Check(stored=(Project(root), disk.OnDisk(folder).location))


def test_a_store_is_checked_as_its_files_are(root, tmp_path):
    """The same findings in the same number of triples; their places are the graphs."""
    files = check(Check(paths=(root,)))

    held = check(stored(root, tmp_path / "store"))

    assert {finding.rule for finding in held.findings} == ALL
    assert told(held) == told(files)
    assert held.triples == files.triples
    assert (held.files, held.unit, files.unit) == (1, "graph", "file")
    assert {str(each.location) for each in held.findings} == {GRAPH + "harbour"}


@pytest.mark.slow
def test_many_graphs_are_checked_in_batches_and_what_is_tied_together(tmp_path, monkeypatch):
    """Articles that define each other's resources are judged together in a store, too."""
    monkeypatch.setattr(packs, "BATCH", 4)
    root = tmp_path / "many"
    corpus.write(root, 6)
    first = root / "data" / "a00000" / "article.ttl"
    text = first.read_text(encoding="utf-8")
    tie = "<https://w3id.org/claimgraph/article/a00001/claim-0>"
    first.write_text(f"{text}\n:claim-0 cg:condition {tie} .\n", encoding="utf-8")
    other = root / "data" / "a00001" / "article.ttl"
    plain = other.read_text(encoding="utf-8")
    other.write_text(plain.replace("cg:FactualClaim , cg:Thesis", "cg:Event"), encoding="utf-8")

    files = check(Check(paths=(root,), cached=False))
    held = check(stored(root, tmp_path / "store"))

    assert len(files.findings) > 5
    assert told(held) == told(files)
    assert held.files == 7


@pytest.mark.slow
def test_the_command_checks_a_store(root, tmp_path, capfd, monkeypatch):
    """Exit codes are those of a check of files; what cannot be meant is refused in one line."""

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["claimgraph", *arguments])
        code = cli.main()
        out = capfd.readouterr()
        return code, out.out + out.err

    store = str(tmp_path / "store")
    assert call("load", "--store", store, str(root))[0] == 0

    code, said = call("check", "--store", store)
    assert (code, said.splitlines()[-1]) == (
        1, "1 violation, 1 warning, 1 info in 1 graph, 9 triples."
    )  # fmt: skip
    assert call("check", "--store", store, "--ignore", "ship-name")[0] == 0
    assert call("check", "--store", str(tmp_path / "none"))[0] == 2
    code, said = call("check", "--store", store, str(root))
    assert (code, said) == (
        2,
        "claimgraph: a store is checked whole, as it is now: leave out PATH and --watch\n",
    )
