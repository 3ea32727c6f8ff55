"""The article, its claims and, where there are any, their fact checks as schema.org's JSON-LD."""

from __future__ import annotations

import json
import logging
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.export import Form
from claimgraph.export.query import any_of, asked, first, grouped, merged, rows, text
from claimgraph.graph.stores.memory import Embedded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.export import Source

Node = dict[str, Any]

_log = logging.getLogger("claimgraph")
# Digits enough for any rating: the place of the last one is not made of zeros in memory.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
CONTEXT = "https://schema.org"
_ARTICLES = any_of(
    "?id a cg:Article .",
    "?id dcterms:title ?title",
    "?id dcterms:creator ?creator",
    "?id dcterms:publisher ?publisher",
    "?id dcterms:issued ?issued",
    "?id schema:url ?url",
)
_ACTORS = any_of(
    "?id a/rdfs:subClassOf* cg:Actor .",
    "?id rdfs:label ?name",
    "?id skos:exactMatch ?same",
    "?id a cg:Person BIND (true AS ?person)",
)
# Who denies a claim is not its author; whose words are nobody's in particular has none.
_CLAIMS = any_of(
    "?id cg:paraphrase [] .",
    "?id cg:paraphrase ?paraphrase",
    "?id rdfs:label ?label",
    "?id cg:passage/oa:hasSource ?article",
    "?id cg:passage/oa:hasSource/dcterms:issued ?issued",
    "?id cg:passage/oa:hasSource/dcterms:creator ?author "
    "FILTER NOT EXISTS { ?id cg:attribution ?any }",
    "?id cg:attribution ?attribution . ?attribution cg:actor ?author "
    "FILTER NOT EXISTS { ?attribution cg:speechAct speech-act:denies }",
)
_REVIEWS = any_of(
    "?id a schema:ClaimReview ; schema:itemReviewed ?claim .",
    "?id schema:claimReviewed ?reviewed",
    "?id schema:url ?url",
    "?id schema:datePublished ?published",
    "?id schema:author/schema:name ?name",
    "?id schema:author/schema:url ?home",
    "?id schema:author/rdf:type schema:Person BIND (true AS ?person)",
    "?id schema:reviewRating/schema:alternateName ?verdict",
    "?id schema:reviewRating/schema:ratingValue ?value",
    "?id schema:reviewRating/schema:bestRating ?best",
    "?id schema:reviewRating/schema:worstRating ?worst",
)


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
    return _nodes(asked(source))


def of_quads(quads: Iterable[ox.Quad]) -> tuple[list[Node], list[Node], list[Node]]:
    """Return the nodes of quads with which the vocabulary came, as `nodes` does."""
    return _nodes(Embedded(merged(quads)))


def _nodes(store: Embedded) -> tuple[list[Node], list[Node], list[Node]]:
    actors = {
        iri: _actor(iri, group) for (iri,), group in grouped(rows(store, _ACTORS), "id").items()
    }
    articles = {
        iri: _article(iri, group, actors)
        for (iri,), group in grouped(rows(store, _ARTICLES), "id").items()
    }
    claims = {
        iri: _claim(iri, group, actors, articles)
        for (iri,), group in grouped(rows(store, _CLAIMS), "id").items()
    }
    return list(articles.values()), list(claims.values()), _reviews(store, claims)


def _filled(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", None, [], {})}


def _actor(iri: str, group: dict[str, list[Any]]) -> Node:
    # Search features know two kinds of authors; states and groups act as organisations do.
    return _filled(
        {
            "@type": "Person" if first(group, "person") == "true" else "Organization",
            "@id": iri,
            "name": first(group, "name"),
            "sameAs": [str(same) for same in group.get("same", ())],
        }
    )


def _of(group: dict[str, list[Any]], name: str, actors: dict[str, Node]) -> list[Node]:
    """Return the actors that are a variable's values; what is only a name is a person's."""
    return [
        actors.get(str(value), {"@type": "Person", "name": str(value)})
        for value in group.get(name, ())
    ]


def _article(iri: str, group: dict[str, list[Any]], actors: dict[str, Node]) -> Node:
    title = text(group, "title")
    return _filled(
        {
            "@type": "Article",
            "@id": iri,
            "headline": title.text,
            "inLanguage": title.language,
            "url": first(group, "url"),
            "datePublished": first(group, "issued"),
            "author": _of(group, "creator", actors),
            "publisher": _of(group, "publisher", actors),
        }
    )


def _claim(
    iri: str, group: dict[str, list[Any]], actors: dict[str, Node], articles: dict[str, Node]
) -> Node:
    said = text(group, "paraphrase")
    appearances = []
    for article in group.get("article", ()):
        whole = articles.get(str(article), {"@type": "Article", "@id": str(article)})
        kept = ("@type", "@id", "headline", "url")
        appearances.append({name: whole[name] for name in kept if name in whole})
    return _filled(
        {
            "@type": "Claim",
            "@id": iri,
            "name": first(group, "label"),
            "text": said.text,
            "inLanguage": said.language,
            "author": _of(group, "author", actors),
            "datePublished": first(group, "issued"),
            "appearance": appearances,
        }
    )


def _reviews(store: Embedded, claims: dict[str, Node]) -> list[Node]:
    found = []
    for (_, iri), group in grouped(rows(store, _REVIEWS), "claim", "id").items():
        claim = claims.get(first(group, "claim"), {"@type": "Claim", "@id": first(group, "claim")})
        author = {"name": first(group, "name"), "url": first(group, "home")}
        kind = "Person" if first(group, "person") == "true" else "Organization"
        rating = _filled(
            {
                "alternateName": first(group, "verdict"),
                "ratingValue": _number(first(group, "value")),
                "bestRating": _number(first(group, "best")),
                "worstRating": _number(first(group, "worst")),
            }
        )
        found.append(
            _filled(
                {
                    "@type": "ClaimReview",
                    # A blank node's label is another one in every run.
                    "@id": iri if ":" in iri else "",
                    "claimReviewed": first(group, "reviewed") or claim.get("name", ""),
                    "url": first(group, "url"),
                    "datePublished": first(group, "published"),
                    "author": _filled(author) and {"@type": kind, **_filled(author)},
                    "reviewRating": rating and {"@type": "Rating", **rating},
                    "itemReviewed": claim,
                }
            )
        )
    return found


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
