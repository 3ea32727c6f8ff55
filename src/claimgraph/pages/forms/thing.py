"""A thing of any kind: what it is called, what is said of it, what speaks of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rdflib import DCTERMS, OWL, RDFS, SKOS
from rdflib.term import URIRef

from claimgraph.pages import statements
from claimgraph.pages.page import Value
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from claimgraph.pages.page import Here

# What other vocabularies call the kinds of our terms, in words.
_SAID = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property, to a thing",
    OWL.DatatypeProperty: "property, to a value",
    OWL.AnnotationProperty: "annotation",
    SKOS.ConceptScheme: "scheme of concepts",
    SKOS.Concept: "concept",
}
_LEADS = (URIRef(CG + "paraphrase"), SKOS.definition, DCTERMS.description, RDFS.comment)


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what every page of a thing has."""
    things = here.things
    lead = next(filter(None, (things.text(node, one) for one in _LEADS)), None)
    return {
        "iri": str(node),
        "title": here.text(things.name(node)),
        "phrase": _is_phrase(here, node),
        "kinds": [_kind(here, one) for one in things.kinds(node)],
        "lead": here.text(lead) if lead else None,
        "also": here.links(things.values(node, SKOS.altLabel)),
        "trail": trail(here, node),
        "statements": statements.rows(here, node),
        "incoming": statements.incoming(here, node),
    }


def _is_phrase(here: Here, node: URIRef) -> bool:
    """Tell whether a thing has no name, but a phrase that begins with a small letter."""
    if here.things.form(node) in ("Argument", "Evidence", "Passage"):
        return True
    kinds = here.things.kinds(node)
    return URIRef(CG + "Quantity") in kinds or any(one in _SAID for one in kinds)


def _kind(here: Here, kind: URIRef) -> Value:
    shown = statements.linked(here, kind)
    return replace(shown, text=_SAID.get(kind, shown.text))


def trail(here: Here, node: URIRef) -> tuple[Value, ...]:
    """Return what a thing is part of, from the whole to the part, itself left out."""
    if article := here.things.article_of(str(node)):
        return (here.link(article),)
    scheme = here.things.value(node, SKOS.inScheme)
    above = [*([scheme] if scheme else []), here.things.value(node, RDFS.isDefinedBy)]
    return here.links(one for one in reversed(above) if one is not None and one != node)
