"""`claimgraph diff`."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer


class Form(StrEnum):
    """How differences are written."""

    text = "text"
    patch = "patch"


def diff(
    before: Annotated[
        str, typer.Argument(metavar="A", help="A file, a folder or a git revision, as v1.0:data.")
    ] = "HEAD",
    after: Annotated[
        str, typer.Argument(metavar="B", help="The same; by default this project.")
    ] = "",
    form: Annotated[
        Form, typer.Option("--format", help="text for people, patch for RDF Patch.")
    ] = Form.text,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 where there is a difference.")
    ] = False,
) -> None:
    """Say what changed between two graphs: claims, certainties, premises.

    Without arguments: what changed in this project since the last commit.
    """
    from pathlib import Path

    from claimgraph.claims import differences
    from claimgraph.cli import options
    from claimgraph.graph import changes as work
    from claimgraph.graph import inputs, loading, project

    other = after or str(project.find(Path()).root)
    changes = work.changes(*work.alike(inputs.compared(before), inputs.compared(other)))
    if form is Form.patch:
        differences.patch(changes, sys.stdout)
    else:
        vocabulary = loading.parsed(options.project(Path(), in_store=True).vocabulary_files)
        quads = (quad for one in vocabulary for quad in one.quads)
        differences.text(changes, quads, sys.stdout)
    raise typer.Exit(int(exit_code and bool(changes)))
