"""Numbers the blank nodes of N-Quads on their way to a file: the same labels in every run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.graph import tags

if TYPE_CHECKING:
    from typing import BinaryIO

# As canonical N-Quads are spaced: at the start of a line, or after a space where nothing but a
# graph's name follows to the end. Within a literal neither can be: its quote stands between. The
# pattern begins with what is searched for and looks back, so that Python's engine skips the rest.
_LABEL = re.compile(
    rb"_:(?:(?<![^\n]_:)[^\s\"]+|(?<= _:)[^\s\"]+(?=(?: <[^ >]*>| _:\S+)? \.$))", re.MULTILINE
)
# A language tag of several parts: only a graph's name stands between it and the end of its line;
# within a literal there would be a quote, too.
_TAG = re.compile(
    rb"(?<=\"@)[A-Za-z]+(?:-[A-Za-z0-9]+)+(?= (?:<[^ <>\"]*> |_:[^\s\"]+ )?\.$)", re.MULTILINE
)
# Triple terms hold more of them: strings and IRIs are then stepped over one by one.
_ANYWHERE = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<( >][^ >]*>|_:[^\s)]+')
_TRIPLE_TERM = b"<<( "


class Numbering:
    """A binary stream that numbers the blank nodes of N-Quads on their way to another.

    Language tags go into their usual case, which Oxigraph does not keep.
    It works on the text, ten times as fast as on each term. Labels are held for one stream of
    statements, which `end_stream` ends: in the next one, the same label is another blank node. The
    new labels are `begin` and a number.
    """

    def __init__(self, out: BinaryIO, begin: str = "b") -> None:
        self._out = out
        self._begin = begin.encode()
        self._names: dict[bytes, bytes] = {}
        self._before = 0
        self._rest = b""

    def write(self, data: bytes) -> int:
        """Take a stretch of N-Quads, of which whole lines are passed on."""
        lines, end, rest = data.rpartition(b"\n")
        if end:
            self._pass_on(self._rest + lines + end)
            self._rest = rest
        else:
            self._rest += rest
        return len(data)

    def flush(self) -> None:
        """Do nothing: lines are passed on when they are whole."""

    def end_stream(self) -> None:
        """Pass on a last line that does not end in a line feed, and forget the labels."""
        self._pass_on(self._rest)
        self._rest = b""
        self._before += len(self._names)
        self._names.clear()

    def _pass_on(self, lines: bytes) -> None:
        pattern = _ANYWHERE if _TRIPLE_TERM in lines else _LABEL
        self._out.write(_TAG.sub(_usual, pattern.sub(self._numbered, lines)))

    def _numbered(self, match: re.Match[bytes]) -> bytes:
        label = match[0]
        numbered = self._names.get(label)
        if numbered is None:
            if not label.startswith(b"_:"):
                return label
            numbered = self._names[label] = b"_:%b%d" % (
                self._begin,
                self._before + len(self._names) + 1,
            )
        return numbered


def _usual(tag: re.Match[bytes]) -> bytes:
    return tags.usual(tag[0].decode()).encode()
