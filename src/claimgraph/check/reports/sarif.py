"""Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors show beside the source."""

from __future__ import annotations

import gzip
import json
import os
from importlib.metadata import version
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from claimgraph.check.baseline import fingerprints
from claimgraph.check.reports import encodable, sentence
from claimgraph.findings import Location, Rule, Severity
from claimgraph.text import backslash_u, for_programs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from claimgraph.findings import Finding, Report

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


# What GitHub takes of one upload: more, and it refuses the whole file.
# https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
_MOST_RESULTS = 25_000
_MOST_RULES = 25_000
_MOST_BYTES = 10 * 1024 * 1024  # compressed by gzip
_MOST_LOCATIONS = 1000
_LONGEST_NAME = 255
_LONGEST_DESCRIPTION = 1024
# Where a finding stands that has no place in the repository, and whose rule has none.
_ANYWHERE = "README.md"


def write(report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:
    """Write one run: all rules with their help, all findings, and what was left unchecked.

    Where there are more findings than GitHub takes of one file, the gravest are written, and a
    notification says how many are not.
    """
    out = for_programs(out, backslash_u)
    files = _Files(report)
    marked = list(zip(report.findings, fingerprints(report.findings), strict=True))
    most = len(marked)
    while True:
        if len(marked) > min(most, _MOST_RESULTS):
            marked.sort(key=lambda one: list(Severity).index(one[0].severity))
            marked = marked[: min(most, _MOST_RESULTS)]
        text = _written(report, marked, _known([finding for finding, _ in marked], rules), files)
        if not marked or len(gzip.compress(text.encode())) <= _MOST_BYTES:
            break
        most = len(marked) // 2
    out.write(text)


def _written(
    report: Report,
    marked: Sequence[tuple[Finding, str]],
    known: Mapping[str, Rule],
    files: _Files,
) -> str:
    notifications = [{"level": "error", "message": {"text": line}} for line in report.unchecked]
    if left_out := len(report.findings) - len(marked):
        line = f"{left_out} more findings are not in this file, which is as large as GitHub takes"
        notifications.append({"level": "warning", "message": {"text": line}})
    numbers = {name: number for number, name in enumerate(known)}
    run = {
        "tool": {
            "driver": {
                "name": "claimgraph",
                "semanticVersion": version("claimgraph"),
                "informationUri": "https://w3id.org/claimgraph/",
                "rules": [_rule(rule) for rule in known.values()],
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
        "results": [
            _result(finding, mark, numbers[finding.rule], known[finding.rule], files)
            for finding, mark in marked
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return encodable(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _known(findings: Sequence[Finding], rules: Sequence[Rule]) -> dict[str, Rule]:
    """Return the rules by name, and one for each finding whose rule nobody gave.

    Of more than GitHub takes those go that no finding is of.
    """
    known = {rule.name: rule for rule in rules}
    unlisted = {
        each.rule: known.get(each.rule)
        or Rule(each.rule, "", each.severity, each.rule, shape=each.shape)
        for each in findings
    }
    if len(known | unlisted) > _MOST_RULES:
        return dict([*unlisted.items(), *(known.items() - unlisted.items())][:_MOST_RULES])
    return known | unlisted


class _Files:
    """The files of a report as GitHub takes them: relative to the repository, and inside it."""

    def __init__(self, report: Report) -> None:
        here = Path.cwd()
        self._here = here
        self._root = next(
            (each for each in (here, *here.parents) if (each / ".git").exists()), here
        )
        located = (finding.location for finding in report.findings)
        self._first = next((at for at in located if at and self.path(at)), Location(_ANYWHERE))

    def path(self, place: Location) -> PurePath | None:
        """Return a file's path below the repository; None for one that is outside, and a graph."""
        if "://" in place.file:
            return None
        path = PurePath(os.path.normpath(self._here / place.file))
        inside = path.is_relative_to(self._root) and path != self._root
        return path.relative_to(self._root) if inside else None

    def of(self, finding: Finding, rule: Rule) -> list[dict[str, Any]]:
        """Return the places of a finding, which always has one."""
        places = [finding.location] if finding.location else []
        inside = [each for each in (*places, *finding.also) if self.path(each)]
        if not inside:
            own = rule.file and self.path(Location(rule.file))
            # An installed claimgraph has its rules in a hidden folder, as a rule.
            is_own = own and not any(part.startswith(".") for part in own.parts)
            inside = [Location(rule.file) if rule.file and is_own else self._first]
        return [self._written(each) for each in inside[:_MOST_LOCATIONS]]

    def told(self, finding: Finding) -> str:
        """Return where else a finding stands: outside the repository, or in too many places."""
        outside = finding.location and not self.path(finding.location)
        more = len(finding.also) + 1 - _MOST_LOCATIONS
        return (f" (in {finding.location})" if outside else "") + (
            f" (and in {more} more places)" if more > 0 else ""
        )

    def _written(self, place: Location) -> dict[str, Any]:
        region = {"startLine": place.line or 1}
        if place.line and place.column:
            region["startColumn"] = place.column
            if place.end_column and place.end_column >= place.column:
                region["endColumn"] = place.end_column
        path = self.path(place) or PurePath(_ANYWHERE)
        # Bytes of the name that are not characters stay what they are.
        uri = quote(os.fsencode(path.as_posix()))
        return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _rule(rule: Rule) -> dict[str, Any]:
    parts = [f"{rule.summary}.", rule.description, rule.hint or ""]
    text = [part for part in parts if part]
    return {
        "id": _cut(rule.name, _LONGEST_NAME),
        "shortDescription": {"text": _cut(rule.summary or rule.name, _LONGEST_DESCRIPTION)},
        "fullDescription": {
            "text": _cut(rule.description or rule.summary or rule.name, _LONGEST_DESCRIPTION)
        },
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


def _result(finding: Finding, mark: str, index: int, rule: Rule, files: _Files) -> dict[str, Any]:
    message = sentence(finding.subject, finding.message) + files.told(finding)
    places = files.of(finding, rule)
    result: dict[str, Any] = {
        "ruleId": _cut(finding.rule, _LONGEST_NAME),
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
        # GitHub refuses a file with a result that has no location.
        "locations": places[:1],
    }
    if places[1:]:
        result["relatedLocations"] = [
            {"id": n, "message": {"text": "The finding is about this place too."}} | place
            for n, place in enumerate(places[1:], 1)
        ]
    return result


def _literal(text: str) -> str:
    """Keep braces from being placeholders (3.11.5), and brackets from being a link (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
