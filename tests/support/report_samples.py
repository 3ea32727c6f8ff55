"""Findings that the reporters are tried on, and a report written in a form of theirs."""

from __future__ import annotations

import io

from claimgraph.check import reports
from claimgraph.findings import Finding, Location, Report, Rule, Severity

CONSTRAINT = "http://www.w3.org/ns/shacl#MinCountConstraintComponent"
X = "https://example.org/"

NASTY = (
    'a\nb\r\nc\r::error file=x::%0A, 100% "it\'s" <&]]> [x](y) {0} '
    "\x00\x1b[31m\x85\u2028\U0001f6a2é"
)
FOUND = Finding(
    rule="claim-hedge",
    severity=Severity.VIOLATION,
    message="has marker words without a language tag",
    location=Location("data/ferry line/claims.ttl", 8, 19, 28, '    cg:hedge      "perhaps" ;'),
    hint='Write cg:hedge "reportedly"@en.',
    subject="Claim ‘The ferry sails’",
    focus=f"<{X}claim>",
    path=f"<{X}hedge>",
    value='"perhaps"',
    shape="https://w3id.org/claimgraph/shapes#claim-hedge",
    component="http://www.w3.org/ns/shacl#DatatypeConstraintComponent",
    also=(Location("data/ferry line/more.ttl", 3, 1, 4, "abc"),),
)
HOSTILE = Finding(
    rule=NASTY,
    severity=Severity.WARNING,
    message=NASTY,
    location=Location(f"/data/{NASTY}.ttl", 2, 3, 5, NASTY),
    hint=NASTY,
    subject=NASTY,
    focus="_:b0",
    path=f"(^<{X}p>/(<{X}q>|<{X}r>)*)",
    value='"line\\nend"',
    shape=f"{X}shape",
    component=CONSTRAINT,
    also=(Location(NASTY), Location("bytes\udcff.ttl", text="\ud800")),
)
PLACELESS = Finding("empty-file", Severity.INFO, "holds no statements")
UNCHECKED = "data/secret.ttl: cannot be read (Permission denied)"
REPORTS = {
    "clean": Report((), files=3, triples=40),
    "found": Report((FOUND,), files=1, triples=5),
    "hostile": Report((FOUND, HOSTILE), files=2, triples=5, unchecked=(NASTY,)),
    "placeless": Report((PLACELESS,), files=1),
    "unchecked": Report((), unchecked=(UNCHECKED,)),
}


def written(form: str, report: Report, known: tuple[Rule, ...] = ()) -> str:
    out = io.StringIO()
    reports.reporter(form)(report, out, known)
    # What cannot be encoded cannot be printed.
    return out.getvalue().encode("utf-8").decode("utf-8")
