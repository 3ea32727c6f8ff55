"""`claimgraph check`."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path

import typer

from claimgraph.model import Report, Severity


class Threshold(str, Enum):
    """From which severity on findings fail the run."""

    violation = "violation"
    warning = "warning"
    info = "info"
    never = "never"


def check(
    paths: list[Path] = typer.Argument(
        None, metavar="[PATH]...", help="Projects, folders or files."
    ),
    fail_on: Threshold = typer.Option(
        Threshold.violation, help="The least severity that makes the exit code 1."
    ),
) -> None:
    """Validate a project's data against the shapes; exit 1 if anything is found."""
    from claimgraph import check as work
    from claimgraph.reporters import text
    from claimgraph.validators.pyshacl import validate

    report = Report.merged(
        work.check(wanted, validate) for wanted in work.inputs(paths or [Path.cwd()])
    )
    text.write(report, sys.stdout)
    threshold = None if fail_on is Threshold.never else Severity(fail_on.value)
    raise typer.Exit(report.exit_code(threshold))
