"""The actor network: the relations that claims assert, each linked to the claims behind it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

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
    from claimgraph.pictures.layout import Point
    from claimgraph.pictures.svg import Element

Part = TypeVar("Part")

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
class Edge:
    """All relations from one group of things to another: what each says, and the claims behind."""

    tail: int
    head: int
    says: tuple[tuple[str, tuple[Term, ...]], ...]

    def size(self) -> tuple[float, float]:
        """Return the width and height of what is written of them, in pixels."""
        wide = max(sum(wide for _, wide, _, _ in _parts(*one)) for one in self.says)
        return (wide + 8, _HIT * len(self.says) + 2)


@dataclass(frozen=True)
class Network:
    """Things in groups, and the relations between these: ends of edges are places in `groups`."""

    groups: list[tuple[End, ...]]
    edges: list[Edge]


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
    shown = relations(graph, around)
    drawn = network(shown)
    groups, edges = drawn.groups, drawn.edges
    cards = [card(group, around) for group in groups]
    laid = layout(
        [Box(f"g{n}", one.width, one.height) for n, one in enumerate(cards)],
        [Line(f"g{edge.tail}", f"g{edge.head}", label=edge.size()) for edge in edges],
        direction="LR",
        between=20,
        ranks=22,
    )
    width, height = max(laid.width + 2 * _MARGIN, 400.0), laid.height + 2 * _MARGIN
    summary = f"{len(shown)} relations between {len(_things(shown))} actors, measures and things."
    root = svg.frame(width, height, "Actors", summary, STYLE if prefix is None else "")
    aside = (width - laid.width) / 2
    within = svg.element(root, "g", transform=f"translate({svg.point(aside, _MARGIN)})")
    for course in laid.lines:
        shapes.run(within, course)
        shapes.tip(within, course, "")
    for number, one in enumerate(cards):
        place(within, one, groups[number], laid.boxes[f"g{number}"], href)
    for edge, course in zip(edges, laid.lines, strict=True):
        assert course.label is not None  # each line was given room for one
        say(within, edge, course.label, groups[edge.tail][0].iri, href)
    if not shown:
        svg.element(root, "text", "No relations are asserted.", x=_MARGIN, y=20, class_="cg-small")
    return svg.text(svg.sized(root, width, max(height, 36)))


def outline(graph: Graph, around: URIRef | None = None) -> tuple[Item, ...]:
    """Return the network's content as nested items: things, their relations, the claims behind."""
    shown = relations(graph, around)
    by_subject: dict[End, list[Relation]] = defaultdict(list)
    for one in shown:
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


def _things(shown: Sequence[Relation]) -> list[End]:
    return list(dict.fromkeys(end for one in shown for end in (one.subject, one.object)))


def network(found: Sequence[Relation], most: int | None = None) -> Network:
    """Return the groups of things that have the same relations, and what relates each to others.

    With `most`, a group has at most so many things, and an edge says at most so much.
    """
    groups = [part for group in _groups(found) for part in _parted(group, most)]
    edges = [
        replace(edge, says=says)
        for edge in _edges(found, groups)
        for says in _parted(edge.says, most)
    ]
    return Network(groups, edges)


def _parted(whole: tuple[Part, ...], most: int | None) -> list[tuple[Part, ...]]:
    return [whole[n : n + most] for n in range(0, len(whole), most)] if most else [whole]


def _groups(shown: Sequence[Relation]) -> list[tuple[End, ...]]:
    """Put things together that have the same relations to the same others."""
    profiles: dict[End, set[tuple[str, Term, End]]] = defaultdict(set)
    for one in shown:
        profiles[one.subject].add(("to", one.predicate, one.object))
        profiles[one.object].add(("from", one.predicate, one.subject))
    groups: dict[frozenset[tuple[str, Term, End]], list[End]] = defaultdict(list)
    for thing in _things(shown):
        groups[frozenset(profiles[thing])].append(thing)
    return [tuple(group) for group in groups.values()]


def _edges(shown: Sequence[Relation], groups: Sequence[tuple[End, ...]]) -> list[Edge]:
    place = {thing: number for number, group in enumerate(groups) for thing in group}
    says: dict[tuple[int, int], dict[Term, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for one in shown:
        says[place[one.subject], place[one.object]][one.predicate].update(one.claims)
    return [
        Edge(
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


def card(
    group: tuple[End, ...], around: URIRef | None, remark: str = "", *, room: float = 170
) -> shapes.Card:
    """Return the card of a group: the names of its things, of what kind they are, a remark."""
    kinds = sorted({thing.kind for thing in group})
    outline = [f"cg-{kind}" for kind in kinds if kind in ("measure", "technology")][:1]
    if any(thing.iri == around for thing in group):
        outline.append("cg-here")
    names = [thing.label for thing in group]
    small = filter(None, [" · ".join(filter(None, kinds)), remark])
    return shapes.stack(names, [*small], kind=" ".join(outline), room=room)


def place(
    parent: Element,
    shown: shapes.Card,
    group: tuple[End, ...],
    centre: Point,
    href: Callable[[Node], str],
    *,
    paper: bool = False,
) -> None:
    """Draw a group's card around a centre, with a link for each thing.

    On paper there is no pointer for links to tell more to.
    """
    parts = shapes.place_stack(parent, shown, centre)
    for thing, texts in zip(group, parts, strict=True):
        target = svg.link(parent, href(thing.iri), "" if paper else thing.label)
        target.extend(texts)


def say(
    parent: Element,
    edge: Edge,
    centre: Point,
    tail: Node,
    href: Callable[[Node], str],
    *,
    paper: bool = False,
) -> None:
    """Write what a line says around a centre.

    A relation that several claims assert has a number for each; many are counted, with a link to
    the thing that has the relation: its page names them all.
    """
    middle, y = centre
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
                leads = href(tail if iri is None else iri)
                target = svg.link(said, leads, "" if paper else title)
                if not paper:
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
