"""Graphs of other stores, brought together in memory: the answer that one store would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import StoreError
from claimgraph.stores.embedded import Embedded
from claimgraph.stores.wire import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.stores.remote import Remote

# What is copied must fit in memory: some 500 bytes a triple.
MOST = 4_000_000


def copied(remotes: Iterable[Remote], most: int = MOST) -> Embedded:
    """Copy the graphs of several servers into one embedded store: their union.

    A graph that two servers hold alike (up to the names of blank nodes) is taken once. Raises
    StoreError where there are more than `most` triples, and for what goes wrong on the way.
    """
    sources = [(remote, remote.counts()) for remote in remotes]
    total = sum(sum(counts.values()) for _, counts in sources)
    if total > most:
        raise StoreError(
            f"{total} triples are too many to bring together here (at most {most}): load them "
            "into one store and ask that"
        )
    held: dict[str, list[frozenset[ox.Quad]]] = {}
    quads: list[ox.Quad] = []
    for remote, counts in sources:
        for graph, count in counts.items():
            name = ox.NamedNode(graph)
            found = [
                ox.Quad(triple.subject, triple.predicate, triple.object, name)
                for triple in remote.triples(graph, count)
            ]
            same = _canonical(found) if len(sources) > 1 else frozenset(found)
            if same not in held.setdefault(graph, []):
                held[graph].append(same)
                quads += found
    if not quads:
        addresses = " and ".join(shown(remote.endpoint) for remote, _ in sources)
        raise StoreError(f"{addresses}: no graph of claimgraph's is there: load one")
    return Embedded(quads)


def _canonical(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)
