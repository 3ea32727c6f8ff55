"""`claimgraph report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimgraph import files, text
from claimgraph.cli import options
from claimgraph.errors import UsageError


def report(
    article: Annotated[
        str | None,
        typer.Argument(help="The article's IRI, label or name; by default each."),
    ] = None,
    only: options.Article = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write, by default standard output."),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    allow_service: options.AllowService = False,
) -> None:
    """Write one self-contained page about articles: pictures, open questions, every claim."""
    if article and only:
        raise UsageError("the article is named twice: leave out --article")
    options.must_go_to_a_file(output, "a page of HTML")
    from claimgraph.pages import report as work

    home = options.project(project, in_store=store is not None)
    opened, loaded = options.store(home, store)
    wanted = work.articles(only or article, opened, loaded)
    page = work.report(home, opened, loaded, wanted, allow_service=allow_service)
    if output is None:
        with text.standard_output(text.reference) as out:
            out.write(page.encode())
        return
    with files.replacing(output, "name another place with --output") as out:
        out.write(page.encode())
