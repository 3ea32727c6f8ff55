"""What is in the graph: how many of each kind, and how much each section holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.errors import StoreError
from claimgraph.vocab import CG, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node, URIRef

    from claimgraph.graph.stores import Store

# What is counted, from the article down to the world it speaks of; subclasses count as their own.
_KINDS = (
    "Article", "Section", "Passage", "Claim", "Argument", "Evidence", "Source", "Event",
    "Quantity", "Actor", "Technology", "Measure",
)  # fmt: skip
_PREFIXES = (
    f"PREFIX cg: <{CG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX oa: <http://www.w3.org/ns/oa#> "
    "PREFIX schema: <https://schema.org/> "
)
_SAID = "(schema:about|cg:asserts/rdf:subject|cg:asserts/rdf:object|cg:event/cg:enacts)"
# What leads from a thing to the claims of an article; the rest belongs to it by itself.
_LEADING = {
    "Argument": "cg:premise",
    "Evidence": "^cg:evidence",
    "Source": "^(cg:evidence/cg:source|cg:attribution/cg:through*/cg:source)",
    "Event": "^(cg:event|cg:quantity/cg:spanStart|cg:quantity/cg:spanEnd)",
    "Quantity": "^cg:quantity",
    "Actor": "^cg:actor/^cg:involves",
    "Technology": f"^{_SAID}",
    "Measure": f"^{_SAID}",
}
_BELONGING = {
    "Section": "dcterms:isPartOf",
    "Passage": "oa:hasSource",
    "Claim": "cg:passage/oa:hasSource",
    **{name: f"{path}/cg:passage/oa:hasSource" for name, path in _LEADING.items()},
}


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


def stats(store: Store, article: URIRef | None = None) -> Stats:
    """Count instances per kind, and passages and claims per section: an article's, or all."""
    return Stats(tuple(_kind(store, name, article) for name in _KINDS), _sections(store, article))


def _kind(store: Store, name: str, article: URIRef | None) -> Kind:
    only = ""
    if article is not None:
        only = f"?node {_BELONGING[name]} {article.n3()} ." if name in _BELONGING else ""
        only = only or f"FILTER (?node = {article.n3()})"
    rows = store.query(
        f"{_PREFIXES}SELECT ?kind ?label (COUNT(DISTINCT ?node) AS ?count) "
        f"{{ ?kind rdfs:subClassOf* cg:{name} ; rdfs:label ?label . ?node a ?kind . {only} }} "
        "GROUP BY ?kind ?label ORDER BY ?label"
    ).rows
    parts = tuple(
        (str(row["label"]), _number(row, "count")) for row in rows if str(row["kind"]) != CG + name
    )
    total = store.query(
        f"{_PREFIXES}SELECT (COUNT(DISTINCT ?node) AS ?count) "
        f"{{ ?node a/rdfs:subClassOf* cg:{name} . {only} }}"
    ).rows
    return Kind(name, sum(_number(row, "count") for row in total), parts)


def _number(row: Mapping[str, Node], name: str) -> int:
    text = str(row[name])
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise StoreError(f"?{name} is not a count but {text[:40]!r}: is it a SPARQL endpoint?")
    return int(text)


def _sections(store: Store, article: URIRef | None) -> tuple[Section, ...]:
    only = "" if article is None else f"?section dcterms:isPartOf {article.n3()} . "
    rows = store.query(
        f"{_PREFIXES}SELECT ?article ?label ?position "
        "(COUNT(DISTINCT ?passage) AS ?passages) (COUNT(DISTINCT ?claim) AS ?claims) "
        # By what only sections have: one may be of a kind below cg:Section alone.
        f"{{ {only}?section schema:position ?position ; rdfs:label ?label ; "
        "dcterms:isPartOf/rdfs:label ?article . "
        "OPTIONAL { ?passage dcterms:isPartOf ?section "
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
