"""Findings as text: grouped by file, the source line with its fault underlined, then a verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from claimgraph.check.reports import sentence
from claimgraph.findings import Severity
from claimgraph.text import console, one_line, styled, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from rich.console import Console

    from claimgraph.findings import Finding, Location, Report, Rule

_STYLES = {Severity.VIOLATION: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:  # noqa: ARG001
    """Write a report; colours only where `out` is a terminal that wants them."""
    findings(report, out)
    _plain(out).print(styled(verdict(report), style="bold"))


def findings(report: Report, out: TextIO) -> None:
    """Write what a report found and what it left unchecked, without the verdict."""
    shown = _plain(out)
    for file, found in groupby(report.findings, key=_file):
        shown.print(styled(one_line(file), style="bold underline"))
        counted = Counter(replace(finding, occurrence=1) for finding in found)
        for finding, times in counted.items():
            _finding(finding, times, shown)
        shown.print()
    for line in report.unchecked:
        shown.print(styled(("not checked: ", "bold red"), _line(line)))


def _plain(out: TextIO) -> Console:
    return console(out, soft_wrap=True)


def _file(finding: Finding) -> str:
    return finding.location.file if finding.location else "(no file)"


def _finding(finding: Finding, times: int, console: Console) -> None:
    """Print a finding; of equal ones, how many there are."""
    style = _STYLES[finding.severity]
    at = finding.location
    place = ":".join(str(n) for n in (at.line, at.column) if n) if at else ""
    console.print(
        styled(
            f"  {place:<8} ",
            (f"{finding.severity.value:<9} ", f"bold {style}"),
            _line(sentence(finding.subject, finding.message)),
            f" ({times} times)" if times > 1 else "",
            (f"  [{_line(finding.rule)}]", "dim"),
        )
    )
    if at and at.text is not None and at.line:
        _source(at, style, console)
    if finding.hint:
        console.print(styled(" " * 11, ("hint: ", "bold"), _line(finding.hint)))
    for other in finding.also:
        console.print(styled(" " * 11, ("also: ", "bold"), one_line(str(other))))


def _source(at: Location, style: str, console: Console) -> None:
    """Print the source line, and beneath the fault a mark as wide as its term."""
    line = at.text or ""
    column = at.column or 1
    end = max(at.end_column or column + 1, column + 1)
    # The mark stands under the term however wide its letters are, and wherever tabs end.
    parts = (line[: column - 1], line[column - 1 : end - 1], line[end - 1 :])
    before, under, after = (styled(_line(part).replace("\t", "    ")) for part in parts)
    margin = f"{at.line:>8} | "
    console.print(styled((margin, "dim"), before, under, after))
    console.print(
        styled(
            (" " * 8 + " | ", "dim"),
            " " * before.cell_len,
            ("^" * max(under.cell_len, 1), f"bold {style}"),
        )
    )


def _line(text: str) -> str:
    return visible(text).replace("\n", " ")


def verdict(report: Report) -> str:
    """Return the report's last line: what was found in how much, and what was left unchecked."""
    counts = [
        f"{count} {severity.value}{'s' if count != 1 else ''}"
        for severity in Severity
        if (count := sum(f.severity is severity for f in report.findings))
    ]
    files = f"{report.files} {report.unit}{'s' if report.files != 1 else ''}"
    checked = f"{files}, {report.triples} triples"
    if report.accepted:
        checked += f"; {report.accepted} more accepted by the baseline"
    if report.unchecked:
        left = len(report.unchecked)
        found = ", ".join(counts) or "no findings"
        return f"Not all was checked ({left} left out); {found} in {checked}."
    if counts:
        return f"{', '.join(counts)} in {checked}."
    if report.accepted:
        return f"No new findings in {checked}."
    return f"No findings in {checked}: all conforms."
