"""Decides whether a text stands plain or quoted in YAML, and writes it on one line."""

from __future__ import annotations

import re

from claimgraph.text import holds_command


class Plain(str):
    """A number, a date or a name with a prefix: without quotes wherever YAML allows."""

    __slots__ = ()


class Quoted(str):
    """A text that has to stand in quotes: without them it is read as something else.

    It equals another one only: “none” in quotes is a text, and without quotes an empty value.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Quoted) and str(self) == str(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


NONE = Plain("none")

# What YAML's core schema reads as something else than a text (YAML 1.2.2, section 10.3.2), and
# the notation's own word for nothing.
_NO_TEXT = re.compile(
    r"none|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)"
    r"|\.(?:nan|NaN|NAN)"
)
# What stands without quotes (section 7.3.3), somewhat narrower: no tabs, no marks of direction.
UNPRINTED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff]"
)
_MARKED = re.compile(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:[ ,\[\]{}]|\Z)")
_INSIDE = re.compile(r":(?: |\Z)| #")
_INSIDE_FLOW = re.compile(r"[,\[\]{}]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_ESCAPED = re.compile(UNPRINTED.pattern[:-1] + r'"\\]')


def _needs_escapes(text: str) -> bool:
    """Tell whether a text can stand in double quotes only: there, what steers becomes an escape.

    Each space may become a line's end.
    """
    return bool(UNPRINTED.search(text)) or holds_command(text.replace(" ", "\n"))


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Tell whether a text can stand without quotes;
    `flow` tells that it would stand in brackets."""
    return bool(
        text
        and text == text.strip()
        and not _needs_escapes(text)
        and not _MARKED.match(text)
        and not _INSIDE.search(text)
        and not (flow and _INSIDE_FLOW.search(text))
    )


def word(text: str, *, flow: bool) -> str:
    """Return a text as a scalar on one line; `flow` tells that it stands in brackets."""
    bare = isinstance(text, Plain) or not (isinstance(text, Quoted) or _NO_TEXT.fullmatch(text))
    if bare and is_plain(text, flow=flow):
        return str(text)
    if ('"' in text or "\\" in text) and "'" not in text and not _needs_escapes(text):
        return f"'{text}'"
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in _ESCAPES:
        return _ESCAPES[match[0]]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
