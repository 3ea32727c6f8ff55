"""What a report lists: every claim in the article's order, and every thing that claims speak of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, Namespace, URIRef

from claimgraph.claims import events
from claimgraph.claims import network as argument
from claimgraph.claims.evidence import cited
from claimgraph.claims.network import CG, OA
from claimgraph.pictures import svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.network import Argument

SCHEMA = Namespace("https://schema.org/")


@dataclass(frozen=True)
class Passage:
    """Where a claim is said: a label, and a link that opens the original at the words."""

    label: str
    href: str


@dataclass(frozen=True)
class Claim:
    """A claim with all that the report says of it."""

    iri: URIRef
    label: str
    kind: str
    thesis: bool
    certainty: str
    hedge: str
    paraphrase: str
    passages: tuple[Passage, ...]
    sources: tuple[URIRef, ...]
    arguments: tuple[Argument, ...]
    used: tuple[Argument, ...]


@dataclass(frozen=True)
class Section:
    """A section of the article with the claims that it makes, in their order."""

    label: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Thing:
    """A source, an actor, an event, a measure or a technology, and the claims that speak of it."""

    iri: URIRef
    label: str
    kind: str
    group: str
    claims: tuple[URIRef, ...] = field(default=())


_GROUPS = {
    "Sources": CG.Source,
    "Actors": CG.Actor,
    "Events": CG.Event,
    "Measures": CG.Measure,
    "Technologies": CG.Technology,
}


def claims(graph: Graph, article: URIRef) -> list[Section]:
    """Return the claims of an article by its sections; what it says twice stands in its body."""
    network = argument.network(graph, argument.owned(graph, article))
    by_section: dict[tuple[int, str], list[tuple[int, Claim]]] = defaultdict(list)
    for one in network.claims.values():
        found = [_passage(graph, p) for p in graph.objects(one.iri, CG.passage)]
        found.sort()
        arguments = network.concluding.get(one.iri, [])
        attacks = [
            a for a in network.arguments.values() if a.conclusion in {x.iri for x in arguments}
        ]
        claim = Claim(
            iri=one.iri,
            label=one.label,
            kind=_kind(graph, one.iri),
            thesis=one.thesis,
            certainty=one.certainty,
            hedge=one.hedge,
            paraphrase=str(graph.value(one.iri, CG.paraphrase)),
            passages=tuple(passage for *_, passage in found),
            sources=tuple(sorted(cited(graph, one.iri))),
            arguments=(*arguments, *attacks),
            used=tuple(network.using.get(one.iri, ())),
        )
        _, position, section, start, _, _ = found[0]
        by_section[position, section].append((start, claim))
    return [
        Section(label, tuple(claim for _, claim in sorted(some, key=lambda s: (s[0], s[1].iri))))
        for (_, label), some in sorted(by_section.items())
    ]


def _passage(graph: Graph, passage: Node) -> tuple[bool, int, str, int, str, Passage]:
    """Return what orders a passage (takeaways last), and the passage."""
    section = graph.value(passage, DCTERMS.isPartOf)
    takeaway = section is not None and (section, RDF.type, CG.KeyTakeaways) in graph
    position = _number(graph.value(section, SCHEMA.position)) if section is not None else 0
    start, fragment = 0, ""
    for selector in graph.objects(passage, OA.hasSelector):
        start = _number(graph.value(selector, OA.start)) or start
        fragment = str(graph.value(selector, RDF.value) or fragment)
    source = graph.value(passage, OA.hasSource)
    url = str(graph.value(source, SCHEMA.url) or "") if source is not None else ""
    href = f"{url.partition('#')[0]}#{fragment}" if url and fragment else url
    label = argument.label(graph, passage)
    shown = Passage(label, href if svg.safe(href) else "")
    return (takeaway, position, argument.label(graph, section), start, label, shown)


def _number(value: Node | None) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0


def _kind(graph: Graph, iri: URIRef) -> str:
    kinds = sorted(set(graph.objects(iri, RDF.type)) - {CG.Claim, CG.Thesis}, key=str)
    return argument.label(graph, kinds[0]) if kinds else "claim"


def things(graph: Graph, sections: Sequence[Section]) -> list[Thing]:
    """Return the things that claims speak of, in groups, by label."""
    order = {claim.iri: n for n, claim in enumerate(c for s in sections for c in s.claims)}
    found = []
    for group, kind in _GROUPS.items():
        classes = {kind, *graph.transitive_subjects(RDFS.subClassOf, kind)}
        members = {
            (thing, one)
            for one in classes
            for thing in graph.subjects(RDF.type, one)
            if isinstance(thing, URIRef)
        }
        # A subclass says more than the class.
        nearest = dict(sorted(members, key=lambda m: (m[0], m[1] != kind, str(m[1]))))
        listed = [
            Thing(
                iri,
                argument.label(graph, iri),
                argument.label(graph, one),
                group,
                tuple(sorted(argument.mentioning(graph, iri) & set(order), key=order.__getitem__)),
            )
            for iri, one in nearest.items()
        ]
        if group == "Events":
            dates = {e.iri: e.period.shown if e.period else "no date" for e in events.events(graph)}
            place = {iri: number for number, iri in enumerate(dates)}
            dated = [Thing(t.iri, t.label, dates[t.iri], group, t.claims) for t in listed]
            found += sorted(dated, key=lambda thing: place[thing.iri])
        else:
            spoken = [thing for thing in listed if thing.claims or group == "Sources"]
            found += sorted(spoken, key=lambda thing: (thing.label.casefold(), thing.iri))
    return found
