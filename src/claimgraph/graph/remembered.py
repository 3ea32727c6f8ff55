"""Loads files that are read again and again, such as the shipped shapes: once in each process."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.graph import blanks, loading
from claimgraph.graph.project import NOTATION

if TYPE_CHECKING:
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import RdfFile


def load(file: RdfFile) -> Loaded:
    """Load a file as `loading.load` does, again only when it has changed.

    Its blank nodes go by where they stand, so that a file read again has the same ones. What a
    capture says depends on other files, too: it is read each time. Raises ProjectError where the
    file cannot be read.
    """
    if file.format == NOTATION:
        return _named(file)
    try:
        now = loading.stamp(file.path)
    except OSError:
        return loading.load(file)  # which says why
    return _loaded(file, now)


# The vocabulary and the rules, an article and the registry: each file takes some 200 KB.
@lru_cache(maxsize=40)
def _loaded(file: RdfFile, now: tuple[int, int]) -> Loaded:  # noqa: ARG001
    return _named(file)


def _named(file: RdfFile) -> Loaded:
    loaded = loading.load(file)
    return replace(loaded, quads=blanks.named(loaded.quads, file.name))
