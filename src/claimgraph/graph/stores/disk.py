"""The store that keeps: Oxigraph on disk, replaced as a whole or not at all.

A store's folder holds generations, each an Oxigraph database that is never written once it is
finished, and `current`, a link to the one that counts. A load builds the next generation beside it
(from hard links to the old one's files, so it costs what is new) and then moves the link, which
is atomic (POSIX rename). Readers therefore neither wait for a load nor see half of one.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import uuid
from contextlib import contextmanager
from dataclasses import replace as replaced
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from claimgraph.errors import ClaimgraphError, StoreError
from claimgraph.graph.classes import subclasses
from claimgraph.graph.stores import generations, sizes, sums
from claimgraph.graph.stores.memory import Embedded, Part
from claimgraph.graph.stores.parts import OfDisk
from claimgraph.graph.stores.paths import Inventory, without_look_ups
from claimgraph.vocab import RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from claimgraph.graph.stores import Rows
    from claimgraph.graph.stores.parts import LookUps

# Which load brought each graph, and a stamp of what it brought: what is derived from a graph need
# not be derived again while that stays the same.
_STAMPS = "claimgraph-stamps.json"

T = TypeVar("T")


class OnDisk(Embedded):
    """A store on disk, opened for reading.

    It stays as it was when it was opened, whatever is loaded meanwhile. Raises StoreError where
    the folder holds no store.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._generation, self._lock = generations.opened(folder)
        with _damage_told(folder):
            sums.verify(self._generation)
            self._inner = ox.Store.read_only(str(self._generation))

    def __del__(self) -> None:
        # Where the folder held no store, there is no lock.
        if (lock := self.__dict__.pop("_lock", None)) is not None:
            os.close(lock)

    @cached_property
    def _inventory(self) -> Inventory:
        # Not through the store itself: a circle would keep it, and its lock, when it is given up.
        generation, inner = self._generation, self._inner
        return Inventory(Embedded.over(inner), lambda: sizes.read(generation, inner))

    @property
    def location(self) -> Path:
        """The Oxigraph database itself, for other programs to open read-only."""
        return self._generation

    def rows(self, sparql: str, graphs: Collection[str] | None = None) -> Rows:
        """Answer a query row by row; raises StoreError where the store is damaged.

        The query is written as the engine answers it sooner.
        """
        with _damage_told(self._folder):
            try:
                # What lies below a class in other graphs than these does not count.
                inventory = self._inventory if graphs is None else None
                rows = super().rows(without_look_ups(sparql, inventory), graphs)
            except SyntaxError:
                # Its line and column are to be those of the query as it came.
                rows = super().rows(sparql, graphs)
        return replaced(rows, solutions=self._sound(rows.solutions))

    def quads(self) -> Iterator[ox.Quad]:
        """Yield all quads, in no order; raises StoreError where the store is damaged."""
        # A generator holds on to the store, and so to its lock, until it is exhausted.
        yield from self._sound(self._inner.quads_for_pattern(None, None, None, None))

    def of_graph(self, graph: str) -> Iterator[ox.Quad]:
        """Yield the quads of one named graph; raises as `quads`."""
        yield from self._sound(self._inner.quads_for_pattern(None, None, None, ox.NamedNode(graph)))

    @property
    def load(self) -> str:
        """What tells the load that made this generation from every other one."""
        return self._noted()[0]

    def stamps(self) -> dict[str, str]:
        """Return a stamp of each named graph, which changes whenever the graph does."""
        load, stamps = self._noted()
        return {graph: stamps.get(graph, load) for graph in self.names()}

    def remembered(self, what: str, make: Callable[[], Collection[str]]) -> tuple[str, ...]:
        """Return texts that follow from what is stored: they are made once for each load.

        Raises StoreError where the store is damaged.
        """
        path = self._generation / f"{sums.NOTED}{what}.json"
        try:
            texts = json.loads(path.read_bytes())
            if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
                return tuple(texts)
        except (OSError, ValueError, RecursionError):
            pass
        with _damage_told(self._folder):
            made = tuple(make())
        sums.note(path, made)
        return made

    def matching(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the quads of a pattern, None standing for anything; raises as `quads`."""
        yield from self._sound(self._inner.quads_for_pattern(subject, predicate, value, graph))

    def look_ups(self) -> LookUps:
        """Return what tells about its graphs."""
        return OfDisk(self)

    def part(self, graphs: Collection[str]) -> Part:
        """Return the store of these graphs alone."""
        return Part(self, graphs)

    def above(self) -> set[tuple[str, str]]:
        """Return pairs of a class and one that it is below, as any graph says it."""
        below = ox.NamedNode(f"{RDFS}subClassOf")
        return set(subclasses(self._sound(self._inner.quads_for_pattern(None, below, None, None))))

    def names(self) -> list[str]:
        """Return the names of the graphs; raises StoreError where the store is damaged."""
        with _damage_told(self._folder):
            return [graph.value for graph in self._inner.named_graphs()]

    def _noted(self) -> tuple[str, dict[str, str]]:
        noted = _noted(self._generation)
        # A store of an older claimgraph: a generation is never written again.
        whole = self._generation.stat()
        return noted or (f"{self._generation.name} {whole.st_ino} {whole.st_mtime_ns}", {})

    def _sound(self, items: Iterable[T]) -> Iterator[T]:
        with _damage_told(self._folder):
            yield from items


@contextmanager
def _damage_told(folder: Path) -> Iterator[None]:
    """Turn what the database says of a flipped byte or a missing file into one line."""
    try:
        yield
    except (ClaimgraphError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except (SyntaxError, ValueError):  # of the query
        raise
    except BaseException as error:  # a panic of the engine is not an Exception
        raise StoreError(
            f"{folder}: is damaged or cannot be read ({error}): "
            f"load it again with 'claimgraph load --store {folder}'"
        ) from error


def replace(
    folder: Path,
    graphs: Collection[str],
    quads: Iterable[ox.Quad] | Callable[[ox.Store], None],
    *,
    waiting: Callable[[], None] = lambda: None,
    anew: Callable[[], None] = lambda: None,
    stamps: Mapping[str, str] | None = None,
) -> None:
    """Replace these named graphs, or create the store: all of it, or nothing where it fails.

    `quads` may be what puts them into the store itself. `waiting` is called once where another
    process is loading and this one has to wait; `anew` where the store was damaged, and its other
    graphs are lost. `stamps` says of graphs what changes whenever what is brought does. Raises
    StoreError where the folder is something else or cannot be written; what the iteration of
    `quads` raises is passed on, and the store is as it was.
    """
    generations.must_be_ours(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with generations.alone(folder, waiting):
            generations.sweep(folder)
            _build(folder, graphs, quads, anew, stamps or {})
            generations.sweep(folder)
    except OSError as error:
        what = error.strerror or str(error)
        raise StoreError(
            f"{folder}: cannot be written ({what}): the store is as it was; check the disk"
        ) from error


def _build(
    folder: Path,
    graphs: Collection[str],
    quads: Iterable[ox.Quad] | Callable[[ox.Store], None],
    anew: Callable[[], None],
    stamps: Mapping[str, str],
) -> None:
    before = generations.current(folder)
    new = generations.following(folder)
    try:
        if before:
            try:
                with _damage_told(folder):
                    _carried(before, new, graphs)
            except StoreError:
                shutil.rmtree(new, ignore_errors=True)
                anew()
        store = ox.Store(str(new))
        for graph in graphs:
            store.remove_graph(ox.NamedNode(graph))
        if callable(quads):
            quads(store)
        else:
            store.bulk_extend(quads)
        store.flush()
        if _is_mostly_new(store, graphs):
            store.optimize()
            sizes.write(new, store)
        elif before:
            sizes.take_over(before, new)
        del store
        _note(before, new, graphs, stamps)
        sums.write(new)
        link = folder / f"{generations.LINK}.new"
        link.unlink(missing_ok=True)
        link.symlink_to(new.name)
        _synced(new)
        generations.cleared(folder / generations.LINK, stat.S_ISLNK)
        link.replace(folder / generations.LINK)
        _synced(folder)
    except BaseException:
        if generations.current(folder) != new:
            shutil.rmtree(new, ignore_errors=True)
        raise


def _carried(before: Path, new: Path, graphs: Collection[str]) -> None:
    """Bring what stays of a generation into a new one."""
    sums.verify(before)
    store = ox.Store.read_only(str(before))
    kept = {graph.value for graph in store.named_graphs()} - set(graphs)
    if not kept:
        return
    # A checkpoint of RocksDB: its data files are immutable, so links to them will do.
    store.backup(str(new))


def _is_mostly_new(store: ox.Store, graphs: Collection[str]) -> bool:
    """Tell whether a load brought at least half of a store's graphs.

    Then it is worth compacting: questions take less time, but every file is written anew, which
    for one article among thousands would cost more than the load.
    """
    return 2 * len(graphs) >= sum(1 for _ in store.named_graphs())


def _note(
    before: Path | None, new: Path, graphs: Collection[str], stamps: Mapping[str, str]
) -> None:
    """Write down what a load brought, beside what is kept of earlier loads."""
    load = uuid.uuid4().hex
    earlier = before and _noted(before)
    kept = dict(earlier[1]) if earlier else {}
    noted = {"load": load, "stamps": kept | {graph: stamps.get(graph, load) for graph in graphs}}
    (new / _STAMPS).write_text(json.dumps(noted), encoding="utf-8")


def _noted(generation: Path) -> tuple[str, dict[str, str]] | None:
    """Return a load's name and the stamps of graphs; None where none were written, or others."""
    try:
        noted = json.loads((generation / _STAMPS).read_bytes())
        load, stamps = noted["load"], noted["stamps"]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if not isinstance(load, str) or not isinstance(stamps, dict):
        return None
    return load, {graph: stamp for graph, stamp in stamps.items() if isinstance(stamp, str)}


def _synced(folder: Path) -> None:
    """Have the folder's entries on the disk before anything relies on them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
