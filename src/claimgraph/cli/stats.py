"""`claimgraph stats`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import opened


def stats(
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: opened.Store = None,
) -> None:
    """Show what is in the graph, per kind and per section."""
    from claimgraph import drawings
    from claimgraph import stats as work

    source = opened.project(project, in_store=store is not None)
    held, _ = opened.store(source, store)
    drawings.stats(work.stats(held), sys.stdout)
