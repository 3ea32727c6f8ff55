"""SPARQL-based targets (SHACL Advanced Features, 3), put as nodes that every engine knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from rdflib import RDF, SH
from rdflib.term import URIRef

from claimgraph.check.engines import queries
from claimgraph.check.engines.queries import local_name
from claimgraph.errors import ShapesError
from claimgraph.graph.terms import in_memory, ox_term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rdflib import Graph
    from rdflib.term import Node

_TARGET = ox.NamedNode(SH.target)
_TARGET_NODE = ox.NamedNode(SH.targetNode)


def resolved(data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> Sequence[ox.Quad]:
    """Return the shapes with a target node for each node that a `sh:target` finds in the data.

    Raises ShapesError for a target that is not SPARQL.
    """
    if not any(quad.predicate == _TARGET for quad in shapes):
        return shapes
    graph, written = in_memory(data), in_memory(shapes)
    kept = [quad for quad in shapes if quad.predicate != _TARGET]
    targets = [
        ox.Quad(cast("ox.NamedNode | ox.BlankNode", ox_term(shape)), _TARGET_NODE, ox_term(node))
        for shape, target in written.subject_objects(SH.target)
        for node in _nodes(graph, written, target)
    ]
    return [*kept, *dict.fromkeys(targets)]


def query_of(shapes: Graph, target: Node) -> tuple[Node, str] | None:
    """Return the query of a target and the node that holds it; None for one that is not SPARQL."""
    holders = [target, *shapes.objects(target, RDF.type)]
    for holder in holders:
        text = shapes.value(holder, SH.select)
        if text is not None:
            return holder, str(text)
    return None


def _nodes(data: Graph, shapes: Graph, target: Any) -> Iterator[Node]:
    target_query = query_of(shapes, target)
    if target_query is None:
        raise ShapesError("a sh:target has no sh:select: write a sh:SPARQLTarget")
    holder, text = target_query
    given: dict[str, Any] = {
        local_name(path): value
        for parameter in shapes.objects(holder, SH.parameter)
        if isinstance(path := shapes.value(parameter, SH.path), URIRef)
        and (value := shapes.value(target, path)) is not None
    }
    from claimgraph.check.engines import algebra  # few shapes have such targets

    try:
        query = algebra.prepared(queries.written_out(text, queries.prefixes(shapes, holder)))
        if why := algebra.elsewhere(query):
            raise ShapesError(why)
        rows: list[Any] = list(data.query(query, initBindings=given))
    except Exception as error:  # rdflib raises whatever its parser or its engine comes upon
        raise ShapesError(f"the query of a sh:target cannot be asked ({error})") from error
    for row in rows:
        node = row.asdict().get("this")
        if node is not None:
            yield node
