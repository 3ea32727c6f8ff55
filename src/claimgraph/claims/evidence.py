"""How evidence flows: which sources claims cite, and how these claims bear on the pillars."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import URIRef

from claimgraph.claims import network as argument
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.model import Source
    from claimgraph.claims.network import Network


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
    network = argument.around(graph, around)
    wanted: Iterable[URIRef] = network.claims
    pillars = list(dict.fromkeys(p for t in network.theses() for p in network.pillars(t)))
    if around is not None and around in network.claims:
        wanted, pillars = [around, *network.beneath(around)], [around]
    elif around is not None and not article:
        wanted = argument.mentioning(graph, around) & set(network.claims)
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
        claim: ("" if len(found) == 2 else "supports" if 1 in found else "opposes", steps[claim])
        for claim, found in signs.items()
        if claim != pillar
    }
