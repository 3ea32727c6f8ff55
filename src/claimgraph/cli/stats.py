"""`claimgraph stats`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def stats(
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
) -> None:
    """Show what is in the graph, per kind and per section."""
    from claimgraph import drawings
    from claimgraph import stats as work
    from claimgraph.cli import opened

    store, _ = opened.store(opened.project(project))
    drawings.stats(work.stats(store), sys.stdout)
