"""Writes answers: SPARQL's result formats for machines, tables for people."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from rdflib.query import Result
from rdflib.term import BNode, Literal, URIRef, Variable

from claimgraph.controls import harmless, not_xml
from claimgraph.errors import UsageError
from claimgraph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from rdflib.term import Node

    from claimgraph.model import Answer

FORMATS = ("table", "csv", "tsv", "json", "xml", "markdown", "turtle")
FOR_PEOPLE = ("table", "markdown")


def chosen(format: str | None, out: TextIO) -> str:  # noqa: A002
    """Return the format asked for, or a table for a terminal and CSV for a pipe.

    Raises UsageError for an unknown format.
    """
    if format is None:
        return "table" if out.isatty() else "csv"
    if format not in FORMATS:
        raise UsageError(f"no format '{format}': choose from {', '.join(FORMATS)}")
    return format


def write(answer: Answer, format: str, out: TextIO, labels: Mapping[Node, str]) -> None:  # noqa: A002
    """Write an answer in one of FORMATS; `labels` shorten IRIs in table and markdown.

    Raises UsageError for turtle where the answer is no graph.
    """
    if format == "table":
        _table(answer, out, labels)
    elif format == "markdown":
        _markdown(answer, out, labels)
    elif format == "turtle":
        _turtle(answer, out)
    elif format == "tsv":
        _tsv(answer, out)
    else:
        _standard(answer, format, out)


def _table(answer: Answer, out: TextIO, labels: Mapping[Node, str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # No terminal to fit into: as wide as the widest row.
    console = Console(file=out, highlight=False, width=None if out.isatty() else 10_000)
    if not answer.rows:
        console.print("No rows: nothing in the graph answers this.")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for variable in answer.variables:
        values = [row.get(variable) for row in answer.rows]
        numeric = all(isinstance(v, Literal) and _is_number(v) for v in values if v is not None)
        table.add_column(variable, justify="right" if numeric else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text(shown(row.get(name), labels)) for name in answer.variables))
    console.print(table)
    count = len(answer.rows)
    console.print(f"{count} row{'s' if count != 1 else ''}", style="dim")


def _is_number(value: Literal) -> bool:
    return isinstance(value.value, int | float) or hasattr(value.value, "as_tuple")


def shown(term: Node | None, labels: Mapping[Node, str]) -> str:
    """Return a term as people read it: its label, or its local name, or its text."""
    if term is None:
        return ""
    if isinstance(term, URIRef):
        return harmless(labels.get(term) or str(term))
    # A carriage return would begin the line anew.
    return f"_:{term}" if isinstance(term, BNode) else harmless(re.sub(r"\r\n?", "\n", str(term)))


def _markdown(answer: Answer, out: TextIO, labels: Mapping[Node, str]) -> None:
    """GitHub's Markdown, 4.10: a cell is one line, in which a pipe is escaped."""

    def line(cells: list[str]) -> str:
        escaped = (re.sub(r"[\\|]", r"\\\g<0>", cell.replace("\n", " ")) for cell in cells)
        return "| " + " | ".join(escaped) + " |\n"

    out.write(line(list(answer.variables)))
    out.write(line(["---"] * len(answer.variables)))
    for row in answer.rows:
        out.write(line([shown(row.get(name), labels) for name in answer.variables]))


def _tsv(answer: Answer, out: TextIO) -> None:
    """SPARQL 1.1 Query Results CSV and TSV Formats, section 4: terms in Turtle's syntax."""
    out.write("\t".join(f"?{name}" for name in answer.variables) + "\n")
    for row in answer.rows:
        out.write("\t".join(_tsv_term(row.get(name)) for name in answer.variables) + "\n")


def _tsv_term(term: Node | None) -> str:
    return "" if term is None else n_triples(term)


def _turtle(answer: Answer, out: TextIO) -> None:
    if answer.graph is None:
        raise UsageError(
            "turtle is for questions that CONSTRUCT a graph: take csv, tsv, json or xml"
        )
    out.write(answer.graph.serialize(format="longturtle"))


class _Filled(Literal):
    """A literal that is true unless its text is empty.

    What writes XML leaves out text that is false, and for rdflib 0 is.
    """

    def __bool__(self) -> bool:
        return len(self) > 0


def _standard(answer: Answer, format: str, out: TextIO) -> None:  # noqa: A002
    """SPARQL 1.1 results in CSV, JSON or XML, written by rdflib.

    Raises UsageError where a value holds what XML cannot.
    """
    if format == "xml":
        for term in (term for row in answer.rows for term in row.values()):
            if held := not_xml(str(term)):
                raise UsageError(
                    f"the answer holds U+{ord(held):04X}, which XML cannot: take json, csv or tsv"
                )
    if answer.truth is not None and format != "csv":
        result = Result("ASK")
        result.askAnswer = answer.truth
    else:
        result = Result("SELECT")
        result.vars = [Variable(name) for name in answer.variables]
        result.bindings = [
            {
                Variable(name): _Filled(term) if isinstance(term, Literal) else term  # type: ignore[misc]
                for name, term in row.items()
            }
            for row in answer.rows
        ]
    raw = io.BytesIO()
    result.serialize(raw, format=format)
    text = raw.getvalue().decode("utf-8")
    out.write(text if text.endswith("\n") else text + "\n")
