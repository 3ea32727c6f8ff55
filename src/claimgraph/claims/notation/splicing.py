"""Changes what a YAML text says with the fewest changes to its lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from claimgraph.claims.notation import nodes
from claimgraph.claims.notation.emitting import (
    Style,
    Value,
    block,
    inline,
    is_block,
    item,
    meaning,
    pair,
)
from claimgraph.claims.notation.nodes import Items, Pairs, Scalar
from claimgraph.errors import UsageError
from claimgraph.files import Edit, edited
from claimgraph.graph.turtle.places import Lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.claims.notation.nodes import Node

# More single changes than this are not looked for: the whole value is written anew.
_MOST = 60
_SINGLY = 10
# Comments above a column, and those beside the end of an item and below it beyond a column.
_ABOVE = r"(?:(?<=\n)|\A)(?:[ ]{0,%d}#[^\n]*\n)+\Z"
_BELOW = r"[ ,]*(?:#[^\r\n]*)?(?:\s*\n[ ]{%d,}#[^\r\n]*)*"
_DEEPER = r"(?:\r?\n[ ]{%d,}#[^\r\n]*)+"


def read(text: str) -> Node | None:
    """Return the document of a text; raises UsageError for a text that is not wholly read."""
    root, faults = nodes.parse(text)
    if faults:
        line, column = Lines(text).at(faults[0].start)
        raise UsageError(f"line {line}, column {column} {faults[0].message}")
    if isinstance(root, Scalar) and not root.text and not root.quoted:
        return None
    return root


def spliced(text: str, wanted: Value) -> str:
    """Return a text that says `wanted`, a value as `emitting.wanted` returns it.

    All lines that need no change stay as they are. Raises UsageError where the text is not wholly
    read, or cannot be changed so: it never returns a text that says anything else.
    """
    try:
        return _spliced(text, wanted)
    except UsageError:
        if not text or text.endswith("\n"):
            raise
        # A block at the end has no line break that another line could follow.
        return _spliced(text + Style.of(text, read(text)).newline, wanted)


def comments_on(text: str, path: Sequence[str | int]) -> list[str]:
    """Return the comments on what a path leads to, which lose their place without it.

    They stand right above it, on its lines, and below it where they go in further than it does.
    """
    root = read(text)
    start, end = _Splicer(text, cast("Pairs", root)).lines_of(path)
    return [comment for at, comment in nodes.comments(text) if start <= at < end]


def _spliced(text: str, wanted: Value) -> str:
    for _ in range(_MOST):
        root = read(text)
        if meaning(root) == wanted or (root is None and wanted == {}):
            return text
        if root is not None and not isinstance(root, Pairs):
            raise UsageError("the file is not a capture: begin it with keys such as title:")
        try:
            text = edited(text, _Splicer(text, root).edits(wanted))
        except ValueError:
            break
    raise UsageError("the file is written in a way that cannot be changed so: change it by hand")


class _Splicer:
    """Finds the next edits of a text: what is changed in one place may need another look."""

    def __init__(self, text: str, root: Pairs | None) -> None:
        self._text = text
        self._root = root
        self._style = Style.of(text, root)

    def edits(self, wanted: Value) -> list[Edit]:
        """Return edits after which the text says more of what is wanted."""
        if self._root is None:
            end = len(self._text)
            newline = self._style.newline
            before = newline if self._text[-1:] not in ("", "\n") else ""
            written = self._joined(block(wanted, 0, self._style))
            return [Edit(end, end, f"{before}{written}{newline}")]
        return self._mapping(self._root, wanted, flow=False)

    def lines_of(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return where what a path leads to begins and ends, with the comments on it."""
        start, node = 0, cast("Node", self._root)
        for step in path:
            if isinstance(node, Items):
                index = cast("int", step)
                held = node.items[index]
                start = self._begin(held) if node.flow else self._dash(node, index)
                node = held
            elif isinstance(node, Pairs):
                key, node = next(each for each in node.pairs if each[0].text == step)
                start = self._begin(key)
        column = self._column(start)
        below = re.compile(_BELOW % (column + 1)).match(self._text, self._stop(node))
        end = below.end() if below else self._stop(node)
        if not self._text[self._line_start(start) : start].strip(" "):
            start = self._line_start(start)
            above = re.compile(_ABOVE % column).search(self._text[:start])
            start = above.start() if above else start
        return start, end

    # ── Where nodes begin and end ────────────────────────────────────────────────────────────────

    def _begin(self, node: Node) -> int:
        return node.start - (isinstance(node, Scalar) and node.quoted and node.exact)

    def _end(self, node: Node) -> int:
        """Return where a node's last character ends."""
        if isinstance(node, Scalar):
            written = self._text[node.start : node.end]
            if node.quoted and node.exact:
                return node.end + 1
            if not written.startswith(("|", ">")) or "+" in written.split("\n")[0].split("#")[0]:
                return node.end
            return node.start + len(written.rstrip())
        if node.flow:
            return node.end
        if isinstance(node, Pairs):
            return self._end(node.pairs[-1][1])
        return self._end(node.items[-1])

    def _colon(self, key: Scalar) -> int:
        """Return where the colon behind a key ends."""
        end = self._end(key)
        gap = len(self._text[end:]) - len(self._text[end:].lstrip(" "))
        if self._text[end + gap : end + gap + 1] != ":":
            raise ValueError("a key without a colon")
        return end + gap + 1

    def _line_start(self, offset: int) -> int:
        return self._text.rfind("\n", 0, offset) + 1

    def _column(self, offset: int) -> int:
        return offset - self._line_start(offset)

    def _stop(self, node: Node) -> int:
        """Return where a node ends, without the line break that a block may end in."""
        end = self._end(node)
        if self._text[end - 1 : end] != "\n":
            return end
        return end - (2 if self._text[end - 2 : end] == "\r\n" else 1)

    def _line_end(self, node: Node, column: int | None) -> int:
        """Return where the last line of a node ends, with comments that go in beyond a column."""
        end = self._stop(node)
        stop = self._text.find("\n", end)
        end = len(self._text) if stop < 0 else max(stop - (self._text[stop - 1] == "\r"), end)
        if column is None:
            return end
        comments = re.compile(_DEEPER % (column + 1)).match(self._text, end)
        return comments.end() if comments else end

    def _dash(self, items: Items, index: int) -> int:
        """Return where the dash of an item of a block list stands."""
        if index == 0:
            return items.start
        column, least = self._column(items.start), self._end(items.items[index - 1])
        at = self._line_start(self._begin(items.items[index]))
        while self._text[at : at + column + 1] != " " * column + "-":
            if at <= least:
                raise ValueError("an item without a dash")
            at = self._line_start(at - 1)
        return at + column

    def _joined(self, lines: list[str], column: int = 0) -> str:
        """Join lines, of which all but the first have no indentation yet."""
        indent = self._style.newline + " " * column
        return indent.join(lines).replace(indent + self._style.newline, self._style.newline * 2)

    # ── Mappings ─────────────────────────────────────────────────────────────────────────────────

    def _mapping(self, node: Pairs, wanted: dict[str, Value], *, flow: bool) -> list[Edit]:
        """Return edits of values, or else an edit of the mapping's keys."""
        flow = flow or node.flow
        value_of = {key.text: value for key, value in node.pairs}
        values = [
            edit
            for key, value in node.pairs
            if key.text in wanted and meaning(value) != wanted[key.text]
            for edit in self._value(key, value, wanted[key.text], flow=flow)
        ]
        if values:
            return values
        for number, (key, _) in enumerate(node.pairs):
            if key.text not in wanted:
                return [self._without_pair(node, number, flow=flow)]
        new = {key: value for key, value in wanted.items() if key not in value_of}
        return [self._with_pairs(node, new, flow=flow)]

    def _with_pairs(self, node: Pairs, new: dict[str, Value], *, flow: bool) -> Edit:
        if flow:
            at = self._end(node.pairs[-1][1]) if node.pairs else node.start + 1
            held = inline(new, flow=True)[1:-1]
            return Edit(at, at, f", {held}" if node.pairs else held)
        column = self._column(self._begin(node.pairs[0][0]))
        at = self._line_end(node.pairs[-1][1], column)
        lines = [line for key in new for line in pair(key, new[key], column, self._style)]
        return Edit(at, at, self._joined(["", *lines], column))

    def _without_pair(self, node: Pairs, number: int, *, flow: bool) -> Edit:
        key, value = node.pairs[number]
        if len(node.pairs) == 1 and node is not self._root:
            return Edit(self._begin(key), self._end(value), "" if node.flow else "{}")
        start = self._begin(key)
        if flow:
            before = self._end(node.pairs[number - 1][1]) if number else node.start + 1
            last = number == len(node.pairs) - 1
            return self._without_entry(before, start, self._end(value), last=last)
        follows = self._begin(node.pairs[1][0]) if number == 0 and len(node.pairs) > 1 else None
        return self._without_lines(start, value, follows)

    def _value(self, key: Scalar, node: Node, wanted: Value, *, flow: bool) -> list[Edit]:
        """Return edits of a key's value."""
        inside = self._inside(node, wanted, flow=flow)
        if inside is not None:
            return inside
        column = self._column(self._begin(key))
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            return [self._filled(key, node, wanted, column, flow=flow)]
        after, stop = self._colon(key), self._stop(node)
        if isinstance(wanted, list) and wanted and wanted[0] == meaning(node):
            return [self._wrapped(after, node, column, flow=flow)]
        # Comments between a key and the block below it stay.
        kept = self._text[after : max(self._line_start(self._begin(node)), after)].rstrip()
        if flow or not is_block(wanted):
            written = inline(wanted, flow=flow)
            return [Edit(after, stop, (f" {written}" if written else "") + kept)]
        lines = pair(key.text, wanted, column, self._style)[1:]
        return [Edit(after, stop, kept + self._joined(["", *lines], column))]

    def _filled(self, key: Scalar, node: Scalar, wanted: Value, column: int, *, flow: bool) -> Edit:
        """Return the edit that gives a key its first value; a comment behind it stays."""
        if flow or not is_block(wanted):
            colon = "" if self._text[node.start - 1 : node.start] == ":" else ":"
            return Edit(node.start, node.start, f"{colon} {inline(wanted, flow=flow)}")
        at = self._line_end(node, column)
        lines = pair(key.text, wanted, column, self._style)[1:]
        return Edit(at, at, self._joined(["", *lines], column))

    def _wrapped(self, after: int, node: Node, column: int, *, flow: bool) -> Edit:
        """Return the edit that makes a single value the first item of a list."""
        begin, end = self._begin(node), self._end(node)
        if flow or (isinstance(node, Items) and node.flow):
            return Edit(begin, end, f"[{self._text[begin:end]}]")
        dash = column + self._style.dash
        block_before = not isinstance(node, Scalar) and not node.flow
        shift = dash + self._style.gap - (self._column(begin) if block_before else column)
        written = self._text[begin:end]
        if shift > 0:
            written = re.sub(r"\n(?=[^\r\n])", "\n" + " " * shift, written)
        elif shift < 0:
            written = re.sub(rf"\n {{0,{-shift}}}", "\n", written)
        start = self._line_start(begin) if block_before else after
        before = self._style.newline if start == after else ""
        return Edit(start, end, before + " " * dash + "-".ljust(self._style.gap) + written)

    def _inside(self, node: Node, wanted: Value, *, flow: bool) -> list[Edit] | None:
        """Return edits within a node, if some lead to what is wanted."""
        if isinstance(node, Pairs) and isinstance(wanted, dict):
            shared = any(key.text in wanted for key, _ in node.pairs)
            return self._mapping(node, wanted, flow=flow) if shared else None
        if isinstance(node, Items) and isinstance(wanted, list) and wanted and node.items:
            first, last = _same([meaning(one) for one in node.items], wanted)
            # Most lists change by what is added at their ends.
            grown = len(node.items) <= len(wanted) and (not last or first + last == len(node.items))
            if grown or max(len(node.items), len(wanted)) - first - last <= _SINGLY:
                return self._list(node, wanted, first, last, flow=flow)
        return None

    # ── Lists ────────────────────────────────────────────────────────────────────────────────────

    def _list(
        self, node: Items, wanted: list[Value], first: int, last: int, *, flow: bool
    ) -> list[Edit]:
        """Return edits of a list whose `first` and `last` items are as wanted."""
        flow = flow or node.flow
        if first + last == len(node.items):
            new = wanted[first : len(wanted) - last]
            return [self._with_items(node, first, new, flow=flow)]
        if first + last == len(wanted):
            return [self._without_item(node, first, flow=flow)]
        grown = len(wanted) == len(node.items) or (len(wanted) > len(node.items) and not last)
        several = range(first, len(node.items) - last if grown else first + 1)
        return [
            edit
            for index in several
            if meaning(node.items[index]) != wanted[index]
            for edit in self._item(node, index, wanted[index], flow=flow)
        ]

    def _with_items(self, node: Items, index: int, new: list[Value], *, flow: bool) -> Edit:
        if flow:
            at = self._end(node.items[index - 1]) if index else self._begin(node.items[0])
            written = inline(new, flow=True)[1:-1]
            return Edit(at, at, f", {written}" if index else f"{written}, ")
        column = self._column(node.start)
        lines = [line for value in new for line in item(value, column, self._style)]
        if not index:
            return Edit(node.start, node.start, self._joined([*lines, ""], column))
        at = self._line_end(node.items[index - 1], column)
        return Edit(at, at, self._joined(["", *lines], column))

    def _without_item(self, node: Items, index: int, *, flow: bool) -> Edit:
        gone = node.items[index]
        if flow:
            before = self._end(node.items[index - 1]) if index else node.start + 1
            last = index == len(node.items) - 1
            return self._without_entry(before, self._begin(gone), self._end(gone), last=last)
        follows = self._dash(node, 1) if index == 0 else None
        return self._without_lines(self._dash(node, index), gone, follows)

    def _item(self, node: Items, index: int, wanted: Value, *, flow: bool) -> list[Edit]:
        old = node.items[index]
        inside = self._inside(old, wanted, flow=flow)
        if inside is not None:
            return inside
        if flow:
            return [Edit(self._begin(old), self._end(old), inline(wanted, flow=True))]
        dash = self._dash(node, index)
        lines = item(wanted, self._column(dash), self._style)
        return [Edit(dash, self._stop(old), self._joined(lines, self._column(dash)))]

    # ── Taking away ──────────────────────────────────────────────────────────────────────────────

    def _without_lines(self, start: int, last: Node, follows: int | None) -> Edit:
        """Return the edit that removes whole lines, or what stands behind a dash.

        `follows` is where the next of a block begins, if this is its first.
        """
        end = self._line_end(last, None)
        line = self._line_start(start)
        if self._text[line:start].strip(" "):
            between = self._text[end : follows or end]
            if follows is not None and not between.strip():
                return Edit(start, follows, "")
            return Edit(start, end, "")
        for mark in ("\r\n", "\n"):
            if self._text.startswith(mark, end):
                return Edit(line, end + len(mark), "")
        return Edit(line, end, "")

    def _without_entry(self, before: int, start: int, end: int, *, last: bool) -> Edit:
        """Return the edit that removes an entry of a list or a mapping in brackets."""
        comma = re.compile(r"\s*,(?: *(?=[^ #]))?").match(self._text, end)
        if last and not comma and self._text[before:start].strip(" ") == ",":
            return Edit(before, end, "")
        return Edit(start, comma.end() if comma else end, "")


def _same(present: list[Value], wanted: list[Value]) -> tuple[int, int]:
    """Return how many items two lists have in common at their beginnings, and at their ends."""
    shorter = min(len(present), len(wanted))
    first = 0
    while first < shorter and present[first] == wanted[first]:
        first += 1
    last = 0
    while last < shorter - first and present[-1 - last] == wanted[-1 - last]:
        last += 1
    return first, last
