"""A whole run of the check: what was asked for, with rules chosen and a baseline heeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph import baseline, rules, validators
from claimgraph import check as work
from claimgraph.model import Report

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.model import Rule


@dataclass(frozen=True)
class Wanted:
    """What a run checks and how; no selected rule is all of them."""

    paths: tuple[Path, ...] = ()
    engine: str = "auto"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Path | None = None
    update_baseline: bool = False


def run(wanted: Wanted) -> tuple[Report, list[Rule]]:
    """Check and return the report, with the rules that were applied.

    Raises ProjectError for a path without RDF, UsageError for an unknown engine, rule or baseline.
    """
    validate = validators.engine(wanted.engine)
    inputs = work.inputs(wanted.paths)
    known = {rule.name: rule for each in inputs for rule in rules.catalogue(each.project)}
    report = Report.merged(work.check(each, validate) for each in inputs)
    report = rules.chosen(report, list(known.values()), wanted.select, wanted.ignore)
    if wanted.baseline and wanted.update_baseline:
        baseline.write(report, wanted.baseline)
    if wanted.baseline:
        report = baseline.without(report, wanted.baseline)
    return report, list(known.values())
