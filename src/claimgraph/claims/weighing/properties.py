"""Looks up the values of properties in a graph of which nearly all is read: each in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, SKOS, Graph

from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef
    from rdflib.term import Node

_NOTHING: list[Node] = []
# To whom an actor belongs.
BELONGING = (CG.partOf, CG.subsidiaryOf, CG.employedBy)
# What leads from a claim or an argument to all that is weighed.
_LEADING = frozenset((
    RDF.type, RDFS.subClassOf, SKOS.broader, DCTERMS.creator, DCTERMS.isPartOf, OA.hasSource,
    CG.actor, CG.attribution, CG.certainty, CG.evidence, CG.evidenceKind, CG.issuer, CG.passage,
    CG.premise, CG.scheme, CG.source, CG.through, *BELONGING,
))  # fmt: skip
_SAID = (
    frozenset((CG.conclusion, CG.explicit, CG.favours, CG.hedge, CG.paraphrase, CG.speechAct))
    | _LEADING
)


def of_article(graph: Graph, article: Node) -> Graph:
    """Return what is weighed of one article; of the others nothing is read."""
    reader = Reader(graph)
    claims = reader.owned(article)
    return _said(graph, [*claims, *(one.iri for one in reader.arguments(claims))])


def of_claims(graph: Graph, claims: Iterable[Node]) -> Graph:
    """Return what is weighed of claims and of all that bears on them; nothing else is read."""
    return _said(graph, list(claims), argued=True)


def _said(graph: Graph, waiting: list[Node], *, argued: bool = False) -> Graph:
    """Return what is weighed of nodes and of what they lead to, and what they are argued for by."""
    known = set(waiting)
    part = Graph()
    for node in waiting:
        leading = list(graph.subjects(CG.conclusion, node)) if argued else []
        for name, value in graph.predicate_objects(node):
            if name in _SAID:
                part.add((node, name, value))
            if name in _LEADING:
                leading.append(value)
        fresh = [one for one in dict.fromkeys(leading) if one not in known]
        known.update(fresh)
        waiting += fresh
    return part


class Properties:
    """The values of properties of all subjects of a graph; each property is read once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._read: dict[URIRef, dict[Node, list[Node]]] = {}

    def __getitem__(self, name: URIRef) -> dict[Node, list[Node]]:
        if name not in self._read:
            values: dict[Node, list[Node]] = {}
            several: set[Node] = set()
            for subject, value in self.graph.subject_objects(name):
                if subject not in values:
                    values[subject] = [value]
                elif value not in values[subject]:
                    several.add(subject)
                    values[subject].append(value)
            for subject in several:
                values[subject].sort(key=str)
            self._read[name] = values
        return self._read[name]

    def of(self, node: Node, name: URIRef) -> list[Node]:
        """Return the values of a property, sorted."""
        return self[name].get(node, _NOTHING)

    def one(self, node: Node, name: URIRef) -> Node | None:
        """Return the first value of a property."""
        return next(iter(self.of(node, name)), None)

    def within(self, above: Node) -> frozenset[Node]:
        """Return a class and those below it (rdfs:subClassOf)."""
        below = self.graph.transitive_subjects(RDFS.subClassOf, above)
        return frozenset(one for one in below if one is not None)

    def members(self, above: Node) -> set[Node]:
        """Return the things that are of a class or of one below it."""
        return {node for kind in self.within(above) for node in self.graph.subjects(RDF.type, kind)}

    def above(self, node: Node, *names: URIRef) -> list[Node]:
        """Return a node and what lies above it by properties, the nearest first."""
        nodes = [node]
        if not any(self.of(node, name) for name in names):
            return nodes
        for one in nodes:
            for name in names:
                nodes += [end for end in self.of(one, name) if end not in nodes]
        return nodes
