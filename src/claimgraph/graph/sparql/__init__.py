"""SPARQL text: what a query is and what it is made of, without an answer from any store."""

from __future__ import annotations

from claimgraph.graph.sparql import grammar
from claimgraph.graph.sparql.languages import with_tags_in_lower_case
from claimgraph.graph.sparql.parts import Parts, Role, Use
from claimgraph.graph.sparql.tokens import UnreadableError, needs_base, tokens

__all__ = ["FORMS", "GRAPHS", "Parts", "Role", "UnreadableError", "Use"]
__all__ += ["form", "has_dataset", "iris", "is_relative", "is_update", "read", "tokens"]
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
