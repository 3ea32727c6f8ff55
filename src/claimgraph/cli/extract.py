"""`claimgraph extract`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import completing, options


def extract(
    around: Annotated[
        str,
        typer.Option(
            metavar="X",
            autocompletion=completing.claims,
            help="A claim, an actor, a source, a thing or an article, by name, label or IRI.",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FOLDER", help="A new folder.")],
    hops: Annotated[
        int,
        typer.Option(min=0, max=50, metavar="N", help="Steps from claim to claim (default: 1)."),
    ] = 1,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
) -> None:
    """Write the claims around a thing as a project of their own.

    One hop leads from an actor or a source to its claims, and from a claim to those that an
    argument or a link joins with it. Articles are cut down to these claims.
    """
    from claimgraph.claims.library import called
    from claimgraph.claims.library import extract as work
    from claimgraph.graph import names

    library = options.library(options.project(project, in_store=store is not None), store)
    cut = work.extract(library, called.thing(library, around), hops)
    work.write(cut, output)
    out = ", ".join(f"{number} {names.readable(iri)}" for iri, number in cut.left_out.items())
    lines = [
        f"{output}: {_counted(cut.claims, 'claim')} of {_counted(cut.articles, 'article')}",
        *([f"left out, for they lead to other claims: {out}"] if out else []),
        *(["the articles’ texts were not copied"] if cut.texts else []),
    ]
    sys.stderr.writelines(f"claimgraph: {line}\n" for line in lines)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number != 1 else ''}"
