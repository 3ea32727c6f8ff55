"""Tells how far the capture of an article is: sentences covered, what is unfinished, what is next.

A sentence is covered by a passage that a claim is made in, when more than half of it lies there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.drafting.draft import Covered
from claimgraph.claims.drafting.sentences import divided
from claimgraph.claims.facts import first
from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import Reader
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import URIRef
    from rdflib.term import Node

    from claimgraph.claims.capture import Captured
    from claimgraph.claims.model import Article, Claim

_DRAFT = f"{SCHEME}review/draft"


@dataclass(frozen=True)
class Sentences:
    """How many sentences a text has, and the words of those that no claim covers, in order.

    `drafted` is how many of the others would not be covered without drafts.
    """

    number: int
    waiting: tuple[str, ...]
    drafted: int = 0

    @property
    def covered(self) -> int:
        """How many sentences lie in a passage with a claim."""
        return self.number - len(self.waiting)


@dataclass(frozen=True)
class Progress:
    """How far a capture is; claims by their local names, in the order of the article.

    `sentences` is None where the text is not at hand. `unsupported` claims have neither evidence
    nor a supporting argument, `unlinked` ones are in no argument; `unrestated` ones lack their
    restatement, and are counted nowhere else.
    """

    slug: str
    label: str
    sentences: Sentences | None
    claims: int
    drafts: tuple[str, ...]
    unrestated: tuple[str, ...]
    unsupported: tuple[str, ...]
    unlinked: tuple[str, ...]
    undated: tuple[str, ...]


def drafts(article: Article) -> tuple[Claim, ...]:
    """Return the claims that are drafts: by their own status, or by that of their article."""
    general = article.review and article.review.iri
    return tuple(c for c in article.claims if _is_draft(c.review and c.review.iri, general))


def _is_draft(own: object, of_article: object) -> bool:
    """Tell whether a claim's own status, or else that of its article, is that of a draft."""
    return str(own or of_article) == _DRAFT


def sentences(reader: Reader, article: URIRef, text: str | None) -> Sentences | None:
    """Return how much of an article's text is covered; None where the text is not at hand."""
    if text is None:
        return None
    general = first(reader.facts(article), CG.reviewStatus)

    def is_draft(claim: Node) -> bool:
        return _is_draft(first(reader.facts(claim), CG.reviewStatus), general)

    said = [
        ((one.start, one.end), [*filter(reader.is_told, reader.saying(one.iri))])
        for one in map(reader.passage, reader.graph.subjects(OA.hasSource, article))
        if one.start is not None and one.end is not None
    ]
    covered = Covered(place for place, claims in said if claims)
    finished = Covered(place for place, claims in said if not all(map(is_draft, claims)))
    known = divided(text)
    waiting = [one for one in known.sentences if not covered.covers(one.start, one.end)]
    without = sum(not finished.covers(one.start, one.end) for one in known.sentences)
    words = tuple(map(known.words, waiting))
    return Sentences(len(known.sentences), words, without - len(waiting))


def progress(captured: Captured, article: URIRef) -> Progress:
    """Return how far the capture of an article is."""
    reader = Reader(captured.graph)
    read = reader.article(article)
    supported = {one.conclusion for one in read.arguments if one.way == "supports"}
    linked = {one.conclusion for one in read.arguments}
    linked |= {premise for one in read.arguments for premise in one.premises}
    events = {event.iri: event for claim in read.claims for event in claim.events}
    return Progress(
        read.slug,
        read.label,
        sentences(reader, article, captured.text(article)),
        len(read.claims),
        _names(one.iri for one in drafts(read)),
        _names(sorted(reader.unrestated(article))),
        _names(c.iri for c in read.claims if not c.evidence and c.iri not in supported),
        _names(c.iri for c in read.claims if c.iri not in linked),
        _names(one.iri for one in events.values() if one.start is None),
    )


def uncaptured(slug: str, text: str) -> Progress:
    """Return how far an article is of which there is nothing but its text."""
    known = divided(text)
    waiting = tuple(map(known.words, known.sentences))
    return Progress(slug, "", Sentences(len(waiting), waiting), 0, (), (), (), (), ())


def _names(iris: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(iri).rstrip("/").rpartition("/")[2] for iri in iris)
