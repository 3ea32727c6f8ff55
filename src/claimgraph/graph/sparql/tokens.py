r"""Splits SPARQL into its tokens (SPARQL 1.1 Query, 19.8), after its \u escapes (19.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BASE = (
    r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_START = rf"{_BASE}_"
_NEXT = rf"{_START}\-0-9\u00b7\u0300-\u036f\u203f\u2040"
_VARIABLE = rf"[{_START}0-9][{_START}0-9\u00b7\u0300-\u036f\u203f\u2040]*"
_PREFIX = rf"(?:[{_BASE}](?:[{_NEXT}.]*[{_NEXT}])?)?"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_START}:0-9]|{_ESCAPED})(?:(?:[{_NEXT}.:]|{_ESCAPED})*(?:[{_NEXT}:]|{_ESCAPED}))?"
# Where two match, the longer counts: so their order here.
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\n]+|\#[^\r\n]*)
    |(?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
    |(?P<blank>_:[{_START}0-9](?:[{_NEXT}.]*[{_NEXT}])?)
    |(?P<variable>[?$]{_VARIABLE})
    |(?P<name>{_PREFIX}:(?:{_LOCAL})?)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
    |(?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    |(?P<word>[A-Za-z][A-Za-z0-9_]*)
    |(?P<sign>\^\^|&&|\|\||!=|<=|>=|<<|>>|\{{\||\|\}}|[{{}}()\[\];,.=<>!+\-*/|^?~])
    """,
    re.VERBOSE | re.DOTALL,
)
# With a scheme (RFC 3986, 3.1).
_ABSOLUTE = re.compile("<[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(.)")
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class UnreadableError(ValueError):
    """A query that this grammar does not read, from `offset` on."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"not SPARQL at character {offset}")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind, its text without escapes, and where it stands in the query as written."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The keyword in capitals, for keywords are told apart without regard to case."""
        return self.text.upper() if self.kind == "word" else ""

    def iri(self, prefixes: Mapping[str, str]) -> str | None:
        """The IRI as written or named with one of these prefixes; None where it is neither."""
        if self.kind == "iri":
            return self.text[1:-1]
        prefix, _, local = self.text.partition(":")
        if self.kind != "name" or prefix not in prefixes:
            return None
        return prefixes[prefix] + _ESCAPE.sub(r"\1", local)


def tokens(query: str) -> list[Token]:
    """Return a query's tokens without white space and comments; raises UnreadableError."""
    text, places = _unescaped(query)
    query_tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UnreadableError(places[position] if places else position)
        start, end = match.span()
        kind = str(match.lastgroup)
        if kind != "space":
            written = (places[start], places[end]) if places else (start, end)
            query_tokens.append(Token(kind, match[0], *written))
        position = end
    query_tokens.append(Token("end", "", len(query), len(query)))
    return query_tokens


def needs_base(query_tokens: list[Token]) -> bool:
    """Tell whether an IRI among the tokens is relative to no base that the query itself gives."""
    for before, token in pairwise(query_tokens):
        if token.kind == "iri":
            if not _ABSOLUTE.match(token.text):
                return True
            if before.word == "BASE":
                return False
    return False


class Cursor:
    """A place among tokens; what is asked for and not there is an UnreadableError."""

    def __init__(self, query_tokens: list[Token]) -> None:
        self.tokens = query_tokens
        self.position = 0

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.position]

    def next(self) -> Token:
        """Take the next token."""
        token = self.token
        if token.kind == "end":
            raise UnreadableError(token.start)
        self.position += 1
        return token

    def word(self, *words: str) -> bool:
        """Take the next token if it is one of these keywords."""
        return self.token.word in words and bool(self.next())

    def at(self, *signs: str) -> bool:
        """Tell whether the next token is one of these signs."""
        return self.token.kind == "sign" and self.token.text in signs

    def sign(self, *signs: str) -> bool:
        """Take the next token if it is one of these signs."""
        return self.at(*signs) and bool(self.next())

    def must(self, sign: str) -> Token:
        """Take this sign."""
        if not self.at(sign):
            raise UnreadableError(self.token.start)
        return self.next()

    def kind(self, *kinds: str) -> Token:
        """Take a token of one of these kinds."""
        if self.token.kind not in kinds:
            raise UnreadableError(self.token.start)
        return self.next()

    def literal(self) -> None:
        """Take a literal: a truth, a number, or a string with its language tag or datatype."""
        if self.word("TRUE", "FALSE"):
            return
        if self.sign("+", "-") or self.token.kind == "number":
            self.kind("number")
            return
        self.kind("string")
        if self.token.kind == "language":
            self.next()
        elif self.sign("^^"):
            self.kind("iri", "name")


def _unescaped(query: str) -> tuple[str, list[int]]:
    """Return a query without code point escapes, and where each character was written.

    Without escapes the places are empty. Raises UnreadableError for an escape that is not a
    character.
    """
    if "\\u" not in query and "\\U" not in query:
        return query, []
    text: list[str] = []
    places: list[int] = []
    position = 0
    while position < len(query):
        places.append(position)
        escape = _CODE_POINT.match(query, position)
        if escape is None:
            text.append(query[position])
            position += 1
            continue
        code = int(escape[1] or escape[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise UnreadableError(position)
        text.append(chr(code))
        position = escape.end()
    return "".join(text), [*places, len(query)]
