"""`claimgraph ask`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import opened


def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="Its name; none lists them all.")
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=VALUE]...", help="The question's parameters."),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, csv, tsv, json, xml, markdown or turtle; table on a terminal, else csv.",
        ),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project to ask.")] = Path(),
    store: opened.Store = None,
    endpoint: opened.Endpoints = None,
    graph: opened.Graphs = None,
    own_union: opened.OwnUnion = False,
    timeout: opened.Timeout = None,
    max_size: opened.MaxSize = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="ROWS", help="Give no more rows than these.")
    ] = None,
) -> None:
    """Answer a stored question, or list them all."""
    from claimgraph import ask as work
    from claimgraph import drawings, results

    place = opened.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    source = opened.project(project, in_store=place.elsewhere)
    if question is None:
        drawings.catalogue(work.catalogue(source), sys.stdout)
        return
    chosen = results.chosen(form, sys.stdout)
    found = work.find(source, question)
    held, loaded = opened.asked(source, place)
    with opened.busy("Asking"):
        rows = work.rows(found, opened.pairs(values or []), held, loaded, limit)
    solutions = opened.counted(rows.solutions, "Rows", limit, results.BLOCK)
    results.write(
        replace(rows, solutions=solutions),
        chosen,
        sys.stdout,
        lambda some: work.labels(some, held, loaded),
    )
