"""What a thing is called: one name for it, in every verb, page and message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from rdflib.namespace import DCTERMS, FOAF, RDFS, SKOS
from rdflib.term import Literal, URIRef

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.graph.stores import Store

# What holds a name, the first of them before the others where the languages are as good.
PROPERTIES = (
    RDFS.label,
    SKOS.prefLabel,
    DCTERMS.title,
    FOAF.name,
    URIRef("https://schema.org/name"),
)


def name(graph: Graph, node: Node, language: str = "en") -> str:
    """Return what a thing is called: its label, or a readable form of its IRI."""
    if isinstance(node, Literal):
        return str(node)
    label_found = label(graph, node, language)
    return readable(str(node)) if label_found is None else str(label_found)


def label(graph: Graph, node: Node, language: str = "en") -> Literal | None:
    """Return the label of a thing with its language, None where it has none."""
    return best(
        (
            (number, value)
            for number, predicate in enumerate(PROPERTIES)
            for value in graph.objects(node, predicate)
        ),
        language,
    )


def of(iris: Iterable[URIRef], store: Store, language: str = "en") -> dict[URIRef, Literal]:
    """Return the labels of the IRIs that a store has labels of."""
    labelled = store.query(
        f"SELECT ?iri ?property ?label {{ VALUES ?iri {{ {_written(iris)} }} "
        f"VALUES ?property {{ {_written(PROPERTIES)} }} ?iri ?property ?label }}"
    )
    labels: dict[Node, list[tuple[int, Node]]] = {}
    for row in labelled.rows:
        number = PROPERTIES.index(URIRef(str(row["property"])))
        labels.setdefault(row["iri"], []).append((number, row["label"]))
    chosen = {URIRef(str(iri)): best(some, language) for iri, some in labels.items()}
    return {iri: label for iri, label in chosen.items() if label is not None}


def _written(iris: Iterable[URIRef]) -> str:
    return " ".join(iri.n3() for iri in iris)


def best(labels: Iterable[tuple[int, Node]], language: str = "en") -> Literal | None:
    """Return the label to show, of labels that come with the place of their property.

    The language decides first, as `order` has it, then the property; blank labels do not count.
    """
    ranked = [
        (*order(value.language, language), number, str(value), value)
        for number, value in labels
        if isinstance(value, Literal) and value.strip()
    ]
    return min(ranked, key=lambda one: one[:-1])[-1] if ranked else None


def order(language: str | None, wanted: str = "en") -> tuple[int, str]:
    """Return where a text in a language stands among others: the least is shown.

    First the language that is wanted, by basic filtering (RFC 4647, 3.3.1), then English, then
    texts without a language, then all others by their tags.
    """
    tag = (language or "").lower()
    for place, range_ in enumerate((wanted.lower(), "en")):
        if tag == range_ or tag.startswith(f"{range_}-"):
            return place, tag
    return (3, tag) if tag else (2, "")


def readable(iri: str) -> str:
    """Return a form of an IRI that people can read: its last part, percent-decoded.

    It is the whole IRI where there is no such part, or where its bytes are no text.
    """
    part = iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri
    decoded = unquote(part, errors="replace")
    return decoded if decoded.isprintable() and "\ufffd" not in decoded else part
