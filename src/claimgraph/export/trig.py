"""TriG to be read and diffed: Turtle with the names of the graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from claimgraph import prefixes, turtle
from claimgraph.export import Form

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write TriG, graphs by name, subjects by kind and name, a line for each fact."""
    quads = list(source.quads())
    out.write(turtle.trig(quads, prefixes.of_quads(quads, source.prefixes)).encode())


FORM = Form("trig", "application/trig", ".trig", "quads", write)
