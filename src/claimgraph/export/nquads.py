"""N-Quads, one line per statement in the order of the source: streams whatever the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from claimgraph.export import Form

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write N-Quads (RDF 1.1 N-Quads, in canonical N-Triples' white space and escapes)."""
    ox.serialize(source.quads(), out, format=ox.RdfFormat.N_QUADS)


FORM = Form("nquads", "application/n-quads", ".nq", "quads", write)
