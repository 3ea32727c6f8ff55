"""SPARQL's arithmetic (SPARQL 1.1, 17.3 and 17.4.4; F&O 6), exact for integers and decimals."""

from __future__ import annotations

import math
import operator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from rdflib import XSD
from rdflib.plugins.sparql.operators import AdditiveExpression
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Literal

from claimgraph.check.engines import literals
from claimgraph.check.engines.operands import (
    RANKS,
    WIDE,
    listed,
    numeric,
    of_number,
    operand,
    shortened,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

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
