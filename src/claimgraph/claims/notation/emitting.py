"""Writes values as YAML in the style of the file that they go into."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claimgraph.claims.notation.nodes import Items, Pairs, Scalar
from claimgraph.claims.notation.scalars import NONE, Plain, Quoted, word
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.claims.notation.nodes import Node

# A value of JSON, or one that was read from a file. `None` is an empty value.
Value = Any
_DEEPEST = 20
_WIDEST = 88
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What a block in `|` may hold: no white space that an editor drops, no line break but its own.
_BLOCK = re.compile(r"[^\s][^\r\t\x85\u2028\u2029\ufeff]*[^\s]\n?")


def meaning(node: Node | None) -> Value:
    """Return what a node says, without its style."""
    if isinstance(node, Items):
        return [meaning(item) for item in node.items]
    if isinstance(node, Pairs):
        return {key.text: meaning(value) for key, value in node.pairs}
    if node is None or not (node.text or node.quoted):
        return None
    if node.quoted:
        return Quoted(node.text) if node.text == NONE else node.text
    return Plain(node.text)


def node(value: Value, starts: Iterator[int]) -> Node:
    """Return a node that says a value; each of its nodes starts where no other does."""
    at = next(starts)
    if isinstance(value, list):
        return Items(at, [node(one, starts) for one in value])
    if isinstance(value, dict):
        keys = value.items()
        return Pairs(
            at, [(Scalar(key, at, at, exact=False), node(one, starts)) for key, one in keys]
        )
    quoted = isinstance(value, Quoted) or value == ""
    return Scalar(value or "", at, at, exact=False, quoted=quoted)


def wanted(value: Value, depth: int = 0) -> Value:
    """Return a value of JSON as it is compared with what a node says; null is left out.

    Raises UsageError for what a capture cannot hold.
    """
    if depth > _DEEPEST:
        raise UsageError(f"a value is nested more than {_DEEPEST} deep: make it flatter")
    if isinstance(value, bool):
        return Plain(str(value).lower())
    if isinstance(value, int | float):
        return Plain(value)
    if isinstance(value, str):
        if _NO_TEXT.search(value):
            raise UsageError(f"a value has a control character, {value[:60]!a}: leave it out")
        return Plain(value) if value == NONE else value
    if isinstance(value, list | tuple):
        return [wanted(one, depth + 1) for one in value if one is not None]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise UsageError("a key is not a text: write its name in quotes")
        return {
            str(wanted(key)): wanted(one, depth + 1)
            for key, one in value.items()
            if one is not None
        }
    raise UsageError(f"a value is of type {type(value).__name__}: give it as in JSON")


@dataclass(frozen=True)
class Style:
    """How a file is laid out: its line ends, how far mappings and the dashes of lists go in."""

    newline: str
    step: int
    dash: int
    gap: int

    @classmethod
    def of(cls, text: str, root: Node | None) -> Style:
        """Return the style of a file, as its first nested mapping and list show it."""
        step, dash, gap = None, None, None
        for key, value in _pairs(root):
            at = _column(text, value.start) - _column(text, key.start - key.quoted)
            if isinstance(value, Pairs) and value.pairs and not value.flow and at > 0:
                step = step or at
            elif isinstance(value, Items) and value.items and not value.flow:
                if dash is None and at >= 0:
                    dash = at
                first = value.items[0]
                if gap is None and text[value.start + 1 : first.start].strip(" ") == "":
                    start = first.start - (isinstance(first, Scalar) and first.quoted)
                    gap = start - value.start
        newline = "\r\n" if "\r\n" in text else "\n"
        return cls(newline, step or 2, 2 if dash is None else dash, max(gap or 2, 2))


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset) - 1


def _pairs(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """Yield the keys and values of block mappings, outer ones first."""
    stack = [node]
    while stack:
        one = stack.pop(0)
        if isinstance(one, Items):
            stack += one.items
        elif isinstance(one, Pairs) and not one.flow:
            yield from one.pairs
            stack += [value for _, value in one.pairs]


def inline(value: Value, *, flow: bool) -> str:
    """Return a value on one line; `flow` tells that it stands inside brackets."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{word(k, flow=True)}:{_spaced(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(one, flow=True) for one in value) + "]"
    return "" if value is None else word(value, flow=flow)


def _spaced(value: Value) -> str:
    text = inline(value, flow=True)
    return f" {text}" if text else ""


def is_block(value: Value) -> bool:
    """Tell whether a value takes lines of its own: a mapping, a list of such, a long list."""
    if isinstance(value, dict):
        return bool(value)
    if isinstance(value, list):
        nested = any(isinstance(one, dict | list) for one in value)
        return nested or len(inline(value, flow=True)) > _WIDEST
    return False


def block(value: Value, column: int, style: Style) -> list[str]:
    """Return the lines of a mapping or a list; all but the first have its indentation."""
    lines = []
    if isinstance(value, dict):
        for key, one in value.items():
            lines += pair(key, one, column, style)
    else:
        for one in value:
            lines += item(one, column, style)
    return [
        line if not number or not line else " " * column + line for number, line in enumerate(lines)
    ]


def item(value: Value, column: int, style: Style) -> list[str]:
    """Return the lines of a list's item with its dash at a column; the first is not indented."""
    dash = "-".ljust(style.gap)
    if not is_block(value):
        return _written(dash, value, style)
    inner = block(value, column + style.gap, style)
    return [dash + inner[0], *(line[column:] for line in inner[1:])]


def pair(key: str, value: Value, column: int, style: Style) -> list[str]:
    """Return the lines of a key at a column, and of its value; the first is not indented."""
    name = word(key, flow=True) + ":"
    if not is_block(value):
        return _written(f"{name} " if value is not None else name, value, style)
    start = column + (style.step if isinstance(value, dict) else style.dash)
    inner = block(value, start, style)
    return [name, " " * (start - column) + inner[0], *(line[column:] for line in inner[1:])]


def _written(before: str, value: Value, style: Style) -> list[str]:
    """Return the lines of a text behind a key or a dash: as a block if it has several lines."""
    if isinstance(value, str) and "\n" in value and _BLOCK.fullmatch(value):
        text_lines = value.removesuffix("\n").split("\n")
        if text_lines == [line.rstrip() for line in text_lines]:
            mark = "|" if value.endswith("\n") else "|-"
            return [before + mark, *(" " * style.step + one if one else "" for one in text_lines)]
    return [before + inline(value, flow=False)]
