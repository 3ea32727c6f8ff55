"""SPARQL's operators of truth and order (SPARQL 1.1, 17.2, 17.3 and 17.4.1), and their errors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from rdflib import XSD
from rdflib.plugins.sparql.operators import RelationalExpression
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Literal, Node

from claimgraph.check.engines import literals
from claimgraph.check.engines.literals import number, well_formed
from claimgraph.check.engines.operands import asked, listed, operand, truth, value_of
from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib.plugins.sparql.parserutils import Expr


def effective(part: Expr, context: Any) -> Literal:
    """Evaluate the condition of a FILTER (17.2.2)."""
    return Literal(truth(operand(part, context, "expr")))


def _not(part: Expr, context: Any) -> Literal:
    return Literal(not truth(operand(part, context, "expr")))


def _all(part: Expr, context: Any) -> Literal:
    return _settled(part, context, by=False)


def _either(part: Expr, context: Any) -> Literal:
    return _settled(part, context, by=True)


def _settled(part: Expr, context: Any, *, by: bool) -> Literal:
    """Evaluate `&&` or `||`: one side may settle it, whatever the other is (17.2)."""
    error = None
    for each in (dict.get(part, "expr"), *listed(part, "other")):
        try:
            if truth(value_of(context, each)) is by:
                return Literal(by)
        except SPARQLError as raised:
            error = raised
    if error:
        raise error
    return Literal(not by)


def _if(part: Expr, context: Any) -> Any:
    chosen = "arg2" if truth(operand(part, context, "arg1")) else "arg3"
    return operand(part, context, chosen)


def _coalesce(part: Expr, context: Any) -> Any:
    for each in listed(part, "arg"):
        try:
            return value_of(context, each)
        except SPARQLError:
            continue
    raise SPARQLError("COALESCE has nothing without an error")


_ORDERS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1)}


def _related(part: Expr, context: Any) -> Literal:
    sign: Any = dict.get(part, "op")
    one = operand(part, context, "expr")
    if "IN" in sign:
        return Literal(_is_among(one, listed(part, "other"), context) is (sign == "IN"))
    other = operand(part, context, "other")
    if sign in _ORDERS:
        return _in_order(one, other, _ORDERS[sign])
    return Literal(_is_equal(one, other) is (sign == "="))


def _in_order(one: Node, other: Node, signs: tuple[int, ...]) -> Literal:
    """Evaluate `<` and its like: an error between what they do not compare (17.3), NaN aside."""
    if not (isinstance(one, Literal) and isinstance(other, Literal)):
        raise SPARQLError("only literals are put in order")
    sign = literals.compared(one, other, tagged=True)
    if sign is None and any(number(str(e), str(e.datatype)) is None for e in (one, other)):
        raise SPARQLError(f"{one.n3()} and {other.n3()} are not put in order")
    return Literal(sign in signs)


def _is_equal(one: Node, other: Node) -> bool:
    """Evaluate `=` (17.3): of numbers and times by their values."""
    if isinstance(one, Literal) and isinstance(other, Literal):
        kinds = [str(each.datatype or "") for each in (one, other)]
        orders = {literals.order_of(kind) for kind in kinds}
        if not all(well_formed(str(each), str(each.datatype or "")) for each in (one, other)):
            if one == other:
                return True
            raise SPARQLError(f"{one.n3()} and {other.n3()} are not compared")
        if orders == {str(XSD.decimal)}:
            return literals.compared(one, other) == 0
        if len(orders) == 1 and not orders & {"", str(XSD.string), str(XSD.boolean)}:
            return truth(asked(f"{n_triples(one)} = {n_triples(other)}"))
    pair = SimpleNamespace(expr=one, other=other, op="=")
    return bool(RelationalExpression(pair, None).value)  # type: ignore[arg-type]  # reads no more


def _is_among(one: Node, members: Iterable[Any], context: Any) -> bool:
    """Evaluate IN: by `=` with each member (17.4.1.9), where rdflib compares terms."""
    error = None
    for member in members:
        try:
            if _is_equal(one, value_of(context, member)):
                return True
        except SPARQLError as raised:
            error = raised
    if error:
        raise error
    return False


OPERATORS: dict[str, Callable[[Expr, Any], Any]] = {
    "UnaryNot": _not,
    "ConditionalAndExpression": _all,
    "ConditionalOrExpression": _either,
    "RelationalExpression": _related,
    "Builtin_IF": _if,
    "Builtin_COALESCE": _coalesce,
}
