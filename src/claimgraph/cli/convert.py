"""`claimgraph convert`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from claimgraph.errors import UsageError
from claimgraph.text import one_line


def convert(
    path: Annotated[
        Path,
        typer.Argument(help="An article's folder, its capture.yaml, or a project of one article."),
    ] = Path(),
    to: Annotated[
        Literal["yaml", "turtle"] | None,
        typer.Option(help="The form to write (default: the other one than what is there)."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file to write (default: standard output)."),
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write capture.yaml or capture.ttl into the folder."),
    ] = False,
    replace: Annotated[
        bool | None,
        typer.Option(
            "--replace/--keep",
            help="With --write: remove the files that were converted, or keep them as well.",
        ),
    ] = None,
) -> None:
    """Write a capture in Turtle as YAML, or a capture in YAML as Turtle: the same graph.

    What has no short form in YAML stands there as Turtle, in a block; nothing is dropped but
    comments. claimgraph check tells of facts that stand in both forms, so --write asks what to do
    with the files that were converted.
    """
    from claimgraph import text
    from claimgraph.claims.notation import converting
    from claimgraph.files import replacing
    from claimgraph.graph.project import shown

    if write and output is not None:
        raise UsageError("--write and -o are two places: leave one of them out")
    if write == (replace is None):
        raise UsageError(
            "--write leaves each fact in two files: add --replace to remove the files that were "
            "converted, or --keep"
            if write
            else "--replace and --keep go with --write: add it"
        )
    made = converting.converted(path, to)
    if write:
        converting.write(made, replace=bool(replace))
        gone = (
            f", {', '.join(one.file.path.name for one in made.sources)} removed" if replace else ""
        )
        sys.stdout.write(f"{one_line(shown(made.target))}: written{gone}\n")
    elif output is not None:
        if output.resolve() in {one.file.path.resolve() for one in made.sources}:
            raise UsageError(f"{output}: is what is converted: name another file with -o")
        with replacing(output, "allow it, or name another file") as out:
            out.write(made.text.encode())
    else:
        with text.standard_output(text.backslash_u) as out:
            out.write(made.text.encode())
    if made.comments:
        many = "1 comment was" if made.comments == 1 else f"{made.comments} comments were"
        sys.stderr.write(f"{many} not carried over: the other form has no place for comments\n")
