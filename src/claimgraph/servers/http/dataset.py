"""Looks into a query before it runs: does it call other servers, does it choose its graphs?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.servers.http.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may hold any word: strings, IRIs, comments, and a prefixed name's escapes, which look like
# the beginnings of these (SPARQL 1.1 Query, 19.8: STRING_LITERAL*, IRIREF, PN_LOCAL_ESC; 19.4).
_OPAQUE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""'
    r"|'''(?:[^\\]|\\.)*?'''"
    r'|"(?:[^"\\\r\n]|\\.)*"'
    r"|'(?:[^'\\\r\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\x00-\x20]*>'
    r"|#[^\r\n]*"
    r"|\\.",
    re.DOTALL,
)
# The keyword, not a variable, nor a part of a prefixed name.
_FROM = re.compile(r"(?<![\w?$:@.%-])FROM(?![\w:-])", re.IGNORECASE)
# Longer queries are not remembered.
_LONG = 1 << 16


def has_from(query: str) -> bool:
    """Tell whether a query that parses has FROM clauses (SPARQL 1.1 Query, 13.2).

    The keyword stands nowhere else in the grammar, so its token is enough.
    """
    return bool(_FROM.search(_OPAQUE.sub(" ", query)))


def refuse_service(query: str) -> None:
    """Raise Refusal for a query with SERVICE, which would have this machine call others.

    Oxigraph's parser is the one that counts, but it shows nobody what it has read; rdflib's shows
    its tree. A query that rdflib cannot read is refused where it holds the word, so that no
    difference between the two lets one through.
    """
    letters = query.casefold()
    if "service" in letters or "\\u" in letters:
        (_refuse_service if len(query) < _LONG else _refuse_service.__wrapped__)(query)


# A parse costs some ten milliseconds, and programs ask the same again and again.
@lru_cache(maxsize=256)
def _refuse_service(query: str) -> None:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(query)
    except ParseException as error:
        raise Refusal(
            400,
            f"the query cannot be checked for SERVICE ({error}): "
            "write it in SPARQL 1.1 or leave the word out",
        ) from error
    if "ServiceGraphPattern" in _kinds(tree):
        raise Refusal(
            403, "SERVICE is not allowed here: ask the other endpoint yourself and join the answers"
        )


def _kinds(tree: object) -> Iterator[str]:
    """Yield the names of all nodes of rdflib's parse tree, with a stack since trees may be deep."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, CompValue):
            yield node.name
            left.extend(node.values())
        elif isinstance(node, list | tuple | set | ParseResults):
            left.extend(node)
