"""The actor network on paper: a thing in the middle, who acts on it to the left, on whom it acts.

The thing with most relations comes first; each relation is drawn once. What is on other sheets,
too, says on which. Text is 8 points or larger (`sheets`).
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING

from claimgraph.claims.world import relations
from claimgraph.pictures import actors, branches, sheets
from claimgraph.pictures import cards as shapes
from claimgraph.pictures.layout import Course
from claimgraph.pictures.packing import BETWEEN
from claimgraph.pictures.sheets import HEIGHT, LINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.pictures.actors import Edge, Network
    from claimgraph.pictures.cards import Card
    from claimgraph.pictures.sheets import Paper
    from claimgraph.pictures.svg import Drawing, Element

# The heading of the picture is above its first sheet.
_RESERVED = 150.0
_CARD = 178.0
_ROOM = _CARD - 18
# The left edges of the three columns.
_COLUMNS = tuple(n * (branches.WIDTH - 4 - _CARD) / 2 + 2 for n in range(3))
# So many things share a card, and so many relations a line: more would not fit on a sheet.
_TOGETHER = 8
# So many stars are tried to fill what is left of a sheet.
_AHEAD = 30
_NAMED = 3
# A picture as wide and high is printed with text of 8 points: `site.css` gives it 130 mm.
_WIDEST, _HIGHEST = branches.WIDTH, 550.0


def fits(picture: Drawing) -> bool:
    """Tell whether a picture can be read on one sheet."""
    return float(picture.width) <= _WIDEST and float(picture.height) <= _HIGHEST


@dataclass(frozen=True)
class Star:
    """A group of things, the relations that others have to it, and those that it has to others."""

    hub: int
    to: tuple[Edge, ...]
    away: tuple[Edge, ...]
    more: bool = False


@dataclass
class Sheet:
    """The stars on a sheet, and how much of its height they take, in pixels."""

    height: float
    stars: list[Star] = field(default_factory=list)


def papers(
    graph: Graph, around: URIRef | None = None, href: Callable[[Node], str] = str
) -> tuple[Paper, ...]:
    """Return the sheets of an actor network in their order; none where nothing is related."""
    seen = actors.network(relations(graph, around), _TOGETHER)
    return _Stars(seen, around, href).papers()


class _Stars:
    """The sheets of one network: first what each shows is settled, then they are drawn."""

    def __init__(self, seen: Network, around: URIRef | None, href: Callable[[Node], str]) -> None:
        self.seen, self.around, self.href = seen, around, href
        self.degrees = Counter(place for one in seen.edges for place in {one.tail, one.head})
        self.tall = [self._card(place, "-").height for place in range(len(seen.groups))]

    def papers(self) -> tuple[Paper, ...]:
        """Return all sheets."""
        packed = self._packed()
        where: dict[int, dict[int, None]] = defaultdict(dict)
        for number, sheet in enumerate(packed, 1):
            for star in sheet.stars:
                for one in (*star.to, *star.away):
                    where[one.tail][number] = where[one.head][number] = None
        return tuple(
            self._drawn(sheet, number, len(packed), where) for number, sheet in enumerate(packed, 1)
        )

    # ── What each sheet shows ────────────────────────────────────────────────────────────────────

    def _packed(self) -> list[Sheet]:
        waiting = deque(_stars(self.seen.edges))
        made: list[Sheet] = []
        while waiting:
            star = self._fitting(waiting, HEIGHT - made[-1].height) if made else None
            if star is None:
                made.append(Sheet(2 * LINE + (0 if made else _RESERVED)))
                star = self._part(waiting, HEIGHT - made[-1].height)
            made[-1].stars.append(star)
            made[-1].height += self._height(star) + 2 * BETWEEN
        return made

    def _fitting(self, waiting: deque[Star], room: float) -> Star | None:
        """Take the first of the waiting stars that fits into the room."""
        for place, star in enumerate(islice(waiting, _AHEAD)):
            if self._height(star) <= room:
                del waiting[place]
                return star
        return None

    def _part(self, waiting: deque[Star], room: float) -> Star:
        """Take as much of the first star as fits, one relation at least; the rest waits."""
        star = waiting.popleft()
        to, to_rest = self._cut(star.hub, star.to, room)
        away, away_rest = self._cut(star.hub, star.away, room)
        if to_rest or away_rest:
            waiting.appendleft(Star(star.hub, to_rest, away_rest, more=True))
        return replace(star, to=to, away=away)

    def _cut(
        self, hub: int, edges: tuple[Edge, ...], room: float
    ) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
        count, height = 0, 0.0
        for one in edges:
            height += self._row(hub, one) + (BETWEEN if count else 0)
            if count and height > room:
                break
            count += 1
        return edges[:count], edges[count:]

    def _height(self, star: Star) -> float:
        return max(
            self.tall[star.hub],
            *(
                sum(self._row(star.hub, one) + BETWEEN for one in side) - BETWEEN
                for side in (star.to, star.away)
            ),
        )

    def _row(self, hub: int, one: Edge) -> float:
        return max(self.tall[_other(hub, one)], one.size()[1])

    # ── Drawing ──────────────────────────────────────────────────────────────────────────────────

    def _drawn(
        self, sheet: Sheet, number: int, count: int, where: dict[int, dict[int, None]]
    ) -> Paper:
        around = "; ".join(
            ", ".join(end.label for end in self.seen.groups[star.hub])
            + (", continued" if star.more else "")
            for star in sheet.stars
        )
        title = f"Sheet {number} of {count} of the actors: {around}"
        root, y = sheets.blank(title), 2 * LINE
        for star in sheet.stars:
            height = self._height(star)

            def put(place: int, column: int, y: float, height: float) -> None:
                others = [one for one in where[place] if one != number]
                card = replace(self._card(place, _also(others)), width=_CARD, height=height)
                centre = (_COLUMNS[column] + _CARD / 2, y + height / 2)
                actors.place(root, card, self.seen.groups[place], centre, self.href, paper=True)

            put(star.hub, 1, y, height)
            for column, side in ((0, star.to), (2, star.away)):
                top = y
                for one in side:
                    other, row = _other(star.hub, one), self._row(star.hub, one)
                    tall = self.tall[other]
                    put(other, column, top + (row - tall) / 2, tall)
                    self._line(root, one, column, top + row / 2)
                    top += row + BETWEEN
            y += height + 2 * BETWEEN
        return sheets.paper(root, title, y)

    def _line(self, parent: Element, one: Edge, column: int, y: float) -> None:
        """Draw a relation from the left column to the middle, or from there to the right one."""
        left = _COLUMNS[0 if column == 0 else 1] + _CARD
        right = _COLUMNS[1 if column == 0 else 2]
        start, end = (left, y), (right - 9, y)
        course = Course((start, start, end, end), (right, y))
        shapes.run(parent, course)
        shapes.tip(parent, course, "")
        middle = ((left + right) / 2 - 4, y)
        tail = self.seen.groups[one.tail][0].iri
        actors.say(parent, one, middle, tail, self.href, paper=True)

    def _card(self, place: int, remark: str) -> Card:
        said = shapes.lines(remark, _ROOM, shapes.SMALL, most=1)[0]
        shown = said if self.degrees[place] > 1 else ""
        return actors.card(self.seen.groups[place], self.around, shown, room=_ROOM)


def _stars(edges: Sequence[Edge]) -> Iterator[Star]:
    """Yield stars that hold each edge once: around what has most that are not in one yet."""
    left: dict[int, dict[Edge, None]] = defaultdict(dict)
    for one in edges:
        left[one.tail][one] = left[one.head][one] = None
    while left:
        hub = max(left, key=lambda place: (len(left[place]), -place))
        own = list(left.pop(hub))
        for other in {_other(hub, one) for one in own} - {hub}:
            for one in own:
                left[other].pop(one, None)
            if not left[other]:
                del left[other]
        to = tuple(one for one in own if one.head == hub != one.tail)
        yield Star(hub, to, tuple(one for one in own if one.tail == hub))


def _other(hub: int, edge: Edge) -> int:
    return edge.head if edge.tail == hub else edge.tail


def _also(numbers: Sequence[int]) -> str:
    """Return on which other sheets a thing is."""
    if not numbers:
        return ""
    named = ", ".join(map(str, numbers[:_NAMED]))
    more = ", …" if len(numbers) > _NAMED else ""
    return f"also on sheet{'s' if len(numbers) > 1 else ''} {named}{more}"
