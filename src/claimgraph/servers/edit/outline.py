"""Finds which item of a capture stands where: sections, passages, claims, arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.claims.notation import nodes, table
from claimgraph.claims.notation.nodes import Pairs, Scalar, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.claims.notation.nodes import Node
    from claimgraph.claims.notation.table import Item

_SHOWN = ("section", "passage", "claim", "argument")


@dataclass(frozen=True)
class Place:
    """An item of a kind such as `claim`, from `start` to `end` in the file's text.

    `at` is where its description begins: at its name, or at what stands in its place.
    """

    kind: str
    start: int
    end: int
    at: int
    name: str
    node: Node | None = field(default=None, compare=False, repr=False)


def places(text: str) -> list[Place]:
    """Return the items of a capture as far as it can be read, outer ones before inner ones."""
    root, _ = nodes.parse(text)
    if not isinstance(root, Pairs):
        return []
    return [
        place
        for item in table.ITEMS
        for node in each(root.get(item.many))
        for place in _within(node, item)
    ]


def _within(node: Node, item: Item) -> Iterator[Place]:
    if isinstance(node, Scalar) and item.name == "argument":
        yield Place(item.name, node.start, node.end, node.start, "")
    if not isinstance(node, Pairs) or not node.pairs:
        return
    if item.name in _SHOWN:
        name = nodes.optional(node, item.name)
        at = node.pairs[0][0].start if name is None else name.start
        yield Place(item.name, node.start, node.end, at, name.text if name else "", node)
    for written, value in node.pairs:
        known = table.key(item.name, written.text)
        if known is not None and known.value == "items":
            for one in each(value):
                yield from _within(one, table.item(known.of[0]))


def around(known: Sequence[Place], offset: int) -> Place | None:
    """Return the innermost item around an offset, if there is one."""
    held = [place for place in known if place.start <= offset < max(place.end, place.start + 1)]
    return max(held, key=lambda place: place.start, default=None)
