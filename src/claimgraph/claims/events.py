"""Events with their dates: which are measures, and which have to do with a thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import RDF, Namespace, URIRef

from claimgraph.claims import dates, network
from claimgraph.claims.dates import Period
from claimgraph.claims.network import CG

if TYPE_CHECKING:
    from rdflib import Graph

ROLE = Namespace("https://w3id.org/claimgraph/scheme/role/")
SCHEMA = Namespace("https://schema.org/")
# Who answers a measure rather than take one.
_ANSWERING = {
    ROLE[name]
    for name in (
        "acquirer", "backer", "developer", "evader", "founder", "foundry", "intermediary",
        "seller", "supplier",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """An event with its date, if it has one; `measure` where it is one rather than an answer."""

    iri: URIRef
    label: str
    period: Period | None
    measure: bool
    enacts: tuple[str, ...]


def events(graph: Graph, around: URIRef | None = None) -> list[Event]:
    """Return the events of an article, or those that have to do with a thing, or all, in order."""
    if around is None:
        wanted = {iri for iri in graph.subjects(RDF.type, CG.Event) if isinstance(iri, URIRef)}
    else:
        wanted = {iri for iri in _concerned(graph, around) if (iri, RDF.type, CG.Event) in graph}
    found = [_event(graph, iri) for iri in sorted(wanted)]

    def order(one: Event) -> tuple[bool, float, float, str]:
        if one.period is None:
            return (True, 0, 0, one.label)
        return (False, one.period.first, -one.period.last, one.label)

    return sorted(found, key=order)


def _concerned(graph: Graph, around: URIRef) -> set[URIRef]:
    article = network.is_article(graph, around)
    claims = network.owned(graph, around) if article else network.mentioning(graph, around)
    found = {event for claim in claims for event in graph.objects(claim, CG.event)}
    found.update(graph.subjects(CG.enacts, around))
    found.update(graph.subjects(SCHEMA.about, around))
    for part in graph.subjects(CG.actor, around):
        found.update(graph.subjects(CG.involves, part))
    if article:
        own = str(around).rstrip("/#") + "/"
        found.update(e for e in graph.subjects(RDF.type, CG.Event) if str(e).startswith(own))
    return {iri for iri in (*found, around) if isinstance(iri, URIRef)}


def _event(graph: Graph, iri: URIRef) -> Event:
    roles = {
        role for part in graph.objects(iri, CG.involves) for role in graph.objects(part, CG.role)
    }
    enacts = sorted(graph.objects(iri, CG.enacts), key=str)
    measure = ROLE.sanctioner in roles or (bool(enacts) and not roles & _ANSWERING)
    start = graph.value(iri, CG.date) or graph.value(iri, CG.start)
    first = dates.date(str(start)) if start is not None else None
    end = graph.value(iri, CG.end)
    last = dates.date(str(end)) if end is not None else None
    return Event(
        iri,
        network.label(graph, iri),
        Period(first, last if last and last.last >= first.first else None) if first else None,
        measure,
        tuple(network.label(graph, one) for one in enacts),
    )
