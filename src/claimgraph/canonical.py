"""Graphs whose blank nodes have canonical names (RDFC-1.0): to be compared, hashed and sorted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def n_quads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the canonical N-Quads of a dataset: the same bytes for isomorphic datasets.

    RDF Dataset Canonicalization (RDFC-1.0, section 5), with SHA-256. The time for blank nodes that
    look alike all around can grow exponentially (section 7.1).
    """
    lines = (ox.serialize(relabelled(quads), format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")
    # Lines in the order of their code points, which is that of their bytes in UTF-8.
    return b"".join(line + b"\n" for line in sorted(lines) if line)


def digest(quads: Iterable[ox.Quad]) -> str:
    """Return the SHA-256 of a dataset's canonical N-Quads, in hexadecimal digits."""
    return hashlib.sha256(n_quads(quads)).hexdigest()


def union(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads' triples in the default graph."""
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


def relabelled(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return a dataset with the labels of RDFC-1.0 for its blank nodes, in no order."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)
