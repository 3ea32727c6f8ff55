"""SHACL's SPARQL queries as rdflib has them: parsed, and what SHACL forbids in their algebra.

rdflib's parser is slow, and importing it too: `queries` does without it where it can.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyparsing import ParseResults
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from rdflib.plugins.sparql.sparql import Query

_HIDDEN = "has a subquery that does not select $this, as SHACL asks"


@lru_cache(maxsize=1000)
def prepared(text: str) -> Query:
    """Parse a query, once; raises whatever rdflib's parser comes upon."""
    return prepareQuery(text)


def forbidden(text: str, bound: AbstractSet[str]) -> str | None:
    """Return what SHACL does not allow in a query whose variables `bound` are bound, if anything.

    Raises whatever rdflib's parser comes upon.
    """
    algebra = prepared(text).algebra
    if dict.get(algebra, "datasetClause"):
        return "has FROM, but SHACL asks its queries of the data graph"
    if any(_hides_this(part) for part in _parts(parseQuery(text)[1])):
        return _HIDDEN
    for part in _parts(algebra):
        inner = part.p.name if part.name == "ToMultiSet" else None
        if part.name in ("Minus", "ServiceGraphPattern") or inner == "values":
            keyword = {"Minus": "MINUS", "ServiceGraphPattern": "SERVICE"}.get(part.name, "VALUES")
            return f"has {keyword}, which SHACL does not allow in a constraint"
        if inner == "Project" and Variable("this") not in part.p.PV:
            return _HIDDEN
        # What a query groups by it selects by way of an aggregate: that binds nothing anew.
        grouped = part.name == "Extend" and str(part.expr).startswith("__agg")
        if part.name == "Extend" and str(part.var) in bound and not grouped:
            return f"binds ?{part.var}, which SHACL has bound already"
    return None


def _hides_this(part: CompValue) -> bool:
    """Tell whether it is a `SELECT *` in whose pattern `$this` occurs in filters alone."""
    return (
        part.name == "SubSelect"
        and "projection" not in part
        and Variable("this") not in _in_patterns(part)
    )


def _in_patterns(node: Any) -> Iterator[Variable]:
    if isinstance(node, Variable):
        yield node
    elif isinstance(node, CompValue):
        if node.name != "Filter":
            yield from (each for value in node.values() for each in _in_patterns(value))
    elif isinstance(node, list | tuple | ParseResults):
        yield from (each for value in node for each in _in_patterns(value))


def _parts(node: Any) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list | tuple | ParseResults):
        for value in node:
            yield from _parts(value)
