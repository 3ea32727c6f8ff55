"""One check of a project: in batches, on all cores, what is known already left alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from claimgraph.check import batches, bearing, engines, linked, questions, stored_graphs
from claimgraph.check.cache import key
from claimgraph.check.faults import stands_in
from claimgraph.check.groups import Checked, Group, grouped
from claimgraph.check.keys import Keys
from claimgraph.check.packs import BATCH, Beside, Packs, Unit, failed, packed
from claimgraph.claims.notation.hinting import spoken
from claimgraph.findings import Finding, Location, Report
from claimgraph.graph import project as projects
from claimgraph.graph import ties
from claimgraph.graph.inputs import Input
from claimgraph.processes import executor, processors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from claimgraph.check.cache import Cache
    from claimgraph.graph.project import Project
    from claimgraph.processes.limited import Limited

    Watched = Callable[[Iterable[Any], str, int], Iterable[Any]]

# A process needs half a second to start and memory of its own: it is worth it for so many groups,
# which are some three seconds of work.
_EACH = 120
# How long a file may take unless somebody says otherwise.
SECONDS = 60.0


def _processes(groups: int) -> int:
    """Return how many processes a check of so many groups is worth."""
    return max(1, min(processors(), math.ceil(groups / _EACH)))


def stored(project: Project, location: Path) -> Input:
    """Return an Oxigraph database on disk as what is checked, by the rules of a project."""
    files = stored_graphs.listed(location, project.vocabulary_files)
    return Input(project, tuple(files), unit="graph")


def _unwatched(items: Iterable[Any], _what: str, _total: int) -> Iterable[Any]:
    return items


def check(
    wanted: Input,
    engine: str = "auto",
    cache: Cache | None = None,
    watched: Watched = _unwatched,
    seconds: float | None = None,
    memory: int | None = None,
    *,
    apart: bool = False,
    cluster: str | None = None,
) -> Report:
    """Check files of a project: syntax, stored questions, then the shapes over all data.

    `cache` keeps the results for the next time; `watched` shows the progress of long work; a file
    that takes longer than `seconds`, or needs more than its share of `memory` (bytes for all
    processes together), is left unchecked and reported. Without either limit a small project is
    checked in this process, where its shapes are not kept from calling a host: for trusted ones.
    With `apart` articles that have nothing to do with each other are judged one by one, and in this
    process: for who asks again after each change, and has a cache.
    `cluster` is the address of a Dask scheduler whose workers check; `memory` is then for each.
    Raises UsageError for an unknown engine, and ClusterError.
    """
    engines.engine(engine)
    groups = grouped(wanted.files)
    most = 1 if apart else _processes(len(groups))
    places = (wanted.project.root,)
    with executor(
        most, seconds=seconds, memory=memory, cluster=cluster, places=places
    ) as processes:
        run = Run(wanted.project, engine, cache, watched, processes, again=apart)
        known = Checked.merged([run.rules(), run.questions()])
        results = run.results(groups)
    whole = Checked.merged([Checked(unchecked=wanted.project.left_out), known, *results])
    findings = list(whole.findings)
    if wanted.only is not None:
        findings = [f for f in findings if f.location and stands_in(f, wanted.only)]
    return Report(
        findings=in_order(findings),
        files=len(wanted.files) if wanted.only is None else len(wanted.only),
        triples=whole.triples,
        unchecked=whole.unchecked,
        unit=wanted.unit,
    )


def pieces(
    wanted: Input, cache: Cache, edited: AbstractSet[str], *, near: bool = False
) -> list[Checked]:
    """Check as with `apart`, and return what is known piece by piece, in no order.

    The graphs that are `edited` are asked for again soon: what a change does not concern is
    remembered of them, and of no others. What is `near` a change is checked without the rules
    themselves and stored questions.
    """
    with executor(1) as processes:
        run = Run(wanted.project, "auto", cache, _unwatched, processes, edited)
        left_out = Checked(unchecked=tuple(wanted.project.left_out))
        rules = [] if near else [run.rules(), run.questions(), left_out]
        results = run.results(grouped(wanted.files))
    return [*rules, *results]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as people are shown them, each once."""
    return tuple(map(spoken, sorted(dict.fromkeys(findings), key=_order)))


@dataclass(frozen=True)
class Run:
    """A check of one project's data; `cache` and `watched` are as for `check.check`.

    `again` are the graphs that are asked for again soon, True for all, False for none.
    """

    project: Project
    engine: str
    cache: Cache | None
    watched: Watched
    processes: Limited
    again: AbstractSet[str] | bool = False

    def rules(self) -> Checked:
        """Return what is wrong with the project's vocabulary and shapes themselves."""
        known = self.cache.get(self.stamp) if self.cache else None
        if known is not None:
            return known
        ((_, result),) = self.packs.done(_rules, [(self.project, self.stamp)])
        if isinstance(result, TimeoutError):
            files = {*self.project.vocabulary_files, *self.project.shape_files}
            shipped = projects.shipped_project()
            files -= {*shipped.shape_files, *shipped.vocabulary_files}
            return self.packs.unchecked(sorted(file.name for file in files), result)
        if isinstance(result, Exception):
            return Checked(unchecked=(f"the rules {failed(result)}",))
        if self.cache and self.keys.of_rules(self.project, self.engine) == self.stamp:
            self.cache.put(self.stamp, result)
        return result

    def questions(self) -> Checked:
        """Return what is wrong with the project's own stored questions."""
        paths = questions.own(self.project)
        known = [questions.named_alike(self.project)]
        done = dict(self.packs.done(questions.read, [(path,) for path in paths]))
        for path, result in ((paths[place], done[place]) for place in sorted(done)):
            if isinstance(result, Exception):
                result = self.packs.unchecked([projects.shown(path)], result)
            known.append(result)
        return Checked.merged(known)

    def results(self, groups: Sequence[Group]) -> list[Checked]:
        """Check groups and return what is known of them, in no particular order."""
        keys: dict[Group, str] = {}
        articles: set[Group] = set()
        for group in groups:
            keys[group] = self.keys.of(group)
            if self.keys.holds_article(group):
                articles.add(group)
        if len(groups) < 2:
            return list(self._checked([tuple(groups)], Beside(), keys).values()) if groups else []
        # A graph of no article is what articles share. Whoever only mentions the word is taken for
        # an article, and will turn out to be tied to those that refer to it.
        linking = tuple(filter(linked.holds_links, groups))
        shared = tuple(group for group in groups if group not in articles and group not in linking)
        units = [(group,) for group in groups if group in articles and group not in linking]
        known = self._checked([shared], Beside(), keys)[shared] if shared else Checked()
        beside = Beside(shared, bearing.marks(known), known.defines)
        checked = self._checked(units, beside, keys)
        by_graph = {unit[0].graph: unit[0] for unit in units}
        namespaces = {group.namespace: graph for graph, group in by_graph.items()}
        said = {graph: checked[group,].said for graph, group in by_graph.items()}
        tied = [
            tuple(by_graph[graph] for graph in some)
            for some in ties.together(said, namespaces)
            if len(some) > 1
        ]
        for unit in tied:
            for group in unit:
                del checked[group,]
        checked |= self._checked(tied, beside, keys)
        while pending := bearing.unsettled(checked, BATCH):
            checked |= self._checked(pending, beside, keys, one_by_one=True)
        links = self._linked(linking, beside, checked, keys) if linking else {}
        others = [*checked.values(), *links.values()]
        of_shared = bearing.judged(batches.without_undescribed(known, groups), others)
        return [*others, of_shared]

    @cached_property
    def keys(self) -> Keys:
        """The keys of files: in a process that checks again, by when they were written."""
        return Keys(by_time=self.again is not False)

    @cached_property
    def stamp(self) -> str:
        """A key of all that judges: the program, the engine, the vocabulary and the rules."""
        return self.keys.of_rules(self.project, self.engine)

    @cached_property
    def packs(self) -> Packs:
        """How units are judged."""
        return Packs(self.project, self.stamp, self.engine, self.again, self.processes)

    def _checked(
        self,
        units: Sequence[Unit],
        beside: Beside,
        keys: dict[Group, str],
        *,
        one_by_one: bool = False,
    ) -> dict[Unit, Checked]:
        """Check units beside the shared groups, but for those that are known already.

        With `one_by_one` they are not judged in packs, and what a pack told is not enough.
        """
        theirs = [keys[group] for group in beside.groups]
        of = {unit: key([self.stamp, *theirs, "", *(keys[g] for g in unit)]) for unit in units}
        known_of: dict[Unit, Checked] = {}
        missing = []
        for unit in units:
            known = self.cache.get(of[unit]) if self.cache else None
            if known is None or (one_by_one and known.jointly):
                missing.append(unit)
            else:
                known_of[unit] = known
        packs = [[unit] for unit in missing] if one_by_one else packed(missing)
        for results in self.watched(self.packs.results(packs, beside), "Checking", len(packs)):
            rules = self.keys.of_rules(self.project, self.engine) if self.cache else ""
            now = [rules, *map(self.keys.of, beside.groups)] if self.cache else []
            for unit, result in results.items():
                known_of[unit] = result
                # A file that changed meanwhile was checked with another content than its key's.
                if self.cache and key([*now, "", *map(self.keys.of, unit)]) == of[unit]:
                    self.cache.put(of[unit], result)
        return known_of

    def _linked(
        self, links: Unit, beside: Beside, articles: dict[Unit, Checked], keys: dict[Group, str]
    ) -> dict[Unit, Checked]:
        """Check links between articles beside the claims that they join."""
        files = [file.name for group in links for file in group.files]
        ((_, ends),) = self.packs.done(linked.ends, [(links,)])
        if isinstance(ends, Exception):
            return {links: self.packs.unchecked(files, ends)}
        near = linked.homes(ends, articles)
        theirs = [keys[group] for group in beside.groups]
        of = key(
            [
                self.stamp,
                *theirs,
                "",
                *(keys[group] for group in near),
                "",
                *(keys[group] for group in links),
            ]
        )
        known = self.cache.get(of) if self.cache else None
        if known is None:
            seconds = self.processes.seconds
            executor = self.processes.within(seconds and seconds * (1 + len(near) // _EACH))
            judged_by = (self.project, self.stamp, self.engine)
            task = (*judged_by, links, beside.groups, beside.alone, near)
            ((_, result),) = self.packs.done(linked.judged, [task], executor)
            if isinstance(result, Exception):
                return {links: self.packs.unchecked(files, result)}
            known = result
            if self.cache and all(self.keys.of(group) == keys[group] for group in (*links, *near)):
                self.cache.put(of, known)
        return {links: known}


def _rules(project: Project, stamp: str) -> Checked:
    known = batches.context(project, stamp)
    return Checked(findings=known.findings, unchecked=known.unchecked)


def _order(finding: Finding) -> tuple[bool, str, int, int, str, str]:
    """Sort by place; faults of syntax come first, as others may follow from them."""
    at = finding.location or Location("~")
    later = finding.rule not in ("syntax", "unread")
    return (later, at.file, at.line or 0, at.column or 0, finding.rule, finding.message)
