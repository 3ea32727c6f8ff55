"""`claimgraph find`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.claims.library.finding import Hit


def find(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORD", help='Words, or beginnings of words; "whole words" between quotes.'
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            autocompletion=completing.among("claims.library.extracts", "SEARCHED"),
            help="Find only claim, actor, source, thing or article (default: all).",
        ),
    ] = None,
    article: options.Article = None,
    form: options.RowsFormat = None,
    limit: Annotated[int, typer.Option(min=1, metavar="ROWS", help="Maximum number of rows.")] = 20,
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
    """Find claims, actors, sources and things by words, in all articles.

    Words are looked for in labels, other names, restatements and hedges. Exits with 1 if nothing
    has them all.
    """
    from claimgraph.claims.library import finding, matching
    from claimgraph.questions import answers

    place = options.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    chosen = answers.chosen(form, sys.stdout)
    finding.must_be_kind(kind)
    text = " ".join(words)
    matching.wanted(text)
    hits, labels = _found(place, project, text, kind, article, limit)
    rows = options.of_columns(finding.rows(hits), columns)
    answers.write(rows, chosen, sys.stdout, lambda _: labels, layout)
    if not hits:
        raise typer.Exit(1)


def _found(
    place: options.Place, folder: Path, text: str, kind: str | None, article: str | None, limit: int
) -> tuple[Sequence[Hit], Mapping[Node, str]]:
    """Return what is found, and what the things in it are called."""
    from claimgraph.claims import fetching
    from claimgraph.claims.library import called, finding, remote
    from claimgraph.questions import naming

    source = options.project(folder, in_store=place.elsewhere)
    if place.endpoints:
        store, loaded = options.asked(source, place)
        with options.busy("Asking"):
            within = None if article is None else str(fetching.chosen(store, article))
            findings = remote.find(store, loaded, text, kind=kind, article=within, limit=limit)
            return findings, naming.labels(finding.rows(findings).solutions, store, loaded)
    library = options.library(source, place.store)
    within = None if article is None else called.article(library, article)
    hits = finding.find(library, text, kind=kind, article=within, limit=limit)
    return hits, called.of_rows(library, finding.rows(hits).solutions)
