"""What a person compares: files, folders, and the revisions of a git repository."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError
from claimgraph.graph import loading
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox


def read(name: str) -> list[ox.Quad]:
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
    try:
        top = Path(_git(Path(), "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    except ProjectError as error:
        raise ProjectError(
            f"{name}: no such file, and no git repository here: check the path"
        ) from error
    commit = _git(
        top,
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{revision}^{{commit}}",
        name=name,
    )
    # As with git, a path behind the colon starts at the top unless it begins with a dot.
    within = path.resolve() if not colon or inside.startswith(".") else top / inside
    if not within.is_relative_to(top.resolve()):
        raise ProjectError(f"{name}: {path} is outside the git repository at {top}")
    relative = within.relative_to(top.resolve()).as_posix()
    archive = _git(
        top, "archive", "--format=tar", commit.decode().strip(), "--", relative, name=name
    )
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        return _quads(Path(folder, relative), shown=name)


def _git(folder: Path, *arguments: str, name: str = "") -> bytes:
    """Return what git prints; raises ProjectError where it fails or is missing."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=False
        )
    except OSError as error:
        raise ProjectError(f"git: cannot be run ({error.strerror}): install it") from error
    if done.returncode:
        raise ProjectError(
            f"{name}: neither a file nor a git revision with such a path: check the name"
        )
    return done.stdout


def _quads(path: Path, shown: str | None = None) -> list[ox.Quad]:
    return [quad for file in _files(path, shown) for quad in loading.stream(file)]


def _files(path: Path, shown: str | None) -> Iterable[projects.RdfFile]:
    if path.is_dir():
        data = path / "data" if (path / "data").is_dir() else path
        root = next((one for one in (data, *data.parents) if one.name == "data"), data)
        found = list(projects.rdf_files(data, root))
        if not found:
            raise ProjectError(f"{shown or path}: holds no RDF files: give a folder that does")
        return found
    return [projects.described(path)]
