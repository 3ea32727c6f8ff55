"""An article: its thesis and what that rests on, its pictures, its claims, what to be wary of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, Namespace
from rdflib.term import Literal, URIRef

from claimgraph.pages import links
from claimgraph.pages.figures import figures
from claimgraph.pages.forms import claim, thing
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.pages.page import Here, Value

CG = Namespace(CG_IRI)
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("https://schema.org/")
_ASSERTED = URIRef("https://w3id.org/claimgraph/scheme/certainty/asserted")


@dataclass(frozen=True)
class Line:
    """A claim in a list: what it is called, how firmly it is said and by which words."""

    link: Value
    certainty: Value | None
    hedges: tuple[Value, ...]
    firm: bool


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what an article's page shows."""
    things = here.things
    graph = things.graph
    claims = _claims(here, node)
    concluding = {one: things.speaking_of(one, CG.conclusion) for one in claims}
    ways = {each: claim.way(here, each) for found in concluding.values() for each in found}
    lines = {one: line(here, one) for one in claims}
    against = {
        one: [claim.argument(here, each) for each in found if ways[each] == "opposes"]
        for one, found in concluding.items()
    }
    return summary(here, node) | {
        "subjects": here.links(things.values(node, DCTERMS.subject)),
        "review": here.maybe(node, CG.reviewStatus),
        "original": links.outward(str(things.value(node, SCHEMA.url) or "")),
        # What the article infers itself comes before what its capturers reconstructed.
        "pillars": sorted(
            (
                claim.argument(here, each)
                for one in claims
                if (one, RDF.type, CG.Thesis) in graph
                for each in concluding[one]
                if ways[each] == "supports"
            ),
            key=lambda one: not one.explicit,
        ),
        "figures": figures(here, node),
        "whole_map": here.to(f"maps/{here.names.stem(str(node))}.html"),
        "unsupported": [
            lines[one]
            for one, found in concluding.items()
            if (one, CG.evidence, None) not in graph
            and not any(ways[each] == "supports" for each in found)
        ],
        "hedged": [each for each in lines.values() if not each.firm],
        "contested": [(lines[one], found) for one, found in against.items() if found],
        "sections": _sections(here, node, claims, lines),
        "sources": [
            (here.link(one), (one, RDF.type, CG.UnnamedSource) in graph)
            for one in things.sorted(_sources(here, claims))
        ],
    }


def summary(here: Here, node: URIRef) -> dict[str, object]:
    """Return what the front page tells of an article: title, authors, thesis, counts."""
    things = here.things
    claims = _claims(here, node)
    arguments: set[Node] = set()
    ahead: set[Node] = set(claims)
    while ahead:  # an undercut's conclusion is an argument
        ahead = {each for one in ahead for each in things.graph.subjects(CG.conclusion, one)}
        ahead -= arguments
        arguments |= ahead
    return thing.context(here, node) | {
        "title": here.text(things.text(node, DCTERMS.title) or things.name(node)),
        "creators": here.links(things.values(node, DCTERMS.creator)),
        "publishers": here.links(things.values(node, DCTERMS.publisher)),
        "issued": here.maybe(node, DCTERMS.issued),
        "theses": [
            (line(here, one), here.text(things.text(one, CG.paraphrase) or things.name(one)))
            for one in claims
            if (one, RDF.type, CG.Thesis) in things.graph
        ],
        "counts": [
            ("claims", len(claims)),
            ("arguments", len(arguments)),
            ("passages", len(set(things.graph.subjects(OA.hasSource, node)))),
            ("sources", len(_sources(here, claims))),
        ],
    }


def _claims(here: Here, article: URIRef) -> list[Node]:
    """Return the claims that are made in an article's passages, by name."""
    graph = here.things.graph
    return here.things.sorted(
        one
        for passage in graph.subjects(OA.hasSource, article)
        for one in graph.subjects(CG.passage, passage)
        if here.things.form(one) == "Claim"
    )


def _sources(here: Here, claims: list[Node]) -> set[Node]:
    graph = here.things.graph
    evidence = {one for each in claims for one in graph.objects(each, CG.evidence)}
    return {one for each in evidence for one in graph.objects(each, CG.source)}


def line(here: Here, node: Node) -> Line:
    """Return a claim as it stands in a list."""
    certainty = here.things.value(node, CG.certainty)
    return Line(
        here.link(node),
        None if certainty is None else here.link(certainty),
        here.links(here.things.values(node, CG.hedge)),
        certainty in (None, _ASSERTED),
    )


def _sections(
    here: Here, article: URIRef, claims: list[Node], lines: dict[Node, Line]
) -> list[tuple[Value, list[Line]]]:
    """Return the sections in order, each with the claims that are first made there."""
    things = here.things
    sections = sorted(
        (
            one
            for one in things.graph.subjects(DCTERMS.isPartOf, article)
            if (one, RDF.type, CG.Section) in things.graph
        ),
        key=lambda one: (_position(things.value(one, SCHEMA.position)), str(one)),
    )
    # What sums up repeats what the body says: the body counts as the place.
    body = [one for one in sections if (one, RDF.type, CG.KeyTakeaways) not in things.graph]
    left = dict.fromkeys(claims)
    found: dict[Node, list[Node]] = {}
    for section in [*body, *(one for one in sections if one not in body)]:
        passages = things.graph.subjects(DCTERMS.isPartOf, section)
        here_made = {
            one
            for passage in passages
            for one in things.graph.subjects(CG.passage, passage)
            if one in left
        }
        found[section] = sorted(here_made, key=lambda one: (_start(here, one, section), str(one)))
        for one in here_made:
            del left[one]
    return [
        (here.link(one), [lines[each] for each in found[one]]) for one in sections if found[one]
    ]


def _start(here: Here, node: Node, section: Node) -> int:
    """Return where in the text a claim is first made within a section."""
    graph = here.things.graph
    return min(
        (
            _position(start)
            for passage in graph.objects(node, CG.passage)
            if (passage, DCTERMS.isPartOf, section) in graph
            for selector in graph.objects(passage, OA.hasSelector)
            for start in graph.objects(selector, OA.start)
        ),
        default=0,
    )


def _position(node: Node | None) -> int:
    value = node.toPython() if isinstance(node, Literal) else None
    return value if isinstance(value, int) else 0
