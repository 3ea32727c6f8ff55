"""The evidence flow: from sources through the claims that cite them to the pillars they carry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import RDF, URIRef

from claimgraph import vocab
from claimgraph.publish import argument, shapes, svg
from claimgraph.publish.argument import CG
from claimgraph.publish.layout import Box, Line, layout
from claimgraph.publish.outline import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.publish.argument import Network
    from claimgraph.publish.svg import Element

_MARGIN = 16.0
_STYLE = (
    ".cg-unnamed{fill:var(--cg-paper);stroke:var(--cg-unnamed);stroke-width:2;"
    "stroke-dasharray:7 4}"
    ".cg-source{fill:var(--cg-paper);stroke:var(--cg-ink);stroke-width:1.4}"
)
# Where a line ends that leads to no pillar.
_NOWHERE = "nowhere"


@dataclass(frozen=True)
class Source:
    """What a claim rests on outside the article; `kind` is its class in words."""

    iri: URIRef
    label: str
    kind: str
    issuer: str
    unnamed: bool


@dataclass(frozen=True)
class Bearing:
    """How a claim bears on a pillar: for it, against it or both, in how many steps at least."""

    claim: URIRef
    pillar: URIRef
    way: str
    steps: int


@dataclass(frozen=True)
class Flow:
    """Sources, the claims that cite each, the pillars, and how these claims bear on them."""

    network: Network
    sources: tuple[Source, ...]
    cites: tuple[tuple[URIRef, URIRef], ...]
    bearings: tuple[Bearing, ...]
    pillars: tuple[URIRef, ...]
    around: URIRef | None = None

    @property
    def claims(self) -> list[URIRef]:
        """The claims that cite a source."""
        return list(dict.fromkeys(claim for _, claim in self.cites))

    def behind(self, pillar: URIRef) -> list[Source]:
        """Return the sources that a pillar rests on, or that speak against it."""
        bearing = {one.claim for one in self.bearings if one.pillar == pillar} | {pillar}
        cited = {source for source, claim in self.cites if claim in bearing}
        return [source for source in self.sources if source.iri in cited]


def draw(graph: Graph, around: URIRef | None = None, href: Callable[[URIRef], str] = str) -> str:
    """Return the evidence flow as SVG; `href` gives the link for an IRI.

    Around an article its own claims are drawn; around a claim what it rests on by however many
    steps; around anything else the claims that have to do with it. Raises PictureError.
    """
    seen = flow(graph, around)
    sources = {f"s{n}": source for n, source in enumerate(seen.sources)}
    pillars = {iri: f"p{n}" for n, iri in enumerate(seen.pillars)}
    claims = {iri: f"c{n}" for n, iri in enumerate(seen.claims) if iri not in pillars}
    astray = [iri for iri in claims if not any(one.claim == iri for one in seen.bearings)]
    cards = {name: _source_card(source, around) for name, source in sources.items()}
    cards |= {name: _claim_card(seen, iri) for iri, name in claims.items()}
    cards |= {name: _pillar_card(seen, iri) for iri, name in pillars.items()}
    if astray and seen.pillars:
        cards[_NOWHERE] = shapes.card("No pillar", ["what it carries lies elsewhere"])
    places = claims | pillars
    known = {source.iri: name for name, source in sources.items()}
    lines = [(Line(known[source], places[claim]), "") for source, claim in seen.cites]
    lines += [
        (Line(claims[one.claim], pillars[one.pillar]), one.way)
        for one in seen.bearings
        if one.claim in claims
    ]
    if _NOWHERE in cards:
        lines += [(Line(claims[iri], _NOWHERE), "") for iri in astray]
    ranks = dict.fromkeys(sources, "min") | dict.fromkeys([*pillars.values(), _NOWHERE], "max")
    laid = layout(
        [Box(name, card.width, card.height, ranks.get(name, "")) for name, card in cards.items()],
        [line for line, _ in lines],
        direction="LR",
        between=12,
        ranks=84,
    )
    width = max(laid.width + 2 * _MARGIN, 640.0)
    root = svg.frame(width, 0, "Evidence", _summary(seen), f"{shapes.STYLE}\n{_STYLE}")
    aside = (width - laid.width) / 2
    within = svg.element(root, "g", transform=f"translate({aside:.1f},{_MARGIN:.1f})")
    for (_, way), course in zip(lines, laid.lines, strict=True):
        shapes.run(within, course, way)
        shapes.tip(within, course, way)
    told = {name: _told(source) for name, source in sources.items()}
    told |= {name: _bears(seen, iri) for iri, name in places.items()}
    iris = {name: iri for iri, name in (*places.items(), *known.items())}
    for name, card in cards.items():
        target = svg.link(within, href(iris[name]) if name in iris else "", told.get(name, ""))
        shapes.place(target, card, laid.boxes[name])
    top = laid.height + 2 * _MARGIN
    if not seen.sources:
        says = "Nothing here rests on a source outside the article."
        svg.element(root, "text", says, x=_MARGIN, y=top, class_="cg-small")
    else:
        top += shapes.key(root, _key(seen), _MARGIN, top - 8, width - 2 * _MARGIN)
    return svg.text(svg.sized(root, width, top + 8))


def outline(graph: Graph, around: URIRef | None = None) -> tuple[Item, ...]:
    """Return the flow's content as nested items: sources, claims that cite them, their pillars."""
    seen = flow(graph, around)
    label = {iri: claim.label for iri, claim in seen.network.claims.items()}
    return tuple(
        Item(
            _told(source),
            source.iri,
            tuple(
                Item(
                    label[claim],
                    claim,
                    tuple(
                        Item(f"bears {_WAYS[one.way]} {label[one.pillar]}", one.pillar)
                        for one in seen.bearings
                        if one.claim == claim
                    ),
                )
                for cited, claim in seen.cites
                if cited == source.iri
            ),
        )
        for source in seen.sources
    )


_WAYS = {"supports": "for", "opposes": "against", "": "for and against"}


def flow(graph: Graph, around: URIRef | None = None) -> Flow:
    """Return what the picture shows: see `draw`."""
    article = around is not None and argument.is_article(graph, around)
    network = argument.around(graph, around)
    wanted: Iterable[URIRef] = network.claims
    pillars = list(dict.fromkeys(p for t in network.theses() for p in network.pillars(t)))
    if around is not None and around in network.claims:
        wanted, pillars = [around, *network.beneath(around)], [around]
    elif around is not None and not article:
        wanted = argument.mentioning(graph, around) & set(network.claims)
    cites = {(source, claim) for claim in wanted for source in cited(graph, claim)}
    bearings = {pillar: _bearings(network, pillar) for pillar in pillars}
    citing = {claim for _, claim in cites}
    if around is not None and not article:
        pillars = [p for p in pillars if p == around or citing & {p, *bearings[p]}]
    return Flow(
        network,
        tuple(_source(graph, iri) for iri in sorted({source for source, _ in cites})),
        tuple(sorted(cites)),
        tuple(
            Bearing(claim, pillar, *bearings[pillar][claim])
            for pillar in pillars
            for claim in sorted(citing & set(bearings[pillar]))
        ),
        tuple(pillars),
        around,
    )


def cited(graph: Graph, claim: URIRef) -> set[URIRef]:
    """Return the sources of a claim's evidence, and those that its attributions name."""
    found = {s for e in graph.objects(claim, CG.evidence) for s in graph.objects(e, CG.source)}
    chain = list(graph.objects(claim, CG.attribution))
    seen: set[Node] = set()
    while chain:
        one = chain.pop()
        if one not in seen:
            seen.add(one)
            found.update(graph.objects(one, CG.source))
            chain.extend(graph.objects(one, CG.through))
    return {iri for iri in found if isinstance(iri, URIRef)}


def _bearings(network: Network, pillar: URIRef) -> dict[URIRef, tuple[str, int]]:
    """Return how each claim beneath bears on a pillar, and in how many arguments at least."""
    signs: dict[URIRef, set[int]] = defaultdict(set)
    steps: dict[URIRef, int] = {}
    layer: list[tuple[Node, int]] = [(pillar, 1)]
    seen = set(layer)
    for distance in range(1, len(network.arguments) + 2):
        following: list[tuple[Node, int]] = []
        for node, sign in layer:
            for one in network.concluding.get(node, ()):
                turned = sign if one.way == "supports" else -sign
                for premise in one.premises:
                    signs[premise].add(turned)
                    steps.setdefault(premise, distance)
                following += [(end, turned) for end in (one.iri, *one.premises)]
        layer = [end for end in dict.fromkeys(following) if end not in seen]
        seen.update(layer)
    return {
        claim: ("" if len(found) == 2 else "supports" if 1 in found else "opposes", steps[claim])
        for claim, found in signs.items()
        if claim != pillar
    }


def _source(graph: Graph, iri: URIRef) -> Source:
    kinds = sorted(str(kind) for kind in graph.objects(iri, RDF.type))
    unnamed = str(CG.UnnamedSource) in kinds
    own = [URIRef(kind) for kind in kinds if kind.startswith(vocab.CG)]
    kind = "unnamed source" if unnamed else argument.label(graph, own[0]) if own else "source"
    issuer = graph.value(iri, CG.issuer)
    return Source(iri, argument.label(graph, iri), kind, argument.label(graph, issuer), unnamed)


def _source_card(source: Source, around: URIRef | None) -> shapes.Card:
    kind = "cg-unnamed" if source.unnamed else "cg-source"
    here = " cg-here" if source.iri == around else ""
    by = f"{source.kind} · {source.issuer}" if source.issuer else source.kind
    return shapes.card(source.label, [by], kind=kind + here)


def _claim_card(seen: Flow, iri: URIRef) -> shapes.Card:
    claim = seen.network.claims[iri]
    return shapes.card(
        claim.label,
        [f"~ {claim.certainty}"] if claim.certainty else [],
        kind="cg-hedged" if claim.certainty else "",
    )


def _pillar_card(seen: Flow, iri: URIRef) -> shapes.Card:
    claim = seen.network.claims[iri]
    kind = "cg-thesis" if claim.thesis else "cg-pillar"
    return shapes.card(
        claim.label,
        [_counted(seen, iri)],
        kind=f"{kind} cg-here" if iri == seen.around else kind,
    )


def _counted(seen: Flow, pillar: URIRef) -> str:
    behind = seen.behind(pillar)
    if not behind:
        return "no source beneath"
    unnamed = sum(source.unnamed for source in behind)
    return f"{len(behind)} source{'s'[: len(behind) - 1]}" + (
        f", {unnamed} unnamed" if unnamed else ""
    )


def _told(source: Source) -> str:
    by = f", issued by {source.issuer}" if source.issuer else ""
    return f"{source.label} ({source.kind}{by})"


def _bears(seen: Flow, iri: URIRef) -> str:
    label = seen.network.claims[iri].label
    if iri in seen.pillars:
        return f"{label}: {_counted(seen, iri)}"
    ways = [
        f"{_WAYS[one.way]} “{seen.network.claims[one.pillar].label}” "
        f"in {one.steps} step{'s'[: one.steps - 1]}"
        for one in seen.bearings
        if one.claim == iri
    ]
    return f"{label}: bears {', '.join(ways)}" if ways else label


def _summary(seen: Flow) -> str:
    unnamed = sum(source.unnamed for source in seen.sources)
    return (
        f"{len(seen.sources)} sources, {unnamed} of them unnamed, behind {len(seen.claims)} "
        f"claims, which bear on {len({one.pillar for one in seen.bearings})} "
        f"of {len(seen.pillars)} pillars."
    )


def _key(seen: Flow) -> list[shapes.Sample]:
    ways = {one.way for one in seen.bearings if one.claim not in seen.pillars}
    samples = []
    if any(source.unnamed for source in seen.sources):
        samples.append(shapes.Sample("unnamed source", 34, _unnamed))
    for way, says in (
        ("supports", "bears for a pillar"),
        ("opposes", "bears against it"),
        ("", "rests on; or bears both ways"),
    ):
        if way in ways or not way:
            samples.append(shapes.Sample(says, 40, shapes.arrow(way)))
    return samples


def _unnamed(parent: Element, centre: tuple[float, float]) -> None:
    x, y = centre
    svg.element(
        parent, "rect", class_="cg-card cg-unnamed", x=x - 17, y=y - 8, width=34, height=16, rx=3
    )
