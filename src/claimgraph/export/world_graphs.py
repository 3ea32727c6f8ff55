"""The world as claims describe it, as TriG: each edge a named graph of its own with its claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from claimgraph.export import Form
from claimgraph.export.world import World
from claimgraph.graph import prefixes
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write TriG 1.1: singleton graphs for what cannot read RDF 1.2's triple terms.

    The default graph says which claims each graph was derived from; the union of all graphs holds
    the plain edges.
    """
    world = World(source)
    quads = [*world.described, *world.behind()]
    quads += [
        ox.Quad(edge.subject, edge.predicate, edge.object, world.name(edge))
        for edge in world.claims
    ]
    out.write(writer.trig(quads, prefixes.of_quads(quads, source.prefixes)).encode())


FORM = Form("world-graphs", "application/trig", ".trig", "document", write)
