"""Writes answers while they come: SPARQL's result formats for machines, tables for people."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from rdflib.term import BNode, Literal, URIRef, Variable

from claimgraph.errors import UsageError
from claimgraph.graph import prefixes, terms
from claimgraph.graph.turtle import remarks, writer
from claimgraph.layout import Column, Layout, show
from claimgraph.questions import naming
from claimgraph.text import (
    backslash_u,
    console,
    for_people,
    for_programs,
    not_xml,
    reference,
    returns_kept,
    styled,
    visible,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from rdflib.term import Node

    from claimgraph.graph.stores import Rows

    Row = Mapping[str, Node]
    Named = Callable[[Sequence[Row]], Mapping[Node, str]]

FORMATS = ("table", "csv", "tsv", "json", "xml", "markdown", "turtle")
# How a format writes a character that would steer who sees it; the others have backslashes.
_SPELLINGS = {"xml": reference, "csv": for_people, "markdown": for_people}
# So many rows are held to find their labels and the widths of columns.
BLOCK = 1000
# So many triples are held to write them by their subjects; more are written one by one.
_GROUPED = 100_000
# So many characters are held: an answer of no more is written whole, or not at all.
_WHOLE = 1 << 20


def chosen(format: str | None, out: TextIO) -> str:  # noqa: A002
    """Return the format asked for, or a table for a terminal and CSV for a pipe.

    Raises UsageError for an unknown format.
    """
    if format is None:
        return "table" if out.isatty() else "csv"
    if format not in FORMATS:
        raise UsageError(f"no format '{format}': choose from {', '.join(FORMATS)}")
    return format


def of_columns(rows: Rows, names: Sequence[str]) -> Rows:
    """Return an answer with the columns of these names alone, in their order.

    Raises UsageError for a column that it lacks, and for an answer that has none.
    """
    if rows.truth is not None:
        raise UsageError("the answer is yes or no and has no columns: leave out --columns")
    for name in names:
        if name not in rows.variables:
            near = naming.nearest(name, rows.variables)
            listed = ", ".join(rows.variables)
            raise UsageError(f"no column '{name}'{near}: choose from {listed}")
    whole = rows.triples and set(names) >= set(rows.variables)
    kept = tuple(dict.fromkeys(names))
    solutions = ({name: row[name] for name in kept if name in row} for row in rows.solutions)
    return replace(rows, variables=kept, solutions=solutions, triples=whole)


def write(
    rows: Rows,
    format: str,  # noqa: A002
    out: TextIO,
    named: Named = lambda _: {},
    layout: Layout = Layout.auto,
) -> None:
    """Write an answer in one of FORMATS while it comes: it need not fit in memory.

    A table is laid out as `layout` says. `named` returns the labels that shorten the IRIs of some
    rows in table and markdown. Raises UsageError for turtle where the answer is not a graph, and
    for what XML cannot hold; before anything is written where the answer is small, and else where
    it comes up.
    """
    if format == "table":
        _table(rows, out, named, layout)
        return
    out = for_programs(out, _SPELLINGS.get(format, backslash_u))
    forms = {"csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml, "turtle": _turtle}
    pieces = _markdown(rows, named) if format == "markdown" else forms[format](rows)
    pending: list[str] = []
    size = 0
    for piece in pieces:
        pending.append(piece)
        size += len(piece)
        if size > _WHOLE:
            out.writelines(pending)
            pending.clear()
    out.writelines(pending)


def _blocks(rows: Rows) -> Iterator[list[Row]]:
    while block := list(islice(rows.solutions, BLOCK)):
        yield block


def _table(rows: Rows, out: TextIO, named: Named, layout: Layout) -> None:
    shown_on = console(out)
    count = 0
    for block in _blocks(rows):
        labels = named(block)
        columns = [Column(name, _is_numeric(block, name)) for name in rows.variables]
        cells = [[styled(shown(row.get(name), labels)) for name in rows.variables] for row in block]
        show(shown_on, columns, cells, layout)
        count += len(block)
    if count:
        shown_on.print(f"{count} row{'s' if count != 1 else ''}", style="dim")
    else:
        shown_on.print("No rows: nothing in the graph answers this.")


def _is_numeric(rows: Sequence[Row], name: str) -> bool:
    values = [value for row in rows if (value := row.get(name)) is not None]
    return all(isinstance(value, Literal) and _is_number(value) for value in values)


def _is_number(value: Literal) -> bool:
    return isinstance(value.value, int | float) or hasattr(value.value, "as_tuple")


def shown(term: Node | None, labels: Mapping[Node, str]) -> str:
    """Return a term as people read it: its label, or its local name, or its text."""
    if term is None:
        return ""
    if isinstance(term, URIRef):
        return visible(labels.get(term) or str(term))
    # A carriage return would begin the line anew.
    return f"_:{term}" if isinstance(term, BNode) else visible(re.sub(r"\r\n?", "\n", str(term)))


def _markdown(rows: Rows, named: Named) -> Iterator[str]:
    """GitHub's Markdown, 4.10: a cell is one line, in which a pipe is escaped."""

    def line(cells: Iterable[str]) -> str:
        escaped = (re.sub(r"[\\|]", r"\\\g<0>", cell.replace("\n", " ")) for cell in cells)
        return "| " + " | ".join(escaped) + " |\n"

    yield line(rows.variables)
    yield line(["---"] * len(rows.variables))
    for block in _blocks(rows):
        labels = named(block)
        for row in block:
            yield line(shown(row.get(name), labels) for name in rows.variables)


def _csv(rows: Rows) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 3: values as RFC 4180 has them."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)

    def written(cells: Iterable[str]) -> str:
        line.seek(0)
        line.truncate()
        writer.writerow(cells)
        return line.getvalue()

    yield written(rows.variables)
    for row in rows.solutions:
        yield written(_csv_term(row.get(name)) for name in rows.variables)


def _csv_term(term: Node | None) -> str:
    if term is None:
        return ""
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def _tsv(rows: Rows) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 4: terms in Turtle's syntax."""
    yield "\t".join(f"?{name}" for name in rows.variables) + "\n"
    for row in rows.solutions:
        yield "\t".join(_tsv_term(row.get(name)) for name in rows.variables) + "\n"


def _tsv_term(term: Node | None) -> str:
    return "" if term is None else terms.n_triples(term)


def _turtle(rows: Rows) -> Iterator[str]:
    if not rows.triples:
        raise UsageError(
            "turtle is for questions that CONSTRUCT a graph: take csv, tsv, json or xml"
        )
    subject, predicate, value = rows.variables
    triples = ((row[subject], row[predicate], row[value]) for row in rows.solutions)
    first = list(islice(triples, _GROUPED))
    if len(first) < _GROUPED:
        quads = tuple(terms.quads(first))
        yield writer.document([remarks.Section(quads)], prefixes.of_quads(quads))
        return
    # N-Triples are Turtle, too.
    for triple in chain(first, triples):
        yield " ".join(map(terms.n_triples, triple)) + " .\n"


def _json(rows: Rows) -> Iterator[str]:
    """SPARQL 1.1 Query Results JSON Format; the terms as rdflib writes them."""
    if rows.truth is not None:
        yield json.dumps({"head": {}, "boolean": rows.truth}) + "\n"
        return
    # Here, for it brings rdflib's query engine, which takes its time.
    from rdflib.plugins.sparql.results.jsonresults import JSONResultSerializer, termToJSON
    from rdflib.query import Result

    writer = JSONResultSerializer(Result("SELECT"))
    yield f'{{"head": {json.dumps({"vars": rows.variables})}, "results": {{"bindings": ['
    joint = ""
    for row in rows.solutions:
        terms = {name: termToJSON(writer, term) for name, term in row.items()}  # type: ignore[arg-type]
        yield joint + json.dumps(terms, ensure_ascii=False)
        joint = ",\n"
    yield "]}}\n"


class _Filled(Literal):
    """A literal that is true unless its text is empty.

    What writes XML leaves out text that is false, and for rdflib 0 is.
    """

    def __bool__(self) -> bool:
        return len(self) > 0


def _xml(rows: Rows) -> Iterator[str]:
    """SPARQL Query Results XML Format, written by rdflib.

    Raises UsageError where a value holds what XML cannot.
    """
    from rdflib.plugins.sparql.results.xmlresults import SPARQLXMLWriter

    text = io.StringIO()
    writer = SPARQLXMLWriter(text)
    if rows.truth is not None:
        writer.write_header([])
        writer.write_ask(rows.truth)
    else:
        writer.write_header([Variable(name) for name in rows.variables])
        writer.write_results_header()
        for row in rows.solutions:
            writer.write_start_result()
            for name, term in row.items():
                if forbidden := not_xml(str(term)):
                    raise UsageError(
                        f"the answer holds U+{ord(forbidden):04X}, which XML cannot: "
                        "take json, csv or tsv"
                    )
                filled = _Filled(term) if isinstance(term, Literal) else term
                writer.write_binding(Variable(name), filled)  # type: ignore[arg-type]
            writer.write_end_result()
            yield returns_kept(text.getvalue())
            text.seek(0)
            text.truncate()
    writer.close()
    yield text.getvalue() + "\n"
