"""Fingerprints of findings: they stay while the same thing is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checked_projects import checked
from report_samples import FOUND, X

from claimgraph.check.baseline import fingerprint, fingerprints
from claimgraph.findings import Finding, Location, Severity

ROOT = Path(__file__).parents[2]


def test_a_fingerprint_survives_what_moves_and_changes_with_what_is_wrong():
    moved = replace(
        FOUND,
        location=Location(FOUND.location.file, 80, 2, 9, 'cg:hedge "perhaps" .'),
        message="is worded in another way",
        hint=None,
        also=(),
    )
    changed = [
        replace(FOUND, rule="other"),
        replace(FOUND, focus=f"<{X}other>"),
        replace(FOUND, path=f"<{X}other>"),
        replace(FOUND, value='"maybe"'),
        replace(FOUND, location=Location("data/other.ttl", 8, 19)),
    ]

    assert fingerprint(moved) == fingerprint(FOUND)
    assert len({fingerprint(finding) for finding in (FOUND, *changed)}) == 6
    assert fingerprints([FOUND, moved]) == [f"{fingerprint(FOUND)}:1", f"{fingerprint(FOUND)}:2"]


def test_fingerprints_are_the_same_when_a_file_is_read_again_with_lines_added(tmp_path):
    """Blank nodes have other labels at every reading, and stand for themselves in none."""
    folder = tmp_path / "data" / "ferry-line"
    folder.mkdir(parents=True)
    for sample in ("participation/participation-actor", "claim/claim-hedge"):
        text = (ROOT / "ontology" / "examples" / f"{sample}.fail.ttl").read_text("utf-8")
        (folder / f"{Path(sample).name}.ttl").write_text(text, encoding="utf-8")
    before = checked(tmp_path, "fast").findings
    for file in folder.iterdir():
        file.write_text("# one\n\n# two\n" + file.read_text("utf-8"), encoding="utf-8")

    after = checked(tmp_path, "fast").findings

    assert [f.location.line + 3 for f in before] == [f.location.line for f in after]
    assert fingerprints(before) == fingerprints(after)
    assert before


def test_a_syntax_fault_keeps_its_fingerprint_when_lines_are_added():
    def fault(line: int, text: str) -> Finding:
        return Finding("syntax", Severity.VIOLATION, "x", Location("a.ttl", line, 1, text=text))

    assert fingerprint(fault(3, "  a b c .")) == fingerprint(fault(9, "a b c ."))
    assert fingerprint(fault(3, "a b c .")) != fingerprint(fault(3, "a b d ."))
