"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors show beside the source."""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from claimgraph.check.baseline import fingerprints
from claimgraph.check.reports import encodable, sentence
from claimgraph.findings import Rule, Severity
from claimgraph.text import backslash_u, for_programs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from claimgraph.findings import Finding, Location, Report

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:
    """Write one run: all rules with their help, all findings, and what was left unchecked."""
    out = for_programs(out, backslash_u)
    known = _known(report, rules)
    places = {rule.name: place for place, rule in enumerate(known)}
    marks = fingerprints(report.findings)
    run = {
        "tool": {
            "driver": {
                "name": "claimgraph",
                "semanticVersion": version("claimgraph"),
                "informationUri": "https://w3id.org/claimgraph/",
                "rules": [_rule(rule) for rule in known],
            }
        },
        # Section 3.14.27: columns count code points and not, as by default, UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.unchecked,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": line}} for line in report.unchecked
                ],
            }
        ],
        "results": [
            _result(finding, places[finding.rule], mark)
            for finding, mark in zip(report.findings, marks, strict=True)
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    out.write(encodable(json.dumps(document, ensure_ascii=False, indent=2)))
    out.write("\n")


def _known(report: Report, rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules, and one for each finding whose rule nobody gave."""
    known = {rule.name: rule for rule in rules}
    for finding in report.findings:
        if finding.rule not in known:
            known[finding.rule] = Rule(
                finding.rule, "", finding.severity, finding.rule, shape=finding.shape
            )
    return list(known.values())


def _rule(rule: Rule) -> dict[str, Any]:
    parts = [f"{rule.summary}.", rule.description, rule.hint or ""]
    text = [part for part in parts if part]
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary or rule.name},
        "fullDescription": {"text": rule.description or rule.summary or rule.name},
        "help": {
            "text": "\n\n".join([*text, f"More: claimgraph rules {rule.name}"]),
            "markdown": "\n\n".join([*map(_plain, text), f"More: `claimgraph rules {rule.name}`"]),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.kind] if rule.kind else [], "shape": rule.shape},
    }


def _plain(text: str) -> str:
    """Escape what Markdown would read as markup."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~&" else c for c in text)


def _result(finding: Finding, index: int, mark: str) -> dict[str, Any]:
    message = sentence(finding.subject, finding.message)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _literal(f"{message}. {finding.hint}" if finding.hint else message)},
        "partialFingerprints": {"claimgraphFinding/v1": mark},
        "properties": {
            name: value
            for name, value in (
                ("focusNode", finding.focus),
                ("resultPath", finding.path),
                ("value", finding.value),
                ("sourceShape", finding.shape),
                ("sourceConstraintComponent", finding.component),
            )
            if value is not None
        },
    }
    if finding.location:
        result["locations"] = [_location(finding.location)]
    if finding.also:
        result["relatedLocations"] = [
            {"id": n, "message": {"text": "The same triple stands here."}} | _location(place)
            for n, place in enumerate(finding.also, 1)
        ]
    return result


def _literal(text: str) -> str:
    """Keep braces from being placeholders (3.11.5), and brackets from being a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _location(place: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
            if place.end_column and place.end_column >= place.column:
                region["endColumn"] = place.end_column
        physical["region"] = region
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    """Return a file's name as a URI (RFC 3986), relative to the working directory if it is."""
    path = PurePath(file)
    if path.is_absolute():
        return path.as_uri()
    # Bytes of the name that are no characters stay what they are.
    return quote(os.fsencode(path.as_posix()))
