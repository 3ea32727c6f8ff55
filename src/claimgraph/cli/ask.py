"""`claimgraph ask`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer


def ask(
    question: str = typer.Argument(
        None, metavar="[QUESTION]", help="A question's name; none lists all."
    ),
    values: list[str] = typer.Argument(None, metavar="[NAME=VALUE]...", help="Its parameters."),
    format: str = typer.Option(  # noqa: A002
        None, help="table, csv, tsv, json, xml, markdown or turtle (table on a terminal, else csv)."
    ),
    project: Path = typer.Option(Path(), help="A folder of the project to ask."),
) -> None:
    """Answer a stored question, or list them all."""
    from claimgraph import ask as work
    from claimgraph import drawings, results
    from claimgraph.cli import opened

    source = opened.project(project)
    if question is None:
        drawings.catalogue(work.catalogue(source), sys.stdout)
        return
    found = work.find(source, question)
    given = opened.pairs(values or [])
    chosen = format or ("table" if sys.stdout.isatty() else "csv")
    store, loaded = opened.store(source)
    answer = work.ask(found, given, store, loaded)
    shorten = work.labels(answer, store) if chosen in ("table", "markdown") else {}
    results.write(answer, chosen, sys.stdout, shorten)
