"""The evidence flow: from sources through the claims that cite them to the pillars they carry."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from claimgraph.claims.network import flow
from claimgraph.pictures import cards as shapes
from claimgraph.pictures import svg
from claimgraph.pictures.layout import Box, Course, Line, layout
from claimgraph.pictures.svg import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.model import Source
    from claimgraph.claims.network import Flow
    from claimgraph.pictures.layout import Layout
    from claimgraph.pictures.svg import Element

_MARGIN = 16.0
STYLE = (
    f"{shapes.STYLE}\n"
    ".cg-unnamed{fill:var(--cg-paper);stroke:var(--cg-unnamed);stroke-width:2;"
    "stroke-dasharray:7 4}"
    ".cg-source{fill:var(--cg-paper);stroke:var(--cg-ink);stroke-width:1.4}"
)
# How long before a box lines meet that end there, and how far those of two ways keep apart.
_STEM, _APART = 20.0, 18.0
# Where a line ends that leads to no pillar.
_NOWHERE = "nowhere"
_NO_SOURCE = "Nothing here rests on a source outside the article."


def draw(
    graph: Graph,
    around: URIRef | None = None,
    href: Callable[[Node], str] = str,
    *,
    prefix: str | None = None,
) -> svg.Drawing:
    """Return the evidence flow as SVG; `href` gives the link for an IRI.

    Around an article its own claims are drawn; around a claim what it rests on by however many
    steps; around anything else the claims that have to do with it. Raises PictureError.
    """
    seen = flow(graph, around)
    sources = {f"s{n}": source for n, source in enumerate(seen.sources)}
    pillars = {iri: f"p{n}" for n, iri in enumerate(seen.pillars)}
    claims = {iri: f"c{n}" for n, iri in enumerate(seen.claims) if iri not in pillars}
    astray = [iri for iri in claims if not any(one.claim == iri for one in seen.bearings)]
    last = {name: _pillar_card(seen, iri) for iri, name in pillars.items()}
    if astray and seen.pillars:
        last[_NOWHERE] = shapes.card("No pillar", ["what it carries lies elsewhere"])
    cards = {
        **shapes.even({name: _source_card(source, around) for name, source in sources.items()}),
        **shapes.even({name: _claim_card(seen, iri) for iri, name in claims.items()}),
        **shapes.even(last),
    }
    places = claims | pillars
    known = {source.iri: name for name, source in sources.items()}
    lines = [(_line(known[source], places[claim]), "") for source, claim in seen.cites]
    lines += [
        (_line(claims[one.claim], pillars[one.pillar]), one.way)
        for one in seen.bearings
        if one.claim in claims
    ]
    if _NOWHERE in cards:
        lines += [(_line(claims[iri], _NOWHERE), "") for iri in astray]
    ranks = dict.fromkeys(sources, "min") | dict.fromkeys([*pillars.values(), _NOWHERE], "max")
    laid = layout(
        [Box(name, card.width, card.height, ranks.get(name, "")) for name, card in cards.items()],
        [line for line, _ in lines],
        direction="LR",
        between=12,
        ranks=84,
    )
    width = max(laid.width + 2 * _MARGIN, 640.0)
    root = svg.frame(width, 0, "Evidence", _summary(seen), STYLE if prefix is None else "")
    aside = (width - laid.width) / 2
    within = svg.element(root, "g", transform=f"translate({svg.point(aside, _MARGIN)})")
    lefts = {name: laid.boxes[name][0] - card.width / 2 for name, card in cards.items()}
    _run(within, lines, laid, lefts)
    titles = {name: _told(source) for name, source in sources.items()}
    titles |= {name: _bears(seen, iri) for iri, name in places.items()}
    iris = {name: iri for iri, name in (*places.items(), *known.items())}
    for name, card in cards.items():
        target = svg.link(within, href(iris[name]) if name in iris else "", titles.get(name, ""))
        shapes.place(target, card, laid.boxes[name])
    top = laid.height + 2 * _MARGIN
    if not seen.sources:
        svg.element(root, "text", _NO_SOURCE, x=_MARGIN, y=top, class_="cg-small")
    else:
        top += shapes.key(root, _key(seen), _MARGIN, top - 8, width - 2 * _MARGIN)
    return svg.text(svg.sized(root, width, top + 8))


def _line(tail: str, head: str) -> Line:
    return Line(tail, head, arrow=False, across=True)


def _run(
    parent: Element, lines: Sequence[tuple[Line, str]], laid: Layout, lefts: Mapping[str, float]
) -> None:
    """Draw the lines: those that bear in one way upon one thing meet before it, in one tip."""
    meeting: dict[str, dict[str, list[Course]]] = defaultdict(lambda: defaultdict(list))
    for (line, way), course in zip(lines, laid.lines, strict=True):
        meeting[line.head][way].append(course)
    for head, ways in meeting.items():
        left, middle = lefts[head], laid.boxes[head][1]
        for place, way in enumerate(sorted(ways, key=list(_WAYS).index)):
            y = middle + _APART * (place - (len(ways) - 1) / 2)
            end = (left - _STEM, y)
            for course in ways[way]:
                bent = (*course.points[:-2], (left - 2 * _STEM, y), end)
                shapes.run(parent, Course(bent, end), way)
            shapes.tip(parent, Course((end,), (left, y)), way)


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


def _source_card(source: Source, around: URIRef | None) -> shapes.Card:
    kind = "cg-unnamed" if source.unnamed else "cg-source"
    here = " cg-here" if source.iri == around else ""
    by = f"{source.called} · {source.issuer}" if source.issuer else source.called
    return shapes.card(source.label, [by], kind=kind + here)


def _claim_card(seen: Flow, iri: URIRef) -> shapes.Card:
    claim = seen.network.claims[iri]
    return shapes.card(
        claim.label,
        [] if claim.plain else [f"~ {claim.certainty}"],
        kind="" if claim.plain else "cg-hedged",
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
    return _number(len(behind), "source") + (f", {unnamed} unnamed" if unnamed else "")


def _number(count: int, of: str) -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}"


def _told(source: Source) -> str:
    by = f", issued by {source.issuer}" if source.issuer else ""
    return f"{source.label} ({source.called}{by})"


def _bears(seen: Flow, iri: URIRef) -> str:
    label = seen.network.claims[iri].label
    if iri in seen.pillars:
        return f"{label}: {_counted(seen, iri)}"
    ways = [
        f"{_WAYS[one.way]} “{seen.network.claims[one.pillar].label}” "
        f"in {_number(one.steps, 'step')}"
        for one in seen.bearings
        if one.claim == iri
    ]
    return f"{label}: bears {', '.join(ways)}" if ways else label


def _summary(seen: Flow) -> str:
    if not seen.sources:
        return _NO_SOURCE
    unnamed = sum(source.unnamed for source in seen.sources)
    of_them = f", {unnamed} of them unnamed" if unnamed else ""
    return (
        f"{_number(len(seen.sources), 'source')}{of_them}, behind "
        f"{_number(len(seen.claims), 'claim')}, bearing on "
        f"{len({one.pillar for one in seen.bearings}):,} "
        f"of {_number(len(seen.pillars), 'pillar')}."
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
