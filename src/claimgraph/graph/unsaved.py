"""Texts that are read in place of files, which an editor has not saved yet."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from claimgraph.graph.project import real

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# With the texts, where paths that were asked for lead: to find that out takes its time.
_TEXTS: ContextVar[tuple[Mapping[Path, str], dict[Path, Path]] | None] = ContextVar(
    "unsaved", default=None
)


@contextmanager
def unsaved(texts: Mapping[Path, str]) -> Iterator[None]:
    """Read texts in place of the files at these real paths, which need not be there yet."""
    now = _TEXTS.get()
    token = _TEXTS.set((texts, now[1] if now is not None and now[0] is texts else {}))
    try:
        yield
    finally:
        _TEXTS.reset(token)


def unsaved_now() -> Mapping[Path, str]:
    """Return the texts that are read in place of files, for another process to do the same."""
    now = _TEXTS.get()
    return now[0] if now is not None else {}


def unsaved_bytes(path: Path) -> bytes | None:
    """Return what is read in place of a file, encoded as UTF-8; None where the file is read."""
    texts, known = _TEXTS.get() or ({}, {})
    if not texts:
        return None
    if path not in known:
        known[path] = real(path)
    text = texts.get(known[path])
    return None if text is None else text.encode()
