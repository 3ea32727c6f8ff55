"""Oxigraph's terms as rdflib's: what is parsed fast is worked on with the field's library."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import XSD, Graph
from rdflib.term import BNode, Literal, URIRef

from claimgraph.graph import tags

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    Triple = tuple[Node, Node, Node]
    OxTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

# Datatypes whose white space rdflib collapses, as XML does and RDF does not (RDF 1.1, 3.3).
_COLLAPSED = (XSD.normalizedString, XSD.token)
# What rdflib takes for false, with a warning, where it is not one of these (XSD 1.1-2, 3.3.2).
_TRUTHS = ("true", "false", "1", "0")

# rdflib logs a traceback for each literal that is not of its type: seen only where logs are kept.
logging.getLogger("rdflib").addHandler(logging.NullHandler())


def triples(quads: Iterable[ox.Quad]) -> list[Triple]:
    """Return the quads' triples with rdflib's terms, in order.

    Plain strings carry no datatype, as rdflib's own parsers read them, though in RDF 1.1 both
    are one literal: rdflib tells them apart.
    """
    once = Terms()
    return [(once[q.subject], once[q.predicate], once[q.object]) for q in quads]


class Terms(dict["OxTerm", "Node"]):
    """Terms as rdflib has them, by Oxigraph's: they recur, and each is converted once."""

    # What is remembered stays small, however much is converted.
    _MOST = 100_000

    def __missing__(self, value: OxTerm) -> Node:
        if len(self) >= self._MOST:
            self.clear()
        made = self[value] = term(value)
        return made


def term(value: OxTerm) -> Node:
    """Return one term as rdflib has it; a literal keeps its lexical form (01 is not 1)."""
    if isinstance(value, ox.Literal):
        datatype = URIRef(value.datatype.value)
        if value.language:
            return Literal(value.value, lang=tags.usual(value.language))
        if datatype == XSD.string:
            return Literal(value.value)
        if datatype in _COLLAPSED:
            made = Literal(value.value)
            made._datatype = datatype  # a datatype that it is made with collapses it
            return made
        if datatype == XSD.boolean and value.value not in _TRUTHS:
            made = Literal(value.value)
            made._datatype, made._value, made._ill_typed = datatype, None, True
            return made
        return Literal(value.value, datatype=datatype, normalize=False)
    if isinstance(value, ox.BlankNode):
        return BNode(value.value)
    if isinstance(value, ox.NamedNode):
        return URIRef(value.value)
    raise TypeError(f"rdflib has no such term: {value}")


def ox_term(value: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return one term of rdflib as Oxigraph has it."""
    if isinstance(value, Literal):
        datatype = ox.NamedNode(value.datatype) if value.datatype and not value.language else None
        return ox.Literal(str(value), language=value.language, datatype=datatype)
    return ox.BlankNode(str(value)) if isinstance(value, BNode) else ox.NamedNode(str(value))


def quads(triples: Iterable[Triple]) -> list[ox.Quad]:
    """Return rdflib's triples as quads of Oxigraph's default graph, in order."""
    of_graph = []
    for subject, predicate, value in triples:
        ends, verb = (ox_term(subject), ox_term(value)), ox_term(predicate)
        assert not isinstance(ends[0], ox.Literal)
        assert isinstance(verb, ox.NamedNode)
        of_graph.append(ox.Quad(ends[0], verb, ends[1]))
    return of_graph


def in_memory(quads: Iterable[ox.Quad]) -> Graph:
    """Return the union of the quads' graphs as an rdflib graph in memory."""
    graph = Graph()
    fill(graph, quads)
    return graph


def fill(graph: Graph, quads: Iterable[ox.Quad]) -> None:
    """Add the quads' triples to an rdflib graph."""
    graph.addN((*triple, graph) for triple in triples(quads))


def n_triples(term: Node) -> str:
    """Return a term in N-Triples syntax, on one line whatever it holds."""
    if isinstance(term, Literal):
        text = str(ox_term(term))
        # Oxigraph has the tag, with which the text ends, in lower case.
        return text[: -len(term.language)] + term.language if term.language else text
    return f"_:{term}" if isinstance(term, BNode) else f"<{term}>"
