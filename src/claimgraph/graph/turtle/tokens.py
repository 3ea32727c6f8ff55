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

_WHOLE_IRI = rf"<(?:[^\x00-\x20<>\"{{}}|^`\\]|{_UCHAR})*>"
_STRING = "|".join(
    (
        rf"\"{{3}}(?:\"{{0,2}}(?:[^\"\\]++|{_ESCAPED}))*+\"{{3}}",
        rf"'{{3}}(?:'{{0,2}}(?:[^'\\]++|{_ESCAPED}))*+'{{3}}",
        rf"\"(?!\"\")(?:[^\"\\\n\r]++|{_ESCAPED})*+\"",
        rf"'(?!'')(?:[^'\\\n\r]++|{_ESCAPED})*+'",
    )
)

# The last kind cannot be a token: a quote that is not closed on its line, or characters up to the
# next gap.
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<name>(?:[{BASE}](?:[{CHARS}.]*[{CHARS}])?)?:
        (?:(?:[{BASE}_0-9:]|{_PLX})(?:(?:[{CHARS}:.]|{_PLX})*(?:[{CHARS}:]|{_PLX}))?)?)
  | (?P<iri>{_WHOLE_IRI})
  | (?P<mark>\^\^|<<\(|\)>>|<<|>>|\{{\||\|\}}|[;,\[\](){{}}~])
  | (?P<string>{_STRING})
  | (?P<blank>_:[{BASE}_0-9](?:[{CHARS}.]*[{CHARS}])?)
  | (?P<number>[+-]?(?:[0-9]+\.?[0-9]*[eE][+-]?[0-9]+|\.[0-9]+[eE][+-]?[0-9]+
        |[0-9]*\.[0-9]+|[0-9]+))
  | (?P<dot>\.)
  | (?P<at>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
  | (?P<word>[A-Za-z]+)
  | (?P<broken>(?:\"\"\"|''')[^\r\n]*|[\"'][^\r\n]*|<[^\s<>]*>?|[^\s\"'<;,\[\](){{}}]+|(?s:.))
    """,
    re.VERBOSE,
)
_COMMENTS = re.compile(rf"{_STRING}|{_WHOLE_IRI}|\\.|[^\"'<\\#]+|(\#[^\r\n]*)|.", re.DOTALL)


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
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "broken"
        if kind != "space":
            start, end = match.span()
            found.append(Token("mark" if kind == "dot" else kind, match[0], start, end))
    found.append(Token("end", "", len(text), len(text)))
    return found


def comments(text: str) -> list[str]:
    """Return the comments of a text in Turtle's syntax, sorted."""
    return sorted(one.rstrip() for one in _COMMENTS.findall(text) if one)
