"""What a check finds: findings with a severity and a place, the rules, and the report of a run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from claimgraph import display

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(Enum):
    """How grave a finding is (SHACL 2.1.4, `sh:severity`); iteration goes from grave to slight."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    def reaches(self, threshold: Severity | None) -> bool:
        """Tell whether this is at least as grave as the threshold; nothing reaches None."""
        grave_first = list(Severity)
        return threshold is not None and grave_first.index(self) <= grave_first.index(threshold)


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file; line and column count from 1, columns in Unicode code points.

    `end_column` is the column after the last code point of the term at fault, on the same line;
    `text` is the source line itself, without its end.
    """

    file: str
    line: int | None = None
    column: int | None = None
    end_column: int | None = None
    text: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Finding:
    """One fault: which rule, where, what is wrong, how to mend it.

    `focus`, `value` and a `path` of one predicate are terms in N-Triples syntax, as in
    `sh:focusNode`, `sh:value` and `sh:resultPath`; a longer path is a SPARQL property path.
    `subject` names the focus node for people. `shape` and `component` are the IRIs of
    `sh:sourceShape` and `sh:sourceConstraintComponent`; a fault that no shape finds (a file that
    does not parse) has neither. `also` holds the other places of a triple that is written twice.
    `messages` are the values of `sh:resultMessage` as literals in N-Triples syntax, of which
    `message` is the one for people, with what sets the finding apart. `declared_severity` is the
    IRI of a severity other than SHACL's three. `occurrence` counts equal results from 1.
    """

    rule: str
    severity: Severity
    message: str
    location: Location | None = None
    hint: str | None = None
    subject: str | None = None
    focus: str | None = None
    path: str | None = None
    value: str | None = None
    shape: str | None = None
    component: str | None = None
    also: tuple[Location, ...] = ()
    messages: tuple[str, ...] = ()
    declared_severity: str | None = None
    occurrence: int = 1

    def __repr__(self) -> str:
        where = f" at {self.location}" if self.location else ""
        return f"<{self.severity.value} {self.rule}{where}: {self.message}>"


@dataclass(frozen=True)
class Rule:
    """What findings of one name have in common: what is asked, why, how grave a breach is.

    `kind` is what the rule is about: the stem of its shape's file, or `file` or `question`.
    `message` and `hint` are those of its findings, placeholders unfilled. `shape` is the IRI of
    its shape; what the check asks by itself has neither shape nor file.
    """

    name: str
    kind: str
    severity: Severity
    summary: str
    description: str = ""
    message: str | None = None
    hint: str | None = None
    shape: str | None = None
    file: str | None = None

    def __repr__(self) -> str:
        return f"<Rule {self.name}: {self.summary}>"


@dataclass(frozen=True)
class Report:
    """What a check found in `files` files of `triples` triples; of a store, graphs are counted.

    `unit` is what was counted, `file` or `graph`.
    `unchecked` says in one line each what could not be checked; while it holds anything the
    report is not a verdict. `accepted` counts the findings that a baseline left out.
    """

    findings: tuple[Finding, ...]
    files: int = 0
    triples: int = 0
    unchecked: tuple[str, ...] = ()
    accepted: int = 0
    unit: str = "file"

    def __repr__(self) -> str:
        return f"<Report: {self._summary}>"

    def _repr_html_(self) -> str:
        """Return the findings as a table, for a notebook."""
        rows = [
            (
                str(finding.location or ""),
                finding.severity.value,
                finding.rule,
                finding.message,
                finding.hint or "",
            )
            for finding in self.findings
        ]
        return display.table(("where", "severity", "rule", "what", "hint"), rows, self._summary)

    @property
    def _summary(self) -> str:
        counts = [
            (sum(finding.severity is severity for finding in self.findings), severity.value)
            for severity in Severity
        ]
        parts = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in counts if count]
        parts += [f"{len(self.unchecked)} not checked"] if self.unchecked else []
        number = f"{self.files} {self.unit}{'s' if self.files != 1 else ''}"
        return f"{', '.join(parts) or 'no findings'} in {number}"

    @classmethod
    def merged(cls, reports: Iterable[Report]) -> Report:
        """Return several reports as one."""
        all_of = list(reports)
        return cls(
            findings=tuple(finding for each in all_of for finding in each.findings),
            files=sum(each.files for each in all_of),
            triples=sum(each.triples for each in all_of),
            unchecked=tuple(line for each in all_of for line in each.unchecked),
            accepted=sum(each.accepted for each in all_of),
            unit=all_of[0].unit if all_of else "file",
        )

    def only(self, kept: Iterable[Finding]) -> Report:
        """Return the report with these of its findings alone.

        A file that does not parse was not checked: where its finding is left out, it is unchecked.
        """
        kept = tuple(kept)
        told = frozenset(kept)
        unread = tuple(
            f"{finding.location}: does not parse"
            for finding in self.findings
            if finding.rule == "syntax" and finding not in told
        )
        return replace(self, findings=kept, unchecked=(*self.unchecked, *unread))

    def exit_code(self, threshold: Severity | None) -> int:
        """Return 2 where something was left unchecked, 1 for findings that reach the threshold."""
        if self.unchecked:
            return 2
        return int(any(finding.severity.reaches(threshold) for finding in self.findings))
