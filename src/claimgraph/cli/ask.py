"""`claimgraph ask`."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import completing, options
from claimgraph.errors import UsageError
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claimgraph.api.by_article import Asked
    from claimgraph.api.held import Held
    from claimgraph.graph.project import Project
    from claimgraph.questions import Question

# On a terminal that shows rows, the progress of so many articles is shown before the first row.
_SHOWN = 100


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
    by_article: Annotated[
        bool,
        typer.Option(
            "--by-article",
            help="Ask each article apart; answers of articles that did not change are remembered.",
        ),
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="With --by-article: remember and reuse nothing.")
    ] = False,
    cluster: options.Cluster = None,
) -> None:
    """Answer a stored question, or list them all."""
    from claimgraph.api.held import elsewhere
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
    if by_article:
        given = options.pairs(values or [])
        if cluster is not None and place.elsewhere:
            raise UsageError("--cluster reads the project's files: leave out --store, --endpoint")
        options.must_be_one(place)
        servers = [options.remote(url, place) for url in place.endpoints]
        database = None if place.store is None else options.database(place.store)
        with (
            elsewhere(database, servers, options.watched) as held,
            _by_article(
                source, found, given, held, cached=not no_cache, limit=limit, cluster=cluster
            ) as asked,
        ):
            of_all = options.of_columns(asked.rows, columns)
            answers.write(of_all, chosen, sys.stdout, asked.labels, layout)
        return
    if cluster is not None:
        raise UsageError("--cluster asks articles apart: add --by-article")
    if no_cache:
        raise UsageError("--no-cache is for --by-article: without it nothing is remembered")
    asked_of, loaded = options.asked(source, place)
    with options.busy("Asking"):
        derived.ready(found.sparql, asked_of, table.table(source.root))
        rows, part = work.placed(found, options.pairs(values or []), asked_of, loaded, limit)
    solutions = options.counted(rows.solutions, "Rows", limit, answers.BLOCK)
    rows = replace(rows, solutions=solutions)
    if chosen in ("table", "markdown"):
        rows = reified.as_rows(rows)
    answers.write(
        options.of_columns(rows, columns),
        chosen,
        sys.stdout,
        lambda some: naming.labels(some, part, loaded),
        layout,
    )


@contextmanager
def _by_article(
    source: Project,
    question: Question,
    values: Mapping[str, str],
    held: Held | None,
    *,
    cached: bool,
    limit: int | None,
    cluster: str | None,
) -> Iterator[Asked]:
    """Ask each article, show how far that is, and tell how many answers were remembered."""
    from claimgraph.api import by_article
    from claimgraph.check.cache import Cache

    cache = Cache() if cached else None
    try:
        asked = by_article.ask(
            source,
            question,
            values,
            cache,
            lambda items, what, total: options.counted(items, what, total, _SHOWN),
            limit,
            cluster,
            held,
        )
        with closing(asked.entries):
            yield asked
    finally:
        if cache:
            cache.close()
    sys.stderr.write(f"claimgraph: {_articles(asked.again)} asked, {asked.remembered} remembered\n")


def _articles(count: int) -> str:
    return f"{count} article{'s' if count != 1 else ''}"
