"""Checks what a project would be with another text in one of its files, before that is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.check import run
from claimgraph.check.baseline import difference
from claimgraph.check.cache import Cache
from claimgraph.errors import ProjectError
from claimgraph.findings import Severity
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.processes import memory_by_default

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from claimgraph.check.run import Watched
    from claimgraph.findings import Finding, Report
    from claimgraph.graph.project import Project, RdfFile


@dataclass(frozen=True)
class Trial:
    """What a check finds with a text in its file that it does not find without, and the reverse."""

    new: Report
    gone: Sequence[Finding]

    @property
    def refused(self) -> bool:
        """Whether the text would break something: a violation, or a file that is not checked."""
        return bool(self.new.exit_code(Severity.VIOLATION))


def tried(
    project: Project, path: Path, text: str, checked: Callable[[Sequence[RdfFile]], Report]
) -> Trial:
    """Check a project as it is, and as it would be with a text in the file at a path.

    The file need not be there yet. `checked` checks files of the project. Raises ProjectError for a
    file that cannot be read, and for a path out of the project.
    """
    files = list(project.data_files)
    before = checked(files)
    real = projects.real(path)
    if not any(projects.real(file.path) == real for file in files):
        files.append(_new(project, path))
        files.sort(key=lambda file: file.name)
    with loading.unsaved({real: text}):
        after = checked(files)
    new, gone = difference(before, after)
    unchecked = tuple(line for line in after.unchecked if line not in before.unchecked)
    return Trial(replace(new, unchecked=unchecked), gone)


def checked(project: Project, files: Sequence[RdfFile], watched: Watched) -> Report:
    """Check files of a project; without limits where all that judges them is shipped."""
    cache = Cache()
    # Shapes and a vocabulary of the project's own are judged in a process that is kept from harm.
    own = {*project.shape_files, *project.vocabulary_files}
    shipped = projects.shipped_project()
    own -= {*shipped.shape_files, *shipped.vocabulary_files}
    limits = (run.SECONDS, memory_by_default()) if own else (None, None)
    try:
        return run.check(Input(project, tuple(files)), "auto", cache, watched, *limits)
    finally:
        cache.close()


def _new(project: Project, path: Path) -> RdfFile:
    """Return a file that is not there yet, in a project by its name, or else where that leads.

    Raises ProjectError for a path out of the project.
    """
    data = project.root / "data"
    for one, root in (
        (path.absolute(), data.absolute()),
        (projects.real(path), projects.real(data)),
    ):
        if one.is_relative_to(root):
            return replace(projects.described(one, root), name=projects.shown(path))
    raise ProjectError(projects.not_followed(projects.shown(path)))
