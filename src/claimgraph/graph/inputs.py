"""What PATH means on the command line: the files of the projects that it names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.project import Project, RdfFile


@dataclass(frozen=True)
class Input:
    """What is checked: a project's files and, where not all of them were asked for, which ones.

    `unit` is what they are: of a store, each `graph` of it stands for a file.
    """

    project: Project
    files: tuple[RdfFile, ...]
    only: frozenset[str] | None = None
    unit: str = "file"


def resolve(paths: Sequence[Path], follow_links: bool = False) -> list[Input]:
    """Return what the paths name: whole projects, or files and folders within one.

    No path is the project around the working directory. A file is checked beside the rest of its
    project, which it refers to, but findings elsewhere are left out. Links that lead out of the
    project are followed only with `follow_links`. Raises ProjectError for a path that is missing
    or holds no RDF.
    """
    if not paths:
        here = projects.find(Path(), follow_links)
        return [Input(here, here.data_files)]
    found: dict[Path, Input] = {}
    for path in paths:
        project = _project_of(path, follow_links)
        whole = projects.real(path) in (project.root, project.root / "data")
        asked = [] if whole and project.left_out else _asked(path, follow_links)
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


def _project_of(path: Path, follow_links: bool) -> Project:
    """Return the project around a path; a file outside any is a project of its own."""
    try:
        return projects.find(path, follow_links)
    except ProjectError:
        if not path.exists() or (not follow_links and projects.leads_out(path)):
            raise
        return projects.Project(
            projects.real(path) if path.is_dir() else projects.real(path).parent, follow_links
        )


def _asked(path: Path, follow_links: bool) -> list[RdfFile]:
    if not path.is_dir():
        return [projects.described(path)]
    folder = projects.real(path)
    data = folder / "data" if (folder / "data").is_dir() else folder
    paths = [file.path for file in projects.rdf_files(data, data, follow_links)]
    if not paths:
        raise ProjectError(f"{path}: holds no RDF files: give a folder that does")
    # To ask each file for its project takes as long as there are files beside it, for each of them.
    nested = any("data" in each.relative_to(data).parts for each in paths)
    known = None if nested else _project_of(data, follow_links).root / "data"
    return [projects.described(each, known) for each in paths]
