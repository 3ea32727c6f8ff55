"""`claimgraph explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import completing, options


def explain(
    claim: Annotated[
        str,
        typer.Argument(
            autocompletion=completing.claims,
            help="A claim's label, its IRI, or its name in the data.",
        ),
    ],
    article: options.Article = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    to: Annotated[
        str | None,
        typer.Option(metavar="CLAIM", help="Show the shortest way of arguments to this claim."),
    ] = None,
) -> None:
    """Show a claim, what it rests on, and the tree of support beneath it.

    With --to, exits with 1 where no arguments lead from one of the claims to the other.
    """
    from claimgraph.claims import explain as work
    from claimgraph.claims import fetching, routes
    from claimgraph.claims.reading import Reader
    from claimgraph.claims.weighing import table
    from claimgraph.cli import terminal
    from claimgraph.questions import naming

    source = options.project(project, in_store=store is not None)
    by = table.table(source.root)
    opened, loaded = options.store(source, store)
    within = fetching.chosen(opened, article) if article else None
    named = naming.claim(claim, opened, loaded, within)
    if to is not None:
        other = naming.claim(to, opened, loaded, within)
        reader = Reader(opened.union)
        steps, start = routes.route(reader, named, other), named
        if steps is None:
            steps, start = routes.route(reader, other, named), other
        if steps is None:
            sys.stderr.write("claimgraph: no arguments lead from one claim to the other\n")
            raise typer.Exit(1)
        terminal.route(reader, start, steps, sys.stdout)
        return
    terminal.explanation(work.explain(opened.union, named, by), sys.stdout)
