"""`claimgraph draw`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from claimgraph import atomic
from claimgraph.cli import opened
from claimgraph.errors import UsageError
from claimgraph.publish import PICTURES


def draw(
    picture: Annotated[str, typer.Argument(help=f"What to draw: {', '.join(PICTURES)}.")],
    around: Annotated[
        str | None,
        typer.Option(metavar="IRI", help="An article, or a thing whose neighbourhood to draw."),
    ] = None,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="The map of all that lies beneath, not folded to pillars."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="An .svg or .png file, by default standard output."),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: opened.Store = None,
) -> None:
    """Draw the argument map, the timeline, the actors or the evidence as SVG or PNG."""
    if picture not in PICTURES:
        raise UsageError(f"no picture '{picture}': it is one of {', '.join(PICTURES)}")
    if whole and picture != "map":
        raise UsageError(f"--whole is for the map: the {picture} picture is never folded")
    if output and output.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"{output}: a picture is an .svg or a .png file: name it so")
    from claimgraph import ask
    from claimgraph.publish import pixels

    held, loaded = opened.store(opened.project(project, in_store=store is not None), store)
    thing = ask.thing(around, held, loaded) if around else None
    module = importlib.import_module(f"claimgraph.publish.{picture}")
    options = {"whole": True} if whole else {}
    drawn: str = module.draw(held.graph, thing, **options)
    if output is None:
        with atomic.standard_output() as out:
            out.write(f"{drawn}\n".encode())
        return
    data = pixels.png(drawn) if output.suffix.lower() == ".png" else f"{drawn}\n".encode()
    with atomic.replacing(output, "name another place with --output") as out:
        out.write(data)
