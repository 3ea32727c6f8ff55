"""Names blank nodes by where they stand, so that a file read again has the same names."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claimgraph.graph.terms import OxTerm


def named(quads: Sequence[ox.Quad], file: str) -> tuple[ox.Quad, ...]:
    """Return a file's quads with other blank nodes, in order.

    A blank node goes by the triple that leads to it first; what none leads to, by its turn.
    """
    places = _places(quads)
    if not places:
        return tuple(quads)
    names: dict[OxTerm | str, ox.BlankNode] = {}
    for node in places:
        ahead: list[OxTerm | str] = [node]
        while (owner := places[ahead[-1]][0]) in places and owner not in names:
            if owner in ahead:  # they lead to each other in a circle
                places[owner] = (file, "circle", len(names))
                break
            ahead.append(owner)
        for each in reversed(ahead):
            if each not in names:
                owner, predicate, turn = places[each]
                place = f"{file}\n{names.get(owner) or owner}\n{predicate}\n{turn}"
                digest = hashlib.blake2b(place.encode("utf-8", "surrogateescape"), digest_size=16)
                names[each] = ox.BlankNode(f"b{digest.hexdigest()}")
    return tuple(
        ox.Quad(
            names.get(q.subject, q.subject),
            q.predicate,
            names.get(q.object, q.object),
            q.graph_name,
        )
        if q.subject in names or q.object in names
        else q
        for q in quads
    )


def _places(quads: Iterable[ox.Quad]) -> dict[OxTerm | str, tuple[OxTerm | str, str, int]]:
    """Return what leads to each blank node: subject, predicate, and which of its objects it is."""
    places: dict[OxTerm | str, tuple[OxTerm | str, str, int]] = {}
    alone: dict[OxTerm, None] = {}
    turns: Counter[tuple[OxTerm, str]] = Counter()
    for quad in quads:
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            alone.setdefault(subject)
        if isinstance(value, ox.BlankNode) and value not in places:
            way = subject, quad.predicate.value
            places[value] = (*way, turns[way])
            turns[way] += 1
    for turn, node in enumerate(node for node in alone if node not in places):
        places[node] = ("", "", turn)
    return places
