"""Everything the graph says of a thing, in rows: its own statements, and those of others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS
from rdflib.term import BNode, Literal, URIRef

from claimgraph.claims.model import CG
from claimgraph.claims.weighing import derived
from claimgraph.graph import order, prefixes
from claimgraph.pages.page import Row, Value

if TYPE_CHECKING:
    from collections.abc import Collection

    from rdflib.term import Node

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


# What is derived has places of its own on the pages.
_WEIGHING = URIRef(derived.GRAPH)
_SHOWN_APART = {CG.weakestLink, CG.carries}
# More are counted and not listed: a class may have as many things as the graph.
MOST = 200
_DEEPEST = 12
# What a link says when it is read from its other end.
_BACKWARDS = {
    "rdf:type": "Of this kind",
    "rdfs:subClassOf": "Narrower classes",
    "rdfs:subPropertyOf": "Narrower properties",
    "rdfs:domain": "Its properties",
    "rdfs:range": "Properties that lead to it",
    "rdfs:isDefinedBy": "Defines",
    "skos:inScheme": "Concepts",
    "skos:topConceptOf": "Top concepts",
    "skos:broader": "Narrower concepts",
    "dcterms:isPartOf": "Parts",
    "dcterms:creator": "Wrote",
    "dcterms:publisher": "Published",
    "oa:hasSource": "Passages",
    "schema:about": "Claims about it",
    "prov:wasDerivedFrom": "Captured as",
    "cg:passage": "What is said here",
    "cg:premise": "Premise of",
    "cg:conclusion": "Arguments that lead to it",
    "cg:evidence": "Claims that rest on it",
    "cg:source": "Evidence from it",
    "cg:event": "Claims that speak of it",
    "cg:quantity": "Claims that state it",
    "cg:enacts": "Events that put it into force",
    "cg:attribution": "Claims so attributed",
    "cg:issuer": "Issued",
    "cg:partOf": "Parts",
    "cg:subsidiaryOf": "Subsidiaries",
    "cg:memberOf": "Members",
    "cg:employedBy": "In its service",
    "cg:terminates": "Events that end it",
    "cg:onCondition": "What rests on it as a condition",
    "cg:explains": "Explanations of it",
    "cg:explainedBy": "What it explains",
    "cg:basedIn": "Based there",
    "cg:addressee": "What it is called upon to do",
    "cg:favours": "Claims that speak well of it",
    "cg:involves": "Involved in",
    "cg:asserts": "Claims that say something of it",
    "cg:certainty": "Claims of this certainty",
    "cg:reviewStatus": "Captures of this status",
    "cg:standing": "Claims that stand so",
    "cg:evidenceKind": "Evidence of this kind",
    "cg:scheme": "Arguments of this scheme",
    "cg:measures": "Figures",
    "cg:spanStart": "Spans that begin with it",
    "cg:spanEnd": "Spans that end with it",
    "foaf:primaryTopic": "Described by",
}


def thing(here: Here, node: URIRef) -> dict[str, object]:
    """Return what every page of a thing has: its name, what is said of it, what speaks of it."""
    things = here.things
    texts = (things.text(node, one) for one in (SKOS.definition, DCTERMS.description, RDFS.comment))
    lead = here.said(here.reader.paraphrase(node)) or next(
        map(here.text, filter(None, texts)), None
    )
    return {
        "iri": str(node),
        "title": here.text(things.name(node)),
        "phrase": _is_phrase(here, node),
        "kinds": [_kind(here, one) for one in things.kinds(node)],
        "lead": lead,
        "also": here.links(things.values(node, SKOS.altLabel)),
        "trail": trail(here, node),
        "statements": rows(here, node),
        "incoming": incoming(here, node),
    }


def _is_phrase(here: Here, node: URIRef) -> bool:
    """Tell whether a thing has no name, but a phrase that begins with a small letter."""
    if here.things.form(node) in ("Argument", "Evidence", "Passage"):
        return True
    kinds = here.things.kinds(node)
    return CG.Quantity in kinds or any(one in _SAID for one in kinds)


def _kind(here: Here, kind: URIRef) -> Value:
    shown = linked(here, kind)
    return replace(shown, text=_SAID.get(kind, shown.text))


def trail(here: Here, node: URIRef) -> tuple[Value, ...]:
    """Return what a thing is part of, from the whole to the part, itself left out."""
    if article := here.things.article_of(str(node)):
        return (here.link(article),)
    scheme = here.things.value(node, SKOS.inScheme)
    above = [*([scheme] if scheme else []), here.things.value(node, RDFS.isDefinedBy)]
    return here.links(one for one in reversed(above) if one is not None and one != node)


def short(iri: str) -> str:
    """Return an IRI by the usual prefixes, or the whole IRI."""
    for prefix, namespace in prefixes.KNOWN.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def rows(here: Here, node: Node) -> tuple[Row, ...]:
    """Return what is said of a node, blank nodes unfolded, properties in their usual order."""
    return _rows(here, node, ())


def _rows(here: Here, node: Node, above: tuple[Node, ...]) -> tuple[Row, ...]:
    found: dict[URIRef, list[Node]] = defaultdict(list)
    for predicate, value in here.things.graph.predicate_objects(node):
        if isinstance(predicate, URIRef) and str(predicate) not in derived.IRIS:
            found[predicate].append(value)
    return tuple(
        Row(
            named(here, predicate),
            tuple(_value(here, one, (*above, node)) for one in here.things.sorted(values)),
        )
        for predicate, values in sorted(found.items(), key=lambda one: order.of_property(one[0]))
    )


def named(here: Here, predicate: URIRef) -> Value:
    """Return a property as it is shown: by its label if the graph has one, or by a prefix."""
    if predicate == RDF.type:
        return Value("a", here.href(str(predicate)))
    name = here.things.name(predicate)
    text = short(str(predicate)) if name.text == str(predicate) else name.text
    return Value(text, here.href(str(predicate)))


def _value(here: Here, node: Node, above: tuple[Node, ...]) -> Value:
    if isinstance(node, Literal):
        return here.literal(node)
    if isinstance(node, BNode):
        # Blank nodes may go in circles.
        deep = node in above or len(above) > _DEEPEST
        return Value("…") if deep else Value("", rows=_rows(here, node, above))
    return linked(here, node)


def linked(here: Here, node: Node) -> Value:
    """Return a thing with its link, by its name or else by a prefix."""
    shown = here.link(node)
    return Value(short(shown.text), shown.href, shown.lang) if shown.text == str(node) else shown


def incoming(here: Here, node: Node, listed: Collection[Node] = ()) -> tuple[Row, ...]:
    """Return what speaks of a node, by the property that leads there.

    What a blank node says (a participation, an assertion) is said by the thing it belongs to, and
    left out where that is `listed` on the page already.
    """
    found: dict[URIRef, set[Node]] = defaultdict(set)
    for subject, predicate, _ in here.things.some(None, None, node):
        if subject in (node, _WEIGHING) or predicate in _SHOWN_APART:
            continue
        if isinstance(subject, URIRef) and isinstance(predicate, URIRef):
            found[predicate].add(subject)
    for owner, chain in here.things.owners(node):
        if owner in listed:
            continue
        for predicate in here.things.graph.predicates(owner, chain[0]):
            if isinstance(predicate, URIRef) and owner != node:
                found[predicate].add(owner)
    counted = here.things.speakers(node)
    for predicate in counted.keys() - _SHOWN_APART:
        some = here.things.some(None, predicate, node)
        found[predicate] |= {one for one, _, _ in some if isinstance(one, URIRef) and one != node}
    return tuple(
        Row(
            Value(backwards(here, predicate)),
            here.links(here.things.sorted(subjects)[:MOST]),
            max(0, max(len(subjects), counted.get(predicate, 0)) - MOST),
        )
        for predicate, subjects in sorted(found.items(), key=lambda one: order.of_property(one[0]))
    )


def backwards(here: Here, predicate: URIRef) -> str:
    """Return what a property says when it is read from its object."""
    known = _BACKWARDS.get(short(str(predicate)))
    return known or f"“{named(here, predicate).text}” of"
