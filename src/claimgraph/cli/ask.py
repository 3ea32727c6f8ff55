"""`claimgraph ask`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.layout import Layout


def ask(
    question: Annotated[
        str | None,
        typer.Argument(
            metavar="QUESTION",
            autocompletion=completing.questions,
            help="Its name; without it, all are listed.",
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME=VALUE",
            autocompletion=completing.parameters,
            help="The question's parameters.",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            autocompletion=completing.among("questions.answers", "FORMATS"),
            help="table, csv, tsv, json, xml, markdown or turtle; table on a terminal, else csv.",
        ),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project to ask.")] = Path(),
    store: options.Store = None,
    endpoint: options.Endpoints = None,
    graph: options.Graphs = None,
    own_union: options.OwnUnion = False,
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="ROWS", help="Give no more rows than these.")
    ] = None,
    allow_service: options.AllowService = False,
    layout: options.Laid = Layout.auto,
    columns: options.Columns = None,
) -> None:
    """Answer a stored question, or list them all."""
    from claimgraph.claims.weighing import derived, table
    from claimgraph.cli import terminal
    from claimgraph.questions import answers, naming, reified
    from claimgraph.questions import catalogue as work

    place = options.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    source = options.project(project, in_store=place.elsewhere)
    if question is None:
        terminal.catalogue(*work.listed(source), sys.stdout)
        return
    chosen = answers.chosen(form, sys.stdout)
    found = work.find(source, question, allow_service=allow_service)
    held, loaded = options.asked(source, place)
    with options.busy("Asking"):
        derived.ready(found.sparql, held, table.table(source.root))
        rows = work.rows(found, options.pairs(values or []), held, loaded, limit)
    solutions = options.counted(rows.solutions, "Rows", limit, answers.BLOCK)
    rows = replace(rows, solutions=solutions)
    if chosen in ("table", "markdown"):
        rows = reified.as_rows(rows)
    answers.write(
        options.of_columns(rows, columns),
        chosen,
        sys.stdout,
        lambda some: naming.labels(some, held, loaded),
        layout,
    )
