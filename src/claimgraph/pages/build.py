"""Writes a site: every page and its data, by all processors, nothing that is there already."""

from __future__ import annotations

import gc
import os
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError
from claimgraph.processes import Processes, processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from claimgraph.pages.site import Site

    Watched = Callable[[Iterable[int], int], Iterable[int]]

# The list of what a build wrote: a later one takes away what it no longer makes, and nothing else.
MANIFEST = ".claimgraph-site"
# Files that a process makes at a time.
_STEP = 40


@dataclass(frozen=True)
class Built:
    """What a build did: files written, files left as they were, files taken away."""

    written: int
    kept: int
    removed: int


def build(edition: Site, folder: Path, watched: Watched = lambda steps, _: steps) -> Built:
    """Write a site into a folder: an empty one, or that of an earlier build.

    `watched` passes on the steps of the work, of which it is told the number. Raises UsageError for
    a folder with other things in it, and where it cannot be written.
    """
    before = _before(folder)
    paths = edition.paths
    steps = [paths[start : start + _STEP] for start in range(0, len(paths), _STEP)]
    try:
        for parent in sorted({(folder / path).parent for path in (*paths, MANIFEST)}):
            parent.mkdir(parents=True, exist_ok=True)
        # Before all else, so that a build that was broken off is known for one.
        _write(folder / MANIFEST, _listed({*before, *paths}))
        written = sum(watched(_done(edition, folder, steps), len(steps)))
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
    return Built(written, len(paths) - written, len(gone))


def _done(edition: Site, folder: Path, steps: Sequence[Sequence[str]]) -> Iterator[int]:
    """Yield for each step how many files it changed, as soon as they are there."""
    workers = min(processors(), len(steps))
    if workers < 2 or not hasattr(os, "fork"):
        yield from (_step((edition, folder), step) for step in steps)
        return
    # What all pages need is made before the processes part, so that it is made once.
    edition.prepare()
    # Collections of garbage in the processes would copy what they share, only by looking at it.
    gc.freeze()
    with Processes(workers, state=lambda: (edition, folder), fork=True) as pool:
        yield from pool.map(_step, steps)


def _step(site: tuple[Site, Path], step: Sequence[str]) -> int:
    edition, folder = site
    return sum(_write(folder / path, edition.content(path)) for path in step)


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
    parts = PurePosixPath(path).parts
    return ".." not in parts and not PurePosixPath(path).is_absolute()


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
