"""Graphs of other stores, brought together in memory: the answer that one store would give."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import StoreError
from claimgraph.graph import canonical
from claimgraph.graph.stores.http import shown
from claimgraph.graph.stores.memory import Embedded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.stores.remote import Remote

# What is copied must fit in memory: some 500 bytes a triple.
MOST = 4_000_000


def copied(remotes: Iterable[Remote], most: int = MOST) -> Embedded:
    """Copy the graphs of several servers into one embedded store: their union.

    One server's are copied for what it answers wrongly or not at all. A graph that two servers hold
    alike (up to the names of blank nodes) is taken once. Raises StoreError where there are more
    than `most` triples, for a server that holds no graph, and for what goes wrong on the way.
    """
    sources = [(remote, remote.counts()) for remote in remotes]
    total = sum(sum(counts.values()) for _, counts in sources)
    if total > most and len(sources) == 1:
        raise StoreError(
            f"{shown(sources[0][0].endpoint)}: this has to be asked of a copy, and {total} triples "
            f"are too many for one (at most {most}): ask a store on disk or another kind of server"
        )
    if total > most:
        raise StoreError(
            f"{total} triples are too many to bring together here (at most {most}): load them "
            "into one store and ask that"
        )
    held_by = Counter(graph for _, counts in sources for graph in counts)
    known: dict[str, list[frozenset[ox.Quad]]] = {}
    quads: list[ox.Quad] = []
    for remote, counts in sources:
        for graph, count in counts.items():
            name = ox.NamedNode(graph)
            found = [
                ox.Quad(triple.subject, triple.predicate, triple.object, name)
                for triple in remote.triples(graph, count)
            ]
            if held_by[graph] > 1:
                same = frozenset(canonical.relabelled(found))
                if same in known.setdefault(graph, []):
                    continue
                known[graph].append(same)
            quads += found
    return Embedded(quads)
