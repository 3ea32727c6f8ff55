"""Shapes over data: loads a project's files, validates them and places every fault."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph import project as projects
from claimgraph import questions
from claimgraph.errors import ProjectError, ShapesError, SyntaxFault
from claimgraph.model import Finding, Location, Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claimgraph.project import Loaded, Project, RdfFile
    from claimgraph.validators import Validator


@dataclass(frozen=True)
class Input:
    """What is checked: a project's files and, where not all of them were asked for, which ones."""

    project: Project
    files: tuple[RdfFile, ...]
    only: frozenset[str] | None = None


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
        whole = path.resolve() in (project.root, project.root / "data")
        asked = _asked(path)
        before = found.get(project.root)
        # By where they are: a folder reached through a link shows its files under other names.
        files = {file.path.resolve(): file for file in project.data_files}
        for file in (*(before.files if before else ()), *asked):
            files.setdefault(file.path.resolve(), file)
        only = (
            None
            if whole or (before and before.only is None)
            else frozenset(
                {files[file.path.resolve()].name for file in asked}
                | (before.only or frozenset() if before else frozenset())
            )
        )
        found[project.root] = Input(project, tuple(files.values()), only)
    return list(found.values())


def _project_of(path: Path) -> Project:
    """Return the project around a path; a file outside any is a project of its own."""
    try:
        return projects.find(path)
    except ProjectError:
        if not path.exists():
            raise
        return projects.Project(path.resolve() if path.is_dir() else path.resolve().parent)


def _asked(path: Path) -> list[RdfFile]:
    if not path.is_dir():
        return [projects.described(path)]
    folder = path.resolve()
    data = folder / "data" if (folder / "data").is_dir() else folder
    files = [projects.described(file.path) for file in projects.rdf_files(data, data)]
    if not files:
        raise ProjectError(f"{path}: holds no RDF files: give a folder that does")
    return files


def check(wanted: Input, validate: Validator) -> Report:
    """Check files of a project: syntax, stored questions, then the shapes over all data."""
    unchecked: list[str] = []
    findings: list[Finding] = []
    data = _loaded(wanted.files, unchecked)
    vocabulary = _loaded(wanted.project.vocabulary_files, unchecked)
    shapes = _loaded(wanted.project.shape_files, unchecked)
    for one in (*data, *vocabulary, *shapes):
        findings += _syntax(one)
    unchecked += [
        f"{one.file.name}: its rules after the fault were not applied"
        for one in shapes
        if one.fault
    ]
    findings += _questions(wanted.project, unchecked)

    quads = [quad for one in (*data, *vocabulary) for quad in one.quads]
    rules = [quad for one in shapes for quad in one.quads]
    shipped = set(projects.shipped_project().shape_files)
    own = [one for one in shapes if one.file not in shipped]
    if own:
        # Here, for most projects have none.
        from claimgraph import shapes as wellformed

        wrong, rules = wellformed.faults(own, rules)
        findings += wrong
        unchecked += [
            f"{each.location}: what this shape would find" for each in wrong if each.location
        ]
    try:
        results = validate(quads, rules)
    except ShapesError as error:
        unchecked.append(f"the data against the shapes: {error}")
        results = []
    if results:
        # Only a graph with faults pays for telling them well.
        from claimgraph import findings as tell

        told = tell.of_results(results, data, quads, rules)
        # Of a file that does not parse, what was read serves the others; what it lacks is no fault.
        broken = {one.file.name for one in data if one.fault}
        findings += [f for f in told if f.location is None or f.location.file not in broken]
    if wanted.only is not None:
        findings = [f for f in findings if f.location and _stands_in(f, wanted.only)]
    return Report(
        findings=tuple(sorted(findings, key=_order)),
        files=len(data) if wanted.only is None else len(wanted.only),
        triples=sum(len(one.quads) for one in data),
        unchecked=tuple(unchecked),
    )


def _stands_in(finding: Finding, names: frozenset[str]) -> bool:
    places = (finding.location, *finding.also)
    return any(place is not None and place.file in names for place in places)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    at = finding.location or Location("~")
    return (at.file, at.line or 0, at.column or 0, finding.rule, finding.message)


def _loaded(files: Iterable[RdfFile], unchecked: list[str]) -> list[Loaded]:
    found = []
    for file in files:
        try:
            found.append(projects.load(file))
        except ProjectError as error:
            unchecked.append(str(error))
    return found


def _syntax(one: Loaded) -> list[Finding]:
    if one.fault:
        return [_of_fault(one.fault, "syntax", one.text)]
    if not one.quads:
        return [
            Finding(
                rule="empty-file",
                severity=Severity.WARNING,
                message="holds no statements",
                location=Location(one.file.name),
                hint="Write its statements, or delete the file.",
                subject=one.file.name,
            )
        ]
    return []


def _of_fault(fault: SyntaxFault, rule: str, text: str) -> Finding:
    what, _, mend = str(fault).rpartition(": ")
    hint = (
        mend if rule != "syntax" else f"{mend}; until then the file's statements are not validated"
    )
    lines = text.split("\n")
    known = fault.line is not None and fault.line <= len(lines)
    return Finding(
        rule=rule,
        severity=Severity.VIOLATION,
        message=what or str(fault),
        location=Location(
            fault.file,
            fault.line,
            fault.column,
            text=lines[fault.line - 1].rstrip("\r") if known and text and fault.line else None,
        ),
        hint=f"{hint[:1].upper()}{hint[1:]}." if what else None,
    )


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
            found.append(_of_fault(fault, "question-syntax", text))
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
