"""`claimgraph edit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimgraph.errors import UsageError


def edit(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The article's folder in data/.")],
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen at (default: a free one).")
    ] = 0,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Whether to open the page in a browser.")
    ] = True,
) -> None:
    """Mark up the article's text on a page in the browser; writes data/SLUG/capture.yaml."""
    try:
        from claimgraph.servers.edit import capture, server
    except ImportError as error:
        raise UsageError(
            f"the page needs more ({error.name} is missing): pip install 'claimgraph[serve]'"
        ) from error
    server.run(capture.found(project, slug), port, browser=browser)
