"""What pictures are made of: cards with text, lines with arrowheads, a key to the signs.

Texts are measured without a font at hand, and broken into lines where words end.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from claimgraph import text as controls
from claimgraph.pictures import svg
from claimgraph.pictures.layout import Course

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claimgraph.pictures.layout import Point
    from claimgraph.pictures.svg import Element

# Widths of Helvetica's printable ASCII in thousandths of the size, from space to tilde (AFM).
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
# What a face that stands in for Helvetica may need more (DejaVu Sans, the widest of the usual).
_WIDER = 1.13


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in pixels, rather too wide than too narrow."""
    return sum(map(_advance, text)) * size * _WIDER * (1.16 if bold else 1) / 1000


def _advance(character: str) -> int:
    code = ord(character) - 32
    if 0 <= code < len(_WIDTHS):
        return _WIDTHS[code]
    if unicodedata.combining(character):
        return 0
    return 1000 if unicodedata.east_asian_width(character) in "WF" else 600


def lines(text: str, room: float, size: float, *, most: int = 3, bold: bool = False) -> list[str]:
    """Return a text in lines of at most `room` pixels; what does not fit in `most` lines is cut.

    A cut ends in an ellipsis. A word longer than a line is broken where it must be.
    """
    broken: list[str] = []
    line = ""
    for word in _pieces(controls.harmless(text).split(), room, size, bold):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > room:
            broken.append(line)
            line = word
        else:
            line = longer
    broken.append(line)
    if len(broken) <= most:
        return broken
    last = broken[most - 1]
    while last and width(f"{last}…", size, bold=bold) > room:
        last = last[:-1]
    return [*broken[: most - 1], f"{last.rstrip()}…"]


def _pieces(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    pieces = []
    for word in words:
        piece = ""
        for character in word:
            if piece and width(piece + character, size, bold=bold) > room:
                pieces.append(piece)
                piece = ""
            piece += character
        pieces.append(piece)
    return pieces


Name = TypeVar("Name")

TEXT, SMALL = 13.0, 12.0
_LEADING, _SMALL_LEADING = 16.0, 14.0
_PAD = 9.0

STYLE = (
    ".cg-card{fill:var(--cg-wash);stroke:var(--cg-muted);stroke-width:1}"
    ".cg-thesis{stroke:var(--cg-ink);stroke-width:2.5}"
    ".cg-pillar{fill:var(--cg-pillar);stroke:var(--cg-ink);stroke-width:1.5}"
    ".cg-hedged{stroke-dasharray:1.5 3;stroke-linecap:round;stroke-width:1.5}"
    ".cg-plain{fill:var(--cg-paper)}"
    ".cg-here{stroke:var(--cg-link);stroke-width:3}"
    ".cg-line{fill:none;stroke:var(--cg-muted);stroke-width:1.4}"
    ".cg-tip{fill:var(--cg-muted)}"
    ".cg-supports{stroke:var(--cg-support)}.cg-tip.cg-supports{fill:var(--cg-support)}"
    ".cg-opposes{stroke:var(--cg-oppose)}.cg-undercuts{stroke:var(--cg-undercut)}"
    ".cg-guess{stroke-dasharray:5 4}"
    ".cg-sign{fill:var(--cg-paper);stroke-width:1.6}"
)


@dataclass(frozen=True)
class Card:
    """A box with its text broken into lines, large ones above small ones; sizes in pixels."""

    lines: tuple[str, ...]
    small: tuple[str, ...]
    width: float
    height: float
    kind: str
    bold: bool


def card(
    text: str, small: Sequence[str] = (), *, kind: str = "", room: float = 196, most: int = 5
) -> Card:
    """Return a card for a text, with further remarks in small type beneath.

    `kind` names the classes of its outline; a thesis is set in bold. What does not fit in `most`
    lines is cut.
    """
    bold = "cg-thesis" in kind
    large = lines(text, room, TEXT, most=most, bold=bold)
    remarks = [line for one in small for line in lines(one, room, SMALL, most=2)]
    wide = max(
        *(width(line, TEXT, bold=bold) for line in large),
        *(width(line, SMALL) for line in [*remarks, ""]),
    )
    high = _LEADING * len(large) + _SMALL_LEADING * len(remarks) + 2 * _PAD - 2
    return Card(tuple(large), tuple(remarks), min(room, wide) + 2 * _PAD, high, kind, bold)


def even(cards: Mapping[Name, Card]) -> dict[Name, Card]:
    """Return cards that are all as wide as the widest: in a column their edges meet."""
    widest = max((one.width for one in cards.values()), default=0.0)
    return {name: replace(one, width=widest) for name, one in cards.items()}


def place(parent: Element, shown: Card, centre: Point) -> None:
    """Draw a card around a centre."""
    x, y = centre[0] - shown.width / 2, centre[1] - shown.height / 2
    _outline(parent, shown, x, y)
    y += _PAD - 1
    for line in shown.lines:
        y += _LEADING
        weight = "bold" if shown.bold else None
        svg.element(parent, "text", line, x=x + _PAD, y=y - 3.5, font_weight=weight)
    for line in shown.small:
        y += _SMALL_LEADING
        svg.element(parent, "text", line, x=x + _PAD, y=y - 3, class_="cg-small")


def run(parent: Element, course: Course, way: str = "", *, guess: bool = False) -> None:
    """Draw a line where it runs."""
    points = course.points
    straight = len(points) == 4 and points[0] == points[1] and points[2] == points[3]
    first, *rest = (points[0], points[3]) if straight else points
    through = " ".join(svg.point(*one) for one in rest)
    curve = "L" if straight else "C"
    classes = f"cg-line{_way(way)}{' cg-guess' if guess else ''}"
    svg.element(parent, "path", class_=classes, d=f"M{svg.point(*first)}{curve}{through}")


def tip(parent: Element, course: Course, way: str = "supports") -> None:
    """Draw the end of a line: an arrowhead, a bar where it opposes, a cross where it undercuts."""
    (x, y), (back_x, back_y) = course.tip, course.points[-1]
    if (x, y) == (back_x, back_y):
        back_x, back_y = course.points[-2]
    angle = math.atan2(y - back_y, x - back_x)

    def at(forward: float, aside: float) -> str:
        over = x + forward * math.cos(angle) - aside * math.sin(angle)
        down = y + forward * math.sin(angle) + aside * math.cos(angle)
        return svg.point(over, down)

    stem = f"M{svg.point(back_x, back_y)}L"
    if way == "opposes":
        shape = f"{stem}{at(-3, 0)}M{at(-3, -7)}L{at(-3, 7)}"
        svg.element(parent, "path", class_="cg-line cg-opposes", stroke_width=2, d=shape)
    elif way == "undercuts":
        shape = f"{stem}{at(-6, 0)}M{at(-10, -5)}L{at(-1, 5)}M{at(-10, 5)}L{at(-1, -5)}"
        svg.element(parent, "path", class_="cg-line cg-undercuts", stroke_width=2, d=shape)
    else:
        shape = f"{stem}{at(-8, 0)}M{at(0, 0)}L{at(-9, -4)}L{at(-9, 4)}Z"
        svg.element(parent, "path", class_=f"cg-line cg-tip{_way(way)}", d=shape)


def sign(parent: Element, centre: Point, way: str, *, guess: bool = False) -> None:
    """Draw where the premises of an argument meet: round plus, square minus, slashed rhomb."""
    x, y = centre
    shape, mark = {
        "supports": ("M-7,0A7,7 0 1 1 7,0A7,7 0 1 1 -7,0Z", "M-3.5,0H3.5M0,-3.5V3.5"),
        "opposes": ("M-7,-7H7V7H-7Z", "M-3.5,0H3.5"),
        "undercuts": ("M-9,0L0,-9L9,0L0,9Z", "M-3,3L3,-3"),
    }.get(way, ("M-5,0A5,5 0 1 1 5,0A5,5 0 1 1 -5,0Z", ""))
    group = svg.element(parent, "g", transform=f"translate({svg.point(x, y)})")
    dashes = "2.6 2.2" if guess else None
    svg.element(
        group, "path", class_=f"cg-sign cg-line{_way(way)}", d=shape, stroke_dasharray=dashes
    )
    if mark:
        svg.element(group, "path", class_=f"cg-line{_way(way)}", d=mark)


def _way(way: str) -> str:
    return f" cg-{way}" if way in ("supports", "opposes", "undercuts") else ""


@dataclass(frozen=True)
class Sample:
    """An entry of the key: what it says, and what draws its sign around a point, `width` wide."""

    says: str
    width: float
    paint: Callable[[Element, Point], None]


def key(parent: Element, samples: Sequence[Sample], left: float, top: float, room: float) -> float:
    """Draw a key in as many rows as `room` asks for; return the height that it takes, in pixels."""
    group = svg.element(parent, "g", class_="cg-key")
    x, y = left, top + 12
    for sample in samples:
        wide = sample.width + 8 + width(sample.says, SMALL)
        if x > left and x + wide > left + room:
            x, y = left, y + 24
        shown = svg.element(group, "g")
        sample.paint(shown, (x + sample.width / 2, y))
        svg.element(shown, "text", sample.says, x=x + sample.width + 8, y=y + 4, class_="cg-small")
        x += wide + 20
    return y + 14 - top


def arrow(way: str) -> Callable[[Element, Point], None]:
    """Return what draws a short line from left to right for the key."""

    def paint(parent: Element, centre: Point) -> None:
        x, y = centre
        points = ((x - 20, y), (x - 10, y), (x, y), (x + 10, y))
        course = Course(points, (x + 20, y))
        run(parent, course, way)
        tip(parent, course, way)

    return paint


def stack(
    names: Sequence[str], small: Sequence[str] = (), *, kind: str = "", room: float = 196
) -> Card:
    """Return a card that lists several things; `place_stack` gives the texts of each."""
    broken = [lines(name, room, TEXT, most=3) for name in names]
    remarks = [line for one in small for line in lines(one, room, SMALL, most=2)]
    wide = max(
        *(width(line, TEXT) for lines in broken for line in lines),
        *(width(line, SMALL) for line in [*remarks, ""]),
    )
    # An empty line of the card stands between two things.
    flat = [line for lines in broken for line in [*lines, ""]][:-1]
    gaps = len(broken) - 1
    high = _LEADING * (len(flat) - gaps) + 4 * gaps + _SMALL_LEADING * len(remarks) + 2 * _PAD - 2
    return Card(tuple(flat), tuple(remarks), min(room, wide) + 2 * _PAD, high, kind, False)


def place_stack(parent: Element, shown: Card, centre: Point) -> list[list[Element]]:
    """Draw a stack's outline and remarks; return the texts of each thing in it, to be linked."""
    x, y = centre[0] - shown.width / 2, centre[1] - shown.height / 2
    _outline(parent, shown, x, y)
    y += _PAD - 1
    things: list[list[Element]] = [[]]
    for line in shown.lines:
        if not line:
            y += 4
            things.append([])
            continue
        y += _LEADING
        things[-1].append(svg.element(None, "text", line, x=x + _PAD, y=y - 3.5))
    for line in shown.small:
        y += _SMALL_LEADING
        svg.element(parent, "text", line, x=x + _PAD, y=y - 3, class_="cg-small")
    return things


def _outline(parent: Element, shown: Card, x: float, y: float) -> None:
    classes = f"cg-card {shown.kind}".strip()
    svg.element(
        parent, "rect", class_=classes, x=x, y=y, width=shown.width, height=shown.height, rx=3
    )
