"""`claimgraph terms`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def terms(
    scheme: Annotated[
        str | None,
        typer.Argument(metavar="SCHEME", help="Name of a scheme (default: list the schemes)."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="Output format: text or json (default: text).")
    ] = "text",
    project: Annotated[
        Path, typer.Option(help="Folder of the project whose own words count too.")
    ] = Path(),
) -> None:
    """List the words that a capture may use, each with its definition."""
    from claimgraph.claims.notation import terms as work
    from claimgraph.cli import options, terminal
    from claimgraph.text import backslash_u, for_programs

    terminal.must_be_form(form, ("text", "json"))
    source = options.project(project, in_store=True)
    listed = work.schemes(source) if scheme is None else work.scheme(source, scheme)
    if form == "json":
        made = json.dumps(work.as_json(listed), ensure_ascii=False, indent=2) + "\n"
        for_programs(sys.stdout, backslash_u).write(made)
    elif isinstance(listed, work.Scheme):
        terminal.scheme(listed, sys.stdout)
    else:
        terminal.schemes(listed, sys.stdout)
