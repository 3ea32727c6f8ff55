"""The passages as a W3C annotation collection: what is claimed or inferred at each place."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from rdflib import URIRef

from claimgraph.claims.reading import Reader
from claimgraph.export import Form
from claimgraph.export.query import any_of, asked, first, grouped, rows
from claimgraph.vocab import BASE

if TYPE_CHECKING:
    from claimgraph.export import Source

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PASSAGES = any_of(
    "?id a cg:Passage ; oa:hasSource ?article .",
    "?article schema:url ?url",
    "?id oa:hasSelector ?place . ?place oa:start ?start ; oa:end ?end",
    "?id oa:hasSelector ?part . ?part a oa:FragmentSelector ; rdf:value ?fragment "
    "OPTIONAL { ?part dcterms:conformsTo ?syntax }",
)
_ARTICLES = any_of(
    "?id a cg:Article .",
    "?id dcterms:title ?title",
    "?graph prov:wasDerivedFrom ?id ; prov:wasGeneratedBy/prov:endedAtTime ?captured",
)


def write(source: Source, out: BinaryIO) -> None:
    """Write an AnnotationCollection with one page (Web Annotation Data Model, W3C, 2017, 5)."""
    out.write((json.dumps(collection(source), indent=2, ensure_ascii=False) + "\n").encode())


def collection(source: Source) -> dict[str, Any]:
    """Return the collection: one annotation per passage, in the order of the text.

    Positions count code points in the article's normalised text; the fragment is for browsers.
    """
    store = asked(source)
    reader = Reader(store.union)
    articles = grouped(rows(store, _ARTICLES), "id")
    passages = grouped(rows(store, _PASSAGES), "article", "id")
    in_order = sorted(
        passages.items(),
        key=lambda one: (one[0][0], _position(first(one[1], "start")) or 0, one[0][1]),
    )
    items = []
    for (article, passage), group in in_order:
        captured = first(articles.get((article,), {}), "captured")
        items.append(_annotation(passage, group, _bodies(reader, passage), captured))
    # Whatever is about more than one article has no article to be named after.
    base = next(iter(articles))[0] if len(articles) == 1 else BASE
    title = [first(article, "title") for article in articles.values()]
    return _collection(base + "annotations", title, items)


def _collection(iri: str, titles: list[str], items: list[dict[str, Any]]) -> dict[str, Any]:
    collection: dict[str, Any] = {
        "@context": CONTEXT,
        "id": iri,
        "type": "AnnotationCollection",
        "label": [f"Passages of “{title}”" for title in titles],
        "total": len(items),
    }
    if items:
        page = iri + "?page=1"
        collection["first"] = {
            "id": page,
            "type": "AnnotationPage",
            "partOf": iri,
            "startIndex": 0,
            "items": items,
        }
        collection["last"] = page
    return collection


def _annotation(
    passage: str, group: dict[str, list[Any]], bodies: list[dict[str, Any]], captured: str
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": passage + "#annotation",
        "type": "Annotation",
        # A passage that nothing refers to is marked, not described.
        "motivation": "describing" if bodies else "highlighting",
    }
    if created := _utc(captured):
        document["created"] = created
    if bodies:
        document["body"] = bodies
    document["target"] = {
        "type": "SpecificResource",
        # The page itself where its address is known: clients anchor there.
        "source": first(group, "url") or first(group, "article"),
        "selector": _selectors(group),
    }
    return document


def _utc(time: str) -> str:
    """Return a time as the model wants it (3.3.1: in UTC, with Z), empty where it has no zone."""
    try:
        read = datetime.fromisoformat(time)
    except ValueError:
        return ""
    return f"{read.astimezone(UTC).replace(tzinfo=None).isoformat()}Z" if read.tzinfo else ""


def _position(text: str) -> int | None:
    """Return a position (4.2.4: a non-negative integer), None for another text."""
    return int(text) if re.fullmatch(r"\+?[0-9]{1,18}", text, re.ASCII) else None


def _selectors(group: dict[str, list[Any]]) -> list[dict[str, Any]]:
    selectors: list[dict[str, Any]] = []
    start, end = _position(first(group, "start")), _position(first(group, "end"))
    if start is not None and end is not None:
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    if "fragment" in group:
        selector = {"type": "FragmentSelector", "value": first(group, "fragment")}
        if "syntax" in group:
            selector["conformsTo"] = first(group, "syntax")
        selectors.append(selector)
    return selectors


def _bodies(reader: Reader, passage: str) -> list[dict[str, Any]]:
    """Return the IRIs of claims and arguments, each with what it says, as bodies."""
    bodies: list[dict[str, Any]] = []
    for subject in reader.saying(URIRef(passage)):
        said = reader.paraphrase(subject) or reader.label(subject, reader.facts(subject))
        described = {
            "type": "TextualBody",
            "value": said,
            "format": "text/plain",
            "language": said.language,
            "purpose": "describing",
        }
        bodies += [
            {"type": "SpecificResource", "source": str(subject), "purpose": "identifying"},
            {key: value for key, value in described.items() if value},
        ]
    return bodies


FORMS = (Form("annotations", "application/ld+json", ".jsonld", "document", write),)
