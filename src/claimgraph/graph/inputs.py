"""What PATH means on the command line: the files of the projects that it names.

Where two graphs are compared, it may be a revision of a git repository too.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError
from claimgraph.graph import loading
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox

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
    inputs: dict[Path, Input] = {}
    for path in paths:
        project = _project_of(path, follow_links)
        whole = projects.real(path) in (project.root, project.root / "data")
        wanted_files = [] if whole and project.left_out else _asked(path, follow_links)
        before = inputs.get(project.root)
        # By where they are: a folder reached through a link shows its files under other names.
        files = {projects.real(file.path): file for file in project.data_files}
        for file in (*(before.files if before else ()), *wanted_files):
            files.setdefault(projects.real(file.path), file)
        only = (
            None
            if whole or (before and before.only is None)
            else frozenset(
                {files[projects.real(file.path)].name for file in wanted_files}
                | (before.only or frozenset() if before else frozenset())
            )
        )
        inputs[project.root] = Input(project, tuple(files.values()), only)
    return list(inputs.values())


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


def compared(name: str) -> list[ox.Quad]:
    """Return the quads of a file, a folder or a git revision: `HEAD~1`, `v1.0:data/registry`.

    A revision without a path is that of the project here. What exists as a file is one, and
    `git:` in front says that it is a revision. Raises ProjectError for what is neither, SyntaxFault
    for a file that does not parse.
    """
    explicit = name.startswith("git:")
    if not explicit and Path(name).exists():
        return _quads(Path(name))
    revision, colon, inside = name.removeprefix("git:").partition(":")
    path = Path(inside) if colon else projects.find(Path()).root / "data"
    top = _top("" if explicit or revision == "HEAD" else f"{name}: no such file, and ")
    named = commit(revision, name)
    # As with git, a path behind the colon starts at the top unless it begins with a dot.
    within = path.resolve() if not colon or inside.startswith(".") else top / inside
    if not within.is_relative_to(top.resolve()):
        raise ProjectError(f"{name}: {path} is outside the git repository at {top}")
    relative = within.relative_to(top.resolve()).as_posix()
    archive = _git(top, "archive", "--format=tar", named, "--", relative, failed=_neither(name))
    import tarfile

    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        return _quads(Path(folder, relative), shown=name)


def commit(revision: str, name: str = "") -> str:
    """Return the commit that a revision of the git repository here names, as its digest.

    Raises ProjectError, which speaks of `name`, without one, and outside of a repository.
    """
    _top()
    wanted = f"{revision}^{{commit}}"
    options = ("--verify", "--quiet", "--end-of-options")
    failed = _neither(name or revision)
    if revision == "HEAD":
        failed = "the git repository here has no commit yet: make one with git commit"
    return _git(Path(), "rev-parse", *options, wanted, failed=failed).decode().strip()


def _top(before: str = "") -> Path:
    """Return the top of the git repository here; raises ProjectError, whose line begins as said."""
    failed = (
        f"{before}{Path.cwd()} is not in a git repository that git reads: to compare with a "
        "revision, run git init and git commit there"
    )
    return Path(_git(Path(), "rev-parse", "--show-toplevel", failed=failed).decode().rstrip("\n"))


def _neither(name: str) -> str:
    return f"{name}: neither a file nor a git revision with such a path: check the name"


def _git(folder: Path, *arguments: str, failed: str) -> bytes:
    """Return what git prints; raises ProjectError where it is missing, or with why it failed."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise ProjectError(f"git: cannot be run ({error.strerror}): install it") from error
    if done.returncode:
        raise ProjectError(failed)
    return done.stdout


def _quads(path: Path, shown: str | None = None) -> list[ox.Quad]:
    return [quad for file in _files(path, shown) for quad in loading.stream(file)]


def _files(path: Path, shown: str | None) -> Iterable[projects.RdfFile]:
    if path.is_dir():
        data = path / "data" if (path / "data").is_dir() else path
        root = next((one for one in (data, *data.parents) if one.name == "data"), data)
        files = list(projects.rdf_files(data, root))
        if not files:
            raise ProjectError(f"{shown or path}: holds no RDF files: give a folder that does")
        return files
    return [projects.described(path)]
