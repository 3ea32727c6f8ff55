"""Where a graph is kept and asked: stores behind one protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from claimgraph.model import Answer, Rows


class Store(Protocol):
    """What every store offers."""

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query over the union of the named graphs."""
        ...

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row, so that the answer need not fit in memory."""
        ...
