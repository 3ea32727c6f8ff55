"""Reads what articles say from a graph: the one place that knows how claims stand in RDF.

A graph is an rdflib graph of any kind, over a store in memory or on disk: what is asked for is
looked up, and nothing else is read. Of a SPARQL server `claims.fetching` brings what one article
or one claim needs into memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import DCTERMS, RDF, SKOS

from claimgraph.claims.facts import Lookup, each, first, iris, number, true, written
from claimgraph.claims.model import (
    CG,
    OA,
    SCHEMA,
    Actor,
    Argument,
    Article,
    Attribution,
    Claim,
    Event,
    Evidence,
    Explanation,
    Participation,
    Passage,
    Proposition,
    Quantity,
    Section,
    Source,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.facts import Facts

_WAYS = {
    CG.SupportingArgument: "supports",
    CG.OpposingArgument: "opposes",
    CG.Undercut: "undercuts",
}
# Chains that a broken capture makes endless are followed so far.
_LONGEST_CHAIN = 50


class Reader(Lookup):
    """Reads one value after the other from a graph, naming things in a language.

    What several values share (a source, a concept) is read once: a reader is for one piece of
    work, since it does not see changes to the graph.
    """

    def __init__(self, graph: Graph, language: str = "en") -> None:
        super().__init__(graph, language)
        self._sources: dict[Node, Source] = {}
        self._sections: dict[Node, Section] = {}
        self._read_passages: dict[Node, Passage] = {}
        self._urls: dict[Node, str | None] = {}

    # ── Articles ─────────────────────────────────────────────────────────────────────────────────

    def articles(self) -> list[URIRef]:
        """Return the IRIs of all articles, sorted."""
        return self.of_kind(CG.Article)

    def article(self, iri: URIRef) -> Article:
        """Return an article with all that it says."""
        facts = self.facts(iri)
        sections = [
            self.section(one)
            for one in self.graph.subjects(DCTERMS.isPartOf, iri)
            if self.is_a(one, CG.Section)
        ]
        passages = [self.passage(one) for one in self.graph.subjects(OA.hasSource, iri)]
        claims = sorted((self.claim(one) for one in self.owned(iri)), key=_first_made)
        arguments = self.arguments(claim.iri for claim in claims)
        explained = {
            one
            for claim in claims
            for leads in (CG.explains, CG.explainedBy)
            for one in self.graph.subjects(leads, claim.iri)
        }
        return Article(
            iri=iri,
            label=self.label(iri, facts),
            title=written(facts, DCTERMS.title) or self.label(iri, facts),
            creators=self.named(facts, DCTERMS.creator),
            publishers=self.named(facts, DCTERMS.publisher),
            issued=written(facts, DCTERMS.issued),
            url=written(facts, SCHEMA.url),
            digest=written(facts, CG.textDigest),
            subjects=self.named(facts, DCTERMS.subject),
            review=self.one(facts, CG.reviewStatus),
            sections=tuple(sorted(sections, key=lambda one: (one.position or 0, str(one.iri)))),
            passages=tuple(sorted(passages, key=lambda one: (one.start or 0, str(one.iri)))),
            claims=tuple(claims),
            arguments=tuple(arguments),
            explanations=tuple(self.explanation(one) for one in sorted(explained, key=str)),
        )

    def owned(self, article: Node) -> set[URIRef]:
        """Return the IRIs of the claims that have a passage in an article."""
        graph = self.graph
        return iris(
            claim
            for passage in graph.subjects(OA.hasSource, article)
            for claim in graph.subjects(CG.passage, passage)
            if self.is_claim(claim)
        )

    def claims(self) -> list[URIRef]:
        """Return the IRIs of all claims, sorted."""
        return sorted(iris(self.graph.subjects(CG.paraphrase)))

    def is_claim(self, node: Node) -> bool:
        """Tell whether a thing is a claim: arguments have passages, too."""
        return (node, CG.paraphrase, None) in self.graph

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
            found = sorted(self.graph.objects(article, SCHEMA.url), key=str)
            self._urls[article] = str(found[0]) if found else None
        return self._urls[article]

    # ── Claims ───────────────────────────────────────────────────────────────────────────────────

    def proposition(self, iri: URIRef) -> Proposition:
        """Return what a claim puts forward; what it rests on is not read."""
        return Proposition(**self._proposition(iri, self.facts(iri)))

    def _proposition(self, iri: URIRef, facts: Facts) -> dict[str, Any]:
        kinds = self.kinds(facts[RDF.type])
        telling = [kind for kind in kinds if kind.iri not in (CG.Claim, CG.Thesis)]
        return {
            "iri": iri,
            "label": self.label(iri, facts),
            "paraphrase": self.text(facts, CG.paraphrase),
            "kind": telling[0] if telling else None,
            "thesis": any(kind.within(CG.Thesis) for kind in kinds),
            "certainty": self.one(facts, CG.certainty),
            "hedges": tuple(sorted(map(str, facts[CG.hedge]))),
        }

    def claim(self, iri: URIRef) -> Claim:
        """Return a claim with all that is said of it."""
        facts = self.facts(iri)
        return Claim(
            **self._proposition(iri, facts),
            passages=self._passages(facts),
            participations=self._participations(facts),
            statements=self._statements(facts),
            evidence=each(facts, CG.evidence, self.evidence),
            speech=each(facts, CG.attribution, self.attribution),
            quantities=each(facts, CG.quantity, self.quantity),
            events=each(facts, CG.event, self.event),
            about=self.named(facts, SCHEMA.about),
            conditions=self.named(facts, CG.condition, CG.onCondition),
            horizons=self.named(facts, CG.horizon),
            addressees=self.named(facts, CG.addressee),
            favours=self.named(facts, CG.favours),
            review=self.one(facts, CG.reviewStatus),
        )

    def _passages(self, facts: Facts) -> tuple[Passage, ...]:
        return tuple(sorted(map(self.passage, facts[CG.passage]), key=lambda one: one.order))

    def _participations(self, facts: Facts) -> tuple[Participation, ...]:
        def participation(node: Node) -> Participation:
            inner = self.facts(node)
            return Participation(node, self.one(inner, CG.actor), self.one(inner, CG.role))

        found = each(facts, CG.involves, participation)
        return tuple(sorted(found, key=lambda one: (str(one.actor), str(one.role))))

    def _statements(self, facts: Facts) -> tuple[Statement, ...]:
        # Mostly blank nodes, which have another name in every run.
        found = each(facts, CG.asserts, self._statement)
        parts = {one: (str(one.subject), str(one.predicate), str(one.object)) for one in found}
        return tuple(sorted(found, key=parts.__getitem__))

    def _statement(self, node: Node) -> Statement:
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
            self._participations(facts),
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
            self.named(facts, CG.partOf),
            self.named(facts, CG.basedIn),
        )

    # ── Arguments ────────────────────────────────────────────────────────────────────────────────

    def arguments(self, claims: Iterable[Node]) -> list[Argument]:
        """Return the arguments that lead to claims, those against such arguments included.

        Support comes before what speaks against; then by label.
        """
        found: dict[Node, Argument] = {}
        # An undercut is known once the argument that it is aimed at is.
        waiting = list(claims)
        while waiting:
            for iri in self.graph.subjects(CG.conclusion, waiting.pop()):
                if iri not in found:
                    found[iri] = self.argument(iri)
                    waiting.append(iri)
        return sorted(found.values(), key=argument_order)

    def argument(self, node: Node) -> Argument:
        """Return an argument."""
        facts = self.facts(node)
        kinds = self.kinds(facts[RDF.type])
        kind, way = next(
            ((kind, way) for above, way in _WAYS.items() for kind in kinds if kind.within(above)),
            (None, "bears on"),
        )
        return Argument(
            node,
            self.label(node, facts),
            way,
            kind,
            self.one(facts, CG.scheme),
            true(facts, CG.explicit),
            tuple(sorted(iris(facts[CG.premise]))),
            tuple(sorted(facts[CG.conclusion], key=str)),
            self._passages(facts),
        )

    def concluding(self, node: Node) -> list[Argument]:
        """Return the arguments that lead to a claim, or are aimed at an argument."""
        found = {self.argument(one) for one in self.graph.subjects(CG.conclusion, node)}
        return sorted(found, key=argument_order)

    def using(self, claim: Node) -> list[Argument]:
        """Return the arguments of which a claim is a premise."""
        found = {self.argument(one) for one in self.graph.subjects(CG.premise, claim)}
        return sorted(found, key=argument_order)

    def explanation(self, node: Node) -> Explanation:
        """Return an explanation."""
        facts = self.facts(node)
        return Explanation(
            node,
            self.label(node, facts),
            tuple(sorted(iris(facts[CG.explains]))),
            tuple(sorted(iris(facts[CG.explainedBy]))),
            true(facts, CG.explicit),
            self._passages(facts),
        )


def argument_order(one: Argument) -> tuple[str, bool, str, tuple[URIRef, ...], str]:
    """Order arguments: by what they bear on, support first, by label."""
    end = str(one.conclusions[0]) if one.conclusions else ""
    return (end, one.way != "supports", one.label, one.premises, str(one.iri))


def _first_made(claim: Claim) -> tuple[bool, tuple[object, ...], str]:
    first = claim.passages[0].order if claim.passages else ()
    return (not claim.passages, first, str(claim.iri))
