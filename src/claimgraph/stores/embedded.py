"""The embedded store: Oxigraph in memory, behind rdflib's API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from oxrdflib import OxigraphStore
from rdflib import Dataset, Graph, Literal

from claimgraph.model import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable


class Embedded:
    """A store in memory that holds the given quads; `graph` is its union, as an rdflib dataset."""

    def __init__(self, quads: Iterable[ox.Quad] = ()) -> None:
        inner = ox.Store()
        inner.bulk_extend(quads)
        self.graph = Dataset(store=OxigraphStore(store=inner), default_union=True)

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query over the union of the named graphs."""
        result = self.graph.query(sparql)
        if result.type == "ASK":
            truth = bool(result.askAnswer)
            return Answer(("answer",), ({"answer": Literal(truth)},), truth=truth)
        if result.type == "CONSTRUCT":
            return of_triples(result.graph or Graph())
        variables = tuple(str(variable) for variable in result.vars or ())
        return Answer(
            variables,
            tuple(
                {str(name): value for name, value in row.items() if value is not None}
                for row in result.bindings
            ),
        )


def of_triples(graph: Graph) -> Answer:
    """Return a CONSTRUCT's graph as an answer, its triples in order."""
    names = ("subject", "predicate", "object")
    rows = tuple(dict(zip(names, triple, strict=True)) for triple in sorted(graph))
    return Answer(names, rows, graph=graph)
