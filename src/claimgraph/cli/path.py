"""`claimgraph path`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claimgraph.claims.library.paths import Step


def path(
    start: Annotated[
        str,
        typer.Argument(
            metavar="A", autocompletion=completing.claims, help="A thing, by name, label or IRI."
        ),
    ],
    end: Annotated[
        str, typer.Argument(metavar="B", autocompletion=completing.claims, help="Another one.")
    ],
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="KINDS",
            help="Kinds of ways, with commas: arguments, links, actors, sources, things "
            "(default: all but things).",
        ),
    ] = None,
    steps: Annotated[
        int, typer.Option(min=1, max=100, metavar="N", help="Maximum number of steps.")
    ] = 16,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            autocompletion=completing.among("questions.answers", "FORMATS"),
            help="table, csv, tsv, json, xml or markdown (default: a chain to read).",
        ),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    layout: options.Laid = Layout.auto,
) -> None:
    """Show the shortest way between two things: arguments, links, shared actors and sources.

    Exits with 1 if nothing connects them.
    """
    from claimgraph.claims.library import called, paths
    from claimgraph.questions import answers

    kinds = paths.chosen(by)
    chosen = None if form is None else answers.chosen(form, sys.stdout)
    library = options.library(options.project(project, in_store=store is not None), store)
    ends = [called.thing(library, name) for name in (start, end)]
    way = paths.path(library, ends[0], ends[1], kinds, steps)
    if way is None:
        sys.stderr.write(f"claimgraph: no way of up to {steps} steps by {', '.join(kinds)}\n")
        raise typer.Exit(1)
    if chosen is None:
        _show(way, lambda iri: called.labels(library, [iri]).get(iri, iri))
        return
    answers.write(
        paths.rows(way), chosen, sys.stdout, lambda some: called.of_rows(library, some), layout
    )


def _show(way: Sequence[Step], named: Callable[[str], str]) -> None:
    """Print a chain: each thing, and beneath it how it leads to the next."""
    from claimgraph.layout import hang
    from claimgraph.text import console, styled

    shown = console(sys.stdout)
    widest = max(len(step.kind) for step in way)
    article = None
    for step in way:
        if step.way:
            shown.print(styled("  ", (step.way, "dim")), soft_wrap=True)
        where = ""
        if step.article is not None and step.article != article and step.iri != step.article:
            article = step.article
            where = f"  ({named(article)})"
        hang(shown, styled(step.label, (where, "dim")), f"{step.kind:{widest}}  ")
