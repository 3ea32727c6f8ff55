"""Draws what would stand otherwise: each claim with how it stands before and after, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.pictures import cards, svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rdflib.term import Node

    from claimgraph.claims.weighing.outcomes import Difference, Standing
    from claimgraph.claims.weighing.weighing import Weighing
    from claimgraph.pictures.svg import Element

# More claims are counted and not drawn.
MOST = 100
_MARGIN, _BOX, _BOX_HEIGHT, _GAP = 20.0, 112.0, 26.0, 50.0
_TEXT_LEFT = _MARGIN + 2 * _BOX + _GAP + 20
_ROOM = 420.0
_WIDTH = _TEXT_LEFT + _ROOM + _MARGIN
_LEADING, _SMALL_LEADING, _BETWEEN, _DOWN = 16.0, 14.0, 10.0, 5.0

STYLE = (
    cards.STYLE + "\n.cg-stands{fill:var(--cg-paper);stroke:var(--cg-muted);stroke-width:1.5}"
    ".cg-accepted{stroke:var(--cg-support);stroke-width:2.5}"
    ".cg-contested,.cg-undecided{stroke:var(--cg-undercut);stroke-dasharray:6 3}"
    ".cg-defeated{stroke:var(--cg-oppose);stroke-width:2.5}"
    ".cg-unsupported,.cg-withdrawn{stroke-dasharray:2 3}"
)


def draw(
    after: Weighing,
    before: Weighing,
    differing: Sequence[Difference],
    said: str,
    href: Callable[[Node], str] = str,
) -> str:
    """Return the picture of what stands otherwise, theses and pillars first, as SVG.

    `said` is what is supposed, and the picture's title; `href` gives the link to a claim.
    """
    shown = differing[:MOST]
    root = svg.frame(_WIDTH, 0, said, _summary(shown), STYLE)
    y = _MARGIN
    for line in cards.lines(said, _WIDTH - 2 * _MARGIN, cards.TEXT, most=4, bold=True):
        y += _LEADING
        svg.element(root, "text", line, x=_MARGIN, y=y, font_weight="bold")
    y += 26
    for x, word in ((_MARGIN, "before"), (_MARGIN + _BOX + _GAP, "after"), (_TEXT_LEFT, "claim")):
        svg.element(root, "text", word, x=x, y=y, class_="cg-small")
    y += 8
    for one in shown:
        y += _row(root, before, one, y, href(one.before.iri)) + _BETWEEN
    for line in cards.lines(_end(after, before, differing), _WIDTH - 2 * _MARGIN, cards.SMALL):
        y += _LEADING
        svg.element(root, "text", line, x=_MARGIN, y=y, class_="cg-small")
    return svg.text(svg.sized(root, _WIDTH, y + _MARGIN))


def _row(root: Element, before: Weighing, one: Difference, top: float, href: str) -> float:
    """Draw a claim's row; return its height."""
    role = before.role(one.claim)
    thesis = role == "thesis"
    label = cards.lines(one.before.label, _ROOM, cards.TEXT, most=3, bold=thesis)
    small = [*([role] if role else []), *cards.lines(one.because, _ROOM, cards.SMALL)]
    high = max(_BOX_HEIGHT, _LEADING * len(label) + _SMALL_LEADING * len(small) + _DOWN)
    link = svg.link(root, href, f"{one.before.label}: {one.before.words} → {one.after.words}")
    middle = top + _BOX_HEIGHT / 2
    _box(link, one.before, _MARGIN, top)
    cards.arrow("")(link, (_MARGIN + _BOX + _GAP / 2, middle))
    _box(link, one.after, _MARGIN + _BOX + _GAP, top)
    y = top + _DOWN
    for line in label:
        y += _LEADING
        weight = "bold" if thesis else None
        svg.element(link, "text", line, x=_TEXT_LEFT, y=y - 3.5, font_weight=weight)
    for line in small:
        y += _SMALL_LEADING
        svg.element(link, "text", line, x=_TEXT_LEFT, y=y - 3, class_="cg-small")
    return high


def _box(parent: Element, standing: Standing, x: float, y: float) -> None:
    """Draw how a claim stands: its words, in an outline of their own for each standing."""
    classes = f"cg-stands cg-{standing.standing}"
    svg.element(
        parent, "rect", class_=classes, x=x + 1, y=y, width=_BOX - 2, height=_BOX_HEIGHT, rx=3
    )
    middle = {"x": x + _BOX / 2, "y": y + _BOX_HEIGHT / 2 + 4.5}
    svg.element(parent, "text", str(standing), text_anchor="middle", **middle)


def _summary(shown: Sequence[Difference]) -> str:
    """Return the picture's content in words."""
    if not shown:
        return "No claim would stand otherwise."
    return "; ".join(f"{one.before.label}: {one.before} before, {one.after} after" for one in shown)


def _end(after: Weighing, before: Weighing, differing: Sequence[Difference]) -> str:
    left_out = len(differing) - MOST
    more = f", {left_out} of them not drawn" if left_out > 0 else ""
    claims = len(before.order)
    verb = "claim" if claims == 1 else "claims"
    return (
        f"{len(differing)} of {claims} {verb} would stand otherwise{more}; weighed by {after.means}"
    )
