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
    endpoint: opened.Endpoints = None,
    graph: opened.Graphs = None,
    own_union: opened.OwnUnion = False,
    timeout: opened.Timeout = None,
    max_size: opened.MaxSize = None,
) -> None:
    """Show what is in the graph, per kind and per section."""
    from claimgraph import drawings
    from claimgraph import stats as work

    place = opened.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    held, _ = opened.asked(opened.project(project, in_store=place.elsewhere), place)
    drawings.stats(work.stats(held), sys.stdout)
