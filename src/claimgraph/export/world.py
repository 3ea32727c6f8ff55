"""The world as the claims describe it: each edge with the claims that it was derived from."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from claimgraph.export import Form
from claimgraph.export.query import constructed
from claimgraph.graph import prefixes
from claimgraph.graph.turtle import writer
from claimgraph.vocab import GRAPH, RDF, SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.export import Source

PROV = "http://www.w3.org/ns/prov#"
_REIFIES = ox.NamedNode(RDF + "reifies")
_DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
_SUBJECT, _PREDICATE, _OBJECT = (
    ox.NamedNode(RDF + name) for name in ("subject", "predicate", "object")
)
# As in the question relations: an edge is what the article asserts plainly. The rest of what is
# made names the things and the claims, so that the graph can be read without the other one.
_SCHEMES = {name: f"{SCHEME}{name}/" for name in ("certainty", "polarity")}
_CONSTRUCT = """CONSTRUCT {
    ?statement rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ;
               prov:wasDerivedFrom ?claim .
    ?claim rdfs:label ?label ; cg:certainty ?certainty .
    ?subject rdfs:label ?subjectLabel .
    ?object rdfs:label ?objectLabel .
} WHERE {
    ?claim cg:asserts ?statement .
    ?statement rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object .
    MINUS { ?claim cg:certainty ?firmness . FILTER (?firmness != certainty:asserted) }
    MINUS { ?claim cg:attribution/cg:speechAct speech-act:denies }
    # Whatever else stands there makes no edge; the shapes refuse it.
    FILTER (isIRI(?relation) && !isLiteral(?subject) && isIRI(?claim))
    MINUS { ?statement cg:modality ?modality }
    MINUS { ?statement cg:polarity ?polarity . FILTER (?polarity != polarity:asserted) }
    {
        { } UNION { ?claim rdfs:label ?label } UNION { ?claim cg:certainty ?certainty }
        UNION { ?subject rdfs:label ?subjectLabel } UNION { ?object rdfs:label ?objectLabel }
    }
}"""


class World:
    """The edges that claims assert, each with a name of its own, and what describes their ends."""

    def __init__(self, source: Source) -> None:
        self.claims: dict[ox.Triple, set[ox.NamedNode]] = {}
        self.described: list[ox.Quad] = []
        parts: dict[object, dict[object, list[ox.NamedNode]]] = {}
        for quad in constructed(source, _CONSTRUCT, prefixes=_SCHEMES):
            if quad.predicate in (_SUBJECT, _PREDICATE, _OBJECT, _DERIVED):
                part = parts.setdefault(quad.subject, {})
                part.setdefault(quad.predicate, []).append(quad.object)  # type: ignore[arg-type]
            else:
                self.described.append(quad)
        for part in parts.values():
            edge = ox.Triple(part[_SUBJECT][0], part[_PREDICATE][0], part[_OBJECT][0])
            self.claims.setdefault(edge, set()).update(part[_DERIVED])

    @staticmethod
    def name(edge: ox.Triple) -> ox.NamedNode:
        """Return an edge's IRI, which depends on nothing but the edge."""
        digest = hashlib.sha256(str(edge).encode()).hexdigest()
        return ox.NamedNode(f"{GRAPH}world#{digest[:16]}")

    def behind(self) -> Iterator[ox.Quad]:
        """Yield for each edge the claims that it was derived from."""
        for edge, claims in self.claims.items():
            for claim in claims:
                yield ox.Quad(self.name(edge), _DERIVED, claim)


def write(source: Source, out: BinaryIO) -> None:
    """Write Turtle 1.2: the edges, and for each a reifier (RDF 1.2 Concepts) with its claims."""
    world = World(source)
    quads = [*world.described, *world.behind()]
    for edge in world.claims:
        quads.append(ox.Quad(edge.subject, edge.predicate, edge.object))
        quads.append(ox.Quad(world.name(edge), _REIFIES, edge))
    out.write(writer.turtle(quads, prefixes.of_quads(quads, source.prefixes)).encode())


def write_graphs(source: Source, out: BinaryIO) -> None:
    """Write TriG 1.1: singleton graphs for what cannot read RDF 1.2's triple terms.

    The default graph says which claims each graph was derived from; the union of all graphs holds
    the plain edges.
    """
    world = World(source)
    quads = [*world.described, *world.behind()]
    quads += [
        ox.Quad(edge.subject, edge.predicate, edge.object, world.name(edge))
        for edge in world.claims
    ]
    out.write(writer.trig(quads, prefixes.of_quads(quads, source.prefixes)).encode())


FORMS = (
    Form("world", "text/turtle", ".ttl", "document", write),
    Form("world-graphs", "application/trig", ".trig", "document", write_graphs),
)
