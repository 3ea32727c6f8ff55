"""One check of a project: in batches, on all cores, what is known already left alone."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.check import batches, engines, questions
from claimgraph.check.batches import Checked, Group
from claimgraph.check.cache import key, program
from claimgraph.check.faults import of_time, stands_in
from claimgraph.check.ties import connected
from claimgraph.claims.notation.hinting import spoken
from claimgraph.errors import ProjectError
from claimgraph.findings import Finding, Location, Report
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.inputs import Input
from claimgraph.graph.project import NOTATION
from claimgraph.graph.unsaved import unsaved_now
from claimgraph.processes import Processes, completed, memory_of_machine, processors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from claimgraph.check.cache import Cache
    from claimgraph.graph.project import Project, RdfFile

    Watched = Callable[[Iterable[Any], str, int], Iterable[Any]]

T = TypeVar("T")

# Groups that are judged together and kept together.
Unit = tuple[Group, ...]

# Up to so many groups are checked as one graph; more of them are checked in batches of so many.
BATCH = 10
# A process needs half a second to start and memory of its own: it is worth it for so many groups,
# which are some three seconds of work.
_EACH = 120
_ARTICLE = b"Article"
_TEXT = b"textFile"
# In the notation these keys say the same.
_TYPED = {b"title:": _ARTICLE, b"text:": _TEXT}
# How long a file may take unless somebody says otherwise.
SECONDS = 60.0


def memory() -> int:
    """Return the bytes that all processes together may take unless somebody says otherwise."""
    return memory_of_machine() * 3 // 4


def _processes(groups: int) -> int:
    """Return how many processes a check of so many groups is worth."""
    return max(1, min(processors(), math.ceil(groups / _EACH)))


def stored(project: Project, location: Path) -> Input:
    """Return an Oxigraph database on disk as what is checked, by the rules of a project."""
    files = batches.stored(location, project.vocabulary_files)
    return Input(project, tuple(files), unit="graph")


def check(
    wanted: Input,
    engine: str = "auto",
    cache: Cache | None = None,
    watched: Watched = lambda items, _what, _total: items,
    seconds: float | None = None,
    memory: int | None = None,
    *,
    apart: bool = False,
) -> Report:
    """Check files of a project: syntax, stored questions, then the shapes over all data.

    `cache` keeps the results for the next time; `watched` shows the progress of long work; a file
    that takes longer than `seconds`, or needs more than its share of `memory` (bytes for all
    processes together), is left unchecked and reported. Without either limit a small project is
    checked in this process, where its shapes are not kept from calling a host: for trusted ones.
    With `apart` articles that have nothing to do with each other are judged one by one, and in this
    process: for who asks again after each change, and has a cache.
    Raises UsageError for an unknown engine.
    """
    engines.engine(engine)
    groups = batches.grouped(wanted.files)
    most = 1 if apart else _processes(len(groups))
    share = None if memory is None else memory // most
    with Processes(most, seconds=seconds, memory=share) as processes:
        run = Run(wanted.project, engine, cache, watched, processes, 1 if apart else BATCH)
        known = run.rules()
        results = run.results(groups)
    unchecked = [*wanted.project.left_out, *known.unchecked]
    findings = [*known.findings, *questions.findings(wanted.project, unchecked)]
    findings += dict.fromkeys(finding for result in results for finding in result.findings)
    unchecked += [line for result in results for line in result.unchecked]
    if wanted.only is not None:
        findings = [f for f in findings if f.location and stands_in(f, wanted.only)]
    return Report(
        findings=tuple(map(spoken, sorted(findings, key=_order))),
        files=len(wanted.files) if wanted.only is None else len(wanted.only),
        triples=sum(result.triples for result in results),
        unchecked=tuple(unchecked),
        unit=wanted.unit,
    )


@dataclass(frozen=True)
class Run:
    """A check of one project's data; `cache` and `watched` are as for `check.check`.

    Up to `together` groups are judged as one graph.
    """

    project: Project
    engine: str
    cache: Cache | None
    watched: Watched
    processes: Processes
    together: int = BATCH

    def rules(self) -> Checked:
        """Return what is wrong with the project's vocabulary and shapes themselves."""
        known = self.cache.get(self.stamp) if self.cache else None
        if known is not None:
            return known
        ((_, result),) = self._done(_rules, [(self.project, self.stamp)])
        if isinstance(result, TimeoutError):
            files = {*self.project.vocabulary_files, *self.project.shape_files}
            files -= {*projects.shipped_project().shape_files} | _shipped_vocabulary()
            return self._unchecked(sorted(files, key=lambda file: file.name), result)
        if isinstance(result, Exception):
            return Checked(unchecked=(f"the rules {_failed(result)}",))
        if self.cache and _stamp(self.project, self.engine) == self.stamp:
            self.cache.put(self.stamp, result)
        return result

    def results(self, groups: Sequence[Group]) -> list[Checked]:
        """Check groups and return what is known of them, in no particular order."""
        keys: dict[Group, str] = {}
        articles: set[Group] = set()
        for group in groups:
            contents = _contents(group)
            keys[group] = key([group.graph, *contents])
            if any(_ARTICLE in raw for raw in contents):
                articles.add(group)
        if len(groups) <= self.together:
            return list(self._checked([tuple(groups)], (), keys).values()) if groups else []
        # A graph of no article is what articles share. Whoever only mentions the word is taken for
        # an article, and will turn out to be tied to those that refer to it.
        shared = tuple(group for group in groups if group not in articles)
        units = [(group,) for group in groups if group in articles]
        checked = self._checked(units, shared, keys)
        ties = connected([unit[0] for unit in units], [checked[unit] for unit in units])
        tied = [tuple(units[place][0] for place in places) for places in ties]
        for unit in tied:
            for group in unit:
                del checked[group,]
        checked |= self._checked(tied, shared, keys)
        if shared:
            checked |= self._checked([shared], (), keys)
            checked[shared] = batches.without_undescribed(checked[shared], groups)
        return list(checked.values())

    @cached_property
    def stamp(self) -> str:
        """A key of all that judges: the program, the engine, the vocabulary and the rules."""
        return _stamp(self.project, self.engine)

    @property
    def _judged_by(self) -> tuple[Project, str, str, bool]:
        return self.project, self.stamp, self.engine, self.together == 1

    def _checked(
        self, units: Sequence[Unit], shared: Unit, keys: dict[Group, str]
    ) -> dict[Unit, Checked]:
        """Check units beside the shared groups, but for those that are known already."""
        beside = [keys[group] for group in shared]
        of = {unit: key([self.stamp, *beside, "", *(keys[g] for g in unit)]) for unit in units}
        known_of: dict[Unit, Checked] = {}
        missing = []
        for unit in units:
            known = self.cache.get(of[unit]) if self.cache else None
            if known is None:
                missing.append(unit)
            else:
                known_of[unit] = known
        packs = _packed(missing)
        for results in self.watched(self._packs(packs, shared), "Checking", len(packs)):
            now = [_stamp(self.project, self.engine), *map(_key, shared)] if self.cache else []
            for unit, result in results.items():
                known_of[unit] = result
                # A file that changed meanwhile was checked with another content than its key's.
                if self.cache and key([*now, "", *map(_key, unit)]) == of[unit]:
                    self.cache.put(of[unit], result)
        return known_of

    def _packs(
        self, packs: Sequence[Sequence[Unit]], shared: Unit
    ) -> Iterator[dict[Unit, Checked]]:
        """Yield what is known of each pack's units; of those that cannot be checked, that."""
        pieces = [(*self._judged_by, units, shared) for units in packs]
        # What the fast engine does in a second the reference needs minutes for.
        sizes = [sum(len(unit) for unit in units) for units in packs]
        times = max(sizes, default=1) if self.engine == "pyshacl" else 1
        seconds = self.processes.seconds
        executor = self.processes.within(None if seconds is None else seconds * times)
        for place, results in self._done(_pack, pieces, executor):
            units = packs[place]
            if isinstance(results, Exception):
                yield self._singly(units, shared, results)
            else:
                yield dict(zip(units, results, strict=True))

    def _singly(
        self, units: Sequence[Unit], shared: Unit, failure: Exception
    ) -> dict[Unit, Checked]:
        """Check units that failed together: without the files that do so by themselves."""
        if len(units) > 1:
            return {
                unit: checked
                for each in units
                for unit, checked in next(self._packs([[each]], shared)).items()
            }
        (unit,) = units
        files = [file for group in unit for file in group.files]
        failures = dict.fromkeys(files, failure)
        if len(files) > 1:
            alone = [(Group(group.graph, (f,)),) for group in unit for f in group.files]
            tasks = [(*self._judged_by, [each], ()) for each in alone]
            tried = self._done(_pack, tasks)
            failures = {files[place]: r for place, r in tried if isinstance(r, Exception)}
        rest = tuple(
            replace(group, files=tuple(f for f in group.files if f not in failures))
            for group in unit
        )
        if failures and any(group.files for group in rest):
            task = (*self._judged_by, [rest], shared)
            ((_, results),) = self._done(_pack, [task])
            if not isinstance(results, Exception):
                failed = [self._unchecked([file], why) for file, why in failures.items()]
                return {unit: Checked.merged([*results, *failed])}
        return {unit: self._unchecked(files, failure)}

    def _done(
        self,
        fn: Callable[..., T],
        tasks: Iterable[tuple[Any, ...]],
        executor: Executor | None = None,
    ) -> Iterator[tuple[int, T | Exception]]:
        """Have a function called in processes, which read unsaved texts as this one does."""
        texts = unsaved_now()
        return completed(
            executor or self.processes, _reading, [(texts, fn, *task) for task in tasks]
        )

    def _unchecked(self, files: Iterable[RdfFile], why: Exception) -> Checked:
        """Return what is known of files that could not be checked: that, and nothing else."""
        if not isinstance(why, TimeoutError):
            return Checked(unchecked=tuple(f"{file.name} {_failed(why)}" for file in files))
        late = [of_time(file.name, self.processes.seconds or 0) for file in files]
        return Checked(
            findings=tuple(late),
            unchecked=tuple(f"{finding.location}: {finding.message}" for finding in late),
        )


def _reading(texts: Mapping[Path, str], fn: Callable[..., T], *task: Any) -> T:
    with loading.unsaved(texts):
        return fn(*task)


def _rules(project: Project, stamp: str) -> Checked:
    known = batches.context(project, stamp)
    return Checked(findings=known.findings, unchecked=known.unchecked)


def _shipped_vocabulary() -> set[RdfFile]:
    return set(projects.shipped_project().vocabulary_files)


def _failed(error: Exception) -> str:
    if isinstance(error, MemoryError):
        why = error or "no memory is left"
        return f"was not checked: {why}: split it, or raise --memory-limit MB or ulimit -v"
    return f"was not checked ({type(error).__name__}: {error})"


def _pack(
    project: Project, stamp: str, engine: str, apart: bool, units: Sequence[Unit], shared: Unit
) -> list[Checked]:
    """Check units in one graph, and return what is known of each."""
    groups = [group for unit in units for group in unit]
    again = apart and len(units) == 1
    known = batches.checked(project, stamp, units, shared, engine, again=again)
    results = dict(zip(groups, known, strict=True))
    return [Checked.merged(results[group] for group in unit) for unit in units]


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
    parts = [part for file in group.files for part in _content(file)]
    if _TEXT in parts:
        folders = sorted({file.path.parent for file in group.files})
        parts += [part for folder in folders for part in _texts(folder)]
    return parts


def _texts(folder: Path) -> Iterator[bytes]:
    """Yield names and digests of the texts in a folder: an article may name one of them."""
    for path in sorted(folder.glob("*.txt")):
        with suppress(OSError):
            yield path.name.encode("utf-8", "surrogateescape")
            yield hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""


def _content(file: RdfFile) -> tuple[bytes, ...]:
    """Return a file's name, a digest of its bytes, and words where an article may be in it, or
    the name of a text.

    Of one that cannot be read the reason is there instead. Of a store's graph nothing is
    remembered: here is only whether it is an article's.
    """
    name = file.name.encode("utf-8", "surrogateescape")
    if file.format == batches.STORED:
        return name, _ARTICLE if batches.is_article(file) else b""
    digest, end, found = hashlib.sha256(), b"", set[bytes]()
    words = _TYPED if file.format == NOTATION else {_ARTICLE: _ARTICLE, _TEXT: _TEXT}
    try:
        for piece in loading.pieces(file.path):
            digest.update(piece)
            end += piece
            found |= {meant for word, meant in words.items() if word in end}
            end = end[1 - len(_TEXT) :]
    except ProjectError as error:
        return name, b"", str(error).encode("utf-8", "surrogateescape")
    return name, digest.digest(), *sorted(found)


def _order(finding: Finding) -> tuple[bool, str, int, int, str, str]:
    """Sort by place; faults of syntax come first, as others may follow from them."""
    at = finding.location or Location("~")
    later = finding.rule not in ("syntax", "unread")
    return (later, at.file, at.line or 0, at.column or 0, finding.rule, finding.message)
