"""Finds claims that no person has accepted, for who wants nothing else in a branch."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from claimgraph.claims import capture, progress
from claimgraph.claims.reading import Reader
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.findings import Finding, Rule, Severity
from claimgraph.graph import loading

if TYPE_CHECKING:
    from claimgraph.claims.model import Claim
    from claimgraph.graph.inputs import Input

ACCEPTED = Rule(
    name="accepted",
    kind="review",
    severity=Severity.VIOLATION,
    summary="A claim is accepted by a person",
    description=(
        "A draft, by its own status or its article's, was written by a program or awaits a second "
        "reading. It is reported only with --require-accepted: while work goes on, a draft is fine."
    ),
    message="is a draft",
    hint="Compare it with the text; then accept it: claimgraph accept.",
)


def unaccepted(wanted: Input) -> list[Finding]:
    """Return a finding for each claim that is a draft, or is not restated, at its place.

    Of files that do not parse nothing is told: the check says that they do not.
    """
    with suppress(ProjectError, SyntaxFault):
        captured = capture.Captured(loading.parsed(wanted.files))
        reader = Reader(captured.graph)
        found = []
        for iri in reader.articles():
            article = reader.article(iri)
            drafts = progress.drafts(article)
            unrestated = [reader.claim(one) for one in sorted(reader.unrestated(iri))]
            found += [captured.placed(_unaccepted(one)) for one in (*drafts, *unrestated)]
        return [
            one
            for one in found
            if wanted.only is None or (one.location and one.location.file in wanted.only)
        ]
    return []


def _unaccepted(claim: Claim) -> Finding:
    return Finding(
        rule=ACCEPTED.name,
        severity=ACCEPTED.severity,
        message=ACCEPTED.message or "",
        hint=ACCEPTED.hint,
        subject=f"Claim ‘{claim.label}’",
        focus=claim.iri.n3(),
    )
