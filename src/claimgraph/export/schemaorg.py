"""The article, its claims and, where there are any, their fact checks as schema.org's JSON-LD."""

from __future__ import annotations

import json
import logging
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from rdflib import RDF, URIRef
from rdflib.term import BNode

from claimgraph.claims.facts import first, written
from claimgraph.claims.model import CG, SCHEMA
from claimgraph.errors import UsageError
from claimgraph.export import Form, query

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib.term

    from claimgraph.claims.facts import Term
    from claimgraph.claims.reading import Reader
    from claimgraph.export import Source

Node = dict[str, Any]

_log = logging.getLogger("claimgraph")
# Digits enough for any rating: the place of the last one is not made of zeros in memory.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
CONTEXT = "https://schema.org"


def write(source: Source, out: BinaryIO) -> None:
    """Write JSON-LD with schema.org's context: Article, Claim and ClaimReview."""
    articles, claims, reviews = nodes(source)
    out.write(document([*articles, *claims, *reviews]))


def document(graph: list[Node]) -> bytes:
    """Return nodes as one JSON-LD document."""
    return (
        json.dumps({"@context": CONTEXT, "@graph": graph}, indent=2, ensure_ascii=False) + "\n"
    ).encode()


def nodes(source: Source) -> tuple[list[Node], list[Node], list[Node]]:
    """Return the nodes of articles, of claims, and of reviews, each sorted by IRI.

    Claims are restated in the capturers' words; their author is who makes them.
    """
    reader = query.reader(source)
    articles = [_article(reader, one) for one in reader.articles()]
    reviews = [
        _review(reader, one, claim)
        for claim, one in sorted(
            (str(claim), one)
            for one in reader.graph.subjects(RDF.type, SCHEMA.ClaimReview)
            for claim in reader.graph.objects(one, SCHEMA.itemReviewed)
        )
    ]
    return articles, [_claim(reader, one) for one in reader.claims()], reviews


def node(reader: Reader, iri: URIRef) -> Node | None:
    """Return the node of an article, of a claim or of a review; None for anything else."""
    if reader.is_a(iri, CG.Article):
        return _article(reader, iri)
    if reader.is_claim(iri):
        return _claim(reader, iri)
    claim = min(reader.graph.objects(iri, SCHEMA.itemReviewed), key=str, default=None)
    reviews = (iri, RDF.type, SCHEMA.ClaimReview) in reader.graph
    return _review(reader, iri, str(claim)) if reviews and claim else None


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}


def _persons(reader: Reader, named: Iterable[Term]) -> list[Node]:
    """Return actors; what is only a name is a person's."""
    persons = []
    for one in sorted(named, key=lambda one: str(one.iri)):
        if not reader.is_a(one.iri, CG.Actor):
            persons.append({"@type": "Person", "name": str(one.iri)})
            continue
        actor = reader.actor(one.iri)
        # Search features know two kinds of authors; states and groups act as organisations do.
        persons.append(
            _filled(
                {
                    "@type": "Person" if actor.person else "Organization",
                    "@id": str(actor.iri),
                    "name": actor.label,
                    "sameAs": [str(same) for same in actor.same],
                }
            )
        )
    return persons


def _article(reader: Reader, iri: URIRef) -> Node:
    article = reader.publication(iri)
    return _filled(
        {
            "@type": "Article",
            "@id": str(iri),
            "headline": article.title,
            "inLanguage": article.title.language,
            "url": article.url,
            "datePublished": article.issued,
            "author": _persons(reader, article.creators),
            "publisher": _persons(reader, article.publishers),
        }
    )


def _claim(reader: Reader, iri: URIRef) -> Node:
    claim = reader.claim(iri)
    articles = [one for one in sorted(claim.articles, key=str) if isinstance(one, URIRef)]
    known = [reader.publication(one) for one in articles]
    appearances = [
        _filled(
            {"@type": "Article", "@id": str(one.iri)}
            | ({"headline": one.title, "url": one.url} if reader.is_a(one.iri, CG.Article) else {})
        )
        for one in known
    ]
    # Who denies a claim is not its author; whose words are nobody's in particular has none.
    authors = {one.actor for one in claim.speech if one.actor and not one.denies}
    if not claim.speech:
        authors = {creator for one in known for creator in one.creators}
    return _filled(
        {
            "@type": "Claim",
            "@id": str(iri),
            "name": claim.label,
            "text": claim.paraphrase,
            "inLanguage": claim.paraphrase.language,
            "author": _persons(reader, authors),
            "datePublished": min((one.issued for one in known if one.issued), default=None),
            "appearance": appearances,
        }
    )


def _review(reader: Reader, iri: rdflib.term.Node, reviewed: str) -> Node:
    facts = reader.facts(iri)
    claim: Node = {"@type": "Claim", "@id": reviewed}
    if reader.is_claim(URIRef(reviewed)):
        claim = _claim(reader, URIRef(reviewed))
    who = reader.facts(first(facts, SCHEMA.author) or BNode())
    kind = "Person" if SCHEMA.Person in who[RDF.type] else "Organization"
    author = _filled({"name": written(who, SCHEMA.name), "url": written(who, SCHEMA.url)})
    given = reader.facts(first(facts, SCHEMA.reviewRating) or BNode())
    rating = _filled(
        {
            "alternateName": reader.text(given, SCHEMA.alternateName),
            "ratingValue": _number(written(given, SCHEMA.ratingValue) or ""),
            "bestRating": _number(written(given, SCHEMA.bestRating) or ""),
            "worstRating": _number(written(given, SCHEMA.worstRating) or ""),
        }
    )
    return _filled(
        {
            "@type": "ClaimReview",
            # A blank node's label is another one in every run.
            "@id": str(iri) if isinstance(iri, URIRef) else "",
            "claimReviewed": reader.text(facts, SCHEMA.claimReviewed) or claim.get("name", ""),
            "url": written(facts, SCHEMA.url),
            "datePublished": written(facts, SCHEMA.datePublished),
            "author": author and {"@type": kind, **author},
            "reviewRating": rating and {"@type": "Rating", **rating},
            "itemReviewed": claim,
        }
    )


def _number(value: str) -> int | float | str | None:
    """Return a rating as JSON has it: a number where it is one, or else a text, None for none."""
    if not _NUMBER.fullmatch(value):
        return value or None
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else float(number)


def _reviews_alone(source: Source, out: BinaryIO) -> None:
    """Write the reviews in the data (`schema:ClaimReview`), each with the claim it reviews.

    Where there is no review, the article and its claims are written instead and a warning is
    logged: a claim as such says nothing about truth. Raises UsageError for a review that lacks what
    the fact-check features of search engines require (Google Search Central, Fact check).
    """
    articles, claims, reviews = nodes(source)
    if not reviews:
        _log.warning(
            "claimgraph: no fact check in the data: Article and Claim are written, without "
            "ClaimReview; add a schema:ClaimReview with schema:itemReviewed to have one"
        )
        out.write(document([*articles, *claims]))
        return
    for review in reviews:
        if faults := list(_missing(review)):
            raise UsageError(
                f"{review.get('@id') or review['itemReviewed']['@id']}: "
                f"the review needs {', '.join(faults)}: add what is missing, or take schemaorg"
            )
    # Each is a document of its own, in a list: checkers of pages do not all look into a @graph.
    alone = [{"@context": CONTEXT, **review} for review in reviews]
    out.write((json.dumps(alone, indent=2, ensure_ascii=False) + "\n").encode())


def _missing(review: Node) -> list[str]:
    """Return what a review lacks of the properties and ranges that fact-check features require."""
    rating = review.get("reviewRating", {})
    author = review.get("author")
    worst, best = rating.get("worstRating"), rating.get("bestRating")
    value = rating.get("ratingValue")
    texts = any(isinstance(one, str) for one in (worst, best, value))
    rules = {
        "a schema:claimReviewed, or a label on its claim": bool(review.get("claimReviewed")),
        "a schema:url": bool(review.get("url")),
        "a schema:reviewRating with a schema:alternateName": bool(rating.get("alternateName")),
        "an author with a schema:name or schema:url": author is None or len(author) > 1,
        "numbers for schema:ratingValue, schema:bestRating and schema:worstRating": not texts,
        "a schema:worstRating of 1 or more": texts or worst is None or worst >= 1,
        "a schema:bestRating above the worst": texts or None in (worst, best) or best > worst,
        "a schema:ratingValue between worst and best": texts
        or value is None
        or (worst if worst is not None else value)
        <= value
        <= (best if best is not None else value),
    }
    return [rule for rule, met in rules.items() if not met]


FORMS = (
    Form("schemaorg", "application/ld+json", ".jsonld", "document", write),
    Form("claimreview", "application/ld+json", ".jsonld", "document", _reviews_alone),
)
