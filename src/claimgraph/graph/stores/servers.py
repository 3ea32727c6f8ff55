"""What SPARQL servers do in their own way: one table, each line seen in the version it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rdflib import XSD
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Literal, Variable

from claimgraph.graph.sparql.algebra import parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Quirks:
    """One server's own ways.

    `header` and `begins` tell how it is recognised; `graph_store` and `update` are where it offers
    them, relative to the query endpoint; `union` is the request parameter that names the union of
    all graphs; `ask_variable` is the column of the one-row table with which it answers ASK;
    `digits` says that it writes booleans as 0 and 1, computed ones as integers; `capped` is the
    header that tells of a silent limit on rows; `miscounts` says that it goes wrong on repeated
    paths and on arithmetic with casts: such queries are asked of a copy of its graphs instead;
    `slow_paths` that it follows a path up to a constant from every row: what that leads to is
    listed; `slow_look_ups` that it does so, too, guesses which pattern has few rows, and reads from
    disk what it sorts by: such queries are written otherwise (`paths.without_look_ups`);
    `lists_graphs` that it lists its graphs for `GRAPH ?graph { }` without reading their triples;
    `only_named` that its default graph holds nothing but what is in named graphs.
    """

    server: str
    header: str
    begins: str
    graph_store: str | None = None
    update: str | None = None
    union: tuple[str, str] | None = None
    ask_variable: str | None = None
    digits: bool = False
    capped: str | None = None
    miscounts: bool = False
    slow_paths: bool = False
    slow_look_ups: bool = False
    lists_graphs: bool = False
    only_named: bool = False


_STANDARD = Quirks("any SPARQL 1.1 server", "Server", "")
_TABLE = (
    Quirks(
        "Oxigraph 0.5.13",
        "Server",
        "Oxigraph/",
        graph_store="store",
        update="update",
        union=("union-default-graph", "true"),
        slow_look_ups=True,
        lists_graphs=True,
    ),
    # Its name is in no header; each service of a dataset has a name of its own.
    Quirks(
        "Apache Jena Fuseki 5.6",
        "Fuseki-Request-Id",
        "",
        graph_store="data",
        update="update",
        union=("default-graph-uri", "urn:x-arq:UnionGraph"),
        slow_paths=True,
        lists_graphs=True,
    ),
    # Decimals lose their last zeros too (1.50 is 1.5), and large integers become decimals: the
    # values are the same.
    Quirks(
        "OpenLink Virtuoso 7.2 (07.20.3229)",
        "Server",
        "Virtuoso/",
        graph_store="sparql-graph-crud-auth",
        update="sparql-auth",
        ask_variable="__ASK_RETVAL",
        digits=True,
        capped="X-SPARQL-MaxRows",
        miscounts=True,
        only_named=True,
    ),
)


# As many as stored questions have that Virtuoso answers.
_MOST_MINUS = 6


def is_wrong(sparql: str, ways: Quirks) -> bool:
    """Tell whether a server is known to answer such a query wrongly.

    Virtuoso loses rows where a repeated path (`*`, `+`, `?`) is joined with more, gives those of
    paths of several steps twice (SPARQL 1.1, 18.4 wants each once), refuses arithmetic on casts
    or finds no rows, has no stack for the cost of a dozen MINUS, and where OPTIONAL has
    alternatives it gives a row without a value for each that does not match.
    """
    if not ways.miscounts:
        return False
    every = list(parts(prepareQuery(sparql).algebra))
    if sum(part.name == "Minus" for part in every) > _MOST_MINUS:
        return True
    return any(
        (part.name == "Function" and str(part.iri).startswith(str(XSD)))
        or any(_is_repeated(term) for term in _terms(part))
        or (part.name == "LeftJoin" and any(_is_alternative(inner) for inner in parts(part.p2)))
        for part in every
    )


def _terms(part: CompValue) -> Iterator[object]:
    """Yield what stands in the triple patterns of a part of the algebra."""
    for triple in part.get("triples") or ():
        yield from triple


def _is_alternative(part: CompValue) -> bool:
    """Tell whether a part is a UNION, or has a path with alternatives."""
    return part.name == "Union" or any(_has_alternatives(term) for term in _terms(part))


def _has_alternatives(path: object) -> bool:
    if isinstance(path, SequencePath):
        return any(_has_alternatives(step) for step in path.args)
    if isinstance(path, InvPath):
        return _has_alternatives(path.arg)
    return isinstance(path, AlternativePath)


def _is_repeated(path: object) -> bool:
    """Tell whether a path repeats a step, or may leave it out."""
    if isinstance(path, SequencePath | AlternativePath):
        return any(_is_repeated(step) for step in path.args)
    if isinstance(path, InvPath):
        return _is_repeated(path.arg)
    return isinstance(path, MulPath)


def of(headers: Mapping[str, str]) -> Quirks:
    """Return the ways of the server that sent these headers (names are case-insensitive)."""
    for quirks in _TABLE:
        if quirks.header in headers and headers[quirks.header].startswith(quirks.begins):
            return quirks
    return _STANDARD


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


def truths(sparql: str) -> frozenset[str]:
    """Return the names of the variables that a query computes as xsd:boolean.

    A server that answers with numbers leaves it to its clients to know them.
    """
    # Without AS nothing is computed; long lists of constants are read slowly.
    if not re.search(r"\bas\b", sparql, re.IGNORECASE):
        return frozenset()
    every = list(parts(prepareQuery(sparql).algebra))
    known: set[Variable] = set()
    while True:
        before = len(known)
        for part in every:
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
