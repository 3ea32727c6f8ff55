"""Judges units of articles in packs, each pack as one graph in a process.

Units are judged one by one where their pack fails, or where one of them describes what articles
share. Where a pack changes the findings on that, it does not show which unit does so: what is known
of each says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from claimgraph.check import batches
from claimgraph.check.faults import of_time
from claimgraph.check.groups import Checked, Group
from claimgraph.graph import loading
from claimgraph.graph.unsaved import unsaved_now
from claimgraph.processes import completed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from concurrent.futures import Executor
    from pathlib import Path

    from claimgraph.graph.project import Project
    from claimgraph.processes.limited import Limited

T = TypeVar("T")

# So many groups are judged as one graph, as far as they have nothing to do with each other.
BATCH = 10

# Groups that are judged together and kept together.
Unit = tuple[Group, ...]


class Beside(NamedTuple):
    """The groups that articles share.

    `alone` are the marks of the findings on them without an article (`bearing.mark`), `described`
    the IRIs that they describe, in N-Triples syntax.
    """

    groups: Unit = ()
    alone: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Packs:
    """How a project's units are judged: by which rules and engine, in which processes.

    `again` are the graphs that are asked for again soon, True for all, False for none.
    """

    project: Project
    stamp: str
    engine: str
    again: AbstractSet[str] | bool
    processes: Limited

    def results(
        self, packs: Sequence[Sequence[Unit]], beside: Beside
    ) -> Iterator[dict[Unit, Checked]]:
        """Yield what is known of each pack's units; of those that cannot be checked, that."""
        tasks = [self._task(units, beside) for units in packs]
        # What the fast engine does in a second the reference needs minutes for.
        sizes = [sum(len(unit) for unit in units) for units in packs]
        times = max(sizes, default=1) if self.engine == "pyshacl" else 1
        seconds = self.processes.seconds
        longer = self.processes.within(None if seconds is None else seconds * times)
        for place, results in self.done(_pack, tasks, longer):
            units = packs[place]
            if isinstance(results, Exception):
                yield self._singly(units, beside, results)
            elif len(units) > 1 and any(_describes(each, beside) for each in results):
                # Judged alone, what a unit says of shared nodes reaches no other unit.
                yield self._each(units, beside)
            else:
                yield dict(zip(units, results, strict=True))

    def _each(self, units: Sequence[Unit], beside: Beside) -> dict[Unit, Checked]:
        """Check units one by one."""
        return {
            unit: checked
            for results in self.results([[each] for each in units], beside)
            for unit, checked in results.items()
        }

    def _singly(
        self, units: Sequence[Unit], beside: Beside, failure: Exception
    ) -> dict[Unit, Checked]:
        """Check units that failed together: without the files that do so by themselves."""
        if len(units) > 1:
            return self._each(units, beside)
        (unit,) = units
        files = [file for group in unit for file in group.files]
        failures = dict.fromkeys(files, failure)
        if len(files) > 1:
            alone = [(Group(group.graph, (f,)),) for group in unit for f in group.files]
            tried = self.done(_pack, [self._task([each], Beside()) for each in alone])
            failures = {files[place]: r for place, r in tried if isinstance(r, Exception)}
        rest = tuple(
            replace(group, files=tuple(f for f in group.files if f not in failures))
            for group in unit
        )
        if failures and any(group.files for group in rest):
            ((_, results),) = self.done(_pack, [self._task([rest], beside)])
            if not isinstance(results, Exception):
                failed = [self.unchecked([file.name], why) for file, why in failures.items()]
                return {unit: Checked.merged([*results, *failed])}
        return {unit: self.unchecked([file.name for file in files], failure)}

    def _task(self, units: Sequence[Unit], beside: Beside) -> tuple[Any, ...]:
        judged_by = (self.project, self.stamp, self.engine, self.again)
        return (*judged_by, units, beside.groups, beside.alone)

    def done(
        self,
        fn: Callable[..., T],
        tasks: Iterable[tuple[Any, ...]],
        other: Executor | None = None,
    ) -> Iterator[tuple[int, T | Exception]]:
        """Have a function called in processes, which read unsaved texts as this one does."""
        texts = unsaved_now()
        return completed(other or self.processes, _reading, [(texts, fn, *task) for task in tasks])

    def unchecked(self, names: Sequence[str], why: Exception) -> Checked:
        """Return what is known of files that could not be checked: that, and nothing else."""
        if not isinstance(why, TimeoutError):
            return Checked(unchecked=tuple(f"{name} {failed(why)}" for name in names))
        late = [of_time(name, self.processes.seconds or 0) for name in names]
        return Checked(
            findings=tuple(late),
            unchecked=tuple(f"{finding.location}: {finding.message}" for finding in late),
        )


def packed(units: Sequence[Unit]) -> list[list[Unit]]:
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


def _pack(
    project: Project,
    stamp: str,
    engine: str,
    again: AbstractSet[str] | bool,
    units: Sequence[Unit],
    shared: Unit,
    alone: frozenset[str],
) -> list[Checked]:
    """Check units in one graph, and return what is known of each."""
    groups = [group for unit in units for group in unit]
    each = again if isinstance(again, bool) else any(one.graph in again for one in groups)
    known = batches.checked(
        project,
        stamp,
        units,
        shared,
        engine,
        alone=alone,
        again=each and len(units) == 1,
        shared_again=again is not False,
    )
    results = dict(zip(groups, known, strict=True))
    merged = [Checked.merged(results[group] for group in unit) for unit in units]
    return [
        replace(each, jointly=len(units) > 1 and bool(each.caused or each.cured)) for each in merged
    ]


def _reading(texts: Mapping[Path, str], fn: Callable[..., T], *task: Any) -> T:
    with loading.unsaved(texts):
        return fn(*task)


def _describes(known: Checked, beside: Beside) -> bool:
    """Tell whether a unit describes some of what is shared."""
    return not known.defines.isdisjoint(beside.described)


def failed(error: Exception) -> str:
    """Return what became of something that could not be checked, for a line."""
    if isinstance(error, MemoryError):
        why = error or "no memory is left"
        return f"was not checked: {why}: split it, or raise --memory-limit MB or ulimit -v"
    return f"was not checked ({type(error).__name__}: {error})"
