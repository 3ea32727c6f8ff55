"""`claimgraph fmt`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.text import one_line


def fmt(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Turtle files, or folders with some.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where a file would change.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Drop comments that have no place in the new form.")
    ] = False,
    keep_order: Annotated[
        bool, typer.Option("--keep-order", help="Leave the subjects in the order they are in.")
    ] = False,
) -> None:
    """Give Turtle files the form in which claimgraph exports, comments kept.

    Under each free-standing comment subjects go by kind and name. The graph stays the same.
    """
    from claimgraph.graph.turtle import format as work

    done = [work.formatted(file, ordered=not keep_order) for file in work.files(paths)]
    for one in done:
        work.must_keep(one, force=force)
    for one in done:
        if not check:
            work.write(one, force=force)
        if one.changed:
            what = "would be formatted" if check else "formatted"
            sys.stdout.write(f"{what}: {one_line(one.file.name)}\n")
    raise typer.Exit(int(check and any(one.changed for one in done)))
