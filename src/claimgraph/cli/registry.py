"""`claimgraph registry`: what all articles of a project share."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import options
from claimgraph.layout import Layout

app = typer.Typer(no_args_is_help=True, help="Look up the actors and things that articles share.")


@app.callback()
def _verbs() -> None:
    """Look up the actors and things that articles share."""


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="What the thing is called, or nearly.")],
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
    limit: Annotated[int, typer.Option(min=1, metavar="ROWS", help="Maximum number of rows.")] = 5,
    service: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Ask this W3C reconciliation service instead of the registry."
        ),
    ] = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    layout: options.Laid = Layout.auto,
) -> None:
    """Find things of the registry by label, other names, or a name spelt like one of them.

    Exits with 1 if nothing has a similar name. Connects to nothing without --service.
    """
    from claimgraph.claims import reconciliation, registry
    from claimgraph.cli import terminal
    from claimgraph.text import backslash_u, for_programs

    terminal.must_be_form(form, ("table", "json"))
    if service is not None:
        place = options.Place(timeout=timeout, max_size=max_size)
        wire = options.wire(place, reconciliation.LIMITS)
        with options.busy("Asking"):
            matches = reconciliation.candidates(name, service, limit, wire)
    else:
        matches = registry.nearest(name, registry.of(options.project(project)), limit)
    if form == "json":
        for_programs(sys.stdout, backslash_u).write(terminal.matches_as_json(matches))
    elif matches:
        terminal.matches(matches, sys.stdout, layout)
    if not matches:
        where = "the service knows nothing" if service else "nothing in the registry is"
        sys.stderr.write(f"claimgraph: {where} called anything like ‘{name}’\n")
        raise typer.Exit(1)
