"""Reads terms of Turtle under the prefixes and the base that are declared so far."""

from __future__ import annotations

import re

import pyoxigraph as ox

from claimgraph import alike
from claimgraph.graph.turtle.tokens import Broken, Token, fail
from claimgraph.vocab import XSD

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_CONTROLS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_BOOLEAN = ox.NamedNode(XSD + "boolean")
_INTEGER, _DECIMAL, _DOUBLE = (ox.NamedNode(XSD + n) for n in ("integer", "decimal", "double"))
_DIRECTIONS = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}


class Scope:
    """The prefixes and the base in force; `tags` holds language tags as written.

    Those of one part that is in lower case are not there: they have no other usual form.
    """

    def __init__(self) -> None:
        self.prefixes: dict[str, str] = {}
        self.base: str | None = None
        self.tags: dict[ox.Literal, str] = {}
        self._iris: dict[str, ox.NamedNode] = {}

    def declare(self, prefix: str, iri: str) -> None:
        """Give a prefix a namespace, in place of an earlier one."""
        self.prefixes[prefix] = iri
        self._iris.clear()

    def rebase(self, iri: str) -> None:
        """Resolve relative IRIs against another base from here on."""
        self.base = iri
        self._iris.clear()

    def iri(self, token: Token) -> ox.NamedNode:
        """Return the IRI that `<…>` or a prefixed name stands for; raises Broken."""
        known = self._iris.get(token.text)
        if known is None:
            made = self._whole(token) if token.kind == "iri" else self._named(token)
            known = self._iris[token.text] = made
        return known

    def _whole(self, token: Token) -> ox.NamedNode:
        iri = _unescaped(token, 1)
        if self.base is not None:
            return _resolved(iri, self.base, token)
        if not _ABSOLUTE.match(iri):
            raise Broken(
                f"the IRI <{iri}> is relative and the file declares no base: "
                "write the whole IRI or declare @base",
                token,
            )
        return _checked(iri, token)

    def _named(self, token: Token) -> ox.NamedNode:
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            near = alike.nearest(prefix, self.prefixes)
            raise Broken(
                f"the prefix ‘{prefix}:’ is not declared"
                + (f"; nearest: ‘{near[0]}:’" if near else "")
                + ": declare it with @prefix at the top of the file"
                + (", or correct it" if near else ""),
                token,
            )
        if "\\" in local:
            local = _LOCAL_ESCAPE.sub(r"\1", local)
        return _checked(self.prefixes[prefix] + local, token)

    def node(self, token: Token) -> ox.NamedNode | ox.BlankNode:
        """Return the IRI or the blank node that a token stands for; raises Broken."""
        if token.kind in ("iri", "name"):
            return self.iri(token)
        if token.kind != "blank":
            fail("a subject", token)
        return ox.BlankNode(token.text[2:])

    def term(self, token: Token) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        """Return the term that a token stands for, strings aside; raises Broken."""
        if token.kind in ("iri", "name", "blank"):
            return self.node(token)
        text = token.text
        if token.kind == "number":
            exact = _DECIMAL if "." in text else _INTEGER
            return ox.Literal(text, datatype=_DOUBLE if "e" in text.lower() else exact)
        if text not in ("true", "false"):
            fail("an object", token)
        return ox.Literal(text, datatype=_BOOLEAN)

    def string(self, token: Token, tag: Token | None, datatype: Token | None) -> ox.Literal:
        """Return a quoted literal with its language tag (`@en`) or its datatype; raises Broken."""
        text = token.text
        width = 3 if text[:3] in ('"""', "'''") and len(text) > 5 else 1
        value = _unescaped(token, width)
        if tag is None:
            return ox.Literal(value, datatype=self.iri(datatype) if datatype else None)
        language, _, direction = tag.text[1:].partition("--")
        try:
            if direction:
                made = ox.Literal(value, language=language, direction=_DIRECTIONS[direction])
            else:
                made = ox.Literal(value, language=language)
        except (ValueError, KeyError) as error:
            raise Broken(
                f"‘{tag.text}’ is not a language tag: write one of BCP 47, such as @en or @de-CH",
                tag,
            ) from error
        if "-" in language or language != made.language:
            self.tags.setdefault(made, language)
        return made


def _unescaped(token: Token, width: int) -> str:
    """Return what stands between a token's delimiters; raises Broken at an escape of nothing."""
    text = token.text[width:-width]
    if "\\" not in text:
        return text

    def character(escape: re.Match[str]) -> str:
        if escape[3]:
            return _CONTROLS.get(escape[3], escape[3])
        code = int(escape[1] or escape[2], 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            start = token.start + width + escape.start()
            place = Token("broken", escape[0], start, start + len(escape[0]))
            raise Broken(f"{escape[0]} is not a character: write another", place)
        return chr(code)

    return _ESCAPE.sub(character, text)


def _checked(iri: str, token: Token) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Broken(f"<{iri}> is not an IRI ({error}): percent-encode it", token) from error


def _resolved(iri: str, base: str, token: Token) -> ox.NamedNode:
    """Resolve a reference against a base (RFC 3986, section 5.2), as Oxigraph does."""
    try:
        [quad] = ox.parse(f"<{iri}> a <> .", format=ox.RdfFormat.TURTLE, base_iri=base)
    except (SyntaxError, ValueError) as error:
        raise Broken(f"<{iri}> is not an IRI reference: percent-encode it", token) from error
    assert isinstance(quad.subject, ox.NamedNode)
    return quad.subject
