"""Turtle to be read and diffed: the union of the graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from claimgraph.export import Form
from claimgraph.graph import prefixes
from claimgraph.graph.turtle import writer

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write Turtle, subjects by kind and name, a line for each fact."""
    quads = list(source.quads())
    out.write(writer.turtle(quads, prefixes.of_quads(quads, source.prefixes)).encode())


FORM = Form("turtle", "text/turtle", ".ttl", "triples", write)
