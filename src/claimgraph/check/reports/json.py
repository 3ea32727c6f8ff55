"""Findings as JSON, for one's own programs; `report.schema.json` beside this file describes it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from claimgraph.check.baseline import fingerprints
from claimgraph.check.reports import encodable
from claimgraph.text import backslash_u, for_programs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from claimgraph.findings import Finding, Location, Report, Rule

SCHEMA = "https://w3id.org/claimgraph/report.schema.json"


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:
    """Write one object; of the rules, those that a finding names are in it."""
    out = for_programs(out, backslash_u)
    named = {finding.rule for finding in report.findings}
    document = {
        "$schema": SCHEMA,
        "files": report.files,
        "triples": report.triples,
        "unchecked": list(report.unchecked),
        "findings": [
            _finding(finding, digits)
            for finding, digits in zip(report.findings, fingerprints(report.findings), strict=True)
        ],
        "rules": [
            asdict(rule) | {"severity": rule.severity.value} for rule in rules if rule.name in named
        ],
    }
    out.write(encodable(json.dumps(document, ensure_ascii=False, indent=2)))
    out.write("\n")


def _finding(finding: Finding, digits: str) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "declaredSeverity": finding.declared_severity,
        "message": finding.message,
        "messages": list(finding.messages),
        "hint": finding.hint,
        "location": _location(finding.location) if finding.location else None,
        "also": [_location(place) for place in finding.also],
        "subject": finding.subject,
        "focus": finding.focus,
        "path": finding.path,
        "value": finding.value,
        "shape": finding.shape,
        "component": finding.component,
        "fingerprint": digits,
    }


def _location(place: Location) -> dict[str, Any]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "endColumn": place.end_column,
        "text": place.text,
    }
