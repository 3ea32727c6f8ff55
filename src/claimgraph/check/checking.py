"""A whole run of the check: what was asked for, with rules chosen and a baseline heeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.check import engines
from claimgraph.check import run as work
from claimgraph.check.cache import Cache
from claimgraph.findings import Report
from claimgraph.graph.inputs import Input, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.check.runs import Watched
    from claimgraph.findings import Rule
    from claimgraph.graph.project import Project


@dataclass(frozen=True)
class Wanted:
    """What a run checks and how; no selected rule is all of them; `seconds` is for each file.

    `stored` is an Oxigraph database on disk to check instead of files, and the project whose rules
    apply to it.
    """

    paths: tuple[Path, ...] = ()
    engine: str = "auto"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Path | None = None
    update_baseline: bool = False
    cached: bool = True
    seconds: float | None = None
    stored: tuple[Project, Path] | None = None

    @property
    def inputs(self) -> list[Input]:
        """What is checked; raises ProjectError for a path without RDF."""
        return [work.stored(*self.stored)] if self.stored else resolve(self.paths)


def run(wanted: Wanted, watched: Watched = lambda items, _what, _total: items) -> Report:
    """Check and return the report; `watched` shows the progress of long work.

    Raises ProjectError for a path without RDF, UsageError for an unknown engine, rule or baseline.
    """
    engines.engine(wanted.engine)
    inputs = wanted.inputs
    # Files are known by their bytes; of a store's graphs nothing is remembered.
    memory = Cache() if wanted.cached and not wanted.stored else None
    report = Report.merged(
        work.check(each, wanted.engine, memory, watched, wanted.seconds) for each in inputs
    )
    if memory:
        memory.close()
    if wanted.select or wanted.ignore:
        from claimgraph.check import rules

        report = rules.chosen(report, applied(wanted), wanted.select, wanted.ignore)
    if wanted.baseline:
        from claimgraph.check import baseline

        if wanted.update_baseline:
            baseline.write(report, wanted.baseline)
        report = baseline.without(report, wanted.baseline)
    return report


def applied(wanted: Wanted) -> list[Rule]:
    """Return the rules that a run applies, each once; what it cannot read its report tells."""
    from claimgraph.check import rules

    found = [rule for each in wanted.inputs for rule in rules.catalogue(each.project, whole=False)]
    return list({rule.name: rule for rule in found}.values())
