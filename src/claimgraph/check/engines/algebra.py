"""SHACL's SPARQL queries as rdflib has them: parsed, held to SPARQL 1.1, and what they may find.

rdflib's parser is slow, and importing it too: `queries` does without it where it can.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyparsing import ParseResults
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from claimgraph.graph.sparql.algebra import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.term import Node

_IRIS = re.compile(r"<([^<>]*)>")
_HIDDEN = "has a subquery that does not select $this, as SHACL asks"


@lru_cache(maxsize=1000)
def prepared(text: str) -> Query:
    """Parse a query, once; raises whatever rdflib's parser comes upon.

    What rdflib evaluates otherwise than SPARQL 1.1 has it is put otherwise: an expression sees what
    is bound in its own group (18.2.2), and where nothing matches there are no groups (18.5.1).
    """
    query = prepareQuery(text)
    for part in list(parts(query.algebra)):
        if part.name in ("Filter", "Extend"):
            part["_vars"] = _visible(part.p)
        if dict.get(part, "p") is not None and part.p.name == "AggregateJoin" and part.p.p.expr:
            part.p.A.append(CompValue("Aggregate_Count", vars="*", res=_ROWS))
            part["p"] = CompValue("Filter", expr=_ROWS, p=part.p, _vars={_ROWS})
    return query


_ROWS = Variable("__rows_of_a_group__")


def _visible(part: CompValue) -> set[Node]:
    """Return the variables that a solution of a pattern may bind (SPARQL 1.1, 18.2.1)."""
    if part.name == "BGP":
        return {term for triple in part.triples for term in triple}
    if part.name == "Project":
        return set(part.PV)
    if part.name == "AggregateJoin":
        return {each.res for each in part.A}
    found: set[Node] = {part[each] for each in ("var", "term") if each in part}
    found |= {name for row in dict.get(part, "res", ()) for name in row}
    for each in ("p", "p1", "p2"):
        inner = dict.get(part, each)
        if isinstance(inner, CompValue) and (part.name, each) != ("Minus", "p2"):
            found |= _visible(inner)
    return found


def forbidden(text: str, bound: AbstractSet[str]) -> str | None:
    """Return what SHACL does not allow in a query whose variables `bound` are bound, if anything.

    Raises whatever rdflib's parser comes upon.
    """
    algebra = prepared(text).algebra
    if dict.get(algebra, "datasetClause"):
        return "has FROM, but SHACL asks its queries of the data graph"
    if any(_hides_this(part) for part in parts(parseQuery(text)[1])):
        return _HIDDEN
    for part in parts(algebra):
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


# What depends on a number alone, and not on the form in which it is written.
_OF_NUMBERS = frozenset(
    {"RelationalExpression", "AdditiveExpression", "MultiplicativeExpression", "UnaryMinus"}
    | {f"Builtin_{name}" for name in ("isNUMERIC", "ABS", "CEIL", "FLOOR", "ROUND")}
)


def by_value(text: str, odd: AbstractSet[str]) -> bool:
    """Tell whether a query computes with what these predicates lead to, and does nothing else.

    Then it finds the same whether a number is written 1.5 or 1.50, and where both are there.
    """
    query = prepared(text).algebra
    every = list(parts(query))
    triples = [triple for part in every for triple in dict.get(part, "triples", ())]
    places = Counter(term for triple in triples for term in triple)
    named = [(path.n3(), end) for _, path, end in triples]
    return query.p.name == "Distinct" and all(
        isinstance(end, Variable)
        and places[end] == 1
        and "^" not in path
        and not any(_shows(part, end) for part in every)
        for path, end in named
        if odd & set(_IRIS.findall(path))
    )


def follows(text: str, paths: Iterable[Node]) -> bool:
    """Tell whether each `?value` of a query is at the end of one of the paths from `$this`."""
    wanted = {(Variable("this"), path, Variable("value")) for path in paths}
    return not wanted.isdisjoint(_matched(prepared(text).algebra.p))


def _matched(part: CompValue) -> Iterator[tuple[Node, ...]]:
    """Yield triples that each solution of a pattern matches."""
    if part.name == "BGP":
        yield from part.triples
    elif part.name not in ("Union", "AggregateJoin"):
        inner = ("p1",) if part.name in ("LeftJoin", "Minus") else ("p", "p1", "p2")
        for each in inner:
            if isinstance(dict.get(part, each), CompValue):
                yield from _matched(part[each])


def _shows(part: CompValue, variable: Variable) -> bool:
    """Tell whether a part of a query uses a variable otherwise than as a number."""
    return part.name not in _OF_NUMBERS and any(
        variable in (value if isinstance(value, list | tuple) else [value])
        for key, value in part.items()
        if key not in ("_vars", "triples")
    )


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
