"""N-Quads, one line per statement in the order of the source: streams whatever the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from claimgraph import canonical
from claimgraph.export import Form

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write N-Quads in the order of the source, blank nodes numbered as they come."""
    ox.serialize(canonical.numbered(source.quads()), out, format=ox.RdfFormat.N_QUADS)


FORM = Form("nquads", "application/n-quads", ".nq", "quads", write)
