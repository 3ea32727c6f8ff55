"""`claimgraph explain`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer


def explain(
    claim: Annotated[
        str, typer.Argument(help="A claim's label, its IRI, or its name in the data.")
    ],
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
) -> None:
    """Show a claim, what it rests on, and the tree of support beneath it."""
    from claimgraph import ask, drawings
    from claimgraph import explain as work
    from claimgraph.cli import opened

    store, loaded = opened.store(opened.project(project))
    drawings.explanation(work.explain(store.graph, ask.claim(claim, store, loaded)), sys.stdout)
