"""What SPARQL's operators and functions take and give, as rdflib's terms.

Literals keep the form in which they are written, and numbers their digits. F&O is XQuery 1.0 and
XPath 2.0 Functions and Operators; other sections are those of SPARQL 1.1.
"""

from __future__ import annotations

import math
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Any

from rdflib import RDF, XSD
from rdflib.plugins.sparql.parserutils import value as evaluated
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Literal, Node, URIRef

from claimgraph.check.engines import literals
from claimgraph.check.engines.literals import is_true, number
from claimgraph.graph.terms import term

if TYPE_CHECKING:
    from rdflib.plugins.sparql.parserutils import Expr

# Numbers from the narrowest on (17.3): of two operands the wider type is that of the result.
RANKS = (XSD.integer, XSD.decimal, XSD.float, XSD.double)
# Wide enough for the digits that people write; Oxigraph has 18 decimals of a quotient.
WIDE = Context(prec=200)
_DECIMALS = Decimal(1).scaleb(-18)


def value_of(context: Any, written: Any) -> Any:
    """Evaluate one operand; raises SPARQLError."""
    value = evaluated(context, written)
    if isinstance(value, SPARQLError):
        raise value
    return value


def operand(part: Expr, context: Any, name: str) -> Any:
    """Evaluate the operand of that name; raises SPARQLError."""
    return value_of(context, dict.get(part, name))


def listed(part: Expr, name: str) -> list[Any]:
    """Return operands as they are written; there may be no operands."""
    written: Any = dict.get(part, name)
    return [] if written is None or written == RDF.nil else list(written)


def string(value: Node) -> Literal:
    """Return a string literal (17.4.3.1): plain, or of a language."""
    if isinstance(value, Literal) and (value.language or value.datatype in (None, XSD.string)):
        return value
    raise SPARQLError(f"{value!r} is not a string")


def simple(value: Node) -> str:
    """Return the text of a simple literal (17.1): a string of no language."""
    if isinstance(value, Literal) and not value.language:
        return str(string(value))
    raise SPARQLError(f"{value!r} is not a simple literal")


def numeric(value: Node) -> tuple[int | Decimal | float, URIRef]:
    """Return a number and its type: integers, decimals, floats or doubles."""
    if isinstance(value, Literal):
        amount = number(str(value), str(value.datatype or ""))
        if amount is not None:
            return amount, URIRef(literals.type_of_number(str(value.datatype)))
    raise SPARQLError(f"{value!r} is not a number")


def integer(value: Node) -> int:
    """Return an integer, of a derived type or not."""
    amount, kind = numeric(value)
    if kind != XSD.integer:
        raise SPARQLError(f"{value!r} is not an integer")
    return int(amount)


def of_number(value: float | Decimal, kind: URIRef) -> Literal:
    """Return a number that was computed as a literal."""
    if isinstance(value, float) and not math.isfinite(value):
        return Literal(scientific(value), datatype=kind, normalize=False)
    exact = _shortest(value, kind) if isinstance(value, float) else Decimal(value)
    return Literal(plain(exact), datatype=kind, normalize=False)


def _shortest(value: float, kind: URIRef) -> Decimal:
    """Return the fewest digits that tell a number from others of its precision."""
    if kind == XSD.double:
        return Decimal(repr(value))
    texts = (f"{value:.{digits}g}" for digits in range(1, 10))
    return Decimal(next((t for t in texts if literals.single(float(t)) == value), repr(value)))


def plain(value: Decimal) -> str:
    """Write a number without an exponent and without what it does not need."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def shortened(value: Decimal) -> Decimal:
    """Return a decimal of no more decimals than Oxigraph has."""
    digits = WIDE.copy()
    digits.rounding = "ROUND_DOWN"
    return value.quantize(_DECIMALS, context=digits) if value.adjusted() < 170 else value


def scientific(value: float) -> str:
    """Write a double as XPath does: 1.0E9, and plainly between a millionth and a million."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "INF" if value > 0 else "-INF"
    exact = Decimal(repr(value))
    if not value or 1e-6 <= abs(value) < 1e6:
        return "-0" if math.copysign(1, value) < 0 and not value else plain(exact)
    digits = "".join(map(str, exact.as_tuple().digits)).rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exact.adjusted()}"


def truth(value: Any) -> bool:
    """Return the effective boolean value (17.2.2)."""
    if isinstance(value, Literal):
        if value.language or value.datatype in (None, XSD.string):
            return bool(str(value))
        if value.datatype == XSD.boolean:
            return is_true(value)
        if literals.order_of(str(value.datatype)) == str(XSD.decimal):
            amount = number(str(value), str(value.datatype))
            return amount is not None and amount == amount and amount != 0
    raise SPARQLError(f"{value!r} is neither true nor false")


def asked(expression: str) -> Node:
    """Evaluate an expression of constants by Oxigraph, which knows dates best."""
    value = literals.asked(expression)
    if value is None:
        raise SPARQLError(f"{expression} is an error")
    return term(value)
