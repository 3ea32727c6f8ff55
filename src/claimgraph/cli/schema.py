"""`claimgraph schema`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def schema(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="PATH",
            help="A folder or file of the project whose own words "
            "count too (default: the current project).",
        ),
    ] = Path(),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Output file (default: standard output).")
    ] = None,
) -> None:
    """Print a JSON Schema of captures, for editors to complete, explain and check them."""
    from claimgraph import files, text
    from claimgraph.claims.notation import schema as work
    from claimgraph.cli import options

    made = work.of_project(options.project(path, in_store=True))
    if output is None:
        with text.standard_output(text.backslash_u) as out:
            out.write(made.encode())
        return
    with files.replacing(output, "name another place with --output") as out:
        out.write(made.encode())
