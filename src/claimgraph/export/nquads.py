"""N-Quads, one line per statement in the order of the source: streams whatever the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from claimgraph.export import Form
from claimgraph.export.numbering import Numbering

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write N-Quads in the order of the source, blank nodes numbered as they come."""
    numbering = Numbering(out)
    for quads in source.streams():
        ox.serialize(quads, cast("BinaryIO", numbering), format=ox.RdfFormat.N_QUADS)
        numbering.end_stream()


FORM = Form("nquads", "application/n-quads", ".nq", "quads", write)
