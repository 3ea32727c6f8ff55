"""The argument of a graph as a network: claims, arguments, and what lies beneath a claim."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import RDF, Namespace, URIRef

from claimgraph.graph import names
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

CG = Namespace(CG_IRI)
OA = Namespace("http://www.w3.org/ns/oa#")
_WAYS = {
    CG.SupportingArgument: "supports",
    CG.OpposingArgument: "opposes",
    CG.Undercut: "undercuts",
}


@dataclass(frozen=True)
class Claim:
    """A claim: `certainty` and its marker words are empty where it is plainly asserted."""

    iri: URIRef
    label: str
    thesis: bool
    certainty: str
    hedge: str


@dataclass(frozen=True)
class Argument:
    """An argument that `supports`, `opposes` or `undercuts` its conclusion."""

    iri: Node
    label: str
    way: str
    scheme: str
    explicit: bool
    premises: tuple[URIRef, ...]
    conclusion: Node


@dataclass(frozen=True)
class Network:
    """Claims and arguments by name; `concluding` and `using` lead from a claim to its arguments."""

    claims: dict[URIRef, Claim]
    arguments: dict[Node, Argument]
    concluding: dict[Node, list[Argument]] = field(default_factory=dict)
    using: dict[Node, list[Argument]] = field(default_factory=dict)

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


def label(graph: Graph, node: Node | None) -> str:
    """Return what a thing is called, nothing for None."""
    return "" if node is None else names.name(graph, node)


def network(graph: Graph, only: set[URIRef] | None = None) -> Network:
    """Read claims and the arguments about them; `only` leaves out all other claims, unread."""
    found = _iris(graph.subjects(CG.paraphrase)) if only is None else only
    claims = {
        iri: _claim(graph, iri)
        for iri in sorted(found)
        if only is None or (iri, CG.paraphrase, None) in graph
    }
    known: dict[Node, Argument] = {}
    # An undercut is known once the argument that it is aimed at is.
    waiting: list[Node] = list(claims)
    while waiting:
        for iri in graph.subjects(CG.conclusion, waiting.pop()):
            if iri not in known:
                known[iri] = _argument(graph, iri)
                waiting.append(iri)
    concluding: dict[Node, list[Argument]] = defaultdict(list)
    using: dict[Node, list[Argument]] = defaultdict(list)
    ordered = sorted(known.values(), key=lambda one: (_order(one), str(one.iri)))
    for one in ordered:
        concluding[one.conclusion].append(one)
        for premise in one.premises:
            using[premise].append(one)
    return Network(claims, {one.iri: one for one in ordered}, dict(concluding), dict(using))


def around(graph: Graph, iri: URIRef | None) -> Network:
    """Read the network that a thing lies in: that of its article, or of all articles it is in.

    What other articles say is not read, however many there are.
    """
    if iri is None:
        return network(graph)
    if is_article(graph, iri):
        return network(graph, owned(graph, iri))
    near = mentioning(graph, iri)
    seen: set[Node] = set()
    end: Node | None = iri
    while end is not None and end not in seen:
        seen.add(end)
        near |= _iris(graph.objects(end, CG.premise))
        end = graph.value(end, CG.conclusion)
        near |= {end} if isinstance(end, URIRef) else set()
    articles = {
        article
        for claim in near
        for passage in graph.objects(claim, CG.passage)
        for article in graph.objects(passage, OA.hasSource)
        if isinstance(article, URIRef)
    }
    return network(graph, near.union(*(owned(graph, article) for article in articles)))


def _iris(nodes: Iterable[Node]) -> set[URIRef]:
    return {node for node in nodes if isinstance(node, URIRef)}


def _order(one: Argument) -> tuple[str, bool, str, tuple[URIRef, ...]]:
    return (str(one.conclusion), one.way != "supports", one.label, one.premises)


def _claim(graph: Graph, iri: URIRef) -> Claim:
    certainty = graph.value(iri, CG.certainty)
    plain = certainty is None or str(certainty).endswith("/asserted")
    return Claim(
        iri,
        label(graph, iri),
        (iri, RDF.type, CG.Thesis) in graph,
        "" if plain else label(graph, certainty),
        ", ".join(sorted(map(str, graph.objects(iri, CG.hedge)))),
    )


def _argument(graph: Graph, iri: Node) -> Argument:
    kinds = set(graph.objects(iri, RDF.type))
    explicit = graph.value(iri, CG.explicit)
    premises = sorted(_iris(graph.objects(iri, CG.premise)))
    conclusion = graph.value(iri, CG.conclusion)
    assert conclusion is not None  # it was found by it
    return Argument(
        iri,
        label(graph, iri),
        next((way for kind, way in _WAYS.items() if kind in kinds), "bears on"),
        label(graph, graph.value(iri, CG.scheme)),
        str(explicit).lower() in ("true", "1"),
        tuple(premises),
        conclusion,
    )


def owned(graph: Graph, article: URIRef) -> set[URIRef]:
    """Return the claims that have a passage in an article."""
    return {
        claim
        for passage in graph.subjects(OA.hasSource, article)
        for claim in graph.subjects(CG.passage, passage)
        if isinstance(claim, URIRef) and (claim, CG.paraphrase, None) in graph
    }


def is_article(graph: Graph, iri: URIRef) -> bool:
    """Tell whether an IRI is an article's."""
    return (iri, RDF.type, CG.Article) in graph


def mentioning(graph: Graph, iri: URIRef) -> set[URIRef]:
    """Return the claims that speak of a thing: as a participant, a subject, a source, a date."""
    ends: set[Node] = {iri}
    # A statement, a participation, an evidence or an event leads from the thing to the claim.
    for name in (RDF.subject, RDF.object, CG.actor, CG.source, CG.issuer):
        ends.update(graph.subjects(name, iri))
    for node in list(ends):
        ends.update(graph.subjects(CG.source, node))
        ends.update(graph.subjects(CG.involves, node))
        ends.update(graph.subjects(CG.enacts, node))
    found = {
        claim
        for node in ends
        for claim in graph.subjects(None, node)
        if isinstance(claim, URIRef) and (claim, CG.paraphrase, None) in graph
    }
    return found | ({iri} if (iri, CG.paraphrase, None) in graph else set())
