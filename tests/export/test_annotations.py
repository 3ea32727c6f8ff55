"""Annotations: a collection as the Web Annotation Data Model has it, with both selectors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from export_samples import FERRY, ROOT, article, ferry, written
from pyld import jsonld
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF

from claimgraph.export import Source
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.terms import in_memory

OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("http://www.w3.org/ns/activitystreams#")
CONTEXT = json.loads((ROOT / "tests" / "exports" / "anno.jsonld").read_text(encoding="utf-8"))
BOTH = pytest.mark.parametrize("source", [ferry(), article()], ids=["ferry", "article"])


def load(url: str, _: object) -> dict[str, object]:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"document": CONTEXT, "documentUrl": url, "contextUrl": None}


def document(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written("annotations", source))
    return found


def triples(source: Source) -> Graph:
    quads = jsonld.to_rdf(
        document(source), {"documentLoader": load, "format": "application/n-quads"}
    )
    return Graph().parse(data=quads, format="nt")


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield key
            yield from keys(inside)
    elif isinstance(value, list):
        for one in value:
            yield from keys(one)


def annotation(local: str) -> dict[str, Any]:
    items = document(ferry())["first"]["items"]
    (found,) = [one for one in items if one["id"] == f"{FERRY}{local}#annotation"]
    return found


def test_the_collection_counts_its_annotations_and_embeds_its_page():
    """Web Annotation Data Model, 5.1 and 5.2."""
    found = document(ferry())
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    assert found["total"] == 2
    page = found["first"]
    assert (page["type"], page["partOf"], page["startIndex"]) == (
        "AnnotationPage",
        found["id"],
        0,
    )
    assert found["last"] == page["id"] != found["id"]
    assert [one["id"] for one in page["items"]] == [
        f"{FERRY}opening#annotation",
        f"{FERRY}numbers#annotation",
    ]


def test_a_target_is_a_part_of_the_page_by_both_selectors():
    assert annotation("numbers")["target"] == {
        "type": "SpecificResource",
        "source": "https://example.org/ferry.html",
        "selector": [
            {"type": "TextPositionSelector", "start": 41, "end": 97},
            {
                "type": "FragmentSelector",
                "value": ":~:text=Last%20year,people",
                "conformsTo": "https://wicg.github.io/scroll-to-text-fragment/",
            },
        ],
    }


def test_bodies_name_what_is_said_there_and_say_it():
    bodies = annotation("opening")["body"]
    named = {one["source"] for one in bodies if one["type"] == "SpecificResource"}
    assert named == {FERRY + local for local in ("stay", "dear", "denied", "because-used")}
    told = [one for one in bodies if one["type"] == "TextualBody"]
    assert {
        "type": "TextualBody",
        "value": "The town ought to keep the ferry.",
        "format": "text/plain",
        "language": "en",
        "purpose": "describing",
    } in told
    assert len(told) == len(named)


def test_an_annotation_was_made_when_the_article_was_captured():
    assert annotation("opening")["created"] == "2024-06-01T12:00:00Z"


@BOTH
def test_every_key_is_one_of_the_models_context(source: Source):
    """A JSON-LD processor drops a key that the context does not have, without a word."""
    assert set(keys(document(source))) - set(CONTEXT["@context"]) == {"@context"}


@BOTH
def test_each_annotation_is_complete_as_rdf(source: Source):
    """The model, 3.1 to 4.2: one IRI, a target, a source, selectors of known kinds."""
    graph = triples(source)
    found = set(graph.subjects(RDF.type, OA.Annotation))
    assert len(found) == document(source)["total"]
    for one in found:
        assert isinstance(one, URIRef)
        (target,) = graph.objects(one, OA.hasTarget)
        assert (target, RDF.type, OA.SpecificResource) in graph
        assert isinstance(graph.value(target, OA.hasSource), URIRef)
        assert graph.value(one, OA.motivatedBy) == OA.describing
        kinds = {graph.value(part, RDF.type) for part in graph.objects(target, OA.hasSelector)}
        assert kinds == {OA.TextPositionSelector, OA.FragmentSelector}


@BOTH
def test_selectors_are_those_of_the_data(source: Source):
    """Read back by somebody else's JSON-LD processor, each passage has its selectors again."""
    data = in_memory(source.quads())

    def selectors(graph: Graph) -> set[tuple[object, ...]]:
        positions = {
            ("position", int(str(start)), int(str(graph.value(part, OA.end))))
            for part, start in graph.subject_objects(OA.start)
        }
        fragments = {
            (str(graph.value(part, RDF.value)), graph.value(part, DCTERMS.conformsTo))
            for part in graph.subjects(RDF.type, OA.FragmentSelector)
        }
        return positions | fragments

    assert selectors(triples(source)) == selectors(data)


def test_every_passage_of_the_article_has_an_annotation():
    (row,) = (
        Embedded(article().quads())
        .query("SELECT (COUNT(*) AS ?n) { ?p a <https://w3id.org/claimgraph/ontology#Passage> }")
        .rows
    )
    assert document(article())["total"] == int(str(row["n"]))
    assert (None, AS.totalItems, Literal(document(article())["total"])) in triples(article())


def test_an_empty_graph_gives_an_empty_collection():
    empty = Source(ferry().project, lambda: [iter(())])
    found = document(empty)
    assert (found["total"], "first" in found) == (0, False)
