"""Fact checks of the claims as search engines ask for them: schema.org's ClaimReview in JSON-LD."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, BinaryIO

from claimgraph.errors import UsageError
from claimgraph.export import Form
from claimgraph.export.schemaorg import CONTEXT, document, nodes

if TYPE_CHECKING:
    from claimgraph.export import Source
    from claimgraph.export.schemaorg import Node

_log = logging.getLogger("claimgraph")


def write(source: Source, out: BinaryIO) -> None:
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
        if faults := list(missing(review)):
            raise UsageError(
                f"{review.get('@id') or review['itemReviewed']['@id']}: "
                f"the review needs {', '.join(faults)}: add what is missing, or take schemaorg"
            )
    # Each is a document of its own, in a list: checkers of pages do not all look into a @graph.
    alone = [{"@context": CONTEXT, **review} for review in reviews]
    out.write((json.dumps(alone, indent=2, ensure_ascii=False) + "\n").encode())


def missing(review: Node) -> list[str]:
    """Return what a review lacks of the properties and ranges that fact-check features require."""
    rating = review.get("reviewRating", {})
    author = review.get("author")
    worst, best = rating.get("worstRating"), rating.get("bestRating")
    value = rating.get("ratingValue")
    rules = {
        "a schema:claimReviewed, or a label on its claim": bool(review.get("claimReviewed")),
        "a schema:url": bool(review.get("url")),
        "a schema:reviewRating with a schema:alternateName": bool(rating.get("alternateName")),
        "an author with a schema:name or schema:url": author is None or len(author) > 1,
        "a schema:worstRating of 1 or more": worst is None or worst >= 1,
        "a schema:bestRating above the worst": None in (worst, best) or best > worst,
        "a schema:ratingValue between worst and best": value is None
        or (worst if worst is not None else value)
        <= value
        <= (best if best is not None else value),
    }
    return [rule for rule, met in rules.items() if not met]


FORM = Form("claimreview", "application/ld+json", ".jsonld", "document", write)
