"""The page of the whole vocabulary, and the place of each term on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rdflib import OWL, RDF, SKOS

from claimgraph.pages import statements
from claimgraph.vocab import BASE, CG, SCHEME

if TYPE_CHECKING:
    from rdflib.term import Node, URIRef

    from claimgraph.pages.page import Here, Value
    from claimgraph.pages.things import Things

_CLASSES = {
    "classes": OWL.Class,
    "object properties": OWL.ObjectProperty,
    "datatype properties": OWL.DatatypeProperty,
    "annotation properties": OWL.AnnotationProperty,
}


def ontology(here: Here, node: URIRef) -> dict[str, object]:
    """Return the vocabulary's page: every term with its definition."""
    graph = here.things.graph
    groups = {
        name: [_defined(here, one) for one in here.things.sorted(graph.subjects(RDF.type, kind))
               if str(one).startswith(CG)]
        for name, kind in _CLASSES.items()
    }  # fmt: skip
    schemes = [
        (
            _defined(here, one),
            [
                (here.link(each), anchor(str(each)))
                for each in here.things.speaking_of(one, SKOS.inScheme)
            ],
        )
        for one in here.things.sorted(graph.subjects(RDF.type, SKOS.ConceptScheme))
    ]
    return statements.thing(here, node) | {"incoming": (), "groups": groups, "schemes": schemes}


def _defined(here: Here, node: Node) -> tuple[Value, str, str, Value | None]:
    """Return a term with its prefixed name, its anchor, its definition."""
    text = here.things.text(node, SKOS.definition)
    iri = str(node)
    return (
        here.link(node),
        statements.short(iri),
        anchor(iri),
        here.text(text) if text else None,
    )


def anchor(iri: str) -> str:
    """Return the place of one of our terms on the vocabulary's page, or an empty text."""
    if iri.startswith(CG):
        return iri.removeprefix(CG)
    rest = iri.removeprefix(BASE) if iri.startswith(SCHEME) else ""
    return rest if re.fullmatch(r"[\w/-]+", rest) else ""


def places(things: Things) -> dict[str, str]:
    """Return where the vocabulary's page describes its terms, by their IRIs."""
    graph = things.graph
    kinds = (*_CLASSES.values(), SKOS.ConceptScheme)
    listed = [str(one) for kind in kinds for one in graph.subjects(RDF.type, kind)]
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        listed += map(str, graph.subjects(SKOS.inScheme, scheme))
    return {iri: f"ontology.html#{anchor(iri)}" for iri in listed if anchor(iri)}
