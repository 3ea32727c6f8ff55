"""Proposes candidates for the claims of a library's articles, without those somebody decided on."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rdflib import XSD
from rdflib.term import Literal, URIRef

from claimgraph.claims.alignment import matching
from claimgraph.claims.alignment.matching import Said
from claimgraph.claims.links import PROPOSED, RELATIONS
from claimgraph.errors import UsageError
from claimgraph.graph.stores import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.claims.alignment.matching import Candidate, Watched
    from claimgraph.claims.alignment.naming import Namesake
    from claimgraph.claims.library.library import Library
    from claimgraph.claims.links import Links

VARIABLES = ("kind", "this", "candidate", "article", "score", "relation", "shared")
# So many candidates a claim has, and so much a candidate scores.
LIMIT, LEAST = 3, 0.5
# So many stems that two claims share are shown.
_SHOWN = 6
# So many claims tell which words are rare in a project.
_SAMPLE = 2000


class OnlyOneError(UsageError):
    """No two articles have claims."""


def between(
    library: Library,
    articles: Sequence[str],
    known: Links,
    *,
    limit: int = LIMIT,
    least: float = LEAST,
    watched: Watched = lambda places: places,
) -> Iterator[Candidate]:
    """Yield candidates for the claims of articles, claim by claim, the best first.

    `articles` are IRIs: of the second's claims for those of the first, of all others' for those of
    one, of all articles for each other where none is named. Pairs that `known` links accept or
    reject are left out, and scores below `least`. Raises UsageError for an article that is named
    twice, OnlyOneError where there are no two articles.
    """
    if len(articles) == 2 and articles[0] == articles[1]:
        raise UsageError(f"{articles[0]} is named twice: claims are aligned between two articles")
    pairs = _decided(known)
    claims = _said(library, articles[:1])
    others = claims if not articles else _said(library, articles[1:])
    if len({one.article for one in (*claims, *others)}) < 2:
        raise OnlyOneError("claims are aligned between two articles, and only one has claims here")
    candidates = matching.candidates(
        claims,
        others,
        limit,
        decided=lambda one, other: frozenset((one, other)) in pairs,
        background=_sample(library),
        watched=watched,
    )
    return (one for one in candidates if one.score >= least)


def decided(library: Library, articles: Sequence[str], known: Links) -> int:
    """Return how many pairs links accept or reject: of two articles, of one, or all of them."""
    parts = [
        {
            iri
            for (iri,) in library.rows(
                "SELECT term.iri FROM node JOIN term ON term.id = node.term "
                "JOIN term AS article ON article.id = node.article WHERE article.iri = ?",
                [article],
            )
        }
        for article in articles
    ]
    return sum(not any(part.isdisjoint(pair) for part in parts) for pair in _decided(known))


def _decided(known: Links) -> set[frozenset[str]]:
    return {
        frozenset((str(one.subject), str(one.object))) for one in known if one.status != PROPOSED
    }


def for_claim(
    library: Library, claim: str, known: Links, *, limit: int = LIMIT, least: float = LEAST
) -> list[Candidate]:
    """Return the candidates for one claim, those that `between` yields for it.

    Raises UsageError for an IRI that no article's claim has, and where no other article has claims.
    """
    rows = library.rows(
        "SELECT article.iri FROM node JOIN term ON term.id = node.term "
        "JOIN term AS article ON article.id = node.article "
        "WHERE node.kind = 'claim' AND term.iri = ? ORDER BY node.id LIMIT 1",
        [claim],
    )
    if not rows:
        raise UsageError(f"<{claim}> is not a claim of an article: give it its passage")
    found = between(library, [rows[0][0]], known, limit=limit, least=least)
    return [one for one in found if one.claim.iri == claim]


_SELECT = (
    "SELECT term.iri, node.label, node.paraphrase, article.iri FROM node "
    "JOIN term ON term.id = node.term JOIN term AS article ON article.id = node.article "
    "WHERE node.kind = 'claim'"
)


def _said(library: Library, articles: Sequence[str]) -> list[Said]:
    """Return the claims of articles, or of all where none is named."""
    only = f" AND article.iri IN ({', '.join('?' for _ in articles)})" if articles else ""
    rows = library.rows(f"{_SELECT}{only} ORDER BY article.iri, node.id", articles)
    # What several graphs describe is one claim.
    return list({row[0]: Said(*row) for row in reversed(rows)}.values())[::-1]


def _sample(library: Library) -> list[Said]:
    """Return some claims of all articles, taken evenly."""
    count = library.rows("SELECT COUNT(*) FROM node WHERE kind = 'claim'")[0][0]
    step = max(1, count // _SAMPLE)
    return [Said(*row) for row in library.rows(f"{_SELECT} AND node.id % ? = 0", [step])]


def rows(candidates: Iterable[Candidate], namesakes: Iterable[Namesake] = ()) -> Rows:
    """Return candidates as an answer, to be written in any format that answers have."""
    return Rows(VARIABLES, chain(map(_row, candidates), map(_named, namesakes)))


def _named(one: Namesake) -> Mapping[str, Node]:
    return {
        "kind": Literal(one.kind),
        "this": URIRef(one.iri),
        "candidate": URIRef(one.entry),
        "score": Literal(f"{one.score:.2f}", datatype=XSD.decimal),
        "relation": Literal("is called like"),
        "shared": Literal(one.name),
    }


def _row(one: Candidate) -> Mapping[str, Node]:
    return {
        "kind": Literal("claim"),
        "this": URIRef(one.claim.iri),
        "candidate": URIRef(one.other.iri),
        "article": URIRef(one.other.article),
        "score": Literal(f"{one.score:.2f}", datatype=XSD.decimal),
        "relation": Literal(RELATIONS[one.relation].words),
        "shared": Literal(", ".join(one.shared[:_SHOWN])),
    }
