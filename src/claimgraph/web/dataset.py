"""Looks into a query before it runs: does it call other servers, does it choose its graphs?

Oxigraph's parser is the one that counts, but it shows nobody what it has read; rdflib's shows its
tree. A query that rdflib cannot read is refused where it holds the word, so that no difference
between the two parsers lets a SERVICE through.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from claimgraph.web.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


def chosen_by_query(query: str) -> bool:
    """Tell whether a query has FROM clauses (SPARQL 1.1 Query, 13.2).

    Raises Refusal for one with SERVICE, which would have this machine call others.
    """
    # Without these letters neither clause can be there: most queries need no second parser.
    letters = query.casefold()
    if not any(word in letters for word in ("service", "from", "\\u")):
        return False
    return (_read if len(query) < _LONG else _read.__wrapped__)(query)


# A parse costs some ten milliseconds, and programs ask the same again and again. What is longer
# is not kept.
_LONG = 1 << 16


@lru_cache(maxsize=256)
def _read(query: str) -> bool:
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(query)
    except ParseException as error:
        raise Refusal(
            400,
            f"the query cannot be checked for SERVICE and FROM ({error}): "
            "write it in SPARQL 1.1 or leave these words out",
        ) from error
    if "ServiceGraphPattern" in _kinds(tree):
        raise Refusal(
            403, "SERVICE is not allowed here: ask the other endpoint yourself and join the answers"
        )
    return "datasetClause" in tree[1]


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
