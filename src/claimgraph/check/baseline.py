"""A baseline: findings that are known and accepted, so that only new ones fail a run.

It is a JSON file to be committed: each accepted finding by its fingerprint, which does not change
with the lines around it, and with a line that tells people what it was.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.check.fingerprints import fingerprints
from claimgraph.errors import UsageError
from claimgraph.files import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.findings import Report

_VERSION = 1


def without(report: Report, path: Path) -> Report:
    """Return the report without the findings that the baseline accepts.

    A file that does not parse stays unchecked, accepted or not. Raises UsageError for a file that
    is missing or is no baseline.
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
        held = json.loads(path.read_text(encoding="utf-8"))
        if held["version"] != _VERSION:
            raise UsageError(
                f"{path}: a baseline of another version: write it anew with --update-baseline"
            )
        return frozenset(held["accepted"])
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such baseline: write it with --update-baseline") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: not a baseline: write it anew with --update-baseline") from error
