"""The actor network: the relations that claims assert, each linked to the claims behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.world import relations
from claimgraph.pictures import cards, svg
from claimgraph.pictures import cards as shapes
from claimgraph.pictures.cards import SMALL
from claimgraph.pictures.layout import Box, Line, layout
from claimgraph.pictures.svg import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.model import Term
    from claimgraph.claims.world import End, Relation
    from claimgraph.pictures.layout import Course
    from claimgraph.pictures.svg import Element

_MARGIN = 16.0
# A link that can be hit is as high and wide (WCAG 2.2, 2.5.8).
_HIT = 24.0
# Each claim behind a relation has a link of its own, unless they are more.
_FEW = 3
STYLE = (
    f"{shapes.STYLE}\n"
    ".cg-measure{fill:var(--cg-pillar);stroke:var(--cg-ink);stroke-width:1.4}"
    ".cg-technology{fill:var(--cg-paper);stroke:var(--cg-muted);stroke-dasharray:5 2}"
    ".cg-relation{paint-order:stroke;stroke:var(--cg-paper);stroke-width:4px;"
    "stroke-linejoin:round}"
    ".cg-hit{fill:transparent;stroke:none}"
    ".cg-under{fill:var(--cg-paper);stroke:none}"
    ".cg-picture .cg-relation text{font-size:12px;fill:var(--cg-ink)}"
    ".cg-picture .cg-relation a text{fill:var(--cg-link)}"
    ".cg-picture .cg-relation a:hover,.cg-picture .cg-relation a:focus{text-decoration:underline}"
)


@dataclass(frozen=True)
class _Edge:
    """All relations from one group of things to another: what each says, and the claims behind."""

    tail: int
    head: int
    says: tuple[tuple[str, tuple[Term, ...]], ...]

    def size(self) -> tuple[float, float]:
        wide = max(sum(wide for _, wide, _, _ in _parts(*one)) for one in self.says)
        return (wide + 8, _HIT * len(self.says) + 2)


def draw(
    graph: Graph,
    around: URIRef | None = None,
    href: Callable[[Node], str] = str,
    *,
    prefix: str | None = None,
) -> svg.Drawing:
    """Return the actor network as SVG; `href` gives the link for an IRI.

    Things that have the same relations to the same others share a box. Around an article or a
    claim the relations that it asserts are drawn, around anything else those that it has.
    """
    found = relations(graph, around)
    groups = _groups(found)
    cards = [_card(group, around) for group in groups]
    edges = _edges(found, groups)
    laid = layout(
        [Box(f"g{n}", card.width, card.height) for n, card in enumerate(cards)],
        [Line(f"g{edge.tail}", f"g{edge.head}", label=edge.size()) for edge in edges],
        direction="LR",
        between=20,
        ranks=22,
    )
    width, height = max(laid.width + 2 * _MARGIN, 400.0), laid.height + 2 * _MARGIN
    summary = f"{len(found)} relations between {len(_things(found))} actors, measures and things."
    root = svg.frame(width, height, "Actors", summary, STYLE if prefix is None else "")
    aside = (width - laid.width) / 2
    within = svg.element(root, "g", transform=f"translate({aside:.1f},{_MARGIN:.1f})")
    for course in laid.lines:
        shapes.run(within, course)
        shapes.tip(within, course, "")
    for number, card in enumerate(cards):
        _place(within, card, groups[number], laid.boxes[f"g{number}"], href)
    for edge, course in zip(edges, laid.lines, strict=True):
        _name(within, edge, course, groups[edge.tail][0].iri, href)
    if not found:
        svg.element(root, "text", "No relations are asserted.", x=_MARGIN, y=20, class_="cg-small")
    return svg.text(svg.sized(root, width, max(height, 36)))


def outline(graph: Graph, around: URIRef | None = None) -> tuple[Item, ...]:
    """Return the network's content as nested items: things, their relations, the claims behind."""
    found = relations(graph, around)
    by_subject: dict[End, list[Relation]] = defaultdict(list)
    for one in found:
        by_subject[one.subject].append(one)
    return tuple(
        Item(
            subject.label,
            subject.iri,
            tuple(
                Item(
                    f"{one.predicate} {one.object.label}",
                    one.object.iri,
                    tuple(Item(claim.label, claim.iri) for claim in one.claims),
                )
                for one in some
            ),
        )
        for subject, some in by_subject.items()
    )


def _things(found: Sequence[Relation]) -> list[End]:
    return list(dict.fromkeys(end for one in found for end in (one.subject, one.object)))


def _groups(found: Sequence[Relation]) -> list[tuple[End, ...]]:
    """Put things together that have the same relations to the same others."""
    profiles: dict[End, set[tuple[str, Term, End]]] = defaultdict(set)
    for one in found:
        profiles[one.subject].add(("to", one.predicate, one.object))
        profiles[one.object].add(("from", one.predicate, one.subject))
    groups: dict[frozenset[tuple[str, Term, End]], list[End]] = defaultdict(list)
    for thing in _things(found):
        groups[frozenset(profiles[thing])].append(thing)
    return [tuple(group) for group in groups.values()]


def _edges(found: Sequence[Relation], groups: Sequence[tuple[End, ...]]) -> list[_Edge]:
    place = {thing: number for number, group in enumerate(groups) for thing in group}
    says: dict[tuple[int, int], dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for one in found:
        says[place[one.subject], place[one.object]][one.predicate].update(one.claims)
    return [
        _Edge(
            tail,
            head,
            tuple(
                (_short(name.label), tuple(sorted(claims, key=_by_iri)))
                for name, claims in sorted(names.items(), key=lambda one: _by_iri(one[0]))
            ),
        )
        for (tail, head), names in says.items()
    ]


def _by_iri(one: Term) -> str:
    return str(one.iri)


def _card(group: tuple[End, ...], around: URIRef | None) -> shapes.Card:
    kinds = sorted({thing.kind for thing in group})
    outline = [f"cg-{kind}" for kind in kinds if kind in ("measure", "technology")][:1]
    if any(thing.iri == around for thing in group):
        outline.append("cg-here")
    names = [thing.label for thing in group]
    return shapes.stack(names, " · ".join(filter(None, kinds)), kind=" ".join(outline), room=170)


def _place(
    parent: Element,
    card: shapes.Card,
    group: tuple[End, ...],
    centre: tuple[float, float],
    href: Callable[[Node], str],
) -> None:
    parts = shapes.place_stack(parent, card, centre)
    for thing, texts in zip(group, parts, strict=True):
        target = svg.link(parent, href(thing.iri), thing.label)
        target.extend(texts)


def _name(
    parent: Element, edge: _Edge, course: Course, tail: Node, href: Callable[[Node], str]
) -> None:
    """Write what a line says; a relation that several claims assert has a number for each.

    Many are counted, with a link to the thing that has the relation: its page names them all.
    """
    assert course.label is not None  # each line was given room for one
    middle, y = course.label
    y -= _HIT * len(edge.says) / 2
    for name, claims in edge.says:
        parts = _parts(name, claims)
        x = middle - sum(wide for _, wide, _, _ in parts) / 2
        said = svg.element(parent, "g", class_="cg-relation")
        if len(parts) > 1:
            # So that no line is seen between the words.
            svg.element(
                said, "rect", class_="cg-under", x=x, y=y + 4, width=2 * (middle - x), height=16
            )
        for says, wide, iri, title in parts:
            target = said
            if title:
                target = svg.link(said, href(tail if iri is None else iri), title)
                svg.element(target, "rect", class_="cg-hit", x=x, y=y, width=wide, height=_HIT)
            svg.element(
                target, "text", says, x=x + wide / 2, y=y + _HIT / 2 + 4, text_anchor="middle"
            )
            x += wide
        y += _HIT


def _parts(name: str, claims: Sequence[Term]) -> list[tuple[str, float, Node | None, str]]:
    """Return what is written of a relation: a text, its width, the claim it leads to, a title.

    What has a title is a link, without a claim to the thing that has the relation.
    """
    wide = cards.width(name, SMALL) + 6
    if len(claims) == 1:
        return [(name, max(wide, _HIT), claims[0].iri, claims[0].label)]
    if len(claims) > _FEW:
        says = f"{name} ({len(claims)} claims)"
        titles = "; ".join(claim.label for claim in claims)
        return [(says, cards.width(says, SMALL) + 6, None, titles)]
    numbers = enumerate(claims, start=1)
    return [
        (name, wide, None, ""),
        *((str(number), _HIT, claim.iri, claim.label) for number, claim in numbers),
    ]


def _short(name: str) -> str:
    return cards.lines(name, 160, SMALL, most=1)[0]
