"""`claimgraph report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimgraph import atomic
from claimgraph.cli import opened
from claimgraph.errors import UsageError


def report(
    article: Annotated[
        str | None, typer.Argument(help="The article's IRI, label or name; none is the only one.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write, by default standard output."),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
) -> None:
    """Write one self-contained page about an article: pictures, open questions, every claim."""
    from claimgraph import ask
    from claimgraph.publish import report as work

    home = opened.project(project)
    held, loaded = opened.store(home)
    known = work.articles(held.graph)
    if article is not None:
        wanted = ask.thing(article, held, loaded)
        if wanted not in known:
            raise UsageError(f"{wanted}: is not an article: name one of {', '.join(known)}")
    elif len(known) == 1:
        wanted = known[0]
    else:
        raise UsageError(
            f"several articles are here: name one of {', '.join(known)}"
            if known
            else "no article is here: describe one as a cg:Article"
        )
    page = work.report(home, (quad for one in loaded for quad in one.quads), loaded, wanted)
    if output is None:
        with atomic.standard_output() as out:
            out.write(page.encode())
        return
    with atomic.replacing(output, "name another place with --output") as out:
        out.write(page.encode())
