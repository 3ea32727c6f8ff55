"""The folder of a store on disk: its generations, which of them counts, and who may load.

Locks are the system's (flock): it lets them go when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINK = "current"
_GENERATION = "generation-"
_LOCK = "lock"
_OURS = (LINK, _LOCK)


def opened(folder: Path) -> tuple[Path, int]:
    """Return the current generation with a lock that keeps it from being swept away."""
    while True:
        generation = current(folder)
        if generation is None:
            raise StoreError(
                f"{folder}: no store here: make one with 'claimgraph load --store {folder}'"
            )
        try:
            lock = os.open(generation, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            if current(folder) == generation:
                raise StoreError(
                    f"{folder}: is damaged ({generation.name}: {error.strerror}): "
                    f"load it again with 'claimgraph load --store {folder}'"
                ) from None
            continue
        fcntl.flock(lock, fcntl.LOCK_SH)
        # A load may have moved the link before the lock was taken.
        if current(folder) == generation:
            return generation, lock
        os.close(lock)


def current(folder: Path) -> Path | None:
    """Return the generation that counts; None where there is no store."""
    try:
        return folder / (folder / LINK).readlink()
    except OSError:
        return None


def _generations(folder: Path) -> dict[int, Path]:
    found = folder.glob(f"{_GENERATION}*")
    numbers = ((path.name.removeprefix(_GENERATION), path) for path in found)
    return {int(number): path for number, path in numbers if number.isdecimal()}


def following(folder: Path) -> Path:
    """Return where the next generation is to be built."""
    return folder / f"{_GENERATION}{max(_generations(folder), default=0) + 1}"


def must_be_ours(folder: Path) -> None:
    """Refuse a folder that holds anything but a store: somebody's documents are in it."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file: name a folder for the store")
    if (
        folder.is_dir()
        and any(folder.iterdir())
        and not any((folder / name).is_symlink() or (folder / name).exists() for name in _OURS)
    ):
        raise StoreError(f"{folder}: holds other files: name an empty folder or a new one")


@contextmanager
def alone(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of loads; the system lets it go when the process ends, however it ends."""
    cleared(folder / _LOCK, stat.S_ISREG)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def cleared(path: Path, kind: Callable[[int], bool]) -> bool:
    """Remove what is there unless it is of a kind; tell whether it was. Full folders stay."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    if kind(mode):
        return True
    if stat.S_ISDIR(mode):
        path.rmdir()
    else:
        path.unlink()
    return False


def sweep(folder: Path) -> None:
    """Remove the generations that neither count nor are being read: old ones, broken-off ones."""
    for path in _generations(folder).values():
        if path == current(folder):
            continue
        if not cleared(path, stat.S_ISDIR):
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path)
        except BlockingIOError:
            pass  # Somebody reads it: a later load will remove it.
        finally:
            os.close(handle)
