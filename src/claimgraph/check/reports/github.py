"""Findings as workflow commands: GitHub Actions shows each beside its line in the review.

GitHub shows ten errors, ten warnings and ten notices of a step; its log holds them all.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from claimgraph.check.reports import sentence
from claimgraph.findings import Severity
from claimgraph.text import exact, inert, visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from claimgraph.findings import Finding, Report, Rule

_COMMANDS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:  # noqa: ARG001
    """Write one command per line, for each finding and for what was left unchecked."""
    out = exact(out)
    for finding in report.findings:
        out.write(_finding(finding))
    for line in report.unchecked:
        out.write(_command("error", {"title": "not checked"}, line))


def _finding(finding: Finding) -> str:
    at = finding.location
    properties: dict[str, str | int | None] = {}
    if at:
        column = at.column if at.line else None
        properties = {
            "file": PurePath(at.file).as_posix(),
            "line": at.line,
            "col": column,
            "endColumn": at.end_column if column else None,
        }
    message = sentence(finding.subject, finding.message)
    parts = [message, f"hint: {finding.hint}" if finding.hint else ""]
    parts += [f"also: {place}" for place in finding.also]
    return _command(
        _COMMANDS[finding.severity],
        properties | {"title": finding.rule},
        "\n".join(part for part in parts if part),
    )


def _command(name: str, properties: dict[str, str | int | None], message: str) -> str:
    written = ",".join(
        f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None
    )
    return f"::{name} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    """Escape a message as the runner reads it; the percent sign first."""
    lines = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    return inert(lines.replace("%", "%25").replace("\n", "%0A"))


def _property(text: str) -> str:
    """Escape a property's value, in which colon and comma have a meaning too."""
    # A file's name may hold a carriage return: there it does not end a line.
    kept = "%0D".join(_data(part) for part in text.split("\r"))
    return kept.replace(":", "%3A").replace(",", "%2C")
