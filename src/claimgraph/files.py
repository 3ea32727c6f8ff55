"""Writes files atomically, whole or not at all; and makes folders that go with their owner."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import stat
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from claimgraph.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOCK = "owner"
# How often a lock is tried, and seconds in between: ten seconds in all.
_TRIES, _WAIT = 200, 0.05


@contextmanager
def replacing(path: Path, mend: str) -> Iterator[BinaryIO]:
    """Give a binary file that takes the place of `path` at once when all has been written.

    A file that is there keeps its mode, a link stays a link, and after an error all is as it was.
    A pipe or a device is written straight. Raises ProjectError, which ends
    in `mend`, where it cannot be written; where its folder is not there, it says to make that.
    """
    try:
        real = Path(os.path.realpath(path))
        if real.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if real.exists() and not real.is_file():
            with real.open("wb") as out:
                yield out
            return
        with tempfile.NamedTemporaryFile(dir=real.parent, delete=False) as new:
            try:
                yield new  # type: ignore[misc]  # a wrapper around a BinaryIO
                new.flush()
                os.fsync(new.fileno())
                if real.exists():
                    shutil.copymode(real, new.name)
                else:
                    Path(new.name).chmod(0o666 & ~_umask())
                Path(new.name).replace(real)
            except BaseException:
                Path(new.name).unlink(missing_ok=True)
                raise
    except BrokenPipeError:
        raise
    except OSError as error:
        folder = Path(os.path.realpath(path)).parent
        if isinstance(error, FileNotFoundError) and not folder.exists():
            mend = f"make the folder {folder if path.is_symlink() else path.parent}"
        raise ProjectError(
            f"{path}: cannot be written ({error.strerror or error}): {mend}"
        ) from error


class Hashing(io.RawIOBase):
    """A binary stream that hashes and counts the bytes that pass to another."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # no other buffers come
        """Pass bytes on."""
        self.digest.update(data)
        self.size += len(data)
        return self._out.write(data)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def abandoned(root: Path, prefix: str) -> Iterator[Path]:
    """Yield the folders that `temporary_folder` has made there and whose owner was killed.

    Its owner holds a lock on a file within, which the system takes away with the process.
    """
    for old in root.glob(f"{prefix}*"):
        with suppress(OSError), (old / _LOCK).open("r+b") as file:
            _lock(file)
            yield old


@contextmanager
def temporary_folder(prefix: str, root: Path | None = None) -> Iterator[Path]:
    """Yield a new folder that only its owner reads; those whose owner was killed are removed."""
    root = root or Path(tempfile.gettempdir())
    for old in abandoned(root, prefix):
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=root, ignore_cleanup_errors=True) as name:
        new = Path(name)
        with (new / _LOCK).open("wb") as file:
            with suppress(OSError):
                _lock(file)
            yield new


def in_users_folder() -> Path:
    """Return where the user's caches are kept, which need not be there."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("claimgraph"))


@contextmanager
def opened_regular(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading that is not a pipe or a device: those may never end, or begin.

    Raises OSError for them too.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        yield file


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a folder from others that lock it so; where there are no locks, from nobody.

    Raises ProjectError where another has it for longer than it takes to write a file.
    """
    with _held(folder) as file:
        for _ in range(_TRIES):
            if file is None or _is_locked(file):
                break
            time.sleep(_WAIT)
        else:
            raise ProjectError(f"{folder}: another program is writing there: try again")
        yield


@contextmanager
def _held(folder: Path) -> Iterator[int | None]:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        yield None  # a folder that is not there, or that cannot be opened as one
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_locked(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def _lock(file: BinaryIO) -> None:
    """Take a lock, or raise OSError where another process has it, or there is no such thing."""
    try:
        import fcntl
    except ImportError as error:
        raise OSError("no locks here") from error
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True)
class Edit:
    """A stretch of a file's text, in code points, and what is to stand there."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with the edits made and every other character as it was.

    Raises ValueError for edits that overlap or lie outside the text.
    """
    parts, reached = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if not reached <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit.start}–{edit.end} overlaps another or leaves the text")
        parts += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join([*parts, text[reached:]])
