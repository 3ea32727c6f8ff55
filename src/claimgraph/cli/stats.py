"""`claimgraph stats`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import options


def stats(
    article: options.Article = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    endpoint: options.Endpoints = None,
    graph: options.Graphs = None,
    own_union: options.OwnUnion = False,
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
) -> None:
    """Show what is in each article, per kind and per section."""
    from claimgraph.claims import fetching
    from claimgraph.cli import terminal
    from claimgraph.graph import names
    from claimgraph.questions import stats as work

    place = options.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    held, _ = options.asked(options.project(project, in_store=place.elsewhere), place)
    if article is None and len(fetching.articles(held)) < 2:
        terminal.stats(work.stats(held), sys.stdout)
        return
    several = fetching.selected(held, article)
    labels = names.of(several, held)
    for each in several:
        heading = str(labels.get(each, each)) if len(several) > 1 else ""
        terminal.stats(work.stats(held, each), sys.stdout, heading)
