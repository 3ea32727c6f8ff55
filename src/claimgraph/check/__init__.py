"""Shapes over data: findings with a place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.findings import Report
from claimgraph.graph.inputs import Input, resolve

if TYPE_CHECKING:
    from pathlib import Path

    from claimgraph.check.run import Watched
    from claimgraph.findings import Rule
    from claimgraph.graph.project import Project


@dataclass(frozen=True)
class Check:
    """A whole check: what to check and how, with rules chosen and a baseline heeded.

    No selected rule is all of them; `seconds` is for each file, `memory` for all processes together
    (bytes); `stored` is an Oxigraph database on disk to check instead of files, and the project
    whose rules apply to it. With `require_accepted` a draft is a violation. `cluster` is
    the address of a Dask scheduler, or `local`.
    """

    paths: tuple[Path, ...] = ()
    engine: str = "auto"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    baseline: Path | None = None
    update_baseline: bool = False
    cached: bool = True
    seconds: float | None = None
    memory: int | None = None
    stored: tuple[Project, Path] | None = None
    follow_links: bool = False
    require_accepted: bool = False
    cluster: str | None = None

    @property
    def inputs(self) -> list[Input]:
        """What is checked; raises ProjectError for a path without RDF."""
        from claimgraph.check import run

        if self.stored:
            return [run.stored(*self.stored)]
        return resolve(self.paths, self.follow_links)

    def report(self, watched: Watched = lambda items, _what, _total: items) -> Report:
        """Check and return the report; `watched` shows the progress of long work.

        Raises ProjectError for a path without RDF, UsageError for an unknown engine, rule or
        baseline.
        """
        from claimgraph.check import engines, run
        from claimgraph.check.cache import Cache

        engines.engine(self.engine)
        inputs = self.inputs
        # Files are known by their bytes; of a store's graphs nothing is remembered.
        cache = Cache() if self.cached and not self.stored else None
        try:
            report = Report.merged(
                run.check(
                    *(each, self.engine, cache, watched, self.seconds, self.memory),
                    cluster=self.cluster,
                )
                for each in inputs
            )
        finally:
            if cache:
                cache.close()
        if self.require_accepted:
            from claimgraph.check import accepting

            drafts = [one for each in inputs for one in accepting.unaccepted(each)]
            report = replace(report, findings=(*report.findings, *drafts))
        if self.select or self.ignore:
            from claimgraph.check import rules

            report = rules.chosen(report, self.rules(), self.select, self.ignore)
        if self.baseline:
            from claimgraph.check import baseline

            if self.update_baseline:
                baseline.write(report, self.baseline)
            report = baseline.without(report, self.baseline)
        return report

    def rules(self) -> list[Rule]:
        """Return the rules that apply, each once; the report tells of those it cannot read."""
        from claimgraph.check import rules

        projects = [each.project for each in self.inputs]
        applied = (rule for own in projects for rule in rules.catalogue(own, whole=False))
        return list({rule.name: rule for rule in applied}.values())
