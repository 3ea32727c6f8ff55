"""SPARQL's functions of strings, terms and times, and its casts (SPARQL 1.1, 17.4 and 17.5).

Those are here that rdflib evaluates otherwise than the standards have it.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rdflib import XSD
from rdflib.plugins.sparql.sparql import SPARQLError
from rdflib.term import Literal, Node, URIRef

from claimgraph.check.engines import literals
from claimgraph.check.engines.literals import is_true, number, well_formed
from claimgraph.check.engines.operands import (
    RANKS,
    asked,
    integer,
    listed,
    numeric,
    of_number,
    operand,
    plain,
    scientific,
    shortened,
    simple,
    string,
    value_of,
)
from claimgraph.check.engines.patterns import matching
from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.plugins.sparql.parserutils import Expr


def _substring(part: Expr, context: Any) -> Literal:
    """F&O 7.4.3: the characters from a start on, as many as a length says.

    Positions before the first character count, and hold nothing.
    """
    text = string(operand(part, context, "arg"))
    start = integer(operand(part, context, "start"))
    first = max(start, 1)
    if dict.get(part, "length") is None:
        return Literal(str(text)[first - 1 :], lang=text.language)
    end = start + integer(operand(part, context, "length"))
    return Literal(str(text)[first - 1 : max(first, end) - 1], lang=text.language)


def _concatenated(part: Expr, context: Any) -> Literal:
    texts = [string(value_of(context, each)) for each in listed(part, "arg")]
    languages = {text.language for text in texts}
    return Literal("".join(texts), lang=languages.pop() if len(languages) == 1 else None)


def _expression(part: Expr, context: Any) -> re.Pattern[str]:
    flags = ""
    if dict.get(part, "flags") is not None:
        flags = simple(operand(part, context, "flags"))
    try:
        return matching(simple(operand(part, context, "pattern")), flags)
    except ValueError as error:
        raise SPARQLError(str(error)) from error


def _matches(part: Expr, context: Any) -> Literal:
    text = string(operand(part, context, "text"))
    return Literal(bool(_expression(part, context).search(str(text))))


def _replaced(part: Expr, context: Any) -> Literal:
    """F&O 7.6.3: a pattern that matches nothing at all is an error, as is a stray `$`."""
    text = string(operand(part, context, "arg"))
    pattern = _expression(part, context)
    template = simple(operand(part, context, "replacement"))
    if pattern.search(""):
        raise SPARQLError("the pattern of REPLACE matches an empty string")
    if not re.fullmatch(r"(?:[^\\$]|\\[\\$]|\$\d)*", template, re.DOTALL | re.ASCII):
        raise SPARQLError("in a replacement `\\` and `$` stand before what they mean")

    def filled(match: re.Match[str]) -> str:
        return re.sub(r"\\(.)|\$(\d+)", lambda m: m[1] or _group(match, m[2]), template)

    return Literal(pattern.sub(filled, str(text)), lang=text.language)


def _group(match: re.Match[str], digits: str) -> str:
    """Return the group of the longest number that there is; what digits are left stand as text."""
    most = len(match.groups())
    used = len(digits)
    while used > 1 and int(digits[:used]) > most:
        used -= 1
    chosen = int(digits[:used])
    return ((match[chosen] or "") if chosen <= most else "") + digits[used:]


def _language(part: Expr, context: Any) -> Literal:
    """RDF 1.1 Concepts, 3.3: the value of a language tag is in lower case."""
    value = operand(part, context, "arg")
    if not isinstance(value, Literal):
        raise SPARQLError(f"{value!r} is not a literal")
    return Literal((value.language or "").lower())


def _shown(part: Expr, context: Any) -> Literal:
    """17.4.2.5: a blank node has no string."""
    value = operand(part, context, "arg")
    if not isinstance(value, Literal | URIRef):
        raise SPARQLError(f"{value!r} has no string")
    return Literal(str(value))


def _iri(part: Expr, context: Any) -> URIRef:
    value = operand(part, context, "arg")
    if isinstance(value, URIRef):
        return value
    base: Any = context.prologue
    made: URIRef = base.absolutize(URIRef(simple(value)))
    return made


def _typed(part: Expr, context: Any) -> Literal:
    lexical = simple(operand(part, context, "arg1"))
    datatype = operand(part, context, "arg2")
    if not isinstance(datatype, URIRef):
        raise SPARQLError(f"{datatype!r} is not a datatype")
    return Literal(lexical, datatype=datatype, normalize=False)


def _called(part: Expr, context: Any) -> Literal:
    given = listed(part, "expr")
    target = dict.get(part, "iri")
    if target not in _CASTS or len(given) != 1:
        raise SPARQLError(f"no function {target}")
    return _cast(value_of(context, given[0]), URIRef(target))


_CASTS = frozenset({*RANKS, XSD.boolean, XSD.dateTime, XSD.string})


def _cast(value: Node, target: URIRef) -> Literal:
    if target == XSD.string:
        return Literal(_text(value))
    if not isinstance(value, Literal) or value.language:
        raise SPARQLError(f"{value!r} is not cast")
    kind = value.datatype
    if kind in (None, XSD.string):
        lexical = re.sub(r"[\t\n\r ]+", " ", str(value)).strip(" ")
        if not well_formed(lexical, str(target)):
            raise SPARQLError(f"{value!r} is not a {target}")
        return Literal(lexical, datatype=target, normalize=False)
    if not well_formed(str(value), str(kind)):
        raise SPARQLError(f"{value!r} is ill-typed")
    if kind == XSD.boolean:
        amount: int | Decimal | float = int(is_true(value))
    elif kind == target:  # dateTime
        return value
    else:
        amount, _ = numeric(value)
    if target == XSD.boolean:
        return Literal(amount == amount and amount != 0)
    if target in (XSD.float, XSD.double):
        made = literals.double(amount)
        return of_number(literals.single(made) if target == XSD.float else made, target)
    if target == XSD.dateTime or (isinstance(amount, float) and not math.isfinite(amount)):
        raise SPARQLError(f"{value!r} is not a {target}")
    exact = Decimal(amount)
    return of_number(int(exact) if target == XSD.integer else shortened(exact), target)


def _text(value: Node) -> str:
    """Cast to a string (F&O 17.1.2)."""
    if isinstance(value, URIRef):
        return str(value)
    if not isinstance(value, Literal):
        raise SPARQLError(f"{value!r} is not cast")
    amount = number(str(value), str(value.datatype or ""))
    if isinstance(amount, float):
        return scientific(amount)
    if amount is not None:
        return plain(Decimal(amount))
    if value.datatype == XSD.boolean:
        return "true" if is_true(value) else "false"
    return str(asked(f"STR({n_triples(value)})") if value.datatype == XSD.dateTime else value)


def _of_time(name: str) -> Callable[[Expr, Any], Node]:
    return lambda part, context: asked(f"{name}({n_triples(operand(part, context, 'arg'))})")


def _zone(part: Expr, context: Any) -> Literal:
    value = operand(part, context, "arg")
    asked(f"TZ({n_triples(value)})")  # an error for what has none
    zone = re.search(r"(?:Z|[+-]\d\d:\d\d)?\Z", str(value))
    return Literal(zone[0] if zone else "")


FUNCTIONS: dict[str, Callable[[Expr, Any], Any]] = {
    "Function": _called,
    "Builtin_SUBSTR": _substring,
    "Builtin_CONCAT": _concatenated,
    "Builtin_REGEX": _matches,
    "Builtin_REPLACE": _replaced,
    "Builtin_LANG": _language,
    "Builtin_STR": _shown,
    "Builtin_IRI": _iri,
    "Builtin_URI": _iri,
    "Builtin_STRDT": _typed,
    "Builtin_TZ": _zone,
    **{
        f"Builtin_{name}": _of_time(name)
        for name in ("YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS", "TIMEZONE")
    },
}
