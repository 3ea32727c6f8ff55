"""`claimgraph gaps`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Rows
    from claimgraph.questions.answers import Named


def gaps(
    kinds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="GAP",
            autocompletion=completing.among("questions.gaps", "NAMES"),
            help="unsupported, undated, unused, unlinked, unreviewed, undated-source or "
            "unnamed-source (default: all).",
        ),
    ] = None,
    article: options.Article = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List each claim or source, instead of counts.")
    ] = False,
    form: options.RowsFormat = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, metavar="ROWS", help="Maximum number of rows (default: all)."),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    endpoint: options.Endpoints = None,
    graph: options.Graphs = None,
    own_union: options.OwnUnion = False,
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Count what articles lack: support, dates, uses, links, reviews, dates and names of sources.

    Each is what a stored question answers, by article; with --list claim by claim, source by
    source.
    """
    from claimgraph.questions import answers
    from claimgraph.questions import gaps as questions

    place = options.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    chosen = answers.chosen(form, sys.stdout)
    names = questions.chosen(kinds)
    source = options.project(project, in_store=place.elsewhere)
    rows, labels = (_at_server if place.endpoints else _in_library)(
        source, place, names, article, limit, listed
    )
    answers.write(options.of_columns(rows, columns), chosen, sys.stdout, labels, layout)


def _in_library(
    source: Project,
    place: options.Place,
    names: Sequence[str],
    article: str | None,
    limit: int | None,
    listed: bool,
) -> tuple[Rows, Named]:
    from claimgraph.claims.library import called, gaps
    from claimgraph.questions import gaps as questions

    library = options.library(source, place.store)
    gaps.ready(
        library,
        questions.asked(source),
        lambda graphs: options.watched(graphs, "Asking", len(graphs)),
    )
    within = None if article is None else called.article(library, article)
    if listed:
        rows = gaps.listed(gaps.gaps(library, names, within, limit))
    else:
        rows = gaps.summed(gaps.counts(library, names, within)[:limit], names)
    return rows, lambda some: called.of_rows(library, some)


def _at_server(
    source: Project,
    place: options.Place,
    names: Sequence[str],
    article: str | None,
    limit: int | None,
    listed: bool,
) -> tuple[Rows, Named]:
    from claimgraph.claims import fetching
    from claimgraph.claims.library import gaps
    from claimgraph.questions import gaps as questions
    from claimgraph.questions import naming

    store, loaded = options.asked(source, place)
    with options.busy("Asking"):
        wanted = [one for one in questions.asked(source) if one.name in names]
        within = None if article is None else str(fetching.chosen(store, article))
        gaps_found = gaps.at(store, wanted, within)
    counts = gaps.counted(gaps_found, names)
    rows = (
        gaps.listed(gaps_found[:limit])
        if listed
        else gaps.summed((counts if within is None else counts[1:])[:limit], names)
    )
    return rows, lambda some: naming.labels(some, store, loaded)
