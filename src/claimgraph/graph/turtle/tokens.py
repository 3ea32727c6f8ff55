"""The tokens of Turtle 1.1, comments among them, each with its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
        | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<iri><[^\x00-\x20<>"{}|^`]*>)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<mark>\^\^|[;,\[\]()])
  | (?P<word>(?:\\.|[^\s<>"'\[\](),;\#\\^@])+)
  | (?P<space>\s+)
    """,
    re.VERBOSE | re.DOTALL,
)
_LAST_DOT = re.compile(r"(?<!\\)\.+\Z")


@dataclass(frozen=True)
class Token:
    """A token; `kind` is comment, string, iri, at, mark, word or end.

    `first` tells whether nothing but space stands before it on its line.
    """

    kind: str
    text: str
    line: int
    last_line: int
    first: bool


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a text; raises UsageError for what Turtle 1.1 does not have."""
    line = 1
    first = True
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise UsageError(f"line {line}: has syntax that is not of Turtle 1.1")
        found, kind = match[0], match.lastgroup
        if kind == "word":
            # A dot at its end ends the statement; within, or escaped, it belongs to the name.
            found = _LAST_DOT.sub("", found) or "."
            kind = "mark" if found == "." else kind
        last = line + found.count("\n")
        if kind == "space":
            first = first or "\n" in found
        else:
            text_of = found.rstrip() if kind == "comment" else found
            yield Token(kind, text_of, line, last, first)
            first = False
        line, at = last, at + len(found)


def comments(text: str) -> list[str]:
    """Return the comments of a Turtle text, sorted."""
    return sorted(token.text for token in tokens(text) if token.kind == "comment")
