"""The argument of a graph as a network: claims, arguments, and what lies beneath a claim."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from claimgraph.claims.facts import iris
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.model import Argument, Proposition


@dataclass(frozen=True)
class Network:
    """Claims and arguments by name; `concluding` and `using` lead from a claim to its arguments."""

    claims: dict[URIRef, Proposition]
    arguments: dict[Node, Argument]
    concluding: dict[Node, list[Argument]]
    using: dict[Node, list[Argument]]

    def theses(self) -> list[URIRef]:
        """Return the claims that the graph sets out to defend."""
        return [claim.iri for claim in self.claims.values() if claim.thesis]

    def pillars(self, thesis: Node) -> list[URIRef]:
        """Return what a thesis rests on directly."""
        found = {
            premise: None
            for argument in self.concluding.get(thesis, ())
            if argument.way == "supports"
            for premise in argument.premises
        }
        return list(found)

    def beneath(self, claim: Node) -> set[URIRef]:
        """Return all claims that bear on a claim, by however many steps, for it or against it."""
        found: set[URIRef] = set()
        waiting: list[Node] = [claim]
        seen: set[Node] = {claim}
        while waiting:
            for argument in self.concluding.get(waiting.pop(), ()):
                for node in (argument.iri, *argument.premises):
                    if node not in seen:
                        seen.add(node)
                        waiting.append(node)
                found.update(argument.premises)
        return found - {claim}


def linked(claims: Iterable[Proposition], arguments: Iterable[Argument]) -> Network:
    """Return claims and arguments as a network."""
    concluding: dict[Node, list[Argument]] = defaultdict(list)
    using: dict[Node, list[Argument]] = defaultdict(list)
    named = {one.iri: one for one in arguments}
    for one in named.values():
        concluding[one.conclusion].append(one)
        for premise in one.premises:
            using[premise].append(one)
    return Network({one.iri: one for one in claims}, named, dict(concluding), dict(using))


def network(graph: Graph, only: set[URIRef] | None = None) -> Network:
    """Read claims and the arguments about them; `only` leaves out all other claims, unread."""
    reader = Reader(graph)
    found = reader.claims() if only is None else sorted(filter(reader.is_claim, only))
    return linked(map(reader.proposition, found), reader.arguments(found))


def around(graph: Graph, iri: URIRef | None) -> Network:
    """Read the network that a thing lies in: that of its article, or of all articles it is in.

    What other articles say is not read, however many there are.
    """
    if iri is None:
        return network(graph)
    reader = Reader(graph)
    if reader.is_a(iri, CG.Article):
        return network(graph, reader.owned(iri))
    near = mentioning(graph, iri)
    seen: set[Node] = set()
    end: Node | None = iri
    while end is not None and end not in seen:
        seen.add(end)
        argument = reader.argument(end)
        near.update(argument.premises)
        end = next(iter(argument.conclusions), None)
        near |= {end} if isinstance(end, URIRef) else set()
    articles = {article for claim in near for article in reader.claim(claim).articles}
    return network(graph, near.union(*map(reader.owned, articles)))


def mentioning(graph: Graph, iri: Node) -> set[URIRef]:
    """Return the claims that speak of a thing: as a participant, a subject, a source, a date."""
    is_claim = Reader(graph).is_claim
    ends: set[Node] = {iri}
    # A statement, a participation, an evidence or an event leads from the thing to the claim.
    for name in (RDF.subject, RDF.object, CG.actor, CG.source, CG.issuer):
        ends.update(graph.subjects(name, iri))
    for node in list(ends):
        for name in (CG.source, CG.involves, CG.enacts):
            ends.update(graph.subjects(name, node))
    near = {subject for node in ends for subject in graph.subjects(None, node)} | {iri}
    return iris(filter(is_claim, near))
