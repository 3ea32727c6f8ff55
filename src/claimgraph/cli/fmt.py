"""`claimgraph fmt`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.text import one_line


def fmt(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Turtle files, or folders with some.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where a file would change.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Drop comments that have no place in the new form.")
    ] = False,
    sort: Annotated[
        bool,
        typer.Option(
            "--sort/--keep-order",
            help="Order subjects, predicates and values as export does; by default they stay.",
        ),
    ] = False,
) -> None:
    """Give Turtle files the form in which claimgraph exports, comments kept.

    The graph stays the same, and so does the order. With --sort, subjects under each free-standing
    comment go by kind and name.
    """
    from claimgraph.graph.turtle import format as work

    done = [work.formatted(file, ordered=sort) for file in work.files(paths)]
    for one in done:
        work.must_keep(one, force=force)
    for one in done:
        if not check:
            work.write(one, force=force)
        if one.changed:
            what = "would be formatted" if check else "formatted"
            sys.stdout.write(f"{what}: {one_line(one.file.name)}\n")
    raise typer.Exit(int(check and any(one.changed for one in done)))
