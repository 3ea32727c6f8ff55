"""`claimgraph stats`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import options


def stats(
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    endpoint: options.Endpoints = None,
    graph: options.Graphs = None,
    own_union: options.OwnUnion = False,
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
) -> None:
    """Show what is in the graph, per kind and per section."""
    from claimgraph.cli import terminal
    from claimgraph.questions import stats as work

    place = options.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    held, _ = options.asked(options.project(project, in_store=place.elsewhere), place)
    terminal.stats(work.stats(held), sys.stdout)
