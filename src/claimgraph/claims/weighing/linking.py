"""Adds what accepted links say to what is weighed: who contradicts whom, what is said elsewhere.

A claim that another article makes too carries it as an argument would, by as much of what is said
there as rests on other sources. For that it has a stand-in, which is weighed and never shown: the
claim with those of its reasons alone that share no source with the claim to be carried.
`docs/weighing.md` states the rules.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from rdflib import BNode

from claimgraph.claims.links import DISAGREES, EXACT, NEARLY, TAKEN_OVER, LinkReader, Links, same
from claimgraph.claims.model import CG
from claimgraph.claims.weighing import grounds, properties
from claimgraph.claims.weighing.roots import Sources
from claimgraph.claims.weighing.semantics import CARRIES, CONTRADICTS, Inference
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.links import Link
    from claimgraph.claims.weighing.grounds import Material, Standpoint
    from claimgraph.claims.weighing.table import Table

# So many pairs of claims that say the same are weighed.
_MOST = 100_000


class Made(BNode):
    """A node made for a weighing: equal to none of the data, whatever that is called."""

    __slots__ = ()


def read(graph: Graph, table: Table, article: Node | None = None) -> Material:
    """Read all claims of a graph, or one article's with all that links lead to, and weigh links in.

    Of an article's the others are weighed along, and not shown. Raises UsageError as `linked` does.
    """
    if article is None:
        part, links = graph, tuple(LinkReader(graph).links())
    else:
        part, links = _around(graph, article)
    material = grounds.read(part, table)
    if article is not None:
        material = material.showing(article)
    return replace(linked(material, links, Sources(graph, material)), linked=True)


def _around(graph: Graph, article: Node) -> tuple[Graph, tuple[Link, ...]]:
    """Return what is weighed of an article and of all claims that links lead to, and the links."""
    reader = LinkReader(graph)
    part = properties.of_article(graph, article)
    links: dict[Node | None, Link] = {}
    known: set[Node] = set()
    while fresh := set(part.subjects(CG.paraphrase)) - known:
        known |= fresh
        some = [one for claim in fresh for one in reader.links_of(claim) if one.accepted]
        links |= {one.iri: one for one in some}
        ends = {end for one in some for end in (one.subject, one.object)} - known
        part += properties.of_claims(graph, ends)
    return part, tuple(links.values())


def linked(material: Material, links: Iterable[Link], sources: Sources) -> Material:
    """Return material with what accepted links add, itself where they add nothing.

    Raises UsageError where links join more pairs of claims than are weighed.
    """
    points = material.standpoints
    accepted = (one for one in links if one.accepted)
    known = [one for one in accepted if one.subject in points and one.object in points]
    wanted = {EXACT, DISAGREES, *NEARLY}
    if not any(one.relation in wanted for one in known):
        return material
    material = replace(
        material,
        standpoints=_by_record(points, sources),
        inferences=(*material.inferences, *_contradictions(known)),
    )
    taken = {frozenset((one.subject, one.object)) for one in known if one.relation in TAKEN_OVER}
    stand_ins = _StandIns(material, sources)
    for number, (claim, other) in enumerate(_same(known)):
        if number == _MOST:
            raise UsageError(
                f"accepted links join more than {_MOST} pairs of claims that say the same: "
                "weigh without links"
            )
        if frozenset((claim, other)) not in taken:
            stand_ins.carry(claim, other)
    return stand_ins.added()


def _by_record(points: Mapping[Node, Standpoint], sources: Sources) -> dict[Node, Standpoint]:
    """Return standpoints whose grounds fall with each record of their sources."""

    def by_record(point: Standpoint) -> Standpoint:
        whole = tuple(
            replace(one, things=one.things.union(*map(sources.records, one.sources)))
            for one in point.grounds
        )
        return point if whole == point.grounds else replace(point, grounds=whole)

    return {claim: by_record(point) for claim, point in points.items()}


def _contradictions(links: Iterable[Link]) -> Iterator[Inference]:
    """Yield an attack in each direction for every two claims of which one disagrees."""
    pairs = {
        tuple(sorted((one.subject, one.object))): one for one in links if one.relation == DISAGREES
    }
    for ends in sorted(pairs):
        for premise, conclusion in permutations(ends):
            yield Inference(Made(), CONTRADICTS, conclusion, (premise,), explicit=False)


def _same(accepted: list[Link]) -> Iterator[tuple[Node, Node]]:
    """Yield the pairs of claims that say the same, each in both directions, sorted."""
    links_of = Links(tuple(accepted)).of
    alike: dict[Node, list[URIRef]] = {}
    for claim in sorted({end for one in accepted for end in (one.subject, one.object)}):
        if claim not in alike:
            found = same(claim, links_of)
            alike |= dict.fromkeys(found.exact, sorted(found.claims))
        yield from ((claim, other) for other in alike[claim] if other != claim)


class _StandIns:
    """Makes stand-ins; claims whose sources leave the same reasons of another share one."""

    def __init__(self, material: Material, sources: Sources) -> None:
        self._material, self._sources = material, sources
        self._made: dict[tuple[object, ...], Node] = {}
        self._points: dict[Node, Standpoint] = {}
        self._claims: dict[Node, Node] = {}
        self._new: list[Inference] = []
        # The stand-ins that an inference leads to besides its conclusion.
        self._also: dict[object, list[Node]] = defaultdict(list)
        self._against: dict[object, list[Inference]] = defaultdict(list)
        for one in material.inferences:
            if one.way in ("opposes", CONTRADICTS):
                for end in one.ends:
                    self._against[end].append(one)

    def carry(self, claim: Node, other: Node) -> None:
        """Let a claim be carried by what another article says of it on other sources."""
        sources, point = self._sources, self._material.standpoints[other]
        shared = sources.of(claim)
        own = tuple(one for one in point.grounds if shared.isdisjoint(sources.of_ground(one)))
        arguments = sources.arguments(other)
        apart = [one for one in arguments if shared.isdisjoint(sources.of_argument(one))]
        word = point.word and not arguments and shared.isdisjoint(sources.of(other))
        if not (own or apart or word):
            return
        key = (other, own, tuple(one.iri for one in apart), word)
        if key not in self._made:
            self._made[key] = stand_in = Made()
            self._points[stand_in] = replace(point, grounds=own, word=word)
            self._claims[stand_in] = other
            for one in (*apart, *self._against[other]):
                self._also[one.iri].append(stand_in)
            if len(apart) < len(arguments):
                # It is argued for all the same, so that a weak basis counts no more than there; an
                # argument without premises never holds.
                self._new.append(Inference(Made(), "supports", stand_in, ()))
        self._new.append(Inference(Made(), CARRIES, claim, (self._made[key],), explicit=False))

    def added(self) -> Material:
        """Return the material with the stand-ins and what they carry."""
        material, also = self._material, self._also
        inferences = [
            replace(one, also=(*one.also, *also[one.iri])) if one.iri in also else one
            for one in material.inferences
        ]
        return replace(
            material,
            standpoints={**material.standpoints, **self._points},
            inferences=(*inferences, *self._new),
            apart=self._claims,
        )
