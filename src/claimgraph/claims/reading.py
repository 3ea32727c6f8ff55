"""Reads what articles say from a graph: the one place that knows how claims stand in RDF.

A graph is an rdflib graph of any kind, over a store in memory or on disk: what is asked for is
looked up, and nothing else is read. Of a SPARQL server `claims.fetching` brings what one article
or one claim needs into memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rdflib import DCTERMS, RDF

from claimgraph.claims.facts import each, iris, text, true, written
from claimgraph.claims.model import (
    CG,
    OA,
    SCHEMA,
    Argument,
    Article,
    Claim,
    Explanation,
    Passage,
    Proposition,
    Publication,
    Statement,
    cited,
)
from claimgraph.claims.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef
    from rdflib.term import Node

    from claimgraph.claims.facts import Facts
    from claimgraph.claims.model import Attribution, Evidence, Participation, Source, Text

WAYS = {
    CG.SupportingArgument: "supports",
    CG.OpposingArgument: "opposes",
    CG.Undercut: "undercuts",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """An article's theses, and how much it says: the number of each."""

    publication: Publication
    theses: tuple[Proposition, ...]
    claims: int
    arguments: int
    passages: int
    sources: int


class Reader(Parts):
    """Reads one value after the other from a graph, naming things in a language.

    What several values share (a source, a concept) is read once: a reader is for one piece of
    work, since it does not see changes to the graph.
    """

    # ── Articles ─────────────────────────────────────────────────────────────────────────────────

    def articles(self) -> list[URIRef]:
        """Return the IRIs of all articles, sorted."""
        return self.of_kind(CG.Article)

    def publication(self, iri: URIRef) -> Publication:
        """Return an article as it was published; what it says is not read."""
        return Publication(**self._publication(iri))

    def issued(self, article: Node) -> str | None:
        """Return when an article was published, as it is written."""
        return written(self.facts(article), DCTERMS.issued)

    def _publication(self, iri: URIRef) -> dict[str, Any]:
        facts = self.facts(iri)
        return {
            "iri": iri,
            "label": self.label(iri, facts),
            "title": self.text(facts, DCTERMS.title) or self.label(iri, facts),
            "creators": self.named(facts, DCTERMS.creator),
            "publishers": self.named(facts, DCTERMS.publisher),
            "issued": written(facts, DCTERMS.issued),
            "url": written(facts, SCHEMA.url),
            "digest": written(facts, CG.textDigest),
            "subjects": self.named(facts, DCTERMS.subject),
            "review": self.one(facts, CG.reviewStatus),
        }

    def article(self, iri: URIRef) -> Article:
        """Return an article with all that it says."""
        parts = self.graph.subjects(DCTERMS.isPartOf, iri)
        sections = [self.section(one) for one in parts if self.is_a(one, CG.Section)]
        passages = [self.passage(one) for one in self.graph.subjects(OA.hasSource, iri)]
        claims = sorted((self.claim(one) for one in self.owned(iri)), key=_first_made)
        explained = {
            one
            for claim in claims
            for leads in (CG.explains, CG.explainedBy)
            for one in self.graph.subjects(leads, claim.iri)
        }
        return Article(
            **self._publication(iri),
            sections=tuple(sorted(sections, key=lambda one: (one.position or 0, str(one.iri)))),
            passages=tuple(sorted(passages, key=lambda one: (one.start or 0, str(one.iri)))),
            claims=tuple(claims),
            arguments=tuple(self.arguments(claim.iri for claim in claims)),
            explanations=tuple(self.explanation(one) for one in sorted(explained, key=str)),
        )

    def overview(self, iri: URIRef) -> Overview:
        """Return an article's theses and how much it says; the rest of that is not read."""
        graph, claims = self.graph, self.owned(iri)
        sources = {source.iri for one in claims for source in self.sources(one)}
        return Overview(
            self.publication(iri),
            tuple(self.proposition(one) for one in claims if self.is_a(one, CG.Thesis)),
            claims=len(claims),
            arguments=len(self._leading(claims)),
            passages=len(set(graph.subjects(OA.hasSource, iri))),
            sources=len(sources),
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

    def unrestated(self, article: Node) -> set[URIRef]:
        """Return the IRIs of claims with a passage in an article that are not restated yet."""
        graph = self.graph
        return iris(
            claim
            for passage in graph.subjects(OA.hasSource, article)
            for claim in graph.subjects(CG.passage, passage)
            if self.is_told(claim) and not self.is_claim(claim)
        )

    def is_told(self, node: Node) -> bool:
        """Tell whether what has a passage is a claim, restated or not: no step of reasoning."""
        return not any((node, leads, None) in self.graph for leads in (CG.conclusion, CG.explains))

    def claims(self) -> list[URIRef]:
        """Return the IRIs of all claims, sorted."""
        return sorted(iris(self.graph.subjects(CG.paraphrase)))

    def is_claim(self, node: Node) -> bool:
        """Tell whether a thing is a claim: arguments have passages, too."""
        return (node, CG.paraphrase, None) in self.graph

    def evidence_kinds(self) -> set[Node]:
        """Return the kinds that any evidence is of."""
        return set(self.graph.objects(None, CG.evidenceKind))

    def resting_on(self, source: Node) -> set[URIRef]:
        """Return the IRIs of the claims whose evidence is from a source."""
        graph = self.graph
        evidence = graph.subjects(CG.source, source)
        return iris(claim for one in evidence for claim in graph.subjects(CG.evidence, one))

    def paraphrase(self, node: Node) -> Text:
        """Return the words in which a claim is restated, none for anything else."""
        return self.text({CG.paraphrase: self.paraphrases(node)}, CG.paraphrase)

    def paraphrases(self, node: Node) -> list[Node]:
        """Return the same in every language."""
        return sorted(self.graph.objects(node, CG.paraphrase), key=str)

    def saying(self, passage: Node) -> list[Node]:
        """Return what is said in a passage: claims, arguments, explanations."""
        return sorted(self.graph.subjects(CG.passage, passage), key=str)

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
            "hedges": tuple(sorted(map(text, facts[CG.hedge]))),
        }

    def claim(self, iri: URIRef) -> Claim:
        """Return a claim with all that is said of it."""
        facts = self.facts(iri)
        return Claim(
            **self._proposition(iri, facts),
            passages=self._passages(facts),
            participations=self.participations(facts),
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

    def _statements(self, facts: Facts) -> tuple[Statement, ...]:
        # Mostly blank nodes, which have another name in every run.
        statements = each(facts, CG.asserts, self.statement)
        parts = {one: (str(one.subject), str(one.predicate), str(one.object)) for one in statements}
        return tuple(sorted(statements, key=parts.__getitem__))

    def involved(self, claim: Node) -> tuple[Participation, ...]:
        """Return who takes part in a claim."""
        return self.participations(self.facts(claim))

    def speech(self, claim: Node) -> tuple[Attribution, ...]:
        """Return whose words a claim is."""
        return each(self.facts(claim), CG.attribution, self.attribution)

    def resting(self, claim: Node) -> tuple[Evidence, ...]:
        """Return the evidence of a claim."""
        return each(self.facts(claim), CG.evidence, self.evidence)

    def sources(self, claim: Node) -> tuple[Source, ...]:
        """Return the sources that a claim rests on or quotes."""
        return cited(self.resting(claim), self.speech(claim))

    # ── Arguments ────────────────────────────────────────────────────────────────────────────────

    def arguments(self, claims: Iterable[Node] | None = None) -> list[Argument]:
        """Return the arguments that lead to claims, those against such arguments included; or all.

        Support comes before what speaks against; then by label.
        """
        ends = self.graph.objects(None, CG.conclusion) if claims is None else claims
        return sorted(map(self.argument, self._leading(ends)), key=argument_order)

    def _leading(self, ends: Iterable[Node]) -> set[Node]:
        arguments: set[Node] = set()
        # An undercut is known once the argument that it is aimed at is.
        waiting = list(ends)
        while waiting:
            more = set(self.graph.subjects(CG.conclusion, waiting.pop())) - arguments
            arguments |= more
            waiting += more
        return arguments

    def argument(self, node: Node) -> Argument:
        """Return an argument."""
        facts = self.facts(node)
        kinds = self.kinds(facts[RDF.type])
        kind, way = next(
            ((kind, way) for above, way in WAYS.items() for kind in kinds if kind.within(above)),
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
        arguments = {self.argument(one) for one in self.graph.subjects(CG.conclusion, node)}
        return sorted(arguments, key=argument_order)

    def using(self, claim: Node) -> list[Argument]:
        """Return the arguments of which a claim is a premise."""
        arguments = {self.argument(one) for one in self.graph.subjects(CG.premise, claim)}
        return sorted(arguments, key=argument_order)

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
