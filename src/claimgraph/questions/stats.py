"""What is in the graph: how many of each kind, and how much each section holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.errors import StoreError
from claimgraph.vocab import CG, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node

    from claimgraph.graph.stores import Store

# What is counted, from the article down to the world it speaks of; subclasses count as their own.
_KINDS = (
    "Article", "Section", "Passage", "Claim", "Argument", "Evidence", "Source", "Event",
    "Quantity", "Actor", "Technology", "Measure",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A class of the vocabulary with its number of instances, and those of its subclasses."""

    name: str
    count: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Section:
    """A section of an article with its numbers of passages and of claims."""

    article: str
    label: str
    passages: int
    claims: int


@dataclass(frozen=True)
class Stats:
    """The counts per kind and per section."""

    kinds: tuple[Kind, ...]
    sections: tuple[Section, ...]


def stats(store: Store) -> Stats:
    """Count the graph's instances per kind, and passages and claims per section."""
    return Stats(tuple(_kind(store, name) for name in _KINDS), _sections(store))


def _kind(store: Store, name: str) -> Kind:
    rows = store.query(
        f"PREFIX cg: <{CG}> PREFIX rdfs: <{RDFS}> "
        "SELECT ?kind ?label (COUNT(DISTINCT ?node) AS ?count) "
        f"{{ ?kind rdfs:subClassOf* cg:{name} ; rdfs:label ?label . ?node a ?kind }} "
        "GROUP BY ?kind ?label ORDER BY ?label"
    ).rows
    parts = tuple(
        (str(row["label"]), _number(row, "count")) for row in rows if str(row["kind"]) != CG + name
    )
    total = store.query(
        f"PREFIX cg: <{CG}> PREFIX rdfs: <{RDFS}> "
        f"SELECT (COUNT(DISTINCT ?node) AS ?count) {{ ?node a/rdfs:subClassOf* cg:{name} }}"
    ).rows
    return Kind(name, sum(_number(row, "count") for row in total), parts)


def _number(row: Mapping[str, Node], name: str) -> int:
    text = str(row[name])
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise StoreError(f"?{name} is no count but {text[:40]!r}: is it a SPARQL endpoint?")
    return int(text)


def _sections(store: Store) -> tuple[Section, ...]:
    rows = store.query(
        f"PREFIX cg: <{CG}> PREFIX rdfs: <{RDFS}> PREFIX schema: <https://schema.org/> "
        "PREFIX dcterms: <http://purl.org/dc/terms/> "
        "SELECT ?article ?label ?position "
        "(COUNT(DISTINCT ?passage) AS ?passages) (COUNT(DISTINCT ?claim) AS ?claims) "
        "{ ?section a cg:Section ; rdfs:label ?label ; schema:position ?position ; "
        "dcterms:isPartOf/rdfs:label ?article . "
        "OPTIONAL { ?passage a cg:Passage ; dcterms:isPartOf ?section "
        "OPTIONAL { ?claim cg:passage ?passage ; cg:paraphrase ?text } } } "
        "GROUP BY ?section ?article ?label ?position ORDER BY ?article ?position"
    ).rows
    return tuple(
        Section(
            str(row["article"]),
            str(row["label"]),
            _number(row, "passages"),
            _number(row, "claims"),
        )
        for row in rows
    )
