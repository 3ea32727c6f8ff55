"""The union of a store's named graphs as an rdflib graph: looked up, never copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import Graph
from rdflib.paths import Path
from rdflib.term import BNode, Literal, URIRef

from claimgraph.graph.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node


class Union(Graph):
    """All triples of an Oxigraph store, each once, for reading.

    Each pattern is asked of the store when it is needed, so that the graph may be larger than the
    memory. To walk it this way costs a fourth of what a `Dataset` over the same store does.
    """

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self.quads = store
        self._terms = Terms()

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]  # it has overloads
        """Yield the triples of a pattern, None standing for anything."""
        if isinstance(triple[1], Path):
            yield from super().triples(triple)
            return
        subject, predicate, object_ = terms = tuple(map(_term, triple))
        if any(term is None and node is not None for term, node in zip(terms, triple, strict=True)):
            return  # no store holds what is no RDF
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode | None):
            return
        seen: set[ox.Triple] = set()
        for quad in self.quads.quads_for_pattern(subject, predicate, object_, None):
            if quad.triple in seen:
                continue
            seen.add(quad.triple)
            yield tuple(
                self._terms[term] if node is None else node
                for term, node in zip(quad.triple, triple, strict=True)
            )

    def __len__(self) -> int:
        return sum(1 for _ in self.triples((None, None, None)))


def _term(node: Node | None) -> Any:
    """Return a term as Oxigraph has it; None for anything and for what is none in RDF."""
    try:
        if isinstance(node, URIRef):
            return ox.NamedNode(node)
        if isinstance(node, BNode):
            return ox.BlankNode(node)
        if isinstance(node, Literal):
            datatype = ox.NamedNode(node.datatype) if node.datatype and not node.language else None
            return ox.Literal(str(node), language=node.language, datatype=datatype)
    except ValueError:
        return None
    return None
