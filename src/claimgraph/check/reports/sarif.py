"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors show beside the source."""

from __future__ import annotations

import gzip
import json
import os
from importlib.metadata import version
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from claimgraph.check.baseline import fingerprints
from claimgraph.check.reports import encodable, sentence
from claimgraph.findings import Location, Rule, Severity
from claimgraph.text import backslash_u, for_programs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from claimgraph.findings import Finding, Report

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


# What GitHub takes of one upload: more, and it refuses the whole file.
_MOST_RESULTS = 25_000
_MOST_BYTES = 10 * 1024 * 1024  # compressed by gzip
_MOST_LOCATIONS = 1000


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:
    """Write one run: all rules with their help, all findings, and what was left unchecked.

    Where there are more findings than GitHub takes of one file, the gravest are written, and a
    notification says how many are not.
    """
    out = for_programs(out, backslash_u)
    known = _known(report, rules)
    places = {rule.name: place for place, rule in enumerate(known)}
    anywhere = next((f.location for f in report.findings if f.location), None) or Location(".")
    marked = list(zip(report.findings, fingerprints(report.findings), strict=True))
    results = [_result(f, places[f.rule], mark, f.location or anywhere) for f, mark in marked]
    text = _written(report, known, results)
    most = _MOST_RESULTS
    while len(results) > most or len(gzip.compress(text.encode())) > _MOST_BYTES:
        most = min(most, len(results) // 2) if len(results) <= most else most
        results = sorted(results, key=lambda each: list(_LEVELS.values()).index(each["level"]))
        results = results[:most]
        text = _written(report, known, results)
    out.write(text)


def _written(report: Report, known: Sequence[Rule], results: list[dict[str, Any]]) -> str:
    notifications = [{"level": "error", "message": {"text": line}} for line in report.unchecked]
    if left_out := len(report.findings) - len(results):
        line = f"{left_out} more findings are not in this file, which is as large as GitHub takes"
        notifications.append({"level": "warning", "message": {"text": line}})
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
                "toolExecutionNotifications": notifications,
            }
        ],
        "results": results,
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return encodable(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


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


def _result(finding: Finding, index: int, mark: str, place: Location) -> dict[str, Any]:
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
    # GitHub refuses a file with a result that has no location.
    result["locations"] = [_location(place)]
    if finding.also:
        result["relatedLocations"] = [
            {"id": n, "message": {"text": "The same triple stands here."}} | _location(place)
            for n, place in enumerate(finding.also[: _MOST_LOCATIONS - 1], 1)
        ]
    return result


def _literal(text: str) -> str:
    """Keep braces from being placeholders (3.11.5), and brackets from being a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _location(place: Location) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    region = {"startLine": place.line or 1}
    if place.line and place.column:
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
