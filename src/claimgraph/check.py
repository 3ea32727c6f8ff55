"""Shapes over data: loads a project's files, validates them and places every fault."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph import batches, questions, runs, validators
from claimgraph import project as projects
from claimgraph.errors import ProjectError, SyntaxFault
from claimgraph.faults import of_fault
from claimgraph.model import Finding, Location, Report, Severity
from claimgraph.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.cache import Cache
    from claimgraph.project import Project, RdfFile
    from claimgraph.runs import Watched


@dataclass(frozen=True)
class Input:
    """What is checked: a project's files and, where not all of them were asked for, which ones.

    `unit` is what they are: of a store, each `graph` of it stands for a file.
    """

    project: Project
    files: tuple[RdfFile, ...]
    only: frozenset[str] | None = None
    unit: str = "file"


def inputs(paths: Sequence[Path]) -> list[Input]:
    """Return what the paths name: whole projects, or files and folders within one.

    No path is the project around the working directory. A file is checked beside the rest of its
    project, which it refers to, but findings elsewhere are left out. Raises ProjectError for a
    path that is missing or holds no RDF.
    """
    if not paths:
        here = projects.find(Path())
        return [Input(here, here.data_files)]
    found: dict[Path, Input] = {}
    for path in paths:
        project = _project_of(path)
        whole = projects.real(path) in (project.root, project.root / "data")
        asked = _asked(path)
        before = found.get(project.root)
        # By where they are: a folder reached through a link shows its files under other names.
        files = {projects.real(file.path): file for file in project.data_files}
        for file in (*(before.files if before else ()), *asked):
            files.setdefault(projects.real(file.path), file)
        only = (
            None
            if whole or (before and before.only is None)
            else frozenset(
                {files[projects.real(file.path)].name for file in asked}
                | (before.only or frozenset() if before else frozenset())
            )
        )
        found[project.root] = Input(project, tuple(files.values()), only)
    return list(found.values())


def stored(project: Project, location: Path) -> Input:
    """Return an Oxigraph database on disk as what is checked, by the rules of a project."""
    files = batches.stored(location, project.vocabulary_files)
    return Input(project, tuple(files), unit="graph")


def _project_of(path: Path) -> Project:
    """Return the project around a path; a file outside any is a project of its own."""
    try:
        return projects.find(path)
    except ProjectError:
        if not path.exists():
            raise
        return projects.Project(
            projects.real(path) if path.is_dir() else projects.real(path).parent
        )


def _asked(path: Path) -> list[RdfFile]:
    if not path.is_dir():
        return [projects.described(path)]
    folder = projects.real(path)
    data = folder / "data" if (folder / "data").is_dir() else folder
    paths = [file.path for file in projects.rdf_files(data, data)]
    if not paths:
        raise ProjectError(f"{path}: holds no RDF files: give a folder that does")
    # To ask each file for its project takes as long as there are files beside it, for each of them.
    nested = any("data" in each.relative_to(data).parts for each in paths)
    known = None if nested else _project_of(data).root / "data"
    return [projects.described(each, known) for each in paths]


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
    validators.engine(engine)
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
            questions.parse(text, theme=path.parent.name, name=path.stem, file=name)
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
