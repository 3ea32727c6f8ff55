"""Lays out words, lists and mappings as YAML for people: lines of 100 characters, few quotes.

ruamel.yaml's emitter breaks lines inside names and after the width, and leaves spaces at their
ends; so the layout is made here, and ruamel.yaml reads it back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.claims.notation.scalars import UNPRINTED, Plain, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

WIDTH = 100
# A mapping in braces takes so many lines; a longer one stands in lines of its own.
_FLOW_LINES = 3
# What is not broken at the end of a line: a key in braces and its value.
_TOGETHER = 60


class Block(str):
    """Lines that are written as they are, below a bar: the first begins with a sign, all end."""

    __slots__ = ()


class Listed(list["Written"]):
    """Items that stand behind dashes, each in lines of its own, even if there is one."""


class Flow(dict[str, "Written"]):
    """A mapping that stands in braces where it is short."""


Written = str | list["Written"] | dict[str, "Written"]

# Where a text may be broken: a single space between two other characters.
_BREAK = re.compile(r"(?<=[^ ]) (?=[^ ])")


def text(tree: Mapping[str, Written]) -> str:
    """Return a mapping as a YAML document."""
    return "".join(f"{line}\n" for line in _mapping(tree, 0))


# ── In lines ─────────────────────────────────────────────────────────────────────────────────────


def _mapping(pairs: Mapping[str, Written], indent: int) -> list[str]:
    return [line for key, value in pairs.items() for line in _pair(key, value, indent)]


def _pair(key: str, value: Written, indent: int) -> list[str]:
    """Return the lines of a key and its value, which begins on the key's line where it can."""
    lead = f"{' ' * indent}{word(Plain(key), flow=False)}:"
    if isinstance(value, Block) and not UNPRINTED.search(value.replace("\n", " ")):
        inner = " " * (indent + 2)
        return [f"{lead} |", *(inner + line if line else "" for line in value[:-1].split("\n"))]
    if isinstance(value, str):
        return _folded(f"{lead} ", value, indent + 2)
    alone = isinstance(value, list) and len(value) == 1 and not isinstance(value, Listed)
    if isinstance(value, list) and alone and not isinstance(value[0], list):
        (only,) = value
        if isinstance(only, str):
            return _folded(f"{lead} ", only, indent + 2)
        if isinstance(only, Flow) and (lines := _flow(f"{lead} ", only, indent + 2, 1)):
            return lines
    if isinstance(value, list):
        texts = 0 if isinstance(value, Listed) else sum(isinstance(one, str) for one in value)
        most = len(value) if texts == len(value) else min(texts, 1)
        if most and (lines := _flow(f"{lead} ", value, indent + 2, most)):
            return lines
        return [lead, *(line for one in value for line in _item(one, indent + 2))]
    if isinstance(value, Flow) and (lines := _flow(f"{lead} ", value, indent + 2, _FLOW_LINES)):
        return lines
    return [lead, *_mapping(value, indent + 2)]


def _item(value: Written, indent: int) -> list[str]:
    """Return the lines of an item behind its dash."""
    dash = f"{' ' * indent}- "
    if isinstance(value, str):
        return _folded(dash, value, indent + 2)
    if isinstance(value, Flow | list):
        lines = _flow(dash, value, indent + 4, _FLOW_LINES if isinstance(value, Flow) else 99)
        if lines or isinstance(value, list):
            return lines or [f"{dash}{''.join(_pieces(value))}"]
    first, *others = _mapping(value, indent + 2)
    return [dash + first[indent + 2 :], *others]


def _folded(lead: str, said: str, indent: int) -> list[str]:
    """Return the lines of a text: its breaks are read as the spaces that they stand for."""
    return _filled(lead, _BREAK.split(word(said, flow=False)), indent)


def _filled(lead: str, pieces: Iterable[str], indent: int) -> list[str]:
    """Return pieces with spaces between them in lines as long as may be."""
    lines, line, gap = [], lead, ""
    for piece in pieces:
        if gap and len(line) + 1 + len(piece) > WIDTH:
            lines.append(line)
            line, gap = " " * indent, ""
        line += gap + piece
        gap = " "
    return [*lines, line]


# ── In brackets and braces ───────────────────────────────────────────────────────────────────────


def _flow(lead: str, value: Written, indent: int, most: int) -> list[str]:
    """Return a value in brackets or braces, nothing if it takes more lines than `most`."""
    lines = _filled(lead, _pieces(value), indent)
    return lines if len(lines) <= most and max(map(len, lines)) <= WIDTH else []


def _pieces(value: Written) -> Iterator[str]:
    """Yield what stays on one line of a value in brackets: words with the marks at them."""
    if isinstance(value, str):
        yield word(value, flow=True)
    elif isinstance(value, dict):
        yield from _enclosed("{}", [_entry(key, one) for key, one in value.items()])
    elif len(value) == 1 and isinstance(value[0], str):
        yield from _pieces(value[0])
    else:
        yield from _enclosed("[]", [list(_pieces(one)) for one in value])


def _entry(key: str, value: Written) -> list[str]:
    """Return the pieces of a key and its value: one if that is short."""
    first, *others = _pieces(value)
    pieces = [f"{word(Plain(key), flow=True)}: {first}", *others]
    whole = " ".join(pieces)
    return [whole] if len(whole) <= _TOGETHER else pieces


def _enclosed(marks: str, parts: Sequence[list[str]]) -> Iterator[str]:
    pieces = [[*most, f"{last},"] for *most, last in parts]
    if not pieces:
        yield marks
        return
    pieces[0][0] = marks[0] + pieces[0][0]
    pieces[-1][-1] = pieces[-1][-1].removesuffix(",") + marks[1]
    for part in pieces:
        yield from part
