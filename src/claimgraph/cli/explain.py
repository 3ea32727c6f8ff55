"""`claimgraph explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import opened


def explain(
    claim: Annotated[
        str, typer.Argument(help="A claim's label, its IRI, or its name in the data.")
    ],
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: opened.Store = None,
) -> None:
    """Show a claim, what it rests on, and the tree of support beneath it."""
    from claimgraph import ask, drawings
    from claimgraph import explain as work

    held, loaded = opened.store(opened.project(project, in_store=store is not None), store)
    drawings.explanation(work.explain(held.graph, ask.claim(claim, held, loaded)), sys.stdout)
