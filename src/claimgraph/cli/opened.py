"""What the verbs share: the project they work on and where its graph is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyoxigraph as ox

    from claimgraph.project import Loaded, Project, RdfFile
    from claimgraph.stores.embedded import Embedded

Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="A store on disk, instead of the files."),
]


def project(path: Path, *, in_store: bool = False) -> Project:
    """Return the project around `path`; the shipped one where nobody named one or stands in one.

    With `in_store` only its questions and its vocabulary are of interest: nobody need be told.
    """
    from claimgraph import project as projects

    try:
        return projects.find(path)
    except ProjectError:
        if str(path) != ".":
            raise
        if not in_store:
            sys.stderr.write(
                "claimgraph: no data/ here: reading the article that claimgraph ships\n"
            )
        return projects.shipped_project()


def store(source: Project, folder: Path | None = None) -> tuple[Embedded, Sequence[Loaded]]:
    """Load a project into the embedded store, or open the store on disk.

    The files that come with it know the prefixes: of a store on disk, only the vocabulary's.
    Raises StoreError where the folder holds no store.
    """
    from claimgraph import ask

    if folder is not None:
        from claimgraph.stores.ondisk import OnDisk

        return OnDisk(folder), ask.vocabulary(source)
    from claimgraph.stores.embedded import Embedded

    loaded = ask.load(source)
    return Embedded(quad for one in loaded for quad in one.quads), loaded


def quads(folder: Path) -> Iterator[ox.Quad]:
    """Yield all quads of the store on disk; raises StoreError where the folder holds none."""
    from claimgraph.stores.ondisk import OnDisk

    held = OnDisk(folder)
    yield from held.quads()


def watched(files: Sequence[RdfFile], what: str) -> Iterable[RdfFile]:
    """Yield the files, with a progress bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        return files
    from rich.console import Console
    from rich.progress import track

    return track(files, description=what, console=Console(stderr=True), transient=True)


def pairs(values: Sequence[str]) -> dict[str, str]:
    """Read NAME=VALUE arguments; raises UsageError for one without an equals sign."""
    given: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals:
            raise UsageError(f"'{value}' is not NAME=VALUE: write e.g. actor=Huawei")
        given[name] = rest
    return given
