"""Trees of claims on a sheet: where the cards lie, and the lines and signs between them.

Claims lie in columns, what a claim rests on to its right; lengths are pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.pictures import cards as shapes
from claimgraph.pictures.layout import Course
from claimgraph.pictures.packing import BETWEEN, COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.claims.model import Argument
    from claimgraph.pictures.layout import Point
    from claimgraph.pictures.packing import Tree
    from claimgraph.pictures.svg import Element

WIDTH = 1050.0
# To the left of the first column lie the signs of arguments about the claim at the sheet's head.
LEFT = 36.0
CARD = 214.0
_APART = (WIDTH - LEFT - COLUMNS * CARD) / (COLUMNS - 1)
_SIGN = (18.0, 38.0)
_HEAD = 14.0


def left(column: int) -> float:
    """Return where a column begins."""
    return LEFT + column * (CARD + _APART)


@dataclass(frozen=True)
class Placed:
    """A tree's first claim in its place: the column, and the centre of its card."""

    tree: Tree
    column: int
    centre: float


def placed(
    tree: Tree, top: float, height: Callable[[Tree], float], tall: Callable[[Tree], float]
) -> dict[Tree, Placed]:
    """Return the places of a tree's cards, from its height and those of its cards."""
    places: dict[Tree, Placed] = {}

    def put(one: Tree, column: int, top: float) -> float:
        block = height(one)
        beside = sum(height(each) for _, each in one.steps) + BETWEEN * (len(one.steps) - 1)
        y, centres = top + (block - beside) / 2, []
        for _, each in one.steps:
            centres.append(put(each, column + 1, y))
            y += height(each) + BETWEEN
        centre = (centres[0] + centres[-1]) / 2 if centres else top + block / 2
        half = tall(one) / 2
        centre = max(top + half, min(centre, top + block - half))
        places[one] = Placed(one, column, centre)
        return centre

    put(tree, 0, top)
    return places


def lines(parent: Element, places: dict[Tree, Placed], tall: Callable[[Tree], float]) -> None:
    """Draw the arguments between the cards of a tree."""
    for one in places.values():
        if one.tree.steps:
            _arguments(parent, one, places, tall(one.tree))


def _arguments(parent: Element, one: Placed, places: dict[Tree, Placed], tall: float) -> None:
    """Draw the arguments about a claim: each has its sign amid its premises."""
    right = left(one.column) + CARD
    spans: dict[tuple[Argument, ...], list[float]] = {}
    for step, each in one.tree.steps:
        for length in range(1, len(step.arguments) + 1):
            own = spans.setdefault(step.arguments[:length], [])
            if length == len(step.arguments):
                own.append(places[each].centre)
    every = [places[each].centre for _, each in one.tree.steps]
    signs: dict[tuple[Argument, ...], Point] = {}
    for chain, centres in spans.items():
        # The premises of an argument that is undercut may all be on another sheet.
        y = (min(centres or every) + max(centres or every)) / 2
        signs[chain] = (right + _SIGN[min(len(chain), 2) - 1], y)
    for step, each in one.tree.steps:
        end, centre = signs[step.arguments], places[each].centre
        start, bend = left(one.column + 1), end[0] + 14
        points = ((start, centre), (bend, centre), (bend, end[1]), end)
        last = step.arguments[-1]
        shapes.run(parent, Course(points, end), last.way, guess=not last.explicit)
    for chain, sign in signs.items():
        last = chain[-1]
        course = (
            _to_card(sign, right, one.centre, tall)
            if len(chain) == 1
            else _to_sign(sign, signs[chain[:-1]])
        )
        shapes.run(parent, course, last.way, guess=not last.explicit)
        shapes.tip(parent, course, last.way)
    for chain, sign in signs.items():
        shapes.sign(parent, sign, chain[-1].way, guess=not chain[-1].explicit)


def _to_card(sign: Point, right: float, centre: float, tall: float) -> Course:
    """Return the line from an argument's sign to the edge of the card that it is about."""
    half = max(0.0, tall / 2 - 8)
    y = max(centre - half, min(sign[1], centre + half))
    bend = right + 14
    return Course((sign, (bend, sign[1]), (bend, y), (right + 9, y)), (right, y))


def _to_sign(sign: Point, other: Point) -> Course:
    """Return the line from an argument's sign to that of the argument that it undercuts."""
    away = math.hypot(sign[0] - other[0], sign[1] - other[1]) or 1.0
    toward = ((sign[0] - other[0]) / away, (sign[1] - other[1]) / away)
    near = (other[0] + 16 * toward[0], other[1] + 16 * toward[1])
    tip = (other[0] + 8 * toward[0], other[1] + 8 * toward[1])
    return Course((sign, sign, near, near), tip)


def lead(parent: Element, argument: Argument, centre: float, head: float) -> None:
    """Draw the argument from the first claim of a sheet to the claim at its head."""
    sign = (_HEAD, centre)
    guess = not argument.explicit
    aside = Course(((LEFT, centre), (LEFT, centre), sign, sign), sign)
    shapes.run(parent, aside, argument.way, guess=guess)
    up = Course((sign, sign, (_HEAD, head + 9), (_HEAD, head + 9)), (_HEAD, head))
    shapes.run(parent, up, argument.way, guess=guess)
    shapes.tip(parent, up, argument.way)
    shapes.sign(parent, sign, argument.way, guess=guess)


def beside(parent: Element, argument: Argument, count: int, centre: float) -> None:
    """Draw an argument whose premises lie beside each other: its sign, and a line through them."""
    guess = not argument.explicit
    sign, end = (_HEAD, centre), (left(count - 1), centre)
    shapes.run(parent, Course((end, end, sign, sign), sign), argument.way, guess=guess)
    shapes.sign(parent, sign, argument.way, guess=guess)


def trunk(parent: Element, bottom: float, head: float) -> None:
    """Draw the line that leads from the signs beneath each other to the claim at the head."""
    end = (_HEAD, head + 9)
    course = Course(((_HEAD, bottom), (_HEAD, bottom), end, end), (_HEAD, head))
    shapes.run(parent, course)
    shapes.tip(parent, course, "")
