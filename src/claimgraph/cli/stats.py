"""`claimgraph stats`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer


def stats(project: Path = typer.Option(Path(), help="A folder of the project.")) -> None:
    """Show what is in the graph, per kind and per section."""
    from claimgraph import drawings
    from claimgraph import stats as work
    from claimgraph.cli import opened

    store, _ = opened.store(opened.project(project))
    drawings.stats(work.stats(store), sys.stdout)
