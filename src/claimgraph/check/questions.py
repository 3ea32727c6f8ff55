"""Reads the project's own stored questions, and tells of those that cannot be asked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.check.faults import of_fault
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.findings import Finding, Location, Severity
from claimgraph.graph import loading
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.graph.project import Project


def findings(project: Project, unchecked: list[str]) -> list[Finding]:
    """Read the project's own stored questions and report what would keep them from being asked.

    Of the shipped ones, which are checked where they are the project's own, only the names count.
    """
    found: list[Finding] = []
    shipped: set[Path] = set()
    if project.root != projects.shipped_project().root:
        shipped = set(projects.shipped_project().query_files)
    names: dict[str, str] = {}
    for path in project.query_files:
        name = projects.shown(path)
        if path not in shipped:
            found += _unaskable(path, name, unchecked)
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


def _unaskable(path: Path, name: str, unchecked: list[str]) -> list[Finding]:
    text = ""
    try:
        text = loading.read(path)
        _must_be_askable(text, path.parent.name, path.stem, name)
    except SyntaxFault as fault:
        return [of_fault(fault, "question-syntax", text)]
    except ProjectError as error:
        unchecked.append(str(error))
    return []


@lru_cache(maxsize=256)
def _must_be_askable(text: str, theme: str, stem: str, name: str) -> None:
    from claimgraph.questions import header  # most projects have no questions of their own

    header.parse(text, theme=theme, name=stem, file=name)
