"""Findings as text: grouped by file, the source line with its fault underlined, then a verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from claimgraph.check.reports import sentence
from claimgraph.findings import Severity
from claimgraph.layout import Column, hang, show
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
    hang(_plain(out), styled(verdict(report), style="bold"))


def summary(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:  # noqa: ARG001
    """Write how many findings each rule has, the most severe and most frequent first."""
    shown = _plain(out)
    counted = Counter((finding.severity, finding.rule) for finding in report.findings)
    hints = {finding.rule: finding.hint or "" for finding in report.findings}
    severities = list(Severity)
    rows = [
        [
            styled(str(count)),
            styled(severity.value, style=_STYLES[severity]),
            styled(_line(rule)),
            styled(_line(hints[rule])),
        ]
        for (severity, rule), count in sorted(
            counted.items(), key=lambda one: (severities.index(one[0][0]), -one[1], one[0][1])
        )
    ]
    if rows:
        columns = [Column("findings", right=True), *map(Column, ("severity", "rule", "hint"))]
        show(shown, columns, rows)
        shown.print()
    _unchecked(report, shown)
    hang(shown, styled(verdict(report), style="bold"))


def quiet(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:  # noqa: ARG001
    """Write the verdict where something was found or left unchecked, and else nothing."""
    if report.findings or report.unchecked:
        hang(_plain(out), styled(verdict(report), style="bold"))


def findings(report: Report, out: TextIO) -> None:
    """Write what a report found and what it left unchecked, without the verdict."""
    shown = _plain(out)
    hints = Counter(finding.hint for finding in report.findings)
    for file, findings_of_file in groupby(report.findings, key=_file):
        shown.print(styled(one_line(file), style="bold underline"))
        counted = Counter(replace(finding, occurrence=1) for finding in findings_of_file)
        for finding, times in counted.items():
            # A hint is given once, and how many findings it is for.
            _finding(finding, times, shown, hints.pop(finding.hint, 0))
        shown.print()
    _unchecked(report, shown)


def _unchecked(report: Report, shown: Console) -> None:
    for line in report.unchecked:
        hang(shown, styled(_line(line)), styled(("not checked: ", "bold red")))


def _plain(out: TextIO) -> Console:
    return console(out, soft_wrap=True)


def _file(finding: Finding) -> str:
    return finding.location.file if finding.location else "(no file)"


def _finding(finding: Finding, times: int, console: Console, hinted: int) -> None:
    """Print a finding; of equal ones, how many there are; its hint, if it is for any `hinted`."""
    style = _STYLES[finding.severity]
    at = finding.location
    place = ":".join(str(n) for n in (at.line, at.column) if n) if at else ""
    hang(
        console,
        styled(
            _line(sentence(finding.subject, finding.message)),
            f" ({times} times)" if times > 1 else "",
            (f"  [{_line(finding.rule)}]", "dim"),
        ),
        styled(f"  {place:<8} ", (f"{finding.severity.value:<9} ", f"bold {style}")),
    )
    if at and at.text is not None and at.line:
        _source(at, style, console)
    if finding.hint and hinted:
        findings = f" (for {hinted} findings)" if hinted > times else ""
        hint = styled(_line(finding.hint), (findings, "dim"))
        hang(console, hint, styled(" " * 11, ("hint: ", "bold")))
    for other in finding.also:
        hang(console, styled(one_line(str(other))), styled(" " * 11, ("also: ", "bold")))


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
        summary = ", ".join(counts) or "no findings"
        return f"Not all was checked ({left} left out); {summary} in {checked}."
    if counts:
        return f"{', '.join(counts)} in {checked}."
    if report.accepted:
        return f"No new findings in {checked}."
    return f"No findings in {checked}: all conforms."
