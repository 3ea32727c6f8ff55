"""Fingerprints of findings: the same today and tomorrow, though lines were added above."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.findings import Finding, Report


def fingerprint(finding: Finding) -> str:
    """Return 32 hexadecimal digits that a finding keeps while the same thing is wrong.

    They come from its rule, file, focus node, path and value, and from no line or column. A blank
    node has another label at every reading: what people call it stands for it. A fault that no
    shape finds (a file that does not parse) is known by its message and its source line.
    """
    at = finding.location
    parts = [
        finding.rule,
        PurePath(at.file).as_posix() if at else None,
        _lasting(finding.focus) or finding.subject,
        finding.path,
        _lasting(finding.value),
    ]
    if finding.focus is None:
        parts += [finding.message, at.text.strip() if at and at.text else None]
    written = json.dumps(parts, ensure_ascii=True)
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:32]


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """Return each finding's fingerprint, in order, with a running number for those alike."""
    seen: Counter[str] = Counter()
    numbered = []
    for finding in findings:
        digits = fingerprint(finding)
        seen[digits] += 1
        numbered.append(f"{digits}:{seen[digits]}")
    return numbered


def difference(before: Report, after: Report) -> tuple[Report, tuple[Finding, ...]]:
    """Return the later report with its new findings alone, and the findings that are gone."""
    marked = [
        dict(zip(fingerprints(report.findings), report.findings, strict=True))
        for report in (before, after)
    ]
    new = tuple(finding for mark, finding in marked[1].items() if mark not in marked[0])
    gone = tuple(finding for mark, finding in marked[0].items() if mark not in marked[1])
    return replace(after, findings=new), gone


def _lasting(term: str | None) -> str | None:
    return None if term is None or term.startswith("_:") else term
