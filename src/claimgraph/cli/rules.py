"""`claimgraph rules`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.cli import completing


def rules(
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="RULE",
            autocompletion=completing.rules,
            help="Its name; without it, all are listed.",
        ),
    ] = None,
    project: Annotated[
        Path, typer.Option(help="A folder of the project whose own rules count too.")
    ] = Path(),
) -> None:
    """List the rules that `check` applies, or explain one with its examples."""
    from claimgraph.check import rules as work
    from claimgraph.cli import options, terminal

    source = options.project(project)
    if rule is None:
        terminal.rules(work.catalogue(source), sys.stdout)
    else:
        terminal.rule(work.explain(source, rule), sys.stdout)
