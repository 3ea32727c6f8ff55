"""The tokens of Turtle and TriG (RDF 1.2), comments among them, each with its offsets."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

# The grammar's own classes (RDF 1.2 Turtle, section 6.5).
BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
CHARS = BASE + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPED = rf"\\[tbnrf\"'\\]|{_UCHAR}"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<name>(?:[{BASE}](?:[{CHARS}.]*[{CHARS}])?)?:
        (?:(?:[{BASE}_0-9:]|{_PLX})(?:(?:[{CHARS}:.]|{_PLX})*(?:[{CHARS}:]|{_PLX}))?)?)
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*>)
  | (?P<mark>\^\^|<<\(|\)>>|<<|>>|\{{\||\|\}}|[;,\[\](){{}}~])
  | (?P<string>\"{{3}}(?:\"{{0,2}}(?:[^"\\]++|{_ESCAPED}))*+\"{{3}}
        | '{{3}}(?:'{{0,2}}(?:[^'\\]++|{_ESCAPED}))*+'{{3}}
        | "(?!"")(?:[^"\\\n\r]++|{_ESCAPED})*+" | '(?!'')(?:[^'\\\n\r]++|{_ESCAPED})*+')
  | (?P<blank>_:[{BASE}_0-9](?:[{CHARS}.]*[{CHARS}])?)
  | (?P<number>[+-]?(?:[0-9]+\.?[0-9]*[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+
        |[0-9]*\.[0-9]+|[0-9]+))
  | (?P<dot>\.)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
  | (?P<word>[A-Za-z]+)
    """,
    re.VERBOSE,
)
# What cannot be a token: a quote that is not closed on its line, or characters up to the next gap.
_BROKEN = re.compile(
    r"(?:\"\"\"|''')[^\r\n]*|[\"'][^\r\n]*|<[^\s<>]*>?|[^\s\"'<;,\[\](){}]+|.", re.DOTALL
)


class Token(NamedTuple):
    """A token: its kind, its text and its offsets in code points; `end` is the first one after it.

    Kinds are comment, name, iri, blank, string, number, at, word, mark (`.` among them), broken
    and end.
    """

    kind: str
    text: str
    start: int
    end: int


class Broken(Exception):  # noqa: N818
    """A statement that cannot be read on from a token; the message ends in what to do."""

    def __init__(self, message: str, token: Token) -> None:
        super().__init__(message)
        self.token = token


def fail(wanted: str, token: Token) -> NoReturn:
    """Raise Broken for a token that stands where something else is wanted."""
    shown = token.text if len(token.text) <= 40 else f"{token.text[:39]}…"
    if token.kind == "broken" and token.text[0] in "\"'":
        quote = token.text[:3] if token.text[:3] in ('"""', "'''") else token.text[0]
        message = f"the string is not closed or has an unknown escape: close it with {quote}"
    elif token.kind == "broken" and token.text[0] == "<":
        message = f"‘{shown}’ is not an IRI: percent-encode the characters an IRI may not have"
    elif token.kind == "end":
        message = f"the file ends where {wanted} should stand: complete the statement"
    else:
        message = f"‘{shown}’ stands where {wanted} should: mend the syntax there"
    raise Broken(message, token)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text and one of kind `end`; what Turtle lacks is `broken`."""
    found = []
    match, at = _TOKEN.match, 0
    while at < len(text):
        token = match(text, at) or _BROKEN.match(text, at)
        assert token is not None
        kind, end = token.lastgroup or "broken", token.end()
        if kind != "space":
            found.append(Token("mark" if kind == "dot" else kind, token[0], at, end))
        at = end
    found.append(Token("end", "", at, at))
    return found


def comments(text: str) -> list[str]:
    """Return the comments of a Turtle text, sorted."""
    return sorted(token.text.rstrip() for token in tokens(text) if token.kind == "comment")
