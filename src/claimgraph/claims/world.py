"""What claims say of the world: events in their order, and relations between things."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import Namespace, URIRef

from claimgraph.claims.facts import iris
from claimgraph.claims.model import CG, SCHEMA, Term
from claimgraph.claims.network import mentioning
from claimgraph.claims.reading import Reader
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.model import Event, Statement

ROLE = Namespace(f"{SCHEME}role/")
# Who answers a measure rather than take one.
_ANSWERING = {
    ROLE[name]
    for name in (
        "acquirer", "backer", "developer", "evader", "founder", "foundry", "intermediary",
        "seller", "supplier",
    )
}  # fmt: skip


def is_measure(event: Event) -> bool:
    """Tell whether an event is a measure rather than an answer to one."""
    roles = {one.role.iri for one in event.participations if one.role is not None}
    return ROLE.sanctioner in roles or (bool(event.enacts) and not roles & _ANSWERING)


def events(graph: Graph, around: URIRef | None = None) -> list[Event]:
    """Return the events of an article, or those that have to do with a thing, or all, in order."""
    reader = Reader(graph)
    wanted = set(reader.of_kind(CG.Event))
    if around is not None:
        wanted &= _concerned(reader, around, wanted)
    return sorted(map(reader.event, wanted), key=_order)


def _order(one: Event) -> tuple[bool, float, float, str, str]:
    period = one.period
    if period is None:
        return (True, 0, 0, one.label, str(one.iri))
    return (False, period.first, -period.last, one.label, str(one.iri))


def _concerned(reader: Reader, around: URIRef, events: set[URIRef]) -> set[URIRef]:
    graph = reader.graph
    article = reader.is_a(around, CG.Article)
    claims = reader.owned(around) if article else mentioning(graph, around)
    concerned = {event for claim in claims for event in graph.objects(claim, CG.event)}
    for name in (CG.enacts, SCHEMA.about):
        concerned.update(graph.subjects(name, around))
    for part in graph.subjects(CG.actor, around):
        concerned.update(graph.subjects(CG.involves, part))
    if article:
        own = str(around).rstrip("/#") + "/"
        concerned.update(event for event in events if str(event).startswith(own))
    return iris(concerned) | {around}


# ── Relations ────────────────────────────────────────────────────────────────────────────────────


_NAMED: dict[Node, str] = {CG.Technology: "technology", CG.Measure: "measure", CG.Actor: "actor"}


@dataclass(frozen=True, slots=True)
class End:
    """What a relation is between; `kind` is its class in words."""

    iri: URIRef
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two things, with the claims that assert it."""

    subject: End
    predicate: Term
    object: End
    claims: tuple[Term, ...]


def relations(graph: Graph, around: URIRef | None = None) -> list[Relation]:
    """Return what claims say to hold, in order of labels; what is only denied is not among it.

    Around an article or a claim it is what that says, around anything else what it is an end of.
    """
    reader = Reader(graph)
    inner = around is None or reader.is_claim(around) or reader.is_a(around, CG.Article)
    if around is None:
        claims = iris(graph.subjects(CG.asserts))
    elif reader.is_claim(around):
        claims = {around}
    else:
        claims = reader.owned(around) if inner else mentioning(graph, around)
    behind: dict[tuple[URIRef, Term, URIRef], list[URIRef]] = defaultdict(list)
    for claim in map(reader.claim, sorted(claims)):
        if claim.denied or claim.raised:
            continue
        for one in filter(None, map(_named, claim.statements)):
            if inner or around in (one[0], one[2]):
                behind[one].append(claim.iri)
    statements = [
        Relation(
            _end(reader, subject),
            verb,
            _end(reader, object_),
            tuple(map(reader.term, dict.fromkeys(claims))),
        )
        for (subject, verb, object_), claims in behind.items()
    ]
    return sorted(statements, key=_by_labels)


def _named(one: Statement) -> tuple[URIRef, Term, URIRef] | None:
    """Return what a statement says plainly between things that have IRIs."""
    parts = (one.subject, one.predicate, one.object)
    subject, verb, object_ = (part.iri if part else None for part in parts)
    if not (one.plain and one.predicate and isinstance(verb, URIRef)):
        return None
    if isinstance(subject, URIRef) and isinstance(object_, URIRef):
        return subject, one.predicate, object_
    return None


def _by_labels(one: Relation) -> list[str]:
    parts = (one.subject, one.predicate, one.object)
    return [part.label for part in parts] + [str(part.iri) for part in parts]


def _end(reader: Reader, iri: URIRef) -> End:
    kinds = reader.kinds_of(iri)
    plain = (_NAMED[kind.iri] for kind in kinds if kind.iri in _NAMED)
    own = (kind.label for kind in kinds if str(kind.iri).startswith(CG))
    return End(iri, reader.term(iri).label, next(plain, next(own, "")))
