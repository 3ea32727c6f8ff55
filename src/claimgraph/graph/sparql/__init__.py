"""SPARQL text: what a query is and what it is made of, without an answer from any store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.graph.sparql import grammar
from claimgraph.graph.sparql.parts import Parts, Role, Use
from claimgraph.graph.sparql.tokens import Token, UnreadableError, needs_base, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


__all__ = ["FORMS", "GRAPHS", "Parts", "Role", "UnreadableError", "Use"]
__all__ += [
    "form",
    "has_dataset",
    "iris",
    "is_distinct",
    "is_relative",
    "is_update",
    "read",
    "tokens",
]
__all__ += ["with_tags_in_lower_case"]

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# The forms whose answer is a graph.
GRAPHS = ("CONSTRUCT", "DESCRIBE")
# What an update begins with (SPARQL 1.1, [30] Update1).
_UPDATES = ("LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "INSERT", "DELETE", "WITH")


def read(query: str) -> Parts:
    """Return what a query is made of; raises UnreadableError for what the grammar does not read.

    What is read need not be SPARQL: the grammar is wider, and an engine is the judge.
    """
    return grammar.read(query)


def form(query: str) -> str:
    """Return a query's form, one of FORMS; SELECT for what cannot be read."""
    return next((word for word in _words(query) if word in FORMS), "SELECT")


def is_update(text: str) -> bool:
    """Tell whether a text that is not a query is meant to be an update."""
    try:
        return grammar.first(text) in _UPDATES
    except UnreadableError:
        return False


def has_dataset(query: str) -> bool:
    """Tell whether a query says itself which graphs it asks (SPARQL 1.1, 13.2)."""
    return _may_hold("from", query) and "FROM" in _words(query)


def is_distinct(query: str) -> bool:
    """Tell whether a query is a SELECT DISTINCT (SPARQL 1.1, 15.3)."""
    words = _words(query)
    at = next((place for place, word in enumerate(words) if word in FORMS), None)
    return at is not None and words[at] == "SELECT" and words[at + 1 : at + 2] == ["DISTINCT"]


def is_relative(query: str) -> bool:
    """Tell whether an IRI of a query is relative to a base that the query does not give."""
    try:
        return needs_base(tokens(query))
    except UnreadableError:
        return False


def iris(query: str) -> set[str]:
    """Return the IRIs that a query names, in full; none for what cannot be read."""
    try:
        prefixes = read(query).prefixes
        named = (token.iri(prefixes) for token in tokens(query))
        return {iri for iri in named if iri is not None}
    except UnreadableError:
        return set()


def _may_hold(word: str, query: str) -> bool:
    letters = query.casefold()
    return word in letters or "\\u" in letters


def _words(query: str) -> list[str]:
    """Return the keywords of a query: each of those asked for here has one place in the grammar."""
    try:
        return [token.word for token in tokens(query) if token.word]
    except UnreadableError:
        return []


def with_tags_in_lower_case(query: str) -> str:
    """Return a query whose constants are in lower case where they are compared with LANG().

    Upper and lower case mean the same in a language tag (RFC 5646, section 2.1.1), but not in the
    strings that LANG gives, and Oxigraph's are in lower case.
    """
    if "lang" not in query.casefold():
        return query
    try:
        query_tokens = tokens(query)
    except UnreadableError:
        return query
    for token in sorted(_compared(query_tokens), key=lambda each: each.start, reverse=True):
        query = query[: token.start] + token.text.lower() + query[token.end :]
    return query


def _compared(query_tokens: Sequence[Token]) -> set[Token]:
    """Return the strings that are compared with LANG(), or with a variable that stands for it."""
    ends = {
        n: _end(query_tokens, n + 1) for n, token in enumerate(query_tokens) if token.word == "LANG"
    }
    names = {
        query_tokens[end + 2].text
        for end in ends.values()
        if end + 2 < len(query_tokens) and query_tokens[end + 1].word == "AS"
    }
    ends |= {n: n for n, token in enumerate(query_tokens) if names and token.text in names}
    beside = (token for start, end in ends.items() for token in _beside(query_tokens, start, end))
    return {token for token in beside if token.kind == "string" and token.text.isascii()}


def _end(query_tokens: Sequence[Token], place: int) -> int:
    """Return the place of the bracket that closes the one at a place."""
    depth = 0
    for at in range(place, len(query_tokens)):
        depth += {"(": 1, ")": -1}.get(query_tokens[at].text, 0)
        if depth <= 0:
            return at
    return len(query_tokens) - 1


def _beside(query_tokens: Sequence[Token], start: int, end: int) -> Iterator[Token]:
    if start > 1 and query_tokens[start - 1].text in ("=", "!="):
        yield query_tokens[start - 2]
    place = end + 1 + (query_tokens[min(end + 1, len(query_tokens) - 1)].word == "NOT")
    if place + 1 >= len(query_tokens):
        return
    if query_tokens[place].text in ("=", "!="):
        yield query_tokens[place + 1]
    elif query_tokens[place].word == "IN":
        yield from query_tokens[place + 1 : _end(query_tokens, place + 1)]
