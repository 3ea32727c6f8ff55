"""Graphs of a store on disk, read as if each was a file."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.graph.loading import Loaded
from claimgraph.graph.project import RdfFile
from claimgraph.vocab import CG, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyoxigraph as ox

# The format of a graph that is in a store on disk and not in a file: its path is the database.
STORED = "store"


def listed(location: Path, vocabulary: Iterable[RdfFile]) -> list[RdfFile]:
    """Return the graphs of an Oxigraph database on disk, but for the vocabulary's, by their names.

    Whoever calls sees to it that the database stays while it is checked.
    """
    known = {file.graph for file in vocabulary}
    names = sorted(str(name.value) for name in _database(location).named_graphs())
    return [RdfFile(location, name, STORED, name) for name in names if name not in known]


def is_article(file: RdfFile) -> bool:
    """Tell whether a stored graph is an article's."""
    import pyoxigraph as ox

    kind, article = ox.NamedNode(RDF + "type"), ox.NamedNode(CG + "Article")
    statements = _database(file.path).quads_for_pattern(
        None, kind, article, ox.NamedNode(file.graph)
    )
    return next(statements, None) is not None


def read(file: RdfFile) -> Loaded:
    """Read a graph of an Oxigraph database."""
    import pyoxigraph as ox

    quads = _database(file.path).quads_for_pattern(None, None, None, ox.NamedNode(file.graph))
    return Loaded(file, "", tuple(quads), {})


@lru_cache(maxsize=1)
def _database(location: Path) -> ox.Store:
    """Open a database, once in each process."""
    import pyoxigraph as ox

    return ox.Store.read_only(str(location))
