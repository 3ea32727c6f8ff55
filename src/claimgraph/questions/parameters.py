"""Parameters of stored questions as grlc has them: their types, and values as RDF terms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.errors import QuestionError
from claimgraph.questions import Parameter
from claimgraph.vocab import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyoxigraph as ox

# The datatypes that grlc knows by their names alone, and `time`, which it lacks.
XSD_TYPES = frozenset({
    "boolean", "decimal", "float", "double", "integer", "positiveInteger", "negativeInteger",
    "nonPositiveInteger", "nonNegativeInteger", "long", "int", "short", "byte", "unsignedLong",
    "unsignedInt", "unsignedShort", "unsignedByte", "dateTime", "date", "time", "gYearMonth",
    "gYear", "gMonthDay", "gDay", "gMonth", "duration", "string", "normalizedString", "token",
    "language", "NMTOKEN", "Name", "NCName", "hexBinary", "base64Binary", "anyURI",
})  # fmt: skip
# The bounds of integer and the types derived from it (XML Schema 1.1 part 2, 3.4).
_BOUNDS: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    "nonPositiveInteger": (None, 0),
    "nonNegativeInteger": (0, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
# Decimals have no bounds either; the engine's have.
_DECIMAL = re.compile(r"[ \t\r\n]*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[ \t\r\n]*")
# Enough digits to tell on which side of every bound a number is.
_DIGITS = 40
# The types that SPARQL can cast to (SPARQL 1.1, 17.5) and Oxigraph, too.
_CAST = frozenset({
    "boolean", "float", "double", "dateTime", "date", "time", "gYearMonth", "gYear", "gMonthDay",
    "gDay", "gMonth", "duration",
})  # fmt: skip
# The forms of numbers in SPARQL (19.8), and the datatypes that they have.
_NUMBERS = {
    "integer": r"[+-]?[0-9]+",
    "decimal": r"[+-]?[0-9]*\.[0-9]+",
    "double": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+",
}
_EXAMPLES = {
    "boolean": "true",
    "date": "2023-09-30",
    "dateTime": "2023-09-30T12:00:00Z",
    "decimal": "1.5",
    "double": "1.5e3",
    "duration": "P1Y",
    "float": "1.5e3",
    "gDay": "---30",
    "gMonth": "--09",
    "gMonthDay": "--09-30",
    "gYear": "2023",
    "gYearMonth": "2023-09",
    "integer": "12",
    "iri": "<IRI or label>",
    "number": "12",
    "time": "12:00:00",
}


def parameter(variable: str, prefixes: Mapping[str, str]) -> Parameter:
    """Read `_name`, `_name_type` or `_name_prefix_datatype`; with `__` it is optional.

    Raises QuestionError for a type that grlc does not have, and for a prefix that is not declared.
    """
    optional = variable.startswith("__")
    name, _, rest = variable.removeprefix("__" if optional else "_").partition("_")
    kind, _, local = rest.partition("_")
    if not name:
        raise QuestionError(f"parameter ?{variable} has no name: call it ?_name or ?_name_type")
    if kind == "xsd" and local in XSD_TYPES:
        kind, local = local, ""
    if not local and kind in ("", "string"):
        kind = "literal"
    if not local and (
        kind in ("iri", "literal", "number") or kind in XSD_TYPES or re.fullmatch("[a-z]{2}", kind)
    ):
        return Parameter(name, variable, kind, optional=optional)
    if local and kind in prefixes:
        datatype = prefixes[kind] + local
        return Parameter(name, variable, f"{kind}:{local}", optional=optional, datatype=datatype)
    unknown = f"'{kind}' is not a prefix of its query" if local else f"'{kind}' is not a type"
    raise QuestionError(
        f"parameter ?{variable}: {unknown}: end it with iri, literal, number, a datatype of XML "
        "Schema, a language or a prefix and a datatype, or leave out the _"
    )


def with_default(parameter: Parameter, default: str) -> Parameter:
    """Return a parameter with a default."""
    return replace(parameter, default=default)


def literal(parameter: Parameter, value: str) -> ox.Literal:
    """Return a value as the literal that the parameter's type asks for; raises QuestionError."""
    import pyoxigraph as ox

    kind = parameter.type
    if kind == "literal":
        return ox.Literal(value)
    if parameter.datatype:
        return ox.Literal(value, datatype=ox.NamedNode(parameter.datatype))
    if len(kind) == 2:
        return ox.Literal(value, language=kind)
    if kind == "number":
        value = value.strip()
        kind = next((one for one, form in _NUMBERS.items() if re.fullmatch(form, value)), "")
        if not kind:
            raise QuestionError(f"{parameter.name}={value}: not a number: write e.g. 12 or 1.5")
    elif not _is_valid(kind, value):
        raise QuestionError(
            f"{parameter.name}={value}: not a valid xsd:{kind}: write e.g. {example(parameter)}"
        )
    return ox.Literal(value, datatype=ox.NamedNode(XSD + kind))


def _is_valid(kind: str, value: str) -> bool:
    import pyoxigraph as ox

    if kind in _BOUNDS:
        parts = re.fullmatch(r"[ \t\r\n]*([+-]?)0*([0-9]+)[ \t\r\n]*", value)
        if not parts:
            return False
        least, most = _BOUNDS[kind]
        number = int(parts[1] + parts[2][:_DIGITS])
        return (least is None or number >= least) and (most is None or number <= most)
    if kind == "decimal":
        return _DECIMAL.fullmatch(value) is not None
    if kind not in _CAST:
        return True
    # A cast knows the lexical forms (SPARQL 1.1, 17.5); rdflib takes those of Python, too.
    cast = f"ASK {{ BIND(<{XSD}{kind}>({ox.Literal(value)}) AS ?cast) FILTER(BOUND(?cast)) }}"
    return bool(ox.Store().query(cast))


def example(parameter: Parameter) -> str:
    """Return how a value of the parameter may be written."""
    return _EXAMPLES.get(parameter.type, "12" if parameter.type in _BOUNDS else "<text>")
