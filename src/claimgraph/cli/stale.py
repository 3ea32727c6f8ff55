"""`claimgraph stale`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import options
from claimgraph.layout import Layout


def stale(
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Compare with what is at the sources' addresses.")
    ] = False,
    project: Annotated[Path, typer.Option("--project", help="A folder of the project.")] = Path(),
    store: options.Store = None,
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    layout: options.Laid = Layout.auto,
) -> None:
    """Show which sources have changed since they were read, and what stands on them.

    A source that carries a digest is compared with its copy, a file in the project; nothing is
    fetched without --fetch. Exits with 1 where a source changed, with 2 where one cannot be read.
    """
    from claimgraph.claims.weighing import aging, table
    from claimgraph.claims.weighing.weighing import weigh
    from claimgraph.cli import standings

    source = options.project(project, in_store=store is not None)
    opened, _ = options.store(source, store)
    by = table.table(source.root)
    place = options.Place(timeout=timeout, max_size=max_size)
    with options.busy("Comparing"):
        copies = aging.copies(opened.union, source.root, options.fetching(place) if fetch else None)
    before = weigh(opened.union, by)
    changed = [one.source for one in copies if one.state == aging.CHANGED]
    after = before.without(*changed)
    standings.stale(before, after, copies, sys.stdout, layout)
    unread = any(one.state == aging.UNREAD for one in copies)
    raise typer.Exit(2 if unread else 1 if changed else 0)
