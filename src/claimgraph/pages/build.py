"""Writes a site: every page and its data, by all processors, nothing that is there already."""

from __future__ import annotations

import gc
import os
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from claimgraph.check.cache import key
from claimgraph.errors import UsageError
from claimgraph.pages import answered
from claimgraph.pages import parts as parts_of
from claimgraph.pages.kept import Kept, Part, Stamp
from claimgraph.pages.shown import Shown, shown
from claimgraph.pages.units import divided
from claimgraph.processes import Processes, processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from claimgraph.check.cache import Cache
    from claimgraph.check.groups import Group
    from claimgraph.pages.afar import Afar
    from claimgraph.pages.answered import Noted
    from claimgraph.pages.site import Site
    from claimgraph.pages.units import Division, Unit

    Made = dict[str, tuple[bool, Stamp]]
    _Step = tuple[Sequence[str], int | None]
    Done = tuple[Made, Mapping[str, Noted], int | None, Shown | None]
    Watched = Callable[[Iterable[Done], int], Iterable[Done]]

# The list of what a build wrote: a later one takes away what it no longer makes, and nothing else.
MANIFEST = ".claimgraph-site"
# Files that a process makes at a time.
_STEP = 40
# What is made of entries that are known here by then.
_HERE = frozenset({"static/search-index.js"})
# To copy the graph, so that it is walked faster, is worth it for more than one file in so many.
_FEW = 20


@dataclass(frozen=True)
class Built:
    """What a build did: files written, files left as they were, files taken away."""

    written: int
    kept: int
    removed: int


@dataclass(frozen=True)
class Memory:
    """Where a build remembers what it made, and keys of the project's files before it was read.

    `whole` is a key of all that the site depends on, empty where it is not known.
    """

    cache: Cache
    keys: Mapping[Group, str]
    whole: str = ""


def unchanged(folder: Path, memory: Memory) -> Built | None:
    """Return what a build does where nothing has changed since the last one; else None.

    Neither is the project read, nor is anything written. Raises UsageError as `build` does.
    """
    known = Kept(memory.cache, folder).whole(memory.whole)
    if known is None or sorted(known) != _before(folder):
        return None
    return Built(0, len(known), 0)


def build(
    edition: Site,
    folder: Path,
    watched: Watched = lambda steps, _: steps,
    memory: Memory | None = None,
    afar: Afar | None = None,
) -> Built:
    """Write a site into a folder: an empty one, or that of an earlier build.

    `watched` passes on the steps of the work, of which it is told the number. With a `memory`,
    files are not made again that nothing has changed for; the workers `afar` make
    files instead of processes here. Raises ClusterError, and UsageError for
    a folder with other things in it, and where it cannot be written.
    """
    before = _before(folder)
    kept = Kept(memory.cache, folder) if memory else None
    division = divided(edition, memory.keys, kept) if memory else None
    paths = edition.paths
    try:
        # Of paths as texts: to take thousands apart as `Path` takes longer than the folders do.
        for parent in sorted({path.rpartition("/")[0] for path in (*paths, MANIFEST)}):
            (folder / parent).mkdir(parents=True, exist_ok=True)
        # Before all else, so that a build that was broken off is known for one.
        _write(folder / MANIFEST, _listed({*before, *paths}))
        making = _Making(edition, folder, watched, division, afar)
        if memory and kept and division:
            parts = _again(making, division, kept)
            if _is_told(edition, parts):
                kept.keep_whole(memory.whole, parts, making.made)
        else:
            making.make(paths)
        gone = sorted(set(before) - set(paths))
        for path in gone:
            _remove(folder, path)
        _write(folder / MANIFEST, _listed(paths))
    except BrokenExecutor as error:
        raise UsageError(f"{folder}: not complete ({error}): build it again") from error
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder}: cannot be written ({error.strerror}): "
            "name another folder or make room"
        ) from error
    written = sum(is_new for is_new, _ in making.made.values())
    return Built(written, len(paths) - written, len(gone))


def _is_told(edition: Site, parts: Sequence[Part]) -> bool:
    """Tell whether keys tell if a site is as it was: no answer is another one each time.

    Of questions that cannot be asked people are told with every build.
    """
    names = {path.stem for path in edition.source.project.query_files}
    asked = {path for part in parts if part.keys for path in part.paths}
    questions = edition.source.questions
    return len(questions) == len(names) and all(
        path in asked for one in questions for path in edition.paths_of_question(one)
    )


def _again(making: _Making, division: Division, kept: Kept) -> list[Part]:
    """Make the files that something has changed for: of articles, then of all that shows them."""
    edition = making.edition
    places = {unit.key: key(["shown", unit.key]) for unit in division.units}
    units = {each: kept.value(place, Shown.read) for each, place in places.items()}
    unread = [place for place, unit in enumerate(division.units) if units[unit.key] is None]
    parts = parts_of.of_articles(edition, division)
    known = [kept.unchanged(part) for part in parts]
    missing = [
        path
        for part, has in zip(parts, known, strict=True)
        for path in part.paths
        if path not in has
    ]
    for place, seen in making.make(missing, unread).items():
        units[division.units[place].key] = seen
        kept.keep_value(places[division.units[place].key], seen.written())
    shown_all = [one for one in units.values() if one]
    edition.entries.update(entry for one in shown_all for entry in one.entries.items())
    asked = answered.Answered(edition, division, shown_all, kept)
    questions = parts_of.of_questions(asked)
    others = [*parts_of.others(edition, division, shown_all, parts, questions), *questions]
    known += [kept.unchanged(part) for part in others]
    parts += others
    stamps = {path: stamp for has in known for path, stamp in has.items()}
    making.make([path for part in others for path in part.paths if path not in stamps])
    # Only their making tells what the files of questions depend on.
    asked.note(making.noted)
    parts[len(parts) - len(questions) :] = parts_of.of_questions(asked)
    for part, has in zip(parts, known, strict=True):
        if part.keys and len(has) < len(part.paths):
            kept.keep(part, {path: has.get(path) or making.made[path][1] for path in part.paths})
    return parts


@dataclass
class _Making:
    """Files in the making, and what was made: by path whether it is new, and its stamp."""

    edition: Site
    folder: Path
    watched: Watched
    division: Division | None
    afar: Afar | None = None
    made: Made = field(default_factory=dict)
    noted: dict[str, Noted] = field(default_factory=dict)
    few: bool = True

    def make(self, paths: Sequence[str], units: Sequence[int] = ()) -> dict[int, Shown]:
        """Make files, and find what others show of units, which are given by their places."""
        steps: list[_Step] = [([], place) for place in units]
        steps += [(paths[start : start + _STEP], None) for start in range(0, len(paths), _STEP)]
        if len(paths) * _FEW > len(self.edition.paths):
            self.edition.things.copy()
            self.few = False
        found = {}
        for made, noted, place, seen in self.watched(self._done(steps), len(steps)):
            self.made |= made
            self.noted |= noted
            if seen is not None and place is not None:
                found[place] = seen
        return found

    def written(self, path: str, content: bytes) -> tuple[bool, Stamp]:
        """Write a file; return whether it is new, and its stamp."""
        is_new = _write(self.folder / path, content)
        return is_new, Stamp.of(self.folder / path, content)

    def unit(self, place: int | None) -> Unit | None:
        """Return the unit at a place of the division."""
        return self.division.units[place] if self.division and place is not None else None

    def _done(self, steps: Sequence[_Step]) -> Iterator[Done]:
        """Yield what came of each step, as soon as it is there."""
        workers = min(processors(), len(steps))
        if self.afar and len(steps) > 1:
            yield from _from_afar(self, self.afar, steps)
            return
        if workers < 2 or not hasattr(os, "fork"):
            yield from (_step(self, step) for step in steps)
            return
        # What all pages need is made before the processes part, so that it is made once.
        self.edition.prepare(few=self.few)
        # Collections of garbage in the processes would copy what they share, only by looking at it.
        gc.freeze()
        with Processes(workers, state=lambda: self, fork=True) as pool:
            yield from pool.map(_step, steps)


def _step(making: _Making, step: _Step) -> Done:
    paths, place = step
    made, noted = {}, {}
    owners = making.division.owners if making.division else {}
    for path in paths:
        content, note = answered.made(making.edition, owners, path)
        made[path] = making.written(path, content)
        if note:
            noted[path] = note
    unit = making.unit(place)
    return made, noted, place, shown(making.edition, unit) if unit else None


def _from_afar(making: _Making, afar: Afar, steps: Sequence[_Step]) -> Iterator[Done]:
    """Write what workers make of each step; what is made of all entries is made here."""
    tasks = [
        (tuple(path for path in paths if path not in _HERE), making.unit(place))
        for paths, place in steps
    ]
    for number, (files, seen) in afar.made(tasks):
        paths, place = steps[number]
        content = dict(zip(tasks[number][0], (one for one, _ in files), strict=True))
        content |= {path: making.edition.content(path) for path in paths if path in _HERE}
        noted = zip(tasks[number][0], (note for _, note in files), strict=True)
        yield (
            {path: making.written(path, content[path]) for path in paths},
            {path: note for path, note in noted if note},
            place,
            seen,
        )


# ── Files ────────────────────────────────────────────────────────────────────────────────────────


def _write(path: Path, content: bytes) -> bool:
    """Write a file unless it holds the same already; tell whether it was written."""
    with suppress(FileNotFoundError):
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    path.write_bytes(content)
    return True


def _listed(paths: Iterable[str]) -> bytes:
    return "".join(f"{path}\n" for path in sorted(paths)).encode()


def _before(folder: Path) -> list[str]:
    """Return what an earlier build wrote; raises UsageError if that is not such a site."""
    try:
        listed = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()):
            raise UsageError(
                f"{folder}: holds other things than a site: name a new or an empty folder"
            ) from None
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{folder}: cannot be read ({error}): name another folder") from error
    return [path for path in listed if path and _is_within(path)]


def _is_within(path: str) -> bool:
    """Tell whether a path of the list leads below the folder: people may have edited it."""
    return not path.startswith("/") and ".." not in path.split("/")


def _remove(folder: Path, path: str) -> None:
    """Take away a file that no page is made for any more, and the folders it leaves empty."""
    (folder / path).unlink(missing_ok=True)
    for parent in PurePosixPath(path).parents:
        if parent == PurePosixPath():
            break
        try:
            (folder / parent).rmdir()
        except OSError:
            break
