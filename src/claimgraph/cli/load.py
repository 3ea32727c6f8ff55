"""`claimgraph load`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import opened


def load(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Projects, or folders and files in one, which stand for their whole graphs.",
        ),
    ] = None,
    store: opened.Store = None,
) -> None:
    """Put a project into a store, one named graph per article.

    The graphs that are brought replace those of the same name; the others stay. All of it is
    loaded or, where anything goes wrong, nothing.
    """
    from claimgraph import load as work
    from claimgraph.errors import UsageError
    from claimgraph.stores.ondisk import replace

    if store is None:
        raise UsageError("nowhere to load to: add --store DIR")
    files = work.files(paths or [opened.project(Path()).root])
    graphs = work.graphs(files)
    quads = work.quads(opened.watched(files, "Loading"))
    replace(store, graphs, quads, waiting=lambda: _say(f"waiting for another load of {store}"))
    _say(f"{len(files)} files in {len(graphs)} graphs loaded into {store}")


def _say(line: str) -> None:
    sys.stderr.write(f"claimgraph: {line}\n")
    sys.stderr.flush()
