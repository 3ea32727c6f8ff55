"""Shows the values of a claim's keys as lines of a form, and takes them back: one value a line.

A name or a compact line is shown as it is; an item that is written out, in braces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimgraph.claims.notation import nodes
from claimgraph.claims.notation.emitting import inline, meaning
from claimgraph.claims.notation.nodes import Items, Pairs
from claimgraph.servers.http.messages import Refusal
from claimgraph.text import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.claims.notation.nodes import Node

# What a form asks about a claim besides its words, kind and certainty.
KEYS = ("who", "about", "asserts", "evidence", "figure", "when", "said by")


def shown(claim: Node | None) -> dict[str, list[str]]:
    """Return the lines of the keys that a claim has."""
    if not isinstance(claim, Pairs):
        return {}
    return {key.text: list(_lines(value)) for key, value in claim.pairs if key.text in KEYS}


def meant(key: str, lines: Sequence[Any], claim: Node | None) -> Any:
    """Return the value that a key has to have: None without lines; raises Refusal.

    A line that is there already means what it does, however it is written.
    """
    if key not in KEYS or not all(isinstance(line, str) for line in lines):
        raise Refusal(422, f"lines are taken of {', '.join(KEYS)} alone: send those")
    node = claim.get(key) if isinstance(claim, Pairs) else None
    held = _lines(node)
    values = [
        held[line] if line in held else _read(key, line) for line in map(str.strip, lines) if line
    ]
    if len(values) == 1 and not isinstance(node, Items):
        return values[0]
    return values or None


def _lines(node: Node | None) -> dict[str, Any]:
    """Return the values of a key by the lines that show them."""
    values = [value for one in nodes.each(node) if (value := meaning(one)) is not None]
    return {
        harmless(
            " ".join((value if isinstance(value, str) else inline(value, flow=True)).split())
        ): value
        for value in values
    }


def _read(key: str, line: str) -> Any:
    """Return the value of a new line: in braces keys and values, otherwise words."""
    if not line.startswith("{"):
        return line
    root, faults = nodes.parse(line)
    if faults or not isinstance(root, Pairs):
        why = faults[0].message if faults else "is not an item: end it with }"
        raise Refusal(422, f"‘{line}’ at {key} {why}")
    return meaning(root)
