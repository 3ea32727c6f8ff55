"""Remembers how the files of an article were read last, for who checks after each change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.graph import blanks, loading
from claimgraph.graph.project import NOTATION

if TYPE_CHECKING:
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import RdfFile

# Those of an article and of the registry.
_MOST = 24
_loaded: OrderedDict[RdfFile, tuple[object, Loaded]] = OrderedDict()


def load(file: RdfFile) -> Loaded:
    """Load a file as `loading.load` does, if it has changed; blank nodes keep their names.

    What a capture says depends on other files, too: it is read each time.
    """
    if file.format == NOTATION:
        return _named(loading.load(file))
    try:
        stamp: object = loading.stamp(file.path)
    except OSError:
        return loading.load(file)
    known = _loaded.pop(file, None)
    if known is None or known[0] != stamp:
        known = stamp, _named(loading.load(file))
    _loaded[file] = known
    if len(_loaded) > _MOST:
        _loaded.popitem(last=False)
    return known[1]


def _named(one: Loaded) -> Loaded:
    return replace(one, quads=blanks.named(one.quads, one.file.name))
