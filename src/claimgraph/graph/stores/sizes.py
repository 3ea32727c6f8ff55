"""How many triples a database on disk has of each predicate, noted beside its files.

To count them takes half a second for a million triples. A load that brings few of a store's graphs
takes over what was noted before: what is asked is how many there are about.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph.stores import sums

if TYPE_CHECKING:
    from pathlib import Path

_NAME = f"{sums.NOTED}sizes.json"
_COUNTED = "SELECT ?predicate (COUNT(*) AS ?triples) { ?s ?predicate ?o } GROUP BY ?predicate"


def read(database: Path, store: ox.Store) -> dict[str, int]:
    """Return the number of triples by predicate; counts them where nothing is noted."""
    try:
        sizes = json.loads((database / _NAME).read_bytes())
        if isinstance(sizes, dict) and all(type(size) is int for size in sizes.values()):
            return sizes
    except (OSError, ValueError, RecursionError):
        pass
    return write(database, store)


def write(database: Path, store: ox.Store) -> dict[str, int]:
    """Count the triples by predicate, note the numbers and return them."""
    rows = store.query(_COUNTED, use_default_graph_as_union=True)
    sizes = {row["predicate"].value: int(row["triples"].value) for row in rows}  # type: ignore[union-attr]
    sums.note(database / _NAME, sizes)
    return sizes


def take_over(before: Path, after: Path) -> None:
    """Note what an earlier generation of a database noted."""
    with suppress(OSError):
        shutil.copyfile(before / _NAME, after / _NAME)
