"""Events in their order: which are measures, and which have to do with a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Namespace

from claimgraph.claims.facts import iris
from claimgraph.claims.model import CG, SCHEMA
from claimgraph.claims.network import mentioning
from claimgraph.claims.reading import Reader
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

    from claimgraph.claims.model import Event

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
    found = {event for claim in claims for event in graph.objects(claim, CG.event)}
    for name in (CG.enacts, SCHEMA.about):
        found.update(graph.subjects(name, around))
    for part in graph.subjects(CG.actor, around):
        found.update(graph.subjects(CG.involves, part))
    if article:
        own = str(around).rstrip("/#") + "/"
        found.update(event for event in events if str(event).startswith(own))
    return iris(found) | {around}
