"""The data beside a page: what is said of its thing, in the formats that programs ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from claimgraph.graph import canonical, prefixes
from claimgraph.graph.turtle import writer

# Suffixes with media types, dearest first.
FORMS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
}


@dataclass(frozen=True)
class Part:
    """Triples to be written in one format after the other: what these share is made once."""

    triples: tuple[ox.Triple, ...]

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """The triples in the default graph, each once."""
        triples = dict.fromkeys(self.triples)
        return [ox.Quad(one.subject, one.predicate, one.object) for one in triples]

    @cached_property
    def ordered(self) -> list[ox.Triple]:
        """The triples with canonical labels for their blank nodes, sorted."""
        return sorted((quad.triple for quad in canonical.relabelled(self.quads)), key=str)


def written(part: Part, suffix: str) -> bytes:
    """Return a graph in the format of a suffix: the same bytes for the same graph.

    JSON-LD is in expanded form, by Oxigraph: it needs no context to be fetched, and to compact a
    thousand of them by PyLD would take longer than all else.
    """
    if suffix == ".ttl":
        return writer.turtle(part.quads, prefixes.of_quads(part.quads)).encode()
    if suffix == ".nt":
        return ox.serialize(part.ordered, format=ox.RdfFormat.N_TRIPLES) or b""
    return (ox.serialize(part.ordered, format=ox.RdfFormat.JSON_LD) or b"") + b"\n"
