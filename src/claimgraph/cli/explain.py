"""`claimgraph explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import options


def explain(
    claim: Annotated[
        str, typer.Argument(help="A claim's label, its IRI, or its name in the data.")
    ],
    article: options.Article = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
) -> None:
    """Show a claim, what it rests on, and the tree of support beneath it."""
    from claimgraph.claims import explain as work
    from claimgraph.claims import fetching
    from claimgraph.claims.weighing import table
    from claimgraph.cli import terminal
    from claimgraph.questions import naming

    source = options.project(project, in_store=store is not None)
    by = table.table(source.root)
    held, loaded = options.store(source, store)
    within = fetching.chosen(held, article) if article else None
    named = naming.claim(claim, held, loaded, within)
    terminal.explanation(work.explain(held.union, named, by), sys.stdout)
