"""Loads the files that many projects read, such as the shipped shapes: once in each process."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.graph import loading

if TYPE_CHECKING:
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import RdfFile


def load(file: RdfFile) -> Loaded:
    """Load a file as `loading.load` does, again only when it has changed.

    Its blank nodes stay the same, and so does what is worked out from its quads for each of the
    projects that are checked in one process. Raises ProjectError where the file cannot be read.
    """
    try:
        now = loading.stamp(file.path)
    except OSError:
        return loading.load(file)  # which says why
    return _loaded(file, now)


@lru_cache(maxsize=64)
def _loaded(file: RdfFile, now: tuple[int, int]) -> Loaded:  # noqa: ARG001
    return loading.load(file)
