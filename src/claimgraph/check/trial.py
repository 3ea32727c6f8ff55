"""Checks what a project would be with another text in one of its files, before that is written."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.check import run
from claimgraph.check.baseline import difference
from claimgraph.check.cache import Cache
from claimgraph.errors import ProjectError
from claimgraph.files import temporary_folder
from claimgraph.findings import Severity
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from claimgraph.check.run import Watched
    from claimgraph.findings import Report
    from claimgraph.graph.project import Project, RdfFile

_PREFIX = "claimgraph-trial-"


@dataclass(frozen=True)
class Trial:
    """What a check finds with a text in its file that it does not find without."""

    new: Report

    @property
    def refused(self) -> bool:
        """Whether the text would break something: a violation, or a file that is not checked."""
        return bool(self.new.exit_code(Severity.VIOLATION))


def tried(
    project: Project,
    path: Path,
    text: str,
    watched: Watched = lambda items, _what, _total: items,
) -> Trial:
    """Check a project as it is, and as it would be with a text in the file at a path.

    The file need not be there yet. Raises ProjectError where a file cannot be read.
    """
    before = checked(project, project.data_files, watched)
    data = project.root / "data"
    real = projects.real(path)
    with temporary_folder(_PREFIX) as folder:
        files = [_copied(file, data, folder) for file in project.data_files]
        target = _target(path, data, folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
        if not any(projects.real(file.path) == real for file in project.data_files):
            known = projects.described(target, folder / "data")
            files.append(replace(known, name=projects.shown(path)))
            files.sort(key=lambda file: file.name)
        after = checked(project, files, watched)
    new, _ = difference(before, after)
    return Trial(replace(new, unchecked=_without(after.unchecked, before.unchecked)))


def checked(project: Project, files: Sequence[RdfFile], watched: Watched) -> Report:
    """Check files of a project; without limits where all that judges them is shipped."""
    cache = Cache()
    # Shapes and a vocabulary of the project's own are judged in a process that is kept from harm.
    own = {*project.shape_files, *project.vocabulary_files}
    shipped = projects.shipped_project()
    own -= {*shipped.shape_files, *shipped.vocabulary_files}
    limits = (run.SECONDS, run.memory()) if own else (None, None)
    try:
        return run.check(Input(project, tuple(files)), "auto", cache, watched, *limits)
    finally:
        cache.close()


def _copied(file: RdfFile, data: Path, folder: Path) -> RdfFile:
    """Return a file's copy in a folder, with the texts beside it, under the name of the file."""
    place = _place(file.path, data, folder)
    if not place.parent.is_dir():
        place.parent.mkdir(parents=True)
        for text in file.path.parent.glob("*.txt"):
            if text.is_file() and not projects.leads_out(text):
                shutil.copyfile(text, place.parent / text.name)
    shutil.copyfile(file.path, place)
    return replace(file, path=place)


def _place(path: Path, data: Path, folder: Path) -> Path:
    return folder / "data" / path.relative_to(data)


def _target(path: Path, data: Path, folder: Path) -> Path:
    """Return where the file at a path is in a copy: by its name, or else where that leads.

    Raises ProjectError for a path out of the project.
    """
    for one, root in ((path.absolute(), data), (projects.real(path), projects.real(data))):
        if one.is_relative_to(root):
            return _place(one, root, folder)
    raise ProjectError(projects.not_followed(projects.shown(path)))


def _without(lines: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for line in lines if line not in known)
