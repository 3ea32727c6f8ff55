"""Shapes over data: loads a project's files, validates them and places every fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.check import batches, engines, runs
from claimgraph.check.faults import of_fault
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.findings import Finding, Location, Report, Severity
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.processes import Workers
from claimgraph.questions import sparql

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.check.cache import Cache
    from claimgraph.check.runs import Watched
    from claimgraph.graph.project import Project


def stored(project: Project, location: Path) -> Input:
    """Return an Oxigraph database on disk as what is checked, by the rules of a project."""
    files = batches.stored(location, project.vocabulary_files)
    return Input(project, tuple(files), unit="graph")


def check(
    wanted: Input,
    engine: str = "auto",
    memory: Cache | None = None,
    watched: Watched = lambda items, _what, _total: items,
    seconds: float | None = None,
) -> Report:
    """Check files of a project: syntax, stored questions, then the shapes over all data.

    `memory` keeps what was found for the next time; `watched` shows the progress of long work; a
    file that takes longer than `seconds` is left unchecked and told. Raises UsageError for an
    unknown engine.
    """
    engines.engine(engine)
    groups = batches.grouped(wanted.files)
    with Workers(runs.processes(len(groups)), seconds) as workers:
        run = runs.Run(wanted.project, engine, memory, watched, workers)
        known = run.rules()
        results = run.results(groups)
    unchecked = [*known.unchecked]
    findings = [*known.findings, *_questions(wanted.project, unchecked)]
    findings += dict.fromkeys(finding for result in results for finding in result.findings)
    unchecked += [line for result in results for line in result.unchecked]
    if wanted.only is not None:
        findings = [f for f in findings if f.location and batches.stands_in(f, wanted.only)]
    return Report(
        findings=tuple(sorted(findings, key=_order)),
        files=len(wanted.files) if wanted.only is None else len(wanted.only),
        triples=sum(result.triples for result in results),
        unchecked=tuple(unchecked),
        unit=wanted.unit,
    )


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    at = finding.location or Location("~")
    return (at.file, at.line or 0, at.column or 0, finding.rule, finding.message)


def _questions(project: Project, unchecked: list[str]) -> list[Finding]:
    """Read the project's own stored questions and report what would keep them from being asked."""
    found: list[Finding] = []
    names: dict[str, str] = {}
    for path in project.query_files:
        name = projects.shown(path)
        text = ""
        try:
            text = projects.read(path)
            sparql.parse(text, theme=path.parent.name, name=path.stem, file=name)
        except SyntaxFault as fault:
            found.append(of_fault(fault, "question-syntax", text))
        except ProjectError as error:
            unchecked.append(str(error))
        if other := names.get(path.stem):
            found.append(
                Finding(
                    rule="question-name",
                    severity=Severity.VIOLATION,
                    message=f"has the name of another question, {other}",
                    location=Location(name),
                    hint="Rename one of the two files.",
                    subject=path.stem,
                )
            )
        names[path.stem] = name
    return found
