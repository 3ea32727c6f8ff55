"""Canonical N-Quads (RDFC-1.0): one text for all isomorphic datasets, to compare, hash and sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from claimgraph.export import Form
from claimgraph.graph import canonical

if TYPE_CHECKING:
    from claimgraph.export import Source


def write(source: Source, out: BinaryIO) -> None:
    """Write canonical N-Quads (RDF Dataset Canonicalization, sections 4.4 and 5)."""
    out.write(canonical.n_quads(source.quads()))


FORM = Form("canonical", "application/n-quads", ".nq", "quads", write)
