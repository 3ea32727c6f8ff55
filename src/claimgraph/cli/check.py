"""`claimgraph check`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.model import Report, Severity


class Threshold(StrEnum):
    """From which severity on findings fail the run."""

    violation = "violation"
    warning = "warning"
    info = "info"
    never = "never"


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Projects, folders or files; none is this one."),
    ] = None,
    fail_on: Annotated[
        Threshold, typer.Option(help="The least severity that makes the exit code 1.")
    ] = Threshold.violation,
    engine: Annotated[
        str, typer.Option(help="auto, fast or pyshacl; auto is fast where it is installed.")
    ] = "auto",
) -> None:
    """Validate a project's data against the shapes.

    Exits with 0 where all is well, with 1 where something was found, with 2 where something could
    not be checked.
    """
    from claimgraph import check as work
    from claimgraph.reporters import text
    from claimgraph.validators import engine as chosen

    validate = chosen(engine)
    report = Report.merged(work.check(wanted, validate) for wanted in work.inputs(paths or []))
    text.write(report, sys.stdout)
    threshold = None if fail_on is Threshold.never else Severity(fail_on.value)
    raise typer.Exit(report.exit_code(threshold))
