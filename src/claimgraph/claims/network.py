"""The argument of a graph as a network: claims, arguments, what lies beneath a claim.

And how evidence flows: which sources claims cite, and how these claims bear on the pillars.
"""

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

    from claimgraph.claims.model import Argument, Proposition, Source


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
        bearing = {
            premise: None
            for argument in self.concluding.get(thesis, ())
            if argument.way == "supports"
            for premise in argument.premises
        }
        return list(bearing)

    def beneath(self, claim: Node) -> set[URIRef]:
        """Return all claims that bear on a claim, by however many steps, for it or against it."""
        claims: set[URIRef] = set()
        waiting: list[Node] = [claim]
        seen: set[Node] = {claim}
        while waiting:
            for argument in self.concluding.get(waiting.pop(), ()):
                for node in (argument.iri, *argument.premises):
                    if node not in seen:
                        seen.add(node)
                        waiting.append(node)
                claims.update(argument.premises)
        return claims - {claim}


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
    claims = reader.claims() if only is None else sorted(filter(reader.is_claim, only))
    return linked(map(reader.proposition, claims), reader.arguments(claims))


def network_around(graph: Graph, iri: URIRef | None) -> Network:
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


# ── The flow of evidence ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Bearing:
    """How a claim bears on a pillar: for it, against it or both, in how many steps at least."""

    claim: URIRef
    pillar: URIRef
    way: str
    steps: int


@dataclass(frozen=True)
class Flow:
    """Sources, the claims that cite each, the pillars, and how these claims bear on them."""

    network: Network
    sources: tuple[Source, ...]
    cites: tuple[tuple[URIRef, URIRef], ...]
    bearings: tuple[Bearing, ...]
    pillars: tuple[URIRef, ...]
    around: URIRef | None = None

    @property
    def claims(self) -> list[URIRef]:
        """The claims that cite a source."""
        return list(dict.fromkeys(claim for _, claim in self.cites))

    def behind(self, pillar: URIRef) -> list[Source]:
        """Return the sources that a pillar rests on, or that speak against it."""
        bearing = {one.claim for one in self.bearings if one.pillar == pillar} | {pillar}
        cited = {source for source, claim in self.cites if claim in bearing}
        return [source for source in self.sources if source.iri in cited]


def flow(graph: Graph, around: URIRef | None = None) -> Flow:
    """Return what the picture shows: see `pictures.evidence.draw`."""
    reader = Reader(graph)
    article = around is not None and reader.is_a(around, CG.Article)
    network = network_around(graph, around)
    wanted: Iterable[URIRef] = network.claims
    resting = dict.fromkeys(p for t in network.theses() for p in network.pillars(t))
    # A premise may be something of which nothing is said.
    pillars = [one for one in resting if one in network.claims]
    if around is not None and around in network.claims:
        wanted, pillars = [around, *network.beneath(around)], [around]
    elif around is not None and not article:
        wanted = mentioning(graph, around) & set(network.claims)
    cites: set[tuple[URIRef, URIRef]] = set()
    sources: dict[URIRef, Source] = {}
    for claim in wanted:
        for source in reader.claim(claim).sources:
            if isinstance(source.iri, URIRef):
                cites.add((source.iri, claim))
                sources[source.iri] = source
    bearings = {pillar: _bearings(network, pillar) for pillar in pillars}
    citing = {claim for _, claim in cites}
    if around is not None and not article:
        pillars = [p for p in pillars if p == around or citing & {p, *bearings[p]}]
    return Flow(
        network,
        tuple(sources[iri] for iri in sorted(sources)),
        tuple(sorted(cites)),
        tuple(
            Bearing(claim, pillar, *bearings[pillar][claim])
            for pillar in pillars
            for claim in sorted(citing & set(bearings[pillar]))
        ),
        tuple(pillars),
        around,
    )


def _bearings(network: Network, pillar: URIRef) -> dict[URIRef, tuple[str, int]]:
    """Return how each claim beneath bears on a pillar, and in how many arguments at least."""
    signs: dict[URIRef, set[int]] = defaultdict(set)
    steps: dict[URIRef, int] = {}
    layer: list[tuple[Node, int]] = [(pillar, 1)]
    seen = set(layer)
    for distance in range(1, len(network.arguments) + 2):
        following: list[tuple[Node, int]] = []
        for node, sign in layer:
            for one in network.concluding.get(node, ()):
                turned = sign if one.way == "supports" else -sign
                for premise in one.premises:
                    signs[premise].add(turned)
                    steps.setdefault(premise, distance)
                following += [(end, turned) for end in (one.iri, *one.premises)]
        layer = [end for end in dict.fromkeys(following) if end not in seen]
        seen.update(layer)
    return {
        claim: (
            "" if len(signs_of) == 2 else "supports" if 1 in signs_of else "opposes",
            steps[claim],
        )
        for claim, signs_of in signs.items()
        if claim != pillar
    }
