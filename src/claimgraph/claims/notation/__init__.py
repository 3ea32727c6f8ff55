"""The notation that people type: one `capture.yaml` an article, read and written as RDF."""

from __future__ import annotations

from claimgraph.claims.notation.beside import document

__all__ = ["document"]
