"""The timeline: what happened when, measures above the line and responses to them below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.world import events, is_measure
from claimgraph.pictures import cards, svg
from claimgraph.pictures.cards import SMALL, TEXT
from claimgraph.pictures.svg import Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rdflib import Graph, URIRef
    from rdflib.term import Node

    from claimgraph.claims.dates import Period
    from claimgraph.claims.model import Event
    from claimgraph.pictures.svg import Element

_PLOT, _MARGIN, _GUTTER, _BAND, _ROOM = 820.0, 16.0, 96.0, 24.0, 148.0
_LEADING = 15.0
# Texts stand so far from the thin line that leads to their mark, and that to another's of that day.
_ASIDE = 9.0
STYLE = (
    ".cg-band{fill:var(--cg-wash)}"
    ".cg-tick{stroke:var(--cg-rule);stroke-width:1}"
    ".cg-leader{stroke:var(--cg-muted);stroke-width:1;fill:none}"
    ".cg-day{fill:var(--cg-ink)}"
    ".cg-span{fill:var(--cg-ink)}"
    ".cg-month{fill:var(--cg-pillar);stroke:var(--cg-ink);stroke-width:1.4}"
    ".cg-vague{fill:none;stroke:var(--cg-ink);stroke-width:1.2;stroke-dasharray:3 2.5}"
)


@dataclass(frozen=True)
class _Spot:
    """An event in its place: where its mark begins and ends, its text, its lane from the line."""

    event: Event
    period: Period
    left: float
    right: float
    lines: tuple[str, ...]
    lane: int

    @property
    def height(self) -> float:
        return _LEADING * (len(self.lines) + 1) + 14


def draw(
    graph: Graph,
    around: URIRef | None = None,
    href: Callable[[Node], str] = str,
    *,
    prefix: str | None = None,
) -> svg.Drawing:
    """Return the timeline as SVG; `href` gives the link for an IRI.

    Around an article its own events are drawn; around anything else those that have to do with it.
    """
    shown = events(graph, around)
    dated = [(event, event.period) for event in shown if event.period]
    scale = _Scale.of([period for _, period in dated])
    above = _lanes(scale, [(event, period) for event, period in dated if is_measure(event)])
    below = _lanes(scale, [(event, period) for event, period in dated if not is_measure(event)])
    ends = [spot.left + _wide(spot) for spot in (*above, *below)]
    width = max(_PLOT + _GUTTER + 2 * _MARGIN, max(ends, default=0) + _MARGIN)
    root = svg.frame(width, 0, "Timeline", _summary(shown), STYLE if prefix is None else "")
    line = 12 + sum(_heights(above)) + (20 if above else 4)
    _axis(root, scale, line)
    _side(root, above, line, up=True, href=href)
    _side(root, below, line + _BAND, up=False, href=href)
    if above:
        _name(root, "Measures", line + 2)
    if below:
        _name(root, "Responses", line + _BAND + 6)
        _name(root, "and other events", line + _BAND + 20)
    bottom = line + _BAND + (20 if below else 4) + sum(_heights(below)) + 8
    bottom = _undated(root, [one for one in shown if not one.period], bottom, width, href)
    if dated:
        bottom += _key(root, bottom)
    return svg.text(svg.sized(root, width, bottom + 8))


def outline(graph: Graph, around: URIRef | None = None) -> tuple[Item, ...]:
    """Return the timeline's content as items, in order of time; what has no date comes last."""
    return tuple(Item(_told(event), event.iri) for event in events(graph, around))


@dataclass(frozen=True)
class _Scale:
    """Years to pixels; a tick each `step` years, or each month where `step` is a twelfth."""

    first: float
    last: float
    step: float

    @staticmethod
    def of(shown: Sequence[Period]) -> _Scale:
        first = min((one.first for one in shown), default=0.0)
        last = max((one.last for one in shown), default=1.0)
        if last - first < 1.5:
            first, last = _floor(first * 12) / 12, -_floor(-last * 12) / 12
            return _Scale(first, max(last, first + 0.25), 1 / 12)
        first, last = _floor(first), -_floor(-last)
        wanted = (last - first) * 48 / _PLOT
        step = next(
            (s * 10**power for power in range(12) for s in (1, 2, 5) if s * 10**power >= wanted),
            last - first,
        )
        first, last = _floor(first / step) * step, -_floor(-last / step) * step
        return _Scale(first, last, step)

    def at(self, year: float) -> float:
        return _MARGIN + _GUTTER + (year - self.first) / (self.last - self.first) * _PLOT


def _floor(number: float) -> int:
    # A month is not a whole number of twelfths to a computer.
    return int((number + 1e-6) // 1)


def _lanes(scale: _Scale, shown: Iterable[tuple[Event, Period]]) -> list[_Spot]:
    """Give each event a lane: from the last to the first, above all that its own text would cover.

    So no text lies on another, and none on the thin line that leads from the scale to a mark.
    """
    spots: list[_Spot] = []
    for event, period in sorted(shown, key=lambda one: (-one[1].first, one[1].last, one[0].label)):
        left = scale.at(period.first)
        point = period.end is None and period.start.precision == "day"
        right = left if point else scale.at(period.last)
        lines = cards.lines(event.label, _ROOM, TEXT, most=4)
        new = _Spot(event, period, left, right, tuple(lines), 0)
        until = left + _wide(new) + 8
        lane = max((spot.lane + 1 for spot in spots if spot.left < until), default=0)
        spots.append(_Spot(event, period, left, right, tuple(lines), lane))
    return spots


def _wide(spot: _Spot) -> float:
    date = cards.width(spot.period.shown, SMALL, bold=True)
    text = max(cards.width(line, TEXT) for line in spot.lines)
    return max(_ASIDE + date + 6, _ASIDE + text + 6, spot.right - spot.left + 6)


def _heights(spots: Sequence[_Spot]) -> list[float]:
    lanes = range(max((spot.lane for spot in spots), default=-1) + 1)
    return [max(spot.height for spot in spots if spot.lane == lane) + 10 for lane in lanes]


def _axis(root: Element, scale: _Scale, top: float) -> None:
    svg.element(
        root, "rect", class_="cg-band", x=_MARGIN + _GUTTER, y=top, width=_PLOT, height=_BAND
    )
    count = round((scale.last - scale.first) / scale.step)
    for number in range(count + 1):
        year = scale.first + number * scale.step
        x = scale.at(year)
        svg.element(root, "line", class_="cg-tick", x1=x, x2=x, y1=top, y2=top + _BAND)
        if number == count:
            break
        if scale.step >= 1:
            says = str(round(year))
        else:
            month = _floor(year * 12) % 12 + 1
            says = f"{_floor(year)}-{month:02}"
        middle = x + scale.step / (scale.last - scale.first) * _PLOT / 2
        svg.element(
            root, "text", says, x=middle, y=top + 16, class_="cg-small", text_anchor="middle"
        )


def _name(root: Element, says: str, y: float) -> None:
    x = _MARGIN + _GUTTER - 8
    svg.element(root, "text", says, x=x, y=y, class_="cg-small", text_anchor="end")


def _side(
    root: Element, spots: Sequence[_Spot], line: float, *, up: bool, href: Callable[[Node], str]
) -> None:
    heights = _heights(spots)
    sign = -1 if up else 1
    # From the first lane on, there is room for the side's name.
    offsets = [20 + sum(heights[:lane]) for lane in range(len(heights))]
    for spot in spots:
        y = line + sign * (offsets[spot.lane] + 6)
        svg.element(root, "line", class_="cg-leader", x1=spot.left, x2=spot.left, y1=line, y2=y)
    for spot in sorted(spots, key=lambda one: (one.left, one.lane)):
        y = line + sign * (offsets[spot.lane] + 6)
        target = svg.link(root, href(spot.event.iri), _told(spot.event))
        _mark(target, spot, y)
        text = y - 12 - _LEADING * len(spot.lines) if up else y + 18
        svg.element(
            target, "text", spot.period.shown, x=spot.left + _ASIDE, y=text, class_="cg-small",
            font_weight="bold",
        )  # fmt: skip
        for number, words in enumerate(spot.lines, start=1):
            x = spot.left + _ASIDE
            svg.element(target, "text", words, x=x, y=text + number * _LEADING)


def _mark(parent: Element, spot: _Spot, y: float) -> None:
    """A dot for a day, a bar for a month, dashes for a year; spans are filled where certain."""
    start, end = spot.period.start, spot.period.end
    if end is None:
        if start.precision == "day":
            svg.element(parent, "circle", class_="cg-day", cx=spot.left, cy=y, r=5)
        else:
            kind = "cg-month" if start.precision == "month" else "cg-vague"
            _bar(parent, kind, spot.left, spot.right, y)
        return
    per_year = (spot.right - spot.left) / (spot.period.last - spot.period.first)
    from_ = spot.left + (start.last - start.first) * per_year
    to = spot.right - (end.last - end.first) * per_year
    if start.precision == "day":
        from_ = spot.left
    if end.precision == "day":
        to = spot.right
    if to <= from_:
        _bar(parent, "cg-vague", spot.left, spot.right, y)
        return
    if from_ > spot.left:
        _bar(parent, "cg-vague", spot.left, from_, y)
    if spot.right > to:
        _bar(parent, "cg-vague", to, spot.right, y)
    _bar(parent, "cg-span", from_, to, y)


def _bar(parent: Element, kind: str, left: float, right: float, y: float) -> None:
    svg.element(
        parent, "rect", class_=kind, x=left, y=y - 4, width=max(right - left, 5), height=8, rx=2
    )


def _undated(
    root: Element,
    shown: Sequence[Event],
    top: float,
    width: float,
    href: Callable[[Node], str],
) -> float:
    if not shown:
        return top
    says = "Without a date:"
    svg.element(root, "text", says, x=_MARGIN, y=top + 14, class_="cg-small")
    y = top + 14
    for event in shown:
        target = svg.link(root, href(event.iri), _told(event))
        for line in cards.lines(event.label, width - 2 * _MARGIN - 14, TEXT, most=2):
            y += _LEADING + 3
            svg.element(target, "text", line, x=_MARGIN + 14, y=y)
    return y + 18


def _key(root: Element, top: float) -> float:
    y = top + 14
    x = _MARGIN
    for kind, wide, says in (
        ("cg-day", 10, "a day"),
        ("cg-month", 22, "some time within a month"),
        ("cg-vague", 34, "some time within a year, or a vague end"),
        ("cg-span", 34, "from one date to another"),
    ):
        if kind == "cg-day":
            svg.element(root, "circle", class_=kind, cx=x + 5, cy=y - 4, r=5)
        else:
            _bar(root, kind, x, x + wide, y - 4)
        svg.element(root, "text", says, x=x + wide + 8, y=y, class_="cg-small")
        x += wide + 8 + cards.width(says, SMALL) + 22
    return 20


def _told(event: Event) -> str:
    when = event.period.shown if event.period else "no date"
    force = f"; puts into force: {', '.join(map(str, event.enacts))}" if event.enacts else ""
    return f"{when}: {event.label}{force}"


def _summary(shown: Sequence[Event]) -> str:
    dated = [event.period for event in shown if event.period]
    if not dated:
        return f"{len(shown)} events, none with a date."
    first, last = min(dated, key=lambda one: one.first), max(dated, key=lambda one: one.last)
    return (
        f"{len(dated)} dated events from {first.start.shown} to "
        f"{(last.end or last.start).shown}, measures above the line, all others below it"
        f"{f'; {len(shown) - len(dated)} without a date' if len(shown) > len(dated) else ''}."
    )
