"""Says which sources claims rest on at the bottom, over any number of arguments.

Two sources are one where they have one IRI, one address (schema:url), one digest of a copy, or one
title, issuer and date: an article that cites what another one cites names it anew.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rdflib import DCTERMS

from claimgraph.claims.model import CG, SCHEMA
from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing.grounds import UNNAMED
from claimgraph.graph.components import Components

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.weighing.grounds import Ground, Material
    from claimgraph.claims.weighing.semantics import Inference

Roots = frozenset["Node | str"]


class Sources:
    """The sources of the claims that were weighed, each by one name however often it is cited."""

    def __init__(self, graph: Graph, material: Material) -> None:
        self._material = material
        self._reader = Reader(graph)
        self._names = _one_name_each(graph, _cited(material))
        self._nameless: dict[Node, bool] = {}
        self._records: dict[Node, set[Node]] = defaultdict(set)
        for source, name in self._names.items():
            self._records[name].add(source)
        self._of: dict[tuple[object, ...], Roots] = {}
        self._arguments: dict[object, list[Inference]] = {}
        for one in material.inferences:
            if one.way == "supports":
                for end in one.ends:
                    self._arguments.setdefault(end, []).append(one)

    def name(self, source: Node) -> Node:
        """Return the name that all records of a source share: the first of their IRIs."""
        return self._names.get(source, source)

    def records(self, source: Node) -> frozenset[Node]:
        """Return all records of a source."""
        return frozenset(self._records.get(self.name(source), (source,)))

    def arguments(self, claim: Node) -> list[Inference]:
        """Return the arguments for a claim."""
        return self._arguments.get(claim, [])

    def of_ground(self, ground: Ground) -> Roots:
        """Return whose word one thing is that a claim rests on: its sources, else who speaks.

        What has no name is `UNNAMED`, for nobody can say whether two such sources differ.
        """
        named = [one for one in ground.sources or ground.actors if not self._has_no_name(one)]
        return frozenset(map(self.name, named)) or frozenset((UNNAMED,))

    def _has_no_name(self, node: Node) -> bool:
        if node not in self._nameless:
            kinds = self._reader.kinds_of(node)
            self._nameless[node] = any(
                kind.within(one) for kind in kinds for one in (CG.UnnamedSource, CG.Crowd)
            )
        return self._nameless[node]

    def of_argument(self, argument: Inference) -> Roots:
        """Return what an argument rests on, over all arguments for its premises."""
        return self._beneath(argument.premises)

    def of(self, claim: Node) -> Roots:
        """Return what a claim rests on, over all arguments for it.

        An author's word is named by the author, and counts where nothing else is given.
        """
        return self._beneath([claim])

    def _beneath(self, claims: Iterable[object]) -> Roots:
        key = tuple(claims)
        if key not in self._of:
            self._of[key] = self._read(key)
        return self._of[key]

    def _read(self, claims: Iterable[object]) -> Roots:
        roots: set[Node | str] = set()
        waiting = list(dict.fromkeys(claims))
        known = set(waiting)
        for claim in waiting:
            standpoint = self._material.standpoints.get(claim)  # type: ignore[call-overload]
            if standpoint is None:
                continue
            for ground in standpoint.grounds:
                roots |= self.of_ground(ground)
            arguments = self._arguments.get(claim, [])
            if standpoint.word and not arguments:
                roots |= standpoint.authors or {*self._material.articles.get(claim, ())}  # type: ignore[call-overload]
            for one in arguments:
                fresh = [each for each in one.premises if each not in known]
                known.update(fresh)
                waiting += fresh
        return frozenset(roots - {UNNAMED} or roots)


def _cited(material: Material) -> set[Node]:
    return {
        source
        for standpoint in material.standpoints.values()
        for ground in standpoint.grounds
        for source in ground.sources
    }


def _one_name_each(graph: Graph, sources: Iterable[Node]) -> dict[Node, Node]:
    """Return for each source the first of the IRIs of all records of it."""
    ordered = sorted(sources, key=str)
    together = Components(ordered)
    first: dict[object, Node] = {}
    for source in ordered:
        for mark in _marks(graph, source):
            together.join(source, first.setdefault(mark, source))
    # The components keep the order, so that the first IRI of each stands first.
    return {one: records[0] for records in together.all() for one in records}


def _marks(graph: Graph, source: Node) -> Iterable[object]:
    """Yield what two records of one source have in common."""
    for place in (SCHEMA.url, CG.copyDigest):
        yield from ((place, str(one).strip()) for one in graph.objects(source, place))
    issued = sorted(str(one) for one in graph.objects(source, DCTERMS.issued))[:1]
    issuers = sorted(str(one) for one in graph.objects(source, CG.issuer))
    for title in graph.objects(source, DCTERMS.title):
        written = " ".join(str(title).casefold().split())
        yield from ((written, *issued, issuer) for issuer in issuers if issued)
