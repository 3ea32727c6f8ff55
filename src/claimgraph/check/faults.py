"""Findings on files that do not parse or hold nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.errors import SyntaxFault
    from claimgraph.graph.loading import Loaded


# What is wrong, and after the last colon outside quotes what to do about it.
_MENDED = re.compile(r"(.*): ((?:[^']|'[^']*')*)", re.DOTALL)


def stands_in(finding: Finding, names: Iterable[str]) -> bool:
    """Tell whether a finding is placed in one of the files of these names."""
    places = (finding.location, *finding.also)
    return any(place is not None and place.file in names for place in places)


def of_file(one: Loaded) -> list[Finding]:
    """Return what is wrong with a file as a file: its syntax, or that it is empty."""
    if one.faults:
        return [of_fault(fault, "syntax", one.text) for fault in one.faults]
    if not one.quads:
        return [
            Finding(
                rule="empty-file",
                severity=Severity.WARNING,
                message="holds no statements",
                location=Location(one.file.name),
                hint="Write its statements, or delete the file.",
                subject=one.file.name,
            )
        ]
    return []


def of_unread(one: Loaded, count: int) -> Finding:
    """Return that so many findings were held back, at the first fault of a file."""
    assert one.fault
    place = Location(one.fault.file, one.fault.line, one.fault.column)
    return held_back(count, "statements that were not read", place, "Mend the syntax")


def held_back(count: int, on: str, place: Location | None, mend: str) -> Finding:
    """Return that so many findings were held back, for they rest on something to be mended."""
    subject = "1 finding rests" if count == 1 else f"{count} findings rest"
    return Finding(
        rule="unread",
        severity=Severity.INFO,
        message=f"{subject} on {on}",
        location=place,
        hint=f"{mend} and check again.",
    )


def of_time(file: str, seconds: float) -> Finding:
    """Return that a file took longer than `seconds` to check, as a finding."""
    return Finding(
        rule="time",
        severity=Severity.VIOLATION,
        message=f"took longer than {seconds:g} s and was left unchecked",
        location=Location(file),
        hint="Split the file, simplify what is asked of it, or allow more: --time-limit SECONDS.",
    )


def of_fault(fault: SyntaxFault, rule: str, text: str) -> Finding:
    """Return a fault of syntax as a finding of a rule, with its line of the text."""
    parts = _MENDED.fullmatch(str(fault))
    what, mend = (parts[1], parts[2]) if parts else ("", str(fault))
    hint = mend if rule != "syntax" else f"{mend}; until then the statement is not validated"
    lines = text.split("\n")
    known = fault.line is not None and fault.line <= len(lines)
    return Finding(
        rule=rule,
        severity=Severity.VIOLATION,
        message=what or str(fault),
        location=Location(
            fault.file,
            fault.line,
            fault.column,
            text=lines[fault.line - 1].rstrip("\r") if known and text and fault.line else None,
        ),
        hint=f"{hint[:1].upper()}{hint[1:]}." if what else None,
    )
