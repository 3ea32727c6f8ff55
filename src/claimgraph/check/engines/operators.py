"""SPARQL's operators: truth, order and arithmetic (SPARQL 1.1, 17.2 to 17.4), and their errors.

Arithmetic (17.3 and 17.4.4; F&O 6) is exact for integers and decimals.
"""

from __future__ import annotations

import math
import operator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from rdflib import XSD
from rdflib.plugins.sparql.operators import AdditiveExpression, RelationalExpression
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Literal, Node

from claimgraph.check.engines import literals
from claimgraph.check.engines.literals import number, well_formed
from claimgraph.check.engines.operands import (
    RANKS,
    WIDE,
    asked,
    listed,
    numeric,
    of_number,
    operand,
    shortened,
    truth,
    value_of,
)
from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib.plugins.sparql.parserutils import Expr


_EXACT: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": WIDE.add,
    "-": WIDE.subtract,
    "*": WIDE.multiply,
}
_WHOLE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def _computed(part: Expr, context: Any) -> Any:
    result = operand(part, context, "expr")
    for sign, each in zip(listed(part, "op"), listed(part, "other"), strict=True):
        result = _calculated(str(sign), result, value_of(context, each))
    return result


def _calculated(sign: str, one: Any, other: Any) -> Any:
    if sign in "+-" and all(_is_of_time(each) for each in (one, other)):
        times = SimpleNamespace(expr=one, op=[sign], other=[other])
        return AdditiveExpression(times, None)  # type: ignore[arg-type]  # it reads no more
    (left, first), (right, second) = numeric(one), numeric(other)
    kind = max(first, second, key=RANKS.index)
    if kind == XSD.integer and sign == "/":
        kind = XSD.decimal
    if kind in (XSD.float, XSD.double):
        result = _of_floats(sign, literals.double(left), literals.double(right))
        return of_number(literals.single(result) if kind == XSD.float else result, kind)
    if sign != "/":
        if kind == XSD.integer:
            return of_number(_WHOLE[sign](left, right), kind)
        return of_number(_EXACT[sign](Decimal(left), Decimal(right)), kind)
    if right == 0:
        raise SPARQLError("division by zero")
    return of_number(shortened(WIDE.divide(Decimal(left), Decimal(right))), kind)


def _is_of_time(value: Any) -> bool:
    order = literals.order_of(str(getattr(value, "datatype", "")))
    return order not in ("", str(XSD.decimal), str(XSD.string), str(XSD.boolean))


def _of_floats(sign: str, left: float, right: float) -> float:
    """Calculate as IEEE 754 has it, which divides by zero."""
    if sign != "/":
        return float(_WHOLE[sign](left, right))
    if right:
        return left / right
    if not left or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, math.copysign(1, left) * math.copysign(1, right))


def _minus(part: Expr, context: Any) -> Literal:
    value, kind = numeric(operand(part, context, "expr"))
    return of_number(-value, kind)


def _plus(part: Expr, context: Any) -> Literal:
    value, kind = numeric(operand(part, context, "expr"))
    return of_number(value, kind)


def _absolute(part: Expr, context: Any) -> Literal:
    value, kind = numeric(operand(part, context, "arg"))
    return of_number(-value if value < 0 else value, kind)


def _rounded(rounding: str, more: Decimal) -> Callable[[Expr, Any], Literal]:
    def evaluate(part: Expr, context: Any) -> Literal:
        value, kind = numeric(operand(part, context, "arg"))
        if isinstance(value, float) and not math.isfinite(value):
            return of_number(value, kind)
        whole = Decimal(value)
        whole = (WIDE.add(whole, more) if more else whole).to_integral_value(rounding)
        return of_number(whole, kind)

    return evaluate


def _is_number(part: Expr, context: Any) -> Literal:
    try:
        numeric(operand(part, context, "arg"))
    except SPARQLError:
        operand(part, context, "arg")  # an error of the operand is one
        return Literal(False)
    return Literal(True)


NUMBERS: dict[str, Callable[[Expr, Any], Any]] = {
    "UnaryMinus": _minus,
    "UnaryPlus": _plus,
    "AdditiveExpression": _computed,
    "MultiplicativeExpression": _computed,
    "Builtin_isNUMERIC": _is_number,
    "Builtin_ABS": _absolute,
    "Builtin_CEIL": _rounded(ROUND_CEILING, Decimal(0)),
    "Builtin_FLOOR": _rounded(ROUND_FLOOR, Decimal(0)),
    "Builtin_ROUND": _rounded(ROUND_FLOOR, Decimal("0.5")),
}


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
