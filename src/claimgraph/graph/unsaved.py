"""Texts that are read in place of files, which an editor has not saved yet."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from claimgraph.graph.project import real

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_TEXTS: ContextVar[Mapping[Path, str] | None] = ContextVar("unsaved", default=None)


@contextmanager
def unsaved(texts: Mapping[Path, str]) -> Iterator[None]:
    """Read texts in place of the files at these real paths, which need not be there yet."""
    token = _TEXTS.set(texts)
    try:
        yield
    finally:
        _TEXTS.reset(token)


def unsaved_now() -> Mapping[Path, str]:
    """Return the texts that are read in place of files, for another process to do the same."""
    return _TEXTS.get() or {}


def unsaved_bytes(path: Path) -> bytes | None:
    """Return what is read in place of a file, encoded as UTF-8; None where the file is read."""
    texts = _TEXTS.get()
    text = texts.get(real(path)) if texts else None
    return None if text is None else text.encode()
