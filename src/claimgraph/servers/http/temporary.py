"""Folders for a while: gone when their owner is done, or swept when the next one starts."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = "owner"


@contextmanager
def folder(prefix: str) -> Iterator[Path]:
    """Yield a new folder that only its owner reads; those whose owner was killed are removed.

    Its owner holds a lock on a file within, which the system takes away with the process.
    """
    root = Path(tempfile.gettempdir())
    for old in root.glob(f"{prefix}*"):
        with suppress(OSError), (old / _LOCK).open("r+b") as file:
            _lock(file)
            shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        new = Path(name)
        with (new / _LOCK).open("wb") as file:
            with suppress(OSError):
                _lock(file)
            yield new


def _lock(file: BinaryIO) -> None:
    """Take a lock, or raise OSError where another process has it, or there is no such thing."""
    try:
        import fcntl
    except ImportError as error:
        raise OSError("no locks here") from error
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
