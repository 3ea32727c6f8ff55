"""Reads what claims are made of from a graph: passages, evidence, attributions, events, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, SKOS

from claimgraph.claims.facts import Lookup, each, first, number, true, written
from claimgraph.claims.model import (
    CG,
    OA,
    SCHEMA,
    Actor,
    Attribution,
    Event,
    Evidence,
    Participation,
    Passage,
    Quantity,
    Section,
    Source,
    Statement,
)

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.facts import Facts

# Chains that a broken capture makes endless are followed so far.
_LONGEST_CHAIN = 50


class Parts(Lookup):
    """Reads one value after the other; what several share (a source, a passage) is read once."""

    def __init__(self, graph: Graph, language: str = "en") -> None:
        super().__init__(graph, language)
        self._sources: dict[Node, Source] = {}
        self._sections: dict[Node, Section] = {}
        self._read_passages: dict[Node, Passage] = {}
        self._urls: dict[Node, str | None] = {}

    def section(self, node: Node) -> Section:
        """Return a section."""
        if node not in self._sections:
            facts = self.facts(node)
            summing = any(self.kind(one).within(CG.KeyTakeaways) for one in facts[RDF.type])
            position = number(first(facts, SCHEMA.position))
            self._sections[node] = Section(node, self.label(node, facts), position, summing)
        return self._sections[node]

    def passage(self, node: Node) -> Passage:
        """Return a passage with its place in the text, as its selectors have it."""
        if node not in self._read_passages:
            self._read_passages[node] = self._passage(node)
        return self._read_passages[node]

    def _passage(self, node: Node) -> Passage:
        facts = self.facts(node)
        selectors = [self.facts(one) for one in sorted(facts[OA.hasSelector], key=str)]
        places = [
            (start, end)
            for one in selectors
            if (start := number(first(one, OA.start))) is not None
            and (end := number(first(one, OA.end))) is not None
        ]
        article, section = first(facts, OA.hasSource), first(facts, DCTERMS.isPartOf)
        start, end = places[0] if places else (None, None)
        return Passage(
            iri=node,
            label=self.label(node, facts),
            article=article,
            section=None if section is None else self.section(section),
            start=start,
            end=end,
            fragment=next((str(one) for each in selectors for one in each[RDF.value]), None),
            digest=written(facts, CG.digest),
            url=None if article is None else self._url(article),
        )

    def _url(self, article: Node) -> str | None:
        if article not in self._urls:
            urls = sorted(self.graph.objects(article, SCHEMA.url), key=str)
            self._urls[article] = str(urls[0]) if urls else None
        return self._urls[article]

    def participation(self, node: Node) -> Participation:
        """Return who takes part, and in which role."""
        facts = self.facts(node)
        return Participation(node, self.one(facts, CG.actor), self.one(facts, CG.role))

    def participations(self, facts: Facts) -> tuple[Participation, ...]:
        """Return who takes part, by names."""
        read = each(facts, CG.involves, self.participation)
        return tuple(sorted(read, key=lambda one: (str(one.actor), str(one.role))))

    def statement(self, node: Node) -> Statement:
        """Return what is said about the world, and how it is said to hold."""
        facts = self.facts(node)
        return Statement(
            node,
            self.one(facts, RDF.subject),
            self.one(facts, RDF.predicate),
            self.one(facts, RDF.object),
            self.one(facts, CG.polarity),
            self.one(facts, CG.modality),
            self.one(facts, CG.recipient),
        )

    def evidence(self, node: Node) -> Evidence:
        """Return a piece of evidence with its source."""
        facts = self.facts(node)
        source = first(facts, CG.source)
        return Evidence(
            node,
            self.label(node, facts),
            self.one(facts, CG.evidenceKind),
            None if source is None else self.source(source),
            written(facts, CG.locator),
        )

    def source(self, node: Node) -> Source:
        """Return a source with its issuer."""
        if node not in self._sources:
            facts = self.facts(node)
            kinds = self.kinds(facts[RDF.type])
            own = [kind for kind in kinds if kind.within(CG.Source)]
            unnamed = [kind for kind in own if kind.within(CG.UnnamedSource)]
            self._sources[node] = Source(
                node,
                self.label(node, facts),
                next(iter([*unnamed, *own, *kinds]), None),
                self.one(facts, CG.issuer),
                written(facts, DCTERMS.issued),
                written(facts, SCHEMA.url),
            )
        return self._sources[node]

    def attribution(self, node: Node, above: tuple[Node, ...] = ()) -> Attribution:
        """Return an attribution with the chain that it reaches the reader by."""
        facts = self.facts(node)
        source, through = first(facts, CG.source), first(facts, CG.through)
        above = (*above, node)
        goes_on = through is not None and through not in above and len(above) < _LONGEST_CHAIN
        return Attribution(
            node,
            self.one(facts, CG.actor),
            self.one(facts, CG.speechAct),
            None if source is None else self.source(source),
            self.attribution(through, above) if goes_on and through is not None else None,
        )

    def event(self, node: Node) -> Event:
        """Return an event with its dates and who took part."""
        facts = self.facts(node)
        return Event(
            node,
            self.label(node, facts),
            written(facts, CG.date) or written(facts, CG.start),
            written(facts, CG.end),
            self.participations(facts),
            self.named(facts, CG.enacts),
            self.named(facts, CG.terminates),
            self.named(facts, SCHEMA.about),
            true(facts, CG.computed),
        )

    def quantity(self, node: Node) -> Quantity:
        """Return a figure."""
        facts = self.facts(node)
        return Quantity(
            node,
            self.label(node, facts),
            written(facts, CG.value),
            written(facts, CG.valueTo),
            self.one(facts, CG.unit),
            self.one(facts, CG.comparator),
            self.text(facts, CG.measures) or None,
            written(facts, CG.asOf),
            true(facts, CG.computed),
        )

    def actor(self, node: Node) -> Actor:
        """Return an actor with its other names."""
        facts = self.facts(node)
        kinds = [kind for kind in self.kinds(facts[RDF.type]) if kind.within(CG.Actor)]
        return Actor(
            node,
            self.label(node, facts),
            kinds[0] if kinds else None,
            tuple(sorted(map(str, facts[SKOS.altLabel]))),
            tuple(sorted(facts[SKOS.exactMatch], key=str)),
            self.named(facts, CG.partOf),
            self.named(facts, CG.basedIn),
        )
