"""Links between claims of different articles, as values: read from a graph, seen from either end.

A link has the slots of an SSSOM mapping: two claims, a relation, who says so, when, how sure, by
what method (https://mapping-commons.github.io/sssom/Mapping/). `claims.link_files` writes them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, Literal, Namespace, URIRef

from claimgraph.claims.facts import NO_TEXT, first, written
from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import Reader
from claimgraph.vocab import LINK, SCHEME, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.facts import Facts, Term, Text

PAV = Namespace("http://purl.org/pav/")
SSSOM = Namespace("https://w3id.org/sssom/")
SEMAPV = Namespace("https://w3id.org/semapv/vocab/")
CITO = Namespace("http://purl.org/spar/cito/")

# The folder of `data/` that holds links and no article.
FOLDER = "links"
# By what a claim belongs to an article: a passage, whose source the article is.
PASSAGE, SOURCE = str(CG.passage), str(OA.hasSource)
_STATUS = SCHEME + "link-status/"
PROPOSED = URIRef(_STATUS + "proposed")
ACCEPTED = URIRef(_STATUS + "accepted")
REJECTED = URIRef(_STATUS + "rejected")
STATUSES = (PROPOSED, ACCEPTED, REJECTED)

MANUAL = SEMAPV.ManualMappingCuration
# So many digits a confidence may have behind its point.
_DIGITS = 30
# The values that SSSOM 1.1 allows for mapping_justification.
METHODS = tuple(
    SEMAPV[name]
    for name in (
        *("BackgroundKnowledgeBasedMatching", "CompositeMatching", "InstanceBasedMatching"),
        *("LexicalMatching", "LexicalSimilarityThresholdMatching", "LogicalReasoning"),
        *("ManualMappingCuration", "MappingChaining", "MappingInversion", "MappingReview"),
        *("SemanticSimilarityThresholdMatching", "StructuralMatching", "UnspecifiedMatching"),
    )
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that claims of two articles can have, in words from either end.

    `inverse` is the relation that says the same the other way round, itself if it is symmetric.
    """

    iri: URIRef
    words: str
    back: str
    inverse: URIRef | None = None

    def __str__(self) -> str:
        return self.words


EXACT, _CLOSE = URIRef(SKOS + "exactMatch"), URIRef(SKOS + "closeMatch")
_BROAD, _NARROW = URIRef(SKOS + "broadMatch"), URIRef(SKOS + "narrowMatch")
_REVISION = URIRef("http://www.w3.org/ns/prov#wasRevisionOf")
DISAGREES = CITO.disagreesWith
# What says nearly the same, and what takes its reasons from the other claim.
NEARLY = (_CLOSE, CITO.agreesWith)
TAKEN_OVER = (CITO.citesAsEvidence, _REVISION)
# `a skos:broadMatch b` says that b is the broader one. Inverses: SKOS S43 and S44.
RELATIONS = {
    each.iri: each
    for each in (
        Relation(EXACT, "says the same as", "says the same as", EXACT),
        Relation(_CLOSE, "says nearly the same as", "says nearly the same as", _CLOSE),
        Relation(_BROAD, "is narrower than", "is broader than", _NARROW),
        Relation(_NARROW, "is broader than", "is narrower than", _BROAD),
        Relation(CITO.agreesWith, "agrees with", "is agreed with by"),
        Relation(DISAGREES, "disagrees with", "is disagreed with by"),
        Relation(CITO.citesAsEvidence, "cites as evidence", "is cited as evidence by"),
        Relation(_REVISION, "is a revision of", "was revised by"),
    )
}


@dataclass(frozen=True, slots=True)
class Link:
    """That a claim of one article bears on a claim of another, and on whose word.

    `authors` are terms whose IRI is one, or the literal of a name alone. `created` is an xsd:date
    as it is written. Of a link that a check would refuse, parts may be None.
    """

    subject: URIRef
    relation: URIRef
    object: URIRef
    authors: tuple[Term, ...] = ()
    created: str | None = None
    confidence: Decimal | None = None
    method: URIRef | None = None
    status: URIRef | None = None
    tool: str | None = None
    comment: Text = NO_TEXT
    iri: Node | None = None

    @property
    def key(self) -> tuple[URIRef, URIRef, URIRef]:
        """What it says: equal for links that say the same, from whichever end."""
        known = RELATIONS.get(self.relation)
        if known is None or known.inverse is None:
            return self.subject, self.relation, self.object
        turned = (self.object, known.inverse, self.subject)
        here = (self.subject, self.relation, self.object)
        return min(here, turned, key=lambda one: (one[1], one[0], one[2]))

    @property
    def name(self) -> URIRef:
        """The IRI of its node, made of what it says where it has none of its own."""
        if isinstance(self.iri, URIRef):
            return self.iri
        said = "\n".join(self.key).encode()
        return URIRef(LINK + hashlib.sha256(said).hexdigest()[:16])

    @property
    def accepted(self) -> bool:
        """Whether a person stands behind it."""
        return self.status == ACCEPTED

    @property
    def words(self) -> str:
        """The relation in words, from the subject's end."""
        known = RELATIONS.get(self.relation)
        return known.words if known else str(self.relation)

    @property
    def back(self) -> str:
        """The relation in words, from the object's end."""
        known = RELATIONS.get(self.relation)
        return known.back if known else f"is at the other end of {self.relation} from"

    def other(self, claim: Node) -> URIRef:
        """Return the claim at the other end than one."""
        return self.object if claim == self.subject else self.subject


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A link seen from one of its claims; `back` where that is its object (who links here).

    `label` is that of the other claim, `article` the other article by its title, None where the
    graph holds neither.
    """

    link: Link
    claim: URIRef
    label: str
    article: Term | None
    back: bool = False

    @property
    def words(self) -> str:
        """The relation in words, from here to there."""
        return self.link.back if self.back else self.link.words

    @property
    def by(self) -> str:
        """Who says so, when, how sure, and that it is only proposed, in words."""
        parts = [", ".join(one.label for one in self.link.authors), self.link.created]
        parts += [f"confidence {self.link.confidence}"] if self.link.confidence is not None else []
        parts += [] if self.link.accepted else ["proposed"]
        return ", ".join(filter(None, parts))

    def __str__(self) -> str:
        there = f" in “{self.article}”" if self.article else ""
        return f"{self.words}: {self.label}{there} ({self.by})"


@dataclass(frozen=True)
class Links:
    """Links by their ends, in the order of their names."""

    links: tuple[Link, ...] = ()

    def __iter__(self) -> Iterator[Link]:
        return iter(self.links)

    def __len__(self) -> int:
        return len(self.links)

    @cached_property
    def _from(self) -> dict[URIRef, list[Link]]:
        return _grouped((link.subject, link) for link in self.links)

    @cached_property
    def _to(self) -> dict[URIRef, list[Link]]:
        return _grouped((link.object, link) for link in self.links)

    @cached_property
    def by_key(self) -> dict[tuple[URIRef, URIRef, URIRef], Link]:
        """The links by what they say."""
        return {link.key: link for link in self.links}

    def starting_at(self, claim: Node) -> tuple[Link, ...]:
        """Return the links from a claim to others."""
        return tuple(self._from.get(URIRef(str(claim)), ()))

    def ending_at(self, claim: Node) -> tuple[Link, ...]:
        """Return the links from other claims to one: its backlinks."""
        return tuple(self._to.get(URIRef(str(claim)), ()))

    def of(self, claim: Node) -> tuple[Link, ...]:
        """Return the links of a claim in both directions."""
        return self.starting_at(claim) + self.ending_at(claim)

    def between(self, one: Node, other: Node) -> tuple[Link, ...]:
        """Return the links between two claims, whichever of them is the subject."""
        return tuple(link for link in self.of(one) if link.other(one) == other)

    @property
    def accepted(self) -> Links:
        """Those that a person stands behind."""
        return Links(tuple(link for link in self.links if link.accepted))


def _grouped(pairs: Iterator[tuple[URIRef, Link]]) -> dict[URIRef, list[Link]]:
    links_of: dict[URIRef, list[Link]] = defaultdict(list)
    for end, link in pairs:
        links_of[end].append(link)
    return links_of


@dataclass(frozen=True, slots=True)
class Same:
    """The claims that say the same as one, itself first, in the order in which links lead to them.

    `exact` are those that say exactly the same. Not `complete` where there are too many.
    """

    exact: tuple[URIRef, ...]
    claims: tuple[URIRef, ...]
    complete: bool = True


def same(
    claim: URIRef, links_of: Callable[[URIRef], Iterable[Link]], most: int | None = None
) -> Same:
    """Return which claims say the same as one by accepted links, at most so many.

    skos:exactMatch is transitive (SKOS S45); of other relations at most one lies on the way.
    """

    def others(one: URIRef, *relations: URIRef) -> Iterator[URIRef]:
        for link in links_of(one):
            if link.accepted and link.relation in relations:
                yield link.other(one)

    def exactly(claims: Iterable[URIRef]) -> tuple[list[URIRef], bool]:
        alike = list(dict.fromkeys(claims))
        known = set(alike)
        for one in alike:
            if most is not None and len(alike) >= most:
                return alike[:most], False
            fresh = [other for other in others(one, EXACT) if other not in known]
            alike += dict.fromkeys(fresh)
            known.update(fresh)
        return alike[:most], True

    exact, whole = exactly([claim])
    near, near_whole = exactly(other for one in exact for other in others(one, *NEARLY))
    claims = dict.fromkeys([*exact, *near])
    return Same(tuple(exact), tuple(claims)[:most], whole and near_whole)


class LinkReader(Reader):
    """Reads links from a graph, beside the claims that they join."""

    def links(self) -> Links:
        """Return all links of the graph; those without two ends and a relation are left out."""
        read = (self.link(node) for node in self.graph.subjects(RDF.type, CG.Link))
        return Links(tuple(sorted((link for link in read if link), key=_order)))

    def links_of(self, claim: Node) -> Links:
        """Return the links of one claim in both directions; no other is read."""
        ends = (RDF.subject, RDF.object)
        nodes = {node for end in ends for node in self.graph.subjects(end, claim)}
        read = (self.link(node) for node in nodes if (node, RDF.type, CG.Link) in self.graph)
        return Links(tuple(sorted((link for link in read if link), key=_order)))

    def elsewhere(self, claim: Node) -> tuple[Elsewhere, ...]:
        """Return the links of a claim as seen from it, those that start there first.

        Links that somebody has rejected are left out.
        """
        links = self.links_of(claim)
        seen = [self._seen(link, back=False) for link in links.starting_at(claim)]
        seen += [self._seen(link, back=True) for link in links.ending_at(claim)]
        return tuple(one for one in seen if one.link.status != REJECTED)

    def _seen(self, link: Link, *, back: bool) -> Elsewhere:
        other = link.subject if back else link.object
        articles = sorted(self.articles_of(other), key=str)
        article = self.term(articles[0]) if articles else None
        return Elsewhere(link, other, self.term(other).label, article, back)

    def articles_of(self, claim: Node) -> set[Node]:
        """Return the articles that a claim has passages in."""
        graph = self.graph
        passages = graph.objects(claim, CG.passage)
        return {article for one in passages for article in graph.objects(one, OA.hasSource)}

    def link(self, node: Node) -> Link | None:
        """Return a link, or None where it lacks an end or its relation."""
        facts = self.facts(node)
        ends = [first(facts, part) for part in (RDF.subject, RDF.predicate, RDF.object)]
        subject, relation, other = (one if isinstance(one, URIRef) else None for one in ends)
        if subject is None or relation is None or other is None:
            return None
        method, status = first(facts, SSSOM.mapping_justification), first(facts, CG.linkStatus)
        return Link(
            subject,
            relation,
            other,
            authors=self.named(facts, PAV.authoredBy, SSSOM.author_label),
            created=written(facts, DCTERMS.created),
            confidence=_confidence(facts),
            method=method if isinstance(method, URIRef) else None,
            status=status if isinstance(status, URIRef) else None,
            tool=written(facts, SSSOM.mapping_tool),
            comment=self.text(facts, RDFS.comment),
            iri=node,
        )


def read(graph: Graph, language: str = "en") -> Links:
    """Return all links of a graph."""
    return LinkReader(graph, language).links()


def _confidence(facts: Facts) -> Decimal | None:
    """Return how sure the author is, None for what is not a number from 0 to 1."""
    value = first(facts, SSSOM.confidence)
    return confidence(str(value)) if isinstance(value, Literal) else None


def confidence(text: str) -> Decimal | None:
    """Return a number from 0 to 1 as it is written, None for any other text."""
    try:
        number = Decimal(text.strip())
        # Written out, 1e-999999 would fill a megabyte.
        right = 0 <= number <= 1 and int(number.as_tuple().exponent) >= -_DIGITS
    except (InvalidOperation, ValueError):
        return None
    return number if right else None


def _order(link: Link) -> tuple[str, str, str, str]:
    return str(link.subject), str(link.relation), str(link.object), str(link.iri)
