"""`claimgraph ask`."""

from __future__ import annotations

import sys
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
) -> None:
    """Answer a stored question, or list them all."""
    from claimgraph import ask as work
    from claimgraph import drawings, results

    source = opened.project(project, in_store=store is not None)
    if question is None:
        drawings.catalogue(work.catalogue(source), sys.stdout)
        return
    chosen = results.chosen(form, sys.stdout)
    found = work.find(source, question)
    held, loaded = opened.store(source, store)
    answer = work.ask(found, opened.pairs(values or []), held, loaded)
    names = work.labels(answer, held, loaded) if chosen in results.FOR_PEOPLE else {}
    results.write(answer, chosen, sys.stdout, names)
