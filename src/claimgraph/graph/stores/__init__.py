"""Where a graph is kept and asked: stores behind one protocol."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True)
class Rows:
    """An answer as it comes: its solutions can be walked once, and need not fit in memory.

    `triples` says that they are the triples of a CONSTRUCT, as subject, predicate and object; the
    truth of an ASK is one solution.
    """

    variables: tuple[str, ...]
    solutions: Iterator[Mapping[str, Node]]
    truth: bool | None = None
    triples: bool = False


@dataclass(frozen=True)
class Answer:
    """The answer to a question: variables in order, one mapping per solution; else as `Rows`."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Node], ...] = ()
    truth: bool | None = None
    triples: bool = False

    @classmethod
    def held(cls, rows: Rows) -> Answer:
        """Return an answer that has come to its end, in memory."""
        return cls(rows.variables, tuple(rows.solutions), rows.truth, rows.triples)

    @cached_property
    def graph(self) -> Graph | None:
        """The graph that a CONSTRUCT made."""
        if not self.triples:
            return None
        from rdflib import Graph

        graph = Graph()
        for row in self.rows:
            graph.add((row["subject"], row["predicate"], row["object"]))
        return graph

    def walked(self) -> Rows:
        """Return the answer as if it came now."""
        return Rows(self.variables, iter(self.rows), self.truth, self.triples)


class Store(Protocol):
    """What every store offers."""

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query over the union of the named graphs, or over its own dataset.

        Its own is what its FROM clauses say (SPARQL 1.1, 13.2).
        """
        ...

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row, so that the answer need not fit in memory."""
        ...
