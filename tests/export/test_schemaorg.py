"""schema.org: article, claims and reviews; each documented requirement of fact-check features."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyoxigraph as ox
import pytest
from export_samples import FERRY, ROOT, article, ferry, written

from claimgraph.errors import UsageError
from claimgraph.export import Source
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG, ID

TERMS = set(
    (ROOT / "tests" / "vocabularies" / "schema.txt").read_text(encoding="utf-8").splitlines()
)
REVIEW = """
    @prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix f: <https://w3id.org/claimgraph/article/ferry-line/> .
    f:check a schema:ClaimReview ; schema:itemReviewed f:used ;
        schema:url <https://check.example/ferry.html#used> ;
        schema:datePublished "2024-07-01"^^xsd:date ;
        schema:author [ a schema:Organization ; schema:name "Check Desk" ;
                        schema:url <https://check.example/> ] ;
        schema:reviewRating f:rating .
    f:rating a schema:Rating ; schema:alternateName "Mostly true"@en ;
        schema:ratingValue 4 ; schema:bestRating 5 ; schema:worstRating 1 .
"""


def reviewed(turtle: str = REVIEW) -> Source:
    graph = ox.NamedNode("https://w3id.org/claimgraph/graph/ferry-line")
    more = [
        ox.Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    ]
    return replace(ferry(), streams=lambda: [iter([*ferry().quads(), *more])])


def nodes(name: str, source: Source) -> list[dict[str, Any]]:
    document = json.loads(written(name, source))
    if isinstance(document, dict):
        assert document["@context"] == "https://schema.org"
        return list(document["@graph"])
    assert {one.pop("@context") for one in document} == {"https://schema.org"}
    return list(document)


def of(kind: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [node for node in found if node["@type"] == kind]


def claim(local: str) -> dict[str, Any]:
    claims = of("Claim", nodes("schemaorg", ferry()))
    (found,) = [node for node in claims if node["@id"] == FERRY + local]
    return found


def names(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield inside if key == "@type" else key
            yield from names(inside)
    elif isinstance(value, list):
        for one in value:
            yield from names(one)


# ── Article and Claim ────────────────────────────────────────────────────────────────────────────


def test_the_article_has_title_author_publisher_and_date():
    (found,) = of("Article", nodes("schemaorg", ferry()))
    assert found == {
        "@type": "Article",
        "@id": FERRY,
        "headline": "Why the ferry should stay",
        "inLanguage": "en",
        "url": "https://example.org/ferry.html",
        "datePublished": "2024-05-02",
        "author": [{"@type": "Person", "@id": ID + "ann-writer", "name": "Ann Writer"}],
        "publisher": [
            {"@type": "Organization", "@id": ID + "harbour-town", "name": "Harbour Town"}
        ],
    }


def test_a_claim_appears_in_its_article():
    found = claim("stay")
    assert (found["name"], found["text"]) == (
        "The ferry should stay",
        "The town ought to keep the ferry.",
    )
    assert found["appearance"] == [
        {
            "@type": "Article",
            "@id": FERRY,
            "headline": "Why the ferry should stay",
            "url": "https://example.org/ferry.html",
        }
    ]


def test_the_author_of_a_claim_is_whose_words_it_is():
    """Who denies a claim did not make it; what nobody else says is the article's author's."""
    assert [one["@id"] for one in claim("stay")["author"]] == [ID + "ann-writer"]
    assert [one["@id"] for one in claim("used")["author"]] == [ID + "ferry-company"]
    assert "author" not in claim("denied")


@pytest.mark.parametrize("name", ["schemaorg", "claimreview"])
def test_every_type_and_property_is_schema_orgs(name: str):
    used = set(names(nodes(name, reviewed()))) - {"@id"}
    assert len(used) > 10
    assert used <= TERMS


def test_every_claim_of_the_article_is_there_once():
    (row,) = (
        Embedded(article().quads())
        .query(f"SELECT (COUNT(*) AS ?n) {{ ?c <{CG}paraphrase> ?text }}")
        .rows
    )
    claims = of("Claim", nodes("schemaorg", article()))
    assert len(claims) == len({one["@id"] for one in claims}) == int(str(row["n"]))


def test_without_a_review_there_is_none_and_it_is_said(caplog: pytest.LogCaptureFixture):
    """Nothing is made up: a claim has no truth value here."""
    for source in (ferry(), article()):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            found = nodes("claimreview", source)
        assert {node["@type"] for node in found} == {"Article", "Claim"}
        assert "no fact check" in caplog.text


# ── ClaimReview: the documented requirements, one by one ─────────────────────────────────────────


def review() -> dict[str, Any]:
    (found,) = nodes("claimreview", reviewed())
    return found


def test_claim_reviewed_is_a_short_summary_without_the_rating():
    """Required: claimReviewed; less than 75 characters are asked for."""
    assert review()["claimReviewed"] == "Many use the ferry"
    assert len(review()["claimReviewed"]) < 75
    assert review()["reviewRating"]["alternateName"] not in review()["claimReviewed"]


def test_review_rating_has_a_textual_verdict():
    """Required: reviewRating, and in it alternateName."""
    assert review()["reviewRating"]["@type"] == "Rating"
    assert review()["reviewRating"]["alternateName"] == "Mostly true"


def test_a_numeric_rating_is_a_number_on_its_scale():
    """bestRating above worstRating, worstRating 1 or more, ratingValue between, all numbers."""
    rating = review()["reviewRating"]
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, 4, 5)


def test_url_leads_to_the_fact_check():
    """Required: url."""
    assert review()["url"] == "https://check.example/ferry.html#used"


def test_the_author_is_who_checked_with_a_name_or_an_address():
    assert review()["author"] == {
        "@type": "Organization",
        "name": "Check Desk",
        "url": "https://check.example/",
    }


def test_the_item_reviewed_is_a_claim_with_author_date_and_appearance():
    """Recommended: itemReviewed a Claim, its author with a name, datePublished, appearance."""
    item = review()["itemReviewed"]
    assert item["@type"] == "Claim"
    assert all(one["name"] for one in item["author"])
    assert item["datePublished"] == "2024-05-02"
    assert item["appearance"][0]["url"] == "https://example.org/ferry.html"


@pytest.mark.parametrize(
    ("line", "instead", "told"),
    [
        ("schema:url <https://check.example/ferry.html#used> ;", "", "schema:url"),
        ("schema:reviewRating f:rating .", "schema:position 1 .", "schema:alternateName"),
        ('schema:alternateName "Mostly true"@en ;', "", "schema:alternateName"),
        ("schema:worstRating 1", "schema:worstRating 0", "worstRating of 1"),
        ("schema:bestRating 5", "schema:bestRating 1", "bestRating above"),
        ("schema:ratingValue 4", "schema:ratingValue 6", "between worst and best"),
    ],
)
def test_a_review_that_lacks_what_is_required_is_refused(line: str, instead: str, told: str):
    assert line in REVIEW
    with pytest.raises(UsageError, match=told):
        written("claimreview", reviewed(REVIEW.replace(line, instead)))


def test_each_review_is_a_document_of_its_own():
    """A page has it as it is; what checks pages does not always look into a @graph."""
    (found,) = json.loads(written("claimreview", reviewed()))
    assert list(found)[:2] == ["@context", "@type"]
    assert found["@type"] == "ClaimReview"


def test_schemaorg_holds_the_reviews_too():
    assert [node["@id"] for node in of("ClaimReview", nodes("schemaorg", reviewed()))] == [
        FERRY + "check"
    ]
