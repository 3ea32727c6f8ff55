"""Reports in the forms that people and tools read, one file per form, one signature each.

A module `claimgraph.check.reports.<name>` has `write(report, out, rules=())`: it writes the whole
report to a text stream, explaining the rules that it is given.
"""

from __future__ import annotations

import importlib
import io
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from claimgraph import alike
from claimgraph.errors import UsageError
from claimgraph.files import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from claimgraph.findings import Report, Rule

# In the order in which they are listed to people.
NAMES = ("text", "github", "sarif", "junit", "json", "turtle")


class Reporter(Protocol):
    """What every form offers."""

    def __call__(self, report: Report, out: TextIO, rules: Sequence[Rule] = ()) -> None:
        """Write a report to a text stream."""
        ...


def reporter(name: str) -> Reporter:
    """Return the writer of a form; raises UsageError for an unknown name."""
    if name not in NAMES:
        near = alike.nearest(name, NAMES)
        nearest = f"did you mean {near[0]}? " if near else ""
        raise UsageError(f"no report format '{name}': {nearest}choose from {', '.join(NAMES)}")
    return cast("Reporter", importlib.import_module(f"claimgraph.check.reports.{name}").write)


def targets(written: Sequence[str]) -> list[tuple[Reporter, Path]]:
    """Read each FORMAT=FILE.

    Raises UsageError for what is not that, for an unknown form, and for the same file twice.
    """
    reports = []
    taken: set[Path] = set()
    for each in written:
        form, equals, name = each.partition("=")
        if not equals or not name:
            raise UsageError(f"'{each}' is not FORMAT=FILE: write e.g. sarif=report.sarif")
        file = Path(name)
        real = Path(os.path.realpath(file))
        # A pipe or a device takes one report after the other.
        if real in taken and (real.is_file() or not real.exists()):
            raise UsageError(f"{file}: named for two reports: give each a file of its own")
        taken.add(real)
        reports.append((reporter(form), file))
    return reports


def to_file(write: Reporter, file: Path, report: Report, rules: Sequence[Rule]) -> None:
    """Write a report to a file, whole or not at all; raises ProjectError where it cannot be."""
    text = io.StringIO()
    write(report, text, rules)
    with replacing(file, "free some space or name another file with --output") as out:
        out.write(text.getvalue().encode())


def encodable(text: str) -> str:
    """Return a text that UTF-8 can hold: a file's name may have bytes that are not characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def sentence(subject: str | None, message: str) -> str:
    """Return what is said of a subject: Claim ‘The ferry sails’ has no passage."""
    return f"{subject} {message}" if subject else message
