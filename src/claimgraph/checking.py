"""A whole run of the check: what was asked for, with rules chosen and a baseline heeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph import check as work
from claimgraph import validators
from claimgraph.cache import Cache
from claimgraph.model import Report

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.model import Rule
    from claimgraph.runs import Watched


@dataclass(frozen=True)
class Wanted:
    """What a run checks and how; no selected rule is all of them; `seconds` is for each file."""

    paths: tuple[Path, ...] = ()
    engine: str = "auto"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Path | None = None
    update_baseline: bool = False
    cached: bool = True
    seconds: float | None = None


def run(wanted: Wanted, watched: Watched = lambda items, _what, _total: items) -> Report:
    """Check and return the report; `watched` shows the progress of long work.

    Raises ProjectError for a path without RDF, UsageError for an unknown engine, rule or baseline.
    """
    validators.engine(wanted.engine)
    inputs = work.inputs(wanted.paths)
    memory = Cache() if wanted.cached else None
    report = Report.merged(
        work.check(each, wanted.engine, memory, watched, wanted.seconds) for each in inputs
    )
    if memory:
        memory.close()
    if wanted.select or wanted.ignore:
        from claimgraph import rules

        report = rules.chosen(report, applied(wanted), wanted.select, wanted.ignore)
    if wanted.baseline:
        from claimgraph import baseline

        if wanted.update_baseline:
            baseline.write(report, wanted.baseline)
        report = baseline.without(report, wanted.baseline)
    return report


def applied(wanted: Wanted) -> list[Rule]:
    """Return the rules that a run applies, each once; what it cannot read its report tells."""
    from claimgraph import rules

    inputs = work.inputs(wanted.paths)
    found = [rule for each in inputs for rule in rules.catalogue(each.project, whole=False)]
    return list({rule.name: rule for rule in found}.values())
