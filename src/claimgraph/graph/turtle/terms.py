"""Terms in Turtle's syntax: short where it may be short, and readable whatever they hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph import tags
from claimgraph.graph.turtle.tokens import BASE, CHARS
from claimgraph.vocab import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    # pyoxigraph's types allow a triple as a subject, its parsers do not.
    Subject = ox.NamedNode | ox.BlankNode | ox.Triple
    Term = Subject | ox.Literal
    Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

# PN_LOCAL of the grammar (Turtle 1.1, section 6.5) without colons and without its escapes.
_LOCAL = re.compile(
    rf"(?:(?:[{BASE}_0-9]|%[0-9A-Fa-f]{{2}})(?:(?:[{CHARS}.]|%[0-9A-Fa-f]{{2}})*"
    rf"(?:[{CHARS}]|%[0-9A-Fa-f]{{2}}))?)?"
)
# Literals that Turtle writes without quotes (section 2.5.2), by datatype.
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
# What a reader cannot see, or what makes him see another order, is written by its number.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff0-\uffff]"
)
_ESCAPES = {"\t": r"\t", "\b": r"\b", "\n": r"\n", "\r": r"\r", "\f": r"\f"}


class Terms:
    """Writes terms under prefixes; `used` gathers the prefixes that were needed.

    `labels` gives blank nodes other labels than their own, `spellings` the language tags as a text
    has them; without one a tag is in its usual case.
    """

    def __init__(
        self,
        prefixes: Mapping[str, str],
        labels: Mapping[str, str] | None = None,
        spellings: Mapping[ox.Literal, str] | None = None,
    ) -> None:
        # The longest namespace first, and of two prefixes for one namespace the first by name.
        self._prefixes = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._names: dict[str, tuple[str, str | None]] = {}
        self._labels = labels or {}
        self._spellings = spellings or {}
        self.used: set[str] = set()

    def text(self, term: Term | Graph) -> str:
        """Return a term in Turtle's syntax (RDF 1.2's triple terms as RDF 1.2 Turtle has them)."""
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.BlankNode):
            return f"_:{self._labels.get(term.value, term.value)}"
        if isinstance(term, ox.Triple):
            inner = (self.text(term.subject), self.text(term.predicate), self.text(term.object))
            return f"<<( {' '.join(inner)} )>>"
        assert isinstance(term, ox.Literal)
        if bare(term):
            return term.value
        quoted = _quoted(term.value)
        if term.language:
            tag = self._spellings.get(term) or tags.usual(term.language)
            return f"{quoted}@{tag}" + (f"--{term.direction}" if term.direction else "")
        if term.datatype.value == XSD + "string":
            return quoted
        return f"{quoted}^^{self._iri(term.datatype.value)}"

    def _iri(self, iri: str) -> str:
        if iri not in self._names:
            self._names[iri] = self._named(iri)
        text, prefix = self._names[iri]
        if prefix is not None:
            self.used.add(prefix)
        return text

    def _named(self, iri: str) -> tuple[str, str | None]:
        for prefix, namespace in self._prefixes:
            if namespace and iri.startswith(namespace):
                local = iri[len(namespace) :]
                if _LOCAL.fullmatch(local) and not _UNSEEN.search(local):
                    return f"{prefix}:{local}", prefix
        return f"<{_escaped(iri)}>", None


def bare(literal: ox.Literal) -> bool:
    """Tell whether a literal is written without quotes: a number or a boolean."""
    form = _BARE.get(literal.datatype.value)
    return bool(form and form.fullmatch(literal.value))


def _quoted(text: str) -> str:
    """Return a quoted string (Turtle 1.1, section 2.5.1), a long one where it has several lines."""
    text = text.replace("\\", r"\\")
    if "\n" not in text:
        return '"' + _escaped(text.replace('"', r"\"")) + '"'
    lines = re.sub(r'"(?="|\Z)', r"\"", text).split("\n")
    return '"""' + "\n".join(map(_escaped, lines)) + '"""'


def _escaped(text: str) -> str:
    return _UNSEEN.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04X}", text)
