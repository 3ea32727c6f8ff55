"""Property paths (SHACL 2.3.1) as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import RDF, SH
from rdflib.collection import Collection
from rdflib.term import BNode

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


def property_path(graph: Graph, node: Node) -> str:
    """Write a SHACL property path (SHACL 2.3.1) as a SPARQL property path."""
    if not isinstance(node, BNode):
        return f"<{node}>"
    if graph.value(node, RDF.first) is not None:
        return "/".join(property_path(graph, each) for each in Collection(graph, node))
    suffixes = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
    for predicate, suffix in suffixes.items():
        if (inner := graph.value(node, predicate)) is not None:
            return f"({property_path(graph, inner)}){suffix}"
    if (inner := graph.value(node, SH.inversePath)) is not None:
        return f"^{property_path(graph, inner)}"
    choices = graph.value(node, SH.alternativePath)
    assert choices is not None
    return "(" + "|".join(property_path(graph, each) for each in Collection(graph, choices)) + ")"
