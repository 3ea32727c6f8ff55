"""N-Triples, one line per statement in the order of the source: streams whatever the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from claimgraph.export import Form
from claimgraph.export.numbering import Numbering

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write N-Triples in the order of the source, blank nodes numbered as they come.

    A statement of several graphs is written once for each: the format is a set either way.
    """
    numbering = Numbering(out)
    for quads in source.streams():
        ox.serialize(
            (quad.triple for quad in quads),
            cast("BinaryIO", numbering),
            format=ox.RdfFormat.N_TRIPLES,
        )
        numbering.end_stream()


FORM = Form("ntriples", "application/n-triples", ".nt", "triples", write)
