"""Which columns of a query hold truth values, for servers that answer with numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Literal, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

# SPARQL 1.1, 17.3 and 17.4: what returns xsd:boolean, by the names of rdflib's algebra.
_TRUE_OR_FALSE = {
    "ConditionalAndExpression",
    "ConditionalOrExpression",
    "RelationalExpression",
    "UnaryNot",
    *(
        f"Builtin_{name}"
        for name in (
            "BOUND", "CONTAINS", "EXISTS", "LANGMATCHES", "NOTEXISTS", "REGEX", "STRENDS",
            "STRSTARTS", "isBLANK", "isIRI", "isLITERAL", "isNUMERIC", "isURI", "sameTerm",
        )
    ),
}  # fmt: skip
_SAME_TYPE = {"Aggregate_Max", "Aggregate_Min", "Aggregate_Sample"}


def computed(sparql: str) -> frozenset[str]:
    """Return the names of the variables that a query computes as xsd:boolean."""
    parts = list(_parts(prepareQuery(sparql).algebra))
    known: set[Variable] = set()
    while True:
        before = len(known)
        for part in parts:
            if part.name == "Extend" and _is_truth(part.expr, known):
                known.add(part.var)
            elif part.name in _SAME_TYPE and _is_truth(part.vars, known):
                known.add(part.res)
        if len(known) == before:
            return frozenset(str(name) for name in known)


def _is_truth(expression: Any, known: set[Variable]) -> bool:
    if isinstance(expression, Literal):
        return expression.datatype == XSD.boolean
    if isinstance(expression, Variable):
        return expression in known
    name = expression.name if isinstance(expression, CompValue) else ""
    if name == "Builtin_IF":
        return _is_truth(expression.arg2, known) and _is_truth(expression.arg3, known)
    return name in _TRUE_OR_FALSE


def _parts(node: Any) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
        for child in node.values():
            yield from _parts(child)
    elif isinstance(node, list | tuple | set):
        for child in node:
            yield from _parts(child)
