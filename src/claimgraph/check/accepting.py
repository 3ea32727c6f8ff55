"""Finds claims that no person has accepted, and accepts those that break no rule and are restated.

They become reviewed, in their files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.check import trial
from claimgraph.claims import capture, progress
from claimgraph.claims.model import CG
from claimgraph.claims.notation import edits, located
from claimgraph.claims.reading import Reader
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.files import Edit, edited
from claimgraph.findings import Finding, Rule, Severity
from claimgraph.graph import loading
from claimgraph.graph.project import NOTATION
from claimgraph.graph.turtle.places import Lines
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.check.run import Watched
    from claimgraph.claims.model import Claim
    from claimgraph.findings import Finding
    from claimgraph.graph.inputs import Input
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project


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
        findings = []
        for iri in reader.articles():
            article = reader.article(iri)
            drafts = progress.drafts(article)
            unrestated = [reader.claim(one) for one in sorted(reader.unrestated(iri))]
            findings += [captured.placed(_unaccepted(one)) for one in (*drafts, *unrestated)]
        return [
            one
            for one in findings
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


REVIEWED = URIRef(f"{SCHEME}review/reviewed")
DRAFT = URIRef(f"{SCHEME}review/draft")
# A status in Turtle: review:draft, or the IRI between angle brackets.
_STATUS = re.compile(r"(?P<before>.*[:/])(?P<name>[\w-]+)(?P<after>>?)")


@dataclass(frozen=True)
class Accepted:
    """The claims that can be accepted, of each other one the reason, and files' new texts."""

    claims: tuple[Claim, ...]
    refused: tuple[tuple[Claim, str], ...]
    texts: tuple[tuple[Loaded, str], ...]

    def write(self) -> None:
        """Write the files, all or none.

        Raises ProjectError for one that changed since it was read, or cannot be written.
        """
        capture.rewrite_all(self.texts)


def acceptable(
    project: Project,
    claims: Sequence[Claim],
    watched: Watched = lambda items, _what, _total: items,
) -> Accepted:
    """Return which claims can be accepted, and the files' texts in which they are.

    Raises ProjectError where a file cannot be read, SyntaxFault for one that does not parse.
    """
    captured = capture.Captured.of(project)
    report = trial.checked(project, project.data_files, watched)
    broken: dict[str, Finding] = {}
    for finding in report.findings:
        if finding.severity is Severity.VIOLATION and finding.focus:
            broken.setdefault(finding.focus, finding)
    typed = {
        iri: (one, name)
        for one in captured.files
        if one.file.format == NOTATION
        for iri, name in located.claims(one).items()
    }
    fine, refused = [], []
    names: dict[str, list[str]] = defaultdict(list)
    marks: dict[str, list[Edit]] = defaultdict(list)
    for claim in claims:
        why = _why_not(claim, broken.get(f"<{claim.iri}>"))
        if why is None and str(claim.iri) in typed:
            file, name = typed[str(claim.iri)]
            names[file.file.name].append(name)
        elif why is None:
            why = _mark(captured, claim, marks)
        if why is None:
            fine.append(claim)
        else:
            refused.append((claim, why))
    files = {one.file.name: one for one in captured.files}
    texts = [
        (
            files[name],
            edits.changed_all(files[name].text, "claim", claim_names, "review", "reviewed"),
        )
        for name, claim_names in names.items()
    ]
    texts += [(files[name], edited(files[name].text, made)) for name, made in marks.items()]
    return Accepted(tuple(fine), tuple(refused), tuple(texts))


def _why_not(claim: Claim, finding: Finding | None) -> str | None:
    if not claim.paraphrase.strip():
        return "is not restated: write it in your own words first (says:)"
    if finding is not None:
        return f"{finding.message} [{finding.rule}]: mend it first"
    if claim.review is not None and claim.review.iri not in (DRAFT, REVIEWED):
        return f"is {claim.review.label}: change that by hand"
    return None


def _mark(captured: capture.Captured, claim: Claim, marks: dict[str, list[Edit]]) -> str | None:
    """Add the edit of a claim's status in Turtle; return the reason if there is no edit."""
    at = captured.place(claim.iri, CG.reviewStatus, DRAFT)
    texts: dict[str, Loaded] = {one.file.name: one for one in captured.files}
    if claim.review is not None and claim.review.iri == REVIEWED:
        return None
    if at is None or at.file not in texts or texts[at.file].file.format != "turtle":
        return "has no cg:reviewStatus of its own in a Turtle file: write review:reviewed there"
    text = texts[at.file].text
    start = Lines(text).offset(at.line or 1, at.column or 1)
    token = text[start : start + (at.end_column or 1) - (at.column or 1)]
    match = _STATUS.fullmatch(token)
    if match is None or match["name"] != "draft":
        return "has a cg:reviewStatus that cannot be changed so: write review:reviewed there"
    marks[at.file].append(Edit(start + match.start("name"), start + match.end("name"), "reviewed"))
    return None
