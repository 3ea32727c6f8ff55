"""Literals by the standards: which are ill-typed, and how two compare (SPARQL 1.1, 17.3).

The libraries stray here, each elsewhere: rdflib reads what Python reads ("infinity"^^xsd:double,
" 5 "^^xsd:integer), Oxigraph's numbers end at 64 bits and 18 decimals.
"""

from __future__ import annotations

import math
import re
import struct
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import RDF, XSD
from rdflib.term import Literal, Node

from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from claimgraph.graph.terms import OxTerm

_XSD = str(XSD)
_INTEGERS = frozenset(
    _XSD + name
    for name in (
        *("integer", "nonPositiveInteger", "negativeInteger", "nonNegativeInteger"),
        *("positiveInteger", "long", "int", "short", "byte"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_FLOATS = frozenset({str(XSD.float), str(XSD.double)})
_NUMBERS = _INTEGERS | _FLOATS | {str(XSD.decimal)}
# Any string of characters is in these lexical spaces (XSD 1.1, 3.3.1, 3.3.17).
_UNCHECKED = frozenset({str(XSD.string), str(XSD.anyURI)})
_SPACES = {
    str(XSD.normalizedString): re.compile(r"[^\t\n\r]*"),
    str(XSD.token): re.compile(r"(?:[^\s]+(?: [^\s]+)*)?"),
}
# What both engines compare alike, beside numbers and booleans.
_COMPARED = frozenset(
    str(XSD) + name for name in ("string", "anyURI", "date", "dateTime", "gYear", "gYearMonth")
)
# What SPARQL's `<` knows beside numbers (17.3), and Oxigraph's with it.
_ORDERED = frozenset(
    str(XSD) + name
    for name in (
        *("string", "boolean", "dateTime", "date", "time", "gYear", "gYearMonth", "gMonth"),
        *("gMonthDay", "gDay", "duration", "dayTimeDuration", "yearMonthDuration"),
    )
)
_UNLIKE_RUST = re.compile(r"[\\\[{]|\(\?")
_MISCAST = re.compile(r"^\s|\s$|^[+-]?(?:[\d.]{16}|[\d.]*e|inf|nan)", re.IGNORECASE)
_PLAIN = re.compile(r"[!-^`-~]+")


def is_true(term: Node | None) -> bool:
    """Tell whether a term is `true`, in either of its two forms."""
    return isinstance(term, Literal) and term.datatype == XSD.boolean and str(term) in ("true", "1")


@lru_cache(maxsize=100_000)
def well_formed(lexical: str, datatype: str) -> bool:
    """Tell whether a literal's form is in its datatype's lexical space (RDF 1.1 Concepts, 3.3).

    White space counts: it is collapsed in XML, not in RDF. Of datatypes other than those of
    XML Schema nothing is known, and every form is taken for good.
    """
    if not datatype.startswith(_XSD) or datatype in _UNCHECKED:
        return True
    if datatype in _SPACES:
        return bool(_SPACES[datatype].fullmatch(lexical))
    # Here, for it takes a fifth of a second, and most processes judge nothing.
    from elementpath.datatypes import builtin_atomic_types

    kind: Any = builtin_atomic_types.get(f"{{{_XSD.rstrip('#')}}}{datatype.removeprefix(_XSD)}")
    if kind is None:
        return True
    by_name = datatype in (str(XSD.language), str(XSD.Name), str(XSD.NCName), str(XSD.NMTOKEN))
    if not by_name and datatype not in (str(XSD.hexBinary), str(XSD.base64Binary)):
        # Python's numbers take underscores, digits of any script and white space around.
        if not _PLAIN.fullmatch(lexical):
            return False
    elif lexical != lexical.strip():
        return False
    try:
        kind.make(lexical, xsd_version="1.1")
    except (ValueError, TypeError, ArithmeticError):
        return False
    return True


def number(lexical: str, datatype: str) -> int | Decimal | float | None:
    """Return a numeric literal's value, exact however long it is; None for all that is not one."""
    if datatype not in _NUMBERS or not well_formed(lexical, datatype):
        return None
    if datatype in _INTEGERS:
        return _integer(lexical)
    if datatype in _FLOATS:
        value = float(lexical.replace("INF", "inf"))
        return single(value) if datatype == str(XSD.float) else value
    return Decimal(lexical)


def _integer(lexical: str) -> int | Decimal:
    """Return an integer; beyond the digits that Python converts at once, as an exact decimal."""
    return int(lexical) if len(lexical) < 4000 else Decimal(lexical)


def type_of_number(datatype: str) -> str:
    """Return the numeric type that SPARQL computes with (17.1): xsd:integer for xsd:byte."""
    return str(XSD.integer) if datatype in _INTEGERS else datatype


def single(value: float) -> float:
    """Return the nearest number of single precision (XSD 1.1, 3.3.4)."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def compared(one: Literal, other: Literal, *, tagged: bool = False) -> int | None:
    """Return -1, 0 or 1 as one literal is less than, equal to or greater than another.

    `tagged` are put in order, too, if of one language, as Oxigraph does (17.3.1 allows for more).
    None where SPARQL's `<` has an error or neither holds (NaN, a date without a time zone).
    """
    left, right = (number(str(each), str(each.datatype or "")) for each in (one, other))
    if left is not None and right is not None:
        return _of_numbers(left, right)
    if not (_comparable(one, tagged=tagged) and _comparable(other, tagged=tagged)):
        return None
    if one.datatype == other.datatype == XSD.boolean:
        return is_true(one) - is_true(other)
    return _asked(n_triples(one), n_triples(other))


def _comparable(literal: Literal, *, tagged: bool) -> bool:
    if literal.language:
        return tagged
    datatype = str(literal.datatype or XSD.string)
    return bool(order_of(datatype)) and well_formed(str(literal), datatype)


@lru_cache(maxsize=1000)
def order_of(datatype: str) -> str:
    """Return the datatype among whose literals SPARQL's `<` puts one; "" where it knows none.

    It knows no language-tagged strings, no IRIs and no datatypes of others.
    """
    if datatype in _NUMBERS:
        return str(XSD.decimal)
    return datatype if datatype in _ORDERED else ""


def _of_numbers(left: float | Decimal, right: float | Decimal) -> int | None:
    if isinstance(left, float) or isinstance(right, float):
        # XPath promotes to xsd:double before it compares (XPath 2.0, B.1).
        left, right = double(left), double(right)
        if math.isnan(left) or math.isnan(right):
            return None
    return (left > right) - (left < right)


def double(value: float | Decimal) -> float:
    """Return the nearest number of double precision."""
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _asked(one: str, other: str) -> int | None:
    """Compare literals other than numbers by a SPARQL engine."""
    for operator, sign in (("<", -1), ("=", 0), (">", 1)):
        outcome = asked(f"{one} {operator} {other}")
        if isinstance(outcome, ox.Literal) and outcome.value == "true":
            return sign
    return None


@lru_cache(maxsize=10_000)
def asked(expression: str) -> OxTerm | None:
    """Return the value of a SPARQL expression of constants by Oxigraph; None for an error."""
    rows: Any = ox.Store().query(f"SELECT ({expression} AS ?value) {{}}")
    value: OxTerm | None = next(rows)[0]
    return value


@dataclass(frozen=True)
class Odd:
    """The predicates whose values hold literals that Oxigraph sees otherwise than the standard.

    `values` are those of numbers out of its range and of ill-typed literals, `forms` those of
    literals that its queries see in another form. `patterns` are those of strings that it may read
    otherwise as regular expressions, `casts` those of what it may cast otherwise. `orders` has for
    each predicate the `order_of` its literals: shacl-rust puts all of them in one.
    """

    values: frozenset[str]
    forms: frozenset[str]
    patterns: frozenset[str]
    casts: frozenset[str]
    orders: Mapping[str, AbstractSet[str]]

    @cached_property
    def booleans(self) -> frozenset[str]:
        """The predicates that have booleans, which Oxigraph's queries do not put in order."""
        return frozenset(p for p, orders in self.orders.items() if str(XSD.boolean) in orders)


def odd_in(data: Iterable[ox.Quad]) -> Odd:
    """Return where data hold such literals."""
    values: dict[str, str] = {}
    patterns: set[str] = set()
    casts: set[str] = set()
    seen: dict[str, set[ox.Literal]] = defaultdict(set)
    orders: dict[str, set[str]] = defaultdict(set)
    for quad in data:
        literal = quad.object
        if isinstance(literal, ox.Literal):
            predicate, datatype = quad.predicate.value, literal.datatype.value
            orders[predicate].add(order_of(datatype))
            if predicate not in patterns and _UNLIKE_RUST.search(literal.value):
                patterns.add(predicate)
            if predicate not in casts and (datatype in _FLOATS or is_miscast(literal.value)):
                casts.add(predicate)
            if datatype in _TEXTS:
                continue
            if predicate not in values and is_odd(literal.value, datatype):
                values[predicate] = literal.value
            seen[predicate].add(literal)
    lost = changed({literal for literals in seen.values() for literal in literals})
    forms = {p for p, literals in seen.items() if not lost.isdisjoint(literals)}
    wrong = frozenset(values)
    return Odd(wrong, wrong | forms, frozenset(patterns), frozenset(casts), orders)


def is_miscast(lexical: str) -> bool:
    """Tell whether Oxigraph may cast what is written so otherwise: it takes no white space around.

    Its numbers end at 64 bits, and `infinity` is one of them.
    """
    return bool(_MISCAST.search(lexical))


_TEXTS = frozenset({str(XSD.string), str(RDF.langString), str(XSD.anyURI)})


@lru_cache(maxsize=100_000)
def is_odd(lexical: str, datatype: str) -> bool:
    """Tell whether shacl-rust misjudges a literal: ill-typed, or out of Oxigraph's range."""
    if not well_formed(lexical, datatype):
        return True
    if datatype == str(XSD.boolean):
        return lexical not in ("true", "false")
    value = number(lexical, datatype)
    if value is None and datatype.startswith(str(XSD)):
        return datatype not in _COMPARED
    if isinstance(value, float):
        return not math.isfinite(value)
    if value is None:
        return False
    # It compares pairs (sh:lessThan) as doubles, which tell numbers of 15 digits apart (IEEE 754).
    return len(lexical.strip("+-").replace(".", "").strip("0")) > 15 or not _fits(lexical, value)


def _fits(lexical: str, value: int | Decimal) -> bool:
    """Tell whether Oxigraph can hold a number: 64 bits, or 18 decimals."""
    whole, _, decimals = lexical.strip("+-").partition(".")
    return -(2**63) <= value < 2**63 and len(decimals) <= 18 and len(whole) <= 19


def changed(literals: set[ox.Literal]) -> set[ox.Literal]:
    """Return the literals that Oxigraph's store gives back in another form."""
    store = ox.Store()
    subject, predicate = ox.NamedNode("urn:s"), ox.NamedNode("urn:p")
    store.extend(ox.Quad(subject, predicate, each) for each in literals)
    return literals - {quad.object for quad in store}
