"""Reads what servers answer: tables and graphs, row by row, and refuses what is neither."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, TypeVar, cast
from xml.parsers import expat

import pyoxigraph as ox
from rdflib import XSD, Literal

from claimgraph.errors import StoreError, SyntaxFault
from claimgraph.graph.guards import must_be_shallow, refuse_expansion
from claimgraph.graph.oxigraph import FORMATS
from claimgraph.graph.sparql import Role, UnreadableError, read
from claimgraph.graph.stores import Rows, servers
from claimgraph.graph.stores.credentials import shown
from claimgraph.graph.stores.memory import of_solutions, of_truth

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import BinaryIO

    from rdflib.term import Node

    from claimgraph.graph.stores.http import Flow, Reply
    from claimgraph.graph.stores.servers import Quirks

T = TypeVar("T")

GRAPH_FORMS = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
# A copy of an answer is in memory while it is small, then in a file.
_IN_MEMORY = 1 << 24
_NAMES = {known: name for name, known in FORMATS.items()}
# So deep may an answer's terms be nested, with what is around them.
_DEEPEST = 100
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def table(reply: Reply, ways: Quirks, form: str, sparql: str) -> Rows:
    """Read a SELECT's or an ASK's answer (SPARQL 1.1 Query Results JSON or XML Format)."""
    known = _format(reply)
    _must_be_flat(reply, known)
    try:
        found = ox.parse_query_results(reply.body, format=known)
    except (SyntaxError, ValueError) as error:
        raise unreadable(reply) from error
    if isinstance(found, ox.QueryBoolean):
        if form != "ASK":
            raise _another(reply, "a truth value", sparql)
        reply.body.close()
        return of_truth(bool(found))
    variables = tuple(variable.value for variable in found.variables)
    # An error would keep what was found, and it may end only in the thread that made it.
    if variables != (ways.ask_variable,) and (form == "ASK" or not _asks(sparql, variables)):
        del found
        raise _another(reply, f"the columns {', '.join(variables) or '(none)'}", sparql)
    solutions = while_read(reply, of_solutions(variables, found))
    del found
    if form == "ASK" and variables == (ways.ask_variable,):
        return of_truth(any(str(row[variables[0]]) in ("1", "true") for row in solutions))
    digits = servers.truths(sparql) if ways.digits else frozenset()
    return Rows(variables, _counted(reply, ways, _with_truths(reply.url, solutions, digits)))


def _asks(sparql: str, columns: Collection[str]) -> bool:
    """Tell whether the rows of a SELECT may have these columns; of what is not read, any."""
    try:
        parts = read(sparql)
    except UnreadableError:
        return True
    if parts.scope.star or parts.where is None:
        return {use.name for use in parts.uses}.issuperset(columns)
    return set(columns) == {
        use.name
        for use in parts.uses
        if use.role in (Role.ITEM, Role.TARGET)
        and use.scope is parts.scope
        and use.close is None
        and use.start < parts.where
    }


def _another(reply: Reply, given: str, sparql: str) -> StoreError:
    query = " ".join(sparql.split())
    return StoreError(
        f"{shown(reply.url)}: answers with {given}, which is the answer to another question than "
        f"'{query if len(query) <= 60 else query[:59] + '…'}': is it a SPARQL endpoint?"
    )


def _must_be_flat(reply: Reply, known: ox.QueryResultsFormat) -> None:
    """Raise StoreError for terms within terms without end, on which the parser would crash."""
    depth = _depth_of_xml if known == ox.QueryResultsFormat.XML else _depth_of_json
    try:
        deep = any(each > _DEEPEST for each in depth(iter(lambda: reply.body.read(1 << 16), b"")))
    except expat.ExpatError as error:
        raise unreadable(reply) from error
    if deep:
        raise StoreError(
            f"{shown(reply.url)}: its results are nested more than {_DEEPEST} deep, which is "
            "refused: see the server's log"
        )
    reply.body.seek(0)


def _depth_of_xml(chunks: Iterable[bytes]) -> Iterator[int]:
    """Yield the greatest depth of elements so far."""
    depth = deepest = 0

    def begin(*_: object) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    for chunk in chunks:
        parser.Parse(chunk)
        yield deepest


def _depth_of_json(chunks: Iterable[bytes]) -> Iterator[int]:
    """Yield how many brackets of JSON stay open, or are closed too deep for a few passes."""
    rest, within, brackets = b"", 0, b""
    for chunk in chunks:
        # A backslash at the end escapes what comes next.
        text = (rest + chunk).replace(rb"\\", b"")
        rest = text[len(text.removesuffix(b"\\")) :]
        pieces = text.removesuffix(b"\\").replace(b'\\"', b"").split(b'"')
        brackets += b"".join(pieces[within::2]).translate(None, _NO_BRACKETS)
        within ^= (len(pieces) - 1) & 1
        for _ in range(_DEEPEST):
            fewer = brackets.replace(b"{}", b"").replace(b"[]", b"")
            if fewer == brackets:
                break
            brackets = fewer
        yield len(brackets)


def while_read(reply: Reply, items: Iterable[T]) -> Iterator[T]:
    """Yield what is read of an answer and close it; raises StoreError where it breaks off."""
    with reply.body:
        try:
            yield from items
        except (SyntaxError, ValueError) as error:
            raise unreadable(reply) from error


class _Row(dict[str, "Node"]):
    """What a server's row binds; asked for what no row may lack, it raises StoreError."""

    def __init__(self, url: str, bound: Iterable[tuple[str, Node]]) -> None:
        super().__init__(bound)
        self._url = url

    def __missing__(self, name: str) -> Node:
        raise StoreError(
            f"{shown(self._url)}: answers with rows without ?{name}, which was asked for: "
            "is it a SPARQL endpoint?"
        )


def _with_truths(
    url: str, solutions: Iterable[Mapping[str, Node]], digits: Collection[str]
) -> Iterator[Mapping[str, Node]]:
    for row in solutions:
        yield _Row(
            url,
            (
                (name, _truth_of(value) if name in digits or _is_boolean(value) else value)
                for name, value in row.items()
            ),
        )


def _counted(
    reply: Reply, ways: Quirks, solutions: Iterable[Mapping[str, Node]]
) -> Iterator[Mapping[str, Node]]:
    """Yield solutions, and raise StoreError at the end where the server may have left some out."""
    cap = reply.headers.get(ways.capped or "", "").strip()
    count = 0
    for count, row in enumerate(solutions, 1):  # noqa: B007  # how many there were
        yield row
    if cap.isdecimal() and count >= int(cap):
        raise StoreError(
            f"{shown(reply.url)}: gives no more than {cap} rows and may have left some "
            "out: ask for less or have its limit raised"
        )


def _is_boolean(value: Node) -> bool:
    return isinstance(value, Literal) and value.datatype == XSD.boolean


def _truth_of(value: Node) -> Literal:
    """Return a truth value in its canonical form: servers write 1 for true too."""
    return Literal(str(value) in ("1", "true"))


def quads(reply: Reply, body: IO[bytes] | Flow) -> Iterator[ox.Quad]:
    """Yield an answer's quads; raises StoreError where it is not a graph, or would harm its parser.

    XML that comes as a stream is copied first, to be read through before the parser has it. Other
    streams go to the parser as they come, however deep they are nested.
    """
    known = ox.RdfFormat.from_media_type(reply.media_type)
    if known is None or known not in _NAMES:
        raise unreadable(reply)
    with ExitStack() as stack:
        streamed = body is not reply.body
        if streamed and known == ox.RdfFormat.RDF_XML:
            copy = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
            shutil.copyfileobj(body, copy)
            copy.seek(0)
            body, streamed = cast("IO[bytes]", copy), False
        if not streamed:
            _must_be_harmless(reply, cast("BinaryIO", body), known)
        yield from ox.parse(cast("IO[bytes]", body), format=known, rename_blank_nodes=True)


def _must_be_harmless(reply: Reply, body: BinaryIO, known: ox.RdfFormat) -> None:
    """Raise StoreError for a graph nested without end, and for a bomb of entities."""
    where = shown(reply.url)
    try:
        must_be_shallow(body, _NAMES[known], where)
    except SyntaxFault as fault:
        raise StoreError(f"{where}: its graph {fault}") from fault
    body.seek(0)
    if known == ox.RdfFormat.RDF_XML:
        try:
            refuse_expansion(body, where)
        except SyntaxFault as fault:
            raise StoreError(f"{where}: {fault}") from fault
        body.seek(0)


def _format(reply: Reply) -> ox.QueryResultsFormat:
    known = ox.QueryResultsFormat.from_media_type(reply.media_type)
    if known not in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML):
        raise unreadable(reply)
    return known


def unreadable(reply: Reply) -> StoreError:
    """Say why an answer cannot be read: a page for people, another format, the end is missing."""
    where = shown(reply.url)
    start = reply.begins(200).lstrip().lower()
    if "html" in reply.media_type or start.startswith((b"<!doctype html", b"<html")):
        return StoreError(
            f"{where}: answers with a web page: give the address of the SPARQL endpoint itself, "
            "which often ends in /sparql or /query"
        )
    kind = reply.media_type or "nothing known"
    if "sparql-results" not in kind and kind not in GRAPH_FORMS:
        return StoreError(
            f"{where}: answers with {kind} instead of SPARQL results: is it a SPARQL endpoint?"
        )
    return StoreError(
        f"{where}: the results are broken or were cut off half way: try again; see the server's log"
    )
