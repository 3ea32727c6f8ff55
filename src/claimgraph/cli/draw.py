"""`claimgraph draw`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimgraph import pictures
from claimgraph.cli import completing, options
from claimgraph.errors import UsageError
from claimgraph.pictures import output as delivery


def draw(
    picture: Annotated[
        str,
        typer.Argument(
            help=f"What to draw: {', '.join(pictures.PICTURES)}.",
            autocompletion=completing.among("pictures", "PICTURES"),
        ),
    ],
    around: Annotated[
        str | None,
        typer.Option(metavar="IRI", help="An article, or a thing whose neighbourhood to draw."),
    ] = None,
    article: options.Article = None,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="The map of all that lies beneath, not folded to pillars."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="An .svg or .png file, by default standard output."),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
) -> None:
    """Draw the argument map, the timeline, the actors or the evidence as SVG or PNG."""
    pictures.must_be(picture, whole=whole)
    delivery.must_be_picture(output)
    if around and article:
        raise UsageError("--around and --article both say what to draw: give one of them")
    options.must_go_to_a_file(output, "a picture")
    from claimgraph.claims import fetching
    from claimgraph.questions import naming

    opened, loaded = options.store(options.project(project, in_store=store is not None), store)
    if around is None:
        articles = fetching.selected(opened, article) if article else fetching.articles(opened)
        drawn = pictures.each(picture, opened.union, articles, whole=whole)
    else:
        thing = naming.around(around, opened, loaded)
        drawn = pictures.draw(picture, opened.union, thing, whole=whole)
    delivery.write(drawn, output)
