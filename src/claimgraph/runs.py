"""A check of many articles: in batches, on all cores, what is known already left alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from claimgraph import batches
from claimgraph import project as projects
from claimgraph.batches import Checked, Group
from claimgraph.cache import key, program
from claimgraph.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.cache import Cache
    from claimgraph.project import Project, RdfFile

    Watched = Callable[[Iterable[Any], str, int], Iterable[Any]]

# Groups that are judged together and kept together.
Unit = tuple[Group, ...]

# Up to so many groups are checked as one graph; more of them are checked in batches of so many.
BATCH = 40


@dataclass(frozen=True)
class Run:
    """A check of one project's data; `memory` and `watched` are as for `check.check`."""

    project: Project
    engine: str
    memory: Cache | None
    watched: Watched

    def results(self, groups: Sequence[Group]) -> list[Checked]:
        """Check groups and return what is known of them, in no particular order."""
        keys: dict[Group, str] = {}
        articles: set[Group] = set()
        for group in groups:  # the bytes of one at a time: all may be more than memory holds
            contents = _contents(group)
            keys[group] = key([group.graph, *contents])
            if any(b"Article" in raw for raw in contents):
                articles.add(group)
        if len(groups) <= BATCH:
            return list(self._checked([tuple(groups)], (), keys).values()) if groups else []
        # A graph of no article is what articles share. Whoever only mentions the word is taken for
        # an article, and will turn out to be tied to those that refer to it.
        shared = tuple(group for group in groups if group not in articles)
        units = [(group,) for group in groups if group in articles]
        found = self._checked(units, shared, keys)
        ties = batches.connected([unit[0] for unit in units], [found[unit] for unit in units])
        tied = [tuple(units[place][0] for place in places) for places in ties]
        for unit in tied:
            for group in unit:
                del found[group,]
        found |= self._checked(tied, shared, keys)
        if shared:
            found |= self._checked([shared], (), keys)
        return list(found.values())

    @cached_property
    def stamp(self) -> str:
        """A key of all that judges: the program, the engine, the vocabulary and the rules."""
        return _stamp(self.project, self.engine)

    @property
    def _judged_by(self) -> tuple[Project, str, str]:
        return self.project, self.stamp, self.engine

    def _checked(
        self, units: Sequence[Unit], shared: Unit, keys: dict[Group, str]
    ) -> dict[Unit, Checked]:
        """Check units beside the shared groups, but for those that are known already."""
        beside = [keys[group] for group in shared]
        of = {unit: key([self.stamp, *beside, "", *(keys[g] for g in unit)]) for unit in units}
        found: dict[Unit, Checked] = {}
        missing = []
        for unit in units:
            held = self.memory.get(of[unit]) if self.memory else None
            if held is None:
                missing.append(unit)
            else:
                found[unit] = held
        packs = _packed(missing)
        for results in self.watched(self._packs(packs, shared), "Checking", len(packs)):
            now = [_stamp(self.project, self.engine), *map(_key, shared)] if self.memory else []
            for unit, result in results.items():
                found[unit] = result
                # A file that changed meanwhile was checked with another content than its key's.
                if self.memory and key([*now, "", *map(_key, unit)]) == of[unit]:
                    self.memory.put(of[unit], result)
        return found

    def _packs(
        self, packs: Sequence[Sequence[Unit]], shared: Unit
    ) -> Iterable[dict[Unit, Checked]]:
        if len(packs) <= 1:
            yield from (_pack(*self._judged_by, units, shared) for units in packs)
            return
        # Not forked: threads of a parent (a progress bar's) would leave their locks behind.
        workers = min(os.cpu_count() or 1, len(packs))
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            running = {
                pool.submit(_pack, *self._judged_by, units, shared): units for units in packs
            }
            for future in as_completed(running):
                # Results are not kept here once they are handed on.
                units = running.pop(future)
                try:
                    yield future.result()
                except Exception as error:  # a worker that was killed, or ran out of memory
                    what = f"was not checked ({type(error).__name__}: {error})"
                    lines = tuple(
                        f"{file.name}: {what}" for u in units for g in u for file in g.files
                    )
                    yield {
                        units[0]: Checked(unchecked=lines),
                        **dict.fromkeys(units[1:], Checked()),
                    }


def _pack(
    project: Project, stamp: str, engine: str, units: Sequence[Unit], shared: Unit
) -> dict[Unit, Checked]:
    """Check units in one graph, and return what is known of each."""
    groups = [group for unit in units for group in unit]
    results = dict(
        zip(groups, batches.checked(project, stamp, groups, shared, engine), strict=True)
    )
    return {unit: Checked.merged(results[group] for group in unit) for unit in units}


def _packed(units: Sequence[Unit]) -> list[list[Unit]]:
    """Return units in packs of about BATCH groups; a larger unit is a pack of its own."""
    packs: list[list[Unit]] = []
    size = BATCH
    for unit in units:
        if size + len(unit) > BATCH:
            packs.append([])
            size = 0
        packs[-1].append(unit)
        size += len(unit)
    return packs


def _stamp(project: Project, engine: str) -> str:
    files = (*project.vocabulary_files, *project.shape_files)
    return key([program(), engine, *(part for file in files for part in _content(file))])


def _key(group: Group) -> str:
    return key([group.graph, *_contents(group)])


def _contents(group: Group) -> list[bytes]:
    return [part for file in group.files for part in _content(file)]


def _content(file: RdfFile) -> tuple[bytes, ...]:
    """Return a file's name and bytes; of one that cannot be read, the reason, as a third part.

    Of a store's graph nothing is remembered: here is only whether it is an article's.
    """
    name = file.name.encode("utf-8", "surrogateescape")
    if file.format == batches.STORED:
        return name, b"Article" if batches.is_article(file) else b""
    try:
        return name, projects.raw(file.path)
    except ProjectError as error:
        return name, b"", str(error).encode("utf-8", "surrogateescape")
