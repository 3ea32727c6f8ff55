"""Reads the project's own stored questions, and tells of those that cannot be asked."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.check.faults import of_fault
from claimgraph.check.groups import Checked
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.findings import Finding, Location, Severity
from claimgraph.graph import loading
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.graph.project import Project


def own(project: Project) -> list[Path]:
    """Return the project's own stored questions.

    The shipped ones are checked where they are the project's own.
    """
    shipped = projects.shipped("queries")
    if project.root == shipped.parent:
        return list(project.query_files)
    return [path for path in project.query_files if not path.is_relative_to(shipped)]


def named_alike(project: Project) -> Checked:
    """Report the questions that have the name of another one, which may be a shipped one."""
    found: list[Finding] = []
    names: dict[str, str] = {}
    for path in project.query_files:
        name = projects.shown(path)
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
    return Checked(tuple(found))


def read(path: Path) -> Checked:
    """Read a stored question and report what would keep it from being asked."""
    text = ""
    try:
        text = loading.read(path)
        _must_be_askable(text, path.parent.name, path.stem, projects.shown(path))
    except SyntaxFault as fault:
        return Checked((of_fault(fault, "question-syntax", text),))
    except ProjectError as error:
        return Checked(unchecked=(str(error),))
    return Checked()


@lru_cache(maxsize=256)
def _must_be_askable(text: str, theme: str, stem: str, name: str) -> None:
    from claimgraph.questions import header  # most projects have no questions of their own

    header.parse(text, theme=theme, name=stem, file=name)
