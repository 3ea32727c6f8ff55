"""The data beside a page: what is said of its thing, in the formats that programs ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph import canonical, prefixes, turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Suffixes with media types, dearest first.
FORMS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
}


def quads(triples: Iterable[ox.Triple]) -> list[ox.Quad]:
    """Return triples in the default graph, each once."""
    return [ox.Quad(one.subject, one.predicate, one.object) for one in dict.fromkeys(triples)]


def written(quads: Sequence[ox.Quad], suffix: str) -> bytes:
    """Return a graph in the format of a suffix: the same bytes for the same graph.

    JSON-LD is in expanded form, by Oxigraph: it needs no context to be fetched, and to compact a
    thousand of them by PyLD would take longer than all else.
    """
    if suffix == ".ttl":
        return turtle.turtle(quads, prefixes.of_quads(quads)).encode()
    ordered = sorted((quad.triple for quad in canonical.relabelled(quads)), key=str)
    if suffix == ".nt":
        return ox.serialize(ordered, format=ox.RdfFormat.N_TRIPLES) or b""
    return (ox.serialize(ordered, format=ox.RdfFormat.JSON_LD) or b"") + b"\n"
