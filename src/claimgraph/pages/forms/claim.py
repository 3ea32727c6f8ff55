"""A claim: how firmly it is said, where, by whom, what it rests on and what rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, Namespace
from rdflib.term import URIRef

from claimgraph.pages import links
from claimgraph.pages.forms import thing
from claimgraph.vocab import CG as CG_IRI

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.pages.page import Here, Value

CG = Namespace(CG_IRI)
OA = Namespace("http://www.w3.org/ns/oa#")
SCHEMA = Namespace("https://schema.org/")
_WAYS = {
    CG.SupportingArgument: "supports",
    CG.OpposingArgument: "opposes",
    CG.Undercut: "undercuts",
}
_NOTES = (
    ("Holds if", CG.condition),
    ("Horizon", CG.horizon),
    ("Addressed to", CG.addressee),
    ("Speaks well of", CG.favours),
    ("About", SCHEMA.about),
    ("Events", CG.event),
    ("Figures", CG.quantity),
    ("Review of the capture", CG.reviewStatus),
)


@dataclass(frozen=True)
class Argument:
    """An argument as a claim's page shows it; what undercuts it attacks the inference itself."""

    link: Value
    way: str
    scheme: Value | None
    explicit: bool
    premises: tuple[Value, ...]
    conclusions: tuple[Value, ...]
    undercuts: tuple[Argument, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A passage, its section, and the address that opens the text at its words."""

    link: Value
    section: Value | None
    opens: str


@dataclass(frozen=True)
class Evidence:
    """What a claim rests on outside the article."""

    link: Value
    kind: Value | None
    locator: Value | None
    source: Value | None
    unnamed: bool


def context(here: Here, node: URIRef) -> dict[str, object]:
    """Return what a claim's page shows."""
    things = here.things
    arguments = [argument(here, one) for one in things.speaking_of(node, CG.conclusion)]
    return thing.context(here, node) | {
        "thesis": (node, RDF.type, CG.Thesis) in things.graph,
        "certainty": here.maybe(node, CG.certainty),
        "hedges": here.links(things.values(node, CG.hedge)),
        "notes": [
            (name, values)
            for name, predicate in _NOTES
            if (values := here.links(things.values(node, predicate)))
        ],
        "passages": [passage(here, one) for one in things.values(node, CG.passage)],
        "attributions": [_chain(here, one) for one in things.values(node, CG.attribution)],
        "evidence": [evidence(here, one) for one in things.values(node, CG.evidence)],
        "support": [one for one in arguments if one.way == "supports"],
        "against": [one for one in arguments if one.way != "supports"],
        "onward": [argument(here, one) for one in things.speaking_of(node, CG.premise)],
        "people": [
            (here.maybe(one, CG.actor), here.maybe(one, CG.role))
            for one in things.sorted(things.graph.objects(node, CG.involves))
        ],
        "asserted": [
            tuple(here.maybe(one, part) for part in (RDF.subject, RDF.predicate, RDF.object))
            for one in things.values(node, CG.asserts)
        ],
    }


def argument(here: Here, node: Node, above: tuple[Node, ...] = ()) -> Argument:
    """Return an argument with its premises and what undercuts it."""
    things = here.things
    explicit = things.value(node, CG.explicit)
    undercuts = [] if node in above else things.speaking_of(node, CG.conclusion)
    return Argument(
        link=here.link(node),
        way=way(here, node),
        scheme=here.maybe(node, CG.scheme),
        explicit=str(explicit) in ("true", "1"),
        premises=here.links(things.values(node, CG.premise)),
        conclusions=here.links(things.values(node, CG.conclusion)),
        undercuts=tuple(argument(here, one, (*above, node)) for one in undercuts),
    )


def way(here: Here, node: Node) -> str:
    """Return what an argument does to its conclusion."""
    kinds = set(here.things.graph.objects(node, RDF.type))
    return next((way for kind, way in _WAYS.items() if kind in kinds), "bears on")


def passage(here: Here, node: Node) -> Passage:
    """Return a passage with the address of its words."""
    things = here.things
    article = things.value(node, OA.hasSource)
    address = things.value(article, SCHEMA.url) if article is not None else None
    fragments = [
        str(value)
        for selector in things.graph.objects(node, OA.hasSelector)
        for value in things.graph.objects(selector, RDF.value)
    ]
    opens = links.passage(str(address or ""), min(fragments, default=""))
    return Passage(here.link(node), here.maybe(node, DCTERMS.isPartOf), opens)


def evidence(here: Here, node: Node) -> Evidence:
    """Return a piece of evidence with its source."""
    source = here.things.value(node, CG.source)
    return Evidence(
        link=here.link(node),
        kind=here.maybe(node, CG.evidenceKind),
        locator=here.maybe(node, CG.locator),
        source=None if source is None else here.link(source),
        unnamed=(source, RDF.type, CG.UnnamedSource) in here.things.graph,
    )


def _chain(here: Here, node: Node) -> list[tuple[Value | None, Value | None, Value | None]]:
    """Return a chain of attributions from the outermost speaker inwards."""
    found: list[tuple[Value | None, Value | None, Value | None]] = []
    seen: set[Node] = set()
    link: Node | None = node
    while link is not None and link not in seen:
        seen.add(link)
        found.append(
            (
                here.maybe(link, CG.actor),
                here.maybe(link, CG.source),
                here.maybe(link, CG.speechAct),
            )
        )
        link = here.things.value(link, CG.through)
    return found[::-1]
