"""N-Triples, one line per statement in the order of the source: streams whatever the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from claimgraph.export import Form

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write N-Triples (RDF 1.1 N-Triples, section 4's canonical white space and escapes)."""
    ox.serialize((quad.triple for quad in source.quads()), out, format=ox.RdfFormat.N_TRIPLES)


FORM = Form("ntriples", "application/n-triples", ".nt", "triples", write)
