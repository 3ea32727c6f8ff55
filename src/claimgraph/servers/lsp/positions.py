"""Converts offsets in code points to an editor's lines and columns, and back."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.findings import Location

# What ends a line in the protocol (LSP 3.17, Text Documents); a file of claimgraph's has only \n.
_ENDS = re.compile(r"\r\n|\n|\r")
# What columns may count (PositionEncodingKind).
_UTF8, _UTF16, _UTF32 = "utf-8", "utf-16", "utf-32"


def units(text: str, encoding: str) -> int:
    """Return how many units of an encoding a text takes."""
    if text.isascii() or encoding == _UTF32:
        return len(text)
    if encoding == _UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


def well_formed(text: str) -> str:
    """Return a text without lone surrogates, which JSON may hold and UTF-8 may not; as long."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Text:
    """A document's text; `encoding` says what the client's columns count."""

    def __init__(self, text: str, encoding: str = _UTF16) -> None:
        self.text = text
        self.encoding = encoding
        self._starts = [0]
        self._stops: list[int] = []
        for end in _ENDS.finditer(text):
            self._stops.append(end.start())
            self._starts.append(end.end())
        self._stops.append(len(text))

    def position(self, offset: int) -> types.Position:
        """Return the place of an offset; one within a line's end is at the end of the line."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        start, stop = self._starts[line], self._stops[line]
        return types.Position(line, units(self.text[start : min(offset, stop)], self.encoding))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a place; what lies behind a line's end is at that end.

        A column within a character counts as before it.
        """
        if position.line >= len(self._starts):
            return len(self.text)
        line = max(position.line, 0)
        start, stop = self._starts[line], self._stops[line]
        content = self.text[start:stop]
        if content.isascii() or self.encoding == _UTF32:
            return min(start + max(position.character, 0), stop)
        left = position.character
        for at, character in enumerate(content):
            left -= units(character, self.encoding)
            if left < 0:
                return start + at
        return stop

    def range(self, start: int, end: int) -> types.Range:
        """Return the stretch between two offsets."""
        return types.Range(self.position(start), self.position(end))

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the stretch between two offsets line by line, without the lines' ends."""
        line = bisect_right(self._starts, start) - 1
        while line < len(self._starts) and self._starts[line] < end:
            first, last = max(start, self._starts[line]), min(end, self._stops[line])
            if first < last:
                yield first, last
            line += 1

    @property
    def whole(self) -> types.Range:
        """The stretch of the whole text."""
        return self.range(0, len(self.text))

    def span(self, at: Location) -> tuple[int, int]:
        """Return the offsets of a finding's place; of one without a line, the first line."""
        if at.line is None:
            return 0, self._stops[0]
        begin = 0
        for _ in range(at.line - 1):
            end = self.text.find("\n", begin)
            if end < 0:
                break
            begin = end + 1
        stop = self.text.find("\n", begin)
        stop = len(self.text) if stop < 0 else stop
        start = min(begin + (at.column or 1) - 1, stop)
        if at.end_column is not None:
            return start, min(max(begin + at.end_column - 1, start), stop)
        word = re.compile(r"[^\s]*").match(self.text, start)
        return start, max(word.end() if word else start, start)
