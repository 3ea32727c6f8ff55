"""A dataset in JSON-LD's expanded form, blank nodes nested, in an order of its own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.graph import order
from claimgraph.graph.canonical import relabelled
from claimgraph.graph.turtle.nesting import Nested
from claimgraph.vocab import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.turtle.terms import Graph, Subject, Term

    Node = dict[str, Any]

_TYPE = ox.NamedNode(RDF + "type")
_NIL = ox.NamedNode(RDF + "nil")
_DEFAULT = ox.DefaultGraph()


def dataset(quads: Iterable[ox.Quad]) -> list[Node]:
    """Return a dataset as JSON-LD 1.1's expanded form (JSON-LD 1.1, section 9.1).

    Raises UsageError for triple terms, which JSON-LD 1.1 does not have.
    """
    held = Nested(list(quads))
    if held.labelled:
        held = Nested(relabelled(held.quads))
    graphs: dict[Graph, list[tuple[Any, Node]]] = defaultdict(list)
    for (graph, subject), facts in held.facts.items():
        if not held.nested(subject):
            types = [o.value for p, o in facts if p == _TYPE and isinstance(o, ox.NamedNode)]
            node = _node(held, graph, subject)
            iri = subject.value if isinstance(subject, ox.NamedNode) else ""
            key = (order.of_kinds(types), not iri, order.natural(iri), repr(node))
            graphs[graph].append((key, node))
    nodes = {
        graph: [node for _, node in sorted(found, key=lambda item: item[0])]
        for graph, found in graphs.items()
    }
    return [
        *nodes.pop(_DEFAULT, []),
        *({"@id": _id(graph), "@graph": nodes[graph]} for graph in sorted(nodes, key=_id)),
    ]


def _node(held: Nested, graph: Graph, subject: Subject) -> Node:
    node: Node = {}
    if not isinstance(subject, ox.BlankNode) or subject in held.labelled:
        node["@id"] = _id(subject)
    found: dict[str, list[object]] = defaultdict(list)
    for predicate, value in held.facts.get((graph, subject), ()):
        if predicate == _TYPE and isinstance(value, ox.NamedNode):
            found["@type"].append(value.value)
        else:
            found[predicate.value].append(_value(held, graph, value))
    for name in sorted(found, key=order.of_property):
        node[name] = sorted(found[name], key=lambda one: order.natural(repr(one)))
    return node


def _value(held: Nested, graph: Graph, value: Term) -> object:
    if isinstance(value, ox.Triple):
        raise UsageError("JSON-LD has no triple terms of RDF 1.2: take turtle or nquads")
    if isinstance(value, ox.Literal):
        if value.language:
            more = {"@direction": str(value.direction)} if value.direction else {}
            return {"@value": value.value, "@language": value.language, **more}
        if value.datatype.value == XSD + "string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": value.datatype.value}
    if value == _NIL:
        return {"@list": []}
    if items := held.items(graph, value):
        return {"@list": [_value(held, graph, item) for _, item in items]}
    return _node(held, graph, value) if held.nested(value) else {"@id": _id(value)}


def _id(node: Subject | Graph) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
