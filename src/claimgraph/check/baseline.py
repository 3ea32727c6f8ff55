"""Findings that stay known: their fingerprints, and a baseline of those that are accepted.

A baseline is a JSON file to be committed, so that only new findings fail a run. It holds each
accepted finding by its fingerprint, which does not change with the lines around it, and with a line
that tells people what it was.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError
from claimgraph.files import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from claimgraph.findings import Finding, Report

_VERSION = 1


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


def without(report: Report, path: Path) -> Report:
    """Return the report without the findings that the baseline accepts.

    A file that does not parse stays unchecked, accepted or not. Raises UsageError for a file that
    is missing or is not a baseline.
    """
    known = _read(path)
    marked = zip(report.findings, fingerprints(report.findings), strict=True)
    new = tuple(finding for finding, mark in marked if mark not in known)
    return replace(report.only(new), accepted=len(report.findings) - len(new))


def write(report: Report, path: Path) -> None:
    """Accept all findings of a report; raises ProjectError where the file cannot be written."""
    accepted = {
        mark: f"{finding.location.file if finding.location else ''}: "
        f"{finding.subject or ''} {finding.message} [{finding.rule}]"
        for finding, mark in zip(report.findings, fingerprints(report.findings), strict=True)
    }
    text = json.dumps(
        {"version": _VERSION, "accepted": accepted}, indent=1, sort_keys=True, ensure_ascii=False
    )
    with replacing(path, "name another file with --baseline") as out:
        out.write(f"{text}\n".encode())


def _read(path: Path) -> frozenset[str]:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise UsageError(f"{path}: not a regular file: write it with --update-baseline")
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["version"] != _VERSION:
            raise UsageError(
                f"{path}: a baseline of another version: write it anew with --update-baseline"
            )
        return frozenset(content["accepted"])
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such baseline: write it with --update-baseline") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: not a baseline: write it anew with --update-baseline") from error
