"""Reads a graph's reified statements as rows: each statement is one, with what is said of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, islice, product
from typing import TYPE_CHECKING

from rdflib.term import Node, URIRef

from claimgraph.graph import names
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claimgraph.graph.stores import Rows

    Properties = Mapping[Node, list[Node]]

_TYPE, _STATEMENT = URIRef(f"{RDF}type"), URIRef(f"{RDF}Statement")
_PARTS = tuple(URIRef(f"{RDF}{part}") for part in ("subject", "predicate", "object"))
# A graph of more triples is shown as it comes.
_MOST = 100_000


def as_rows(rows: Rows) -> Rows:
    """Return the triples of a graph with its reified statements as triples of their own.

    A column more is what a statement's nodes are said to be; a triple that a statement repeats is
    one row with it. An answer that is not a graph, or holds no statement, stays as it is.
    """
    if not rows.triples:
        return rows
    first = list(islice(rows.solutions, _MOST))
    triples = dict.fromkeys(tuple(row[name] for name in rows.variables) for row in first)
    statements: dict[Node, dict[Node, list[Node]]] = {
        subject: {}
        for subject, predicate, value in triples
        if (predicate, value) == (_TYPE, _STATEMENT)
    }
    if not statements or len(first) == _MOST:
        return replace(rows, solutions=chain(first, rows.solutions))
    for subject, predicate, value in triples:
        if subject in statements and value != _STATEMENT:
            statements[subject].setdefault(predicate, []).append(value)
    whole = {
        node: said for node, said in statements.items() if all(part in said for part in _PARTS)
    }
    said = list(chain.from_iterable(map(_combined, whole.values())))
    covered = {tuple(row[part] for part in _PARTS) for row in said}
    plain: Iterator[dict[Node, Node]] = (
        dict(zip(_PARTS, triple, strict=True))
        for triple in triples
        if triple[0] not in whole and triple not in covered
    )
    columns: dict[Node, str] = dict(zip(_PARTS, rows.variables, strict=True))
    for more in sorted({str(each) for row in said for each in row} - set(map(str, _PARTS))):
        columns[URIRef(more)] = names.readable(more)
    shown = sorted(
        ({columns[part]: row[part] for part in columns if part in row} for row in (*said, *plain)),
        key=lambda row: [str(row.get(name, "")) for name in columns.values()],
    )
    return replace(rows, variables=tuple(columns.values()), solutions=iter(shown), triples=False)


def _combined(said: Properties) -> Iterator[dict[Node, Node]]:
    """Yield what is said of a statement, with one value of each property at a time."""
    for values in product(*said.values()):
        yield dict(zip(said, values, strict=True))
