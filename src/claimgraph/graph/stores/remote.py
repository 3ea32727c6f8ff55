"""The store elsewhere: any SPARQL 1.1 server, asked through SPARQLWrapper."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlencode
from xml.parsers import expat

import pyoxigraph as ox
from rdflib import XSD, Literal
from SPARQLWrapper import POST, SPARQLWrapper

from claimgraph.errors import StoreError, SyntaxFault, UsageError
from claimgraph.graph.entities import refuse_expansion
from claimgraph.graph.loading import must_be_shallow
from claimgraph.graph.sparql import GRAPHS, Role, UnreadableError, has_dataset, read
from claimgraph.graph.sparql import form as form_of
from claimgraph.graph.stores import Answer, Rows, servers
from claimgraph.graph.stores.copies import copied
from claimgraph.graph.stores.http import Wire, must_be_address, shown
from claimgraph.graph.stores.memory import of_solutions, of_triples, of_truth
from claimgraph.vocab import GRAPH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    from rdflib.term import Node

    from claimgraph.graph.stores.http import Flow, Reply
    from claimgraph.graph.stores.memory import Embedded
    from claimgraph.graph.stores.servers import Quirks

T = TypeVar("T")

_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
# So many graphs are named in one question about them.
_BATCH = 200
# A copy of an answer is in memory while it is small, then in a file.
_IN_MEMORY = 1 << 24
_QUADS = "GRAPH ?graph { ?s ?p ?o }"
_KINDS = {
    ox.RdfFormat.TURTLE: "turtle",
    ox.RdfFormat.TRIG: "trig",
    ox.RdfFormat.N_TRIPLES: "nt",
    ox.RdfFormat.N_QUADS: "nquads",
    ox.RdfFormat.RDF_XML: "xml",
    ox.RdfFormat.JSON_LD: "json-ld",
}
# So deep may an answer's terms be nested, with what is around them.
_DEEPEST = 100
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_EVERYTHING = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"


class Remote:
    """A SPARQL endpoint that is asked over the union of its graphs.

    What a server's default graph holds differs, so each request names its dataset (SPARQL 1.1
    Protocol, 2.1.4): every graph whose name begins as claimgraph's do, and `graphs`. Where nothing
    else is there and the server has a name for its union, which it finds faster than a long list,
    that is taken. `own_union` says that the server's default graph is the union: nothing is listed.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        graphs: Sequence[str] = (),
        own_union: bool = False,
        wire: Wire | None = None,
    ) -> None:
        must_be_address(endpoint)
        self.endpoint = endpoint
        self.wire = wire or Wire()
        self._more = tuple(_iri(graph) for graph in graphs)
        self._own_union = own_union

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query over the union of the named graphs; raises StoreError."""
        return Answer.held(self.rows(sparql))

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row, so that the answer need not fit in memory; raises StoreError."""
        if servers.is_wrong(sparql, self.quirks):
            return self._copy.rows(sparql)
        # A dataset that the request names would take the place of the query's (Protocol, 2.1.4).
        return self._answered(sparql, () if has_dataset(sparql) else self._dataset)

    @cached_property
    def _dataset(self) -> Sequence[tuple[str, str]]:
        """The parameters by which requests name what is asked."""
        if self._own_union:
            return ()
        union = self.quirks.union
        if union and set(self.graphs) == set(self._all_graphs) and not self._has_more:
            return (union,)
        return _named(self.graphs)

    @property
    def _has_more(self) -> bool:
        """Whether the server's default graph holds triples that are in no named graph."""
        more = f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {_QUADS} }} }}"
        return bool(self.query_over(more, ()).truth)

    @cached_property
    def _copy(self) -> Embedded:
        return copied([self])

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs that are asked; raises StoreError where there are none."""
        ours = {name for name in self._all_graphs if name.startswith(GRAPH)}
        found = sorted(ours | set(self._more))
        if not found:
            raise StoreError(
                f"{shown(self.endpoint)}: holds no graph of claimgraph's: load one with "
                "'claimgraph load --endpoint' or name others with --graph"
            )
        return tuple(found)

    @cached_property
    def _all_graphs(self) -> tuple[str, ...]:
        # DISTINCT says the same, but Virtuoso then reads every triple: 6 s for a hundred thousand.
        listed = self.query_over(f"SELECT ?graph {{ {_QUADS} }} GROUP BY ?graph", ())
        return tuple(str(row["graph"]) for row in listed.rows)

    def counts(self, graphs: Sequence[str] | None = None) -> dict[str, int]:
        """Return the number of triples of these graphs, or of all; raises StoreError."""
        names = self.graphs if graphs is None else graphs
        found: dict[str, int] = {}
        for start in range(0, len(names), _BATCH):
            listed = " ".join(f"<{_iri(name)}>" for name in names[start : start + _BATCH])
            rows = self.query_over(
                f"SELECT ?graph (COUNT(*) AS ?triples) {{ VALUES ?graph {{ {listed} }} {_QUADS} }} "
                "GROUP BY ?graph",
                (),
            ).rows
            for row in rows:
                number = str(row["triples"])
                if not number.isdecimal():
                    raise StoreError(
                        f"{shown(self.endpoint)}: counts '{number}' triples: see its log"
                    )
                found[str(row["graph"])] = int(number)
        return found

    def triples(self, graph: str, count: int) -> list[ox.Triple]:
        """Return a graph's triples, which are so many; raises StoreError where some are missing."""
        reply = self._sent(_EVERYTHING, "CONSTRUCT", _named([graph]))
        with reply.body:
            try:
                found = [quad.triple for quad in _quads(reply, reply.body)]
            except (SyntaxError, ValueError) as error:
                raise _unreadable(reply) from error
        if len(set(found)) != count:
            raise _missing(self.endpoint, graph, len(set(found)), count)
        return found

    def stream(self, graph: str, count: int) -> Iterator[ox.Triple]:
        """Yield a graph's triples while they come, however many; raises what `triples` does."""
        wrapper = self._prepared(_EVERYTHING, "CONSTRUCT", _named([graph]))
        method, url, headers, data = prepared(wrapper)
        found = 0
        with self.wire.stream(method, url, headers=headers, data=data) as (reply, flow):
            try:
                for quad in _quads(reply, flow):
                    yield quad.triple
                    found += 1
            except (SyntaxError, ValueError) as error:
                raise _unreadable(reply) from error
        if found < count:
            raise _missing(self.endpoint, graph, found, count)

    @cached_property
    def quirks(self) -> Quirks:
        """The server's own ways, by what it says of itself."""
        reply = self._sent("ASK {}", "ASK", ())
        reply.body.close()
        return servers.of(reply.headers)

    def query_over(self, sparql: str, graphs: Sequence[str]) -> Answer:
        """Answer a query over the union of these graphs; of none, over what the server takes.

        Raises StoreError.
        """
        return Answer.held(self._answered(sparql, _named(graphs)))

    def _answered(self, sparql: str, dataset: Sequence[tuple[str, str]]) -> Rows:
        # SPARQLWrapper's own guess is misled by words in comments.
        form = "CONSTRUCT" if (written := form_of(sparql)) in GRAPHS else written
        reply = self._sent(sparql, form, dataset)
        try:
            if form == "CONSTRUCT":
                quads = _quads(reply, reply.body)
                return of_triples(_read(reply, (quad.triple for quad in quads)))
            return _table(reply, servers.of(reply.headers), form, sparql)
        except BaseException:
            reply.body.close()
            raise

    def _sent(self, sparql: str, form: str, dataset: Sequence[tuple[str, str]]) -> Reply:
        return sent(self._prepared(sparql, form, dataset), self.wire, repeatable=True)

    def _prepared(
        self, sparql: str, form: str, dataset: Sequence[tuple[str, str]]
    ) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(self.endpoint)
        # Questions outgrow what an address may hold, and so do lists of graphs.
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(sparql)
        wrapper.queryType = form
        for name, value in dataset:
            wrapper.addParameter(name, value)
        wrapper.addCustomHttpHeader("Accept", _GRAPH if form == "CONSTRUCT" else _RESULTS)
        return wrapper


def _iri(name: str) -> str:
    """Return a graph's name if it is an IRI; raises UsageError otherwise."""
    try:
        return ox.NamedNode(name).value
    except ValueError as error:
        raise UsageError(f"'{name}' is no name of a graph: write an absolute IRI") from error


def _named(graphs: Sequence[str]) -> Sequence[tuple[str, str]]:
    return [("default-graph-uri", graph) for graph in graphs]


def sent(wrapper: SPARQLWrapper, wire: Wire, *, repeatable: bool) -> Reply:
    """Send what SPARQLWrapper has prepared over a wire; raises StoreError."""
    method, url, headers, data = prepared(wrapper)
    return wire.send(method, url, headers=headers, data=data, repeatable=repeatable)


def prepared(wrapper: SPARQLWrapper) -> tuple[str, str, dict[str, str], bytes | None]:
    """Return the method, address, headers and body of the request that SPARQLWrapper makes."""
    update = wrapper.isSparqlUpdateRequest()
    name, url = ("update", wrapper.updateEndpoint) if update else ("query", wrapper.endpoint)
    # A form (SPARQL 1.1 Protocol, 2.1.2 and 2.2.1).
    headers = {"Content-Type": "application/x-www-form-urlencoded", **wrapper.customHttpHeaders}
    body = urlencode({**wrapper.parameters, name: [wrapper.queryString]}, doseq=True)
    return wrapper.method, url, headers, body.encode("ascii")


def _table(reply: Reply, ways: Quirks, form: str, sparql: str) -> Rows:
    """Read a SELECT's or an ASK's answer (SPARQL 1.1 Query Results JSON or XML Format)."""
    known = _format(reply)
    _must_be_flat(reply, known)
    try:
        found = ox.parse_query_results(reply.body, format=known)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(reply) from error
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
    solutions = _read(reply, of_solutions(variables, found))
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
    asked = " ".join(sparql.split())
    return StoreError(
        f"{shown(reply.url)}: answers with {given}, which is the answer to another question than "
        f"'{asked if len(asked) <= 60 else asked[:59] + '…'}': is it a SPARQL endpoint?"
    )


def _must_be_flat(reply: Reply, known: ox.QueryResultsFormat) -> None:
    """Raise StoreError for terms within terms without end, on which the parser would crash."""
    depth = _depth_of_xml if known == ox.QueryResultsFormat.XML else _depth_of_json
    try:
        deep = any(each > _DEEPEST for each in depth(iter(lambda: reply.body.read(1 << 16), b"")))
    except expat.ExpatError as error:
        raise _unreadable(reply) from error
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


def _read(reply: Reply, items: Iterable[T]) -> Iterator[T]:
    """Yield what is read of an answer and close it; raises StoreError where it breaks off."""
    with reply.body:
        try:
            yield from items
        except (SyntaxError, ValueError) as error:
            raise _unreadable(reply) from error


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


def _quads(reply: Reply, body: IO[bytes] | Flow) -> Iterator[ox.Quad]:
    """Yield an answer's quads; raises StoreError where it is no graph, or a bomb of entities."""
    known = ox.RdfFormat.from_media_type(reply.media_type)
    if known is None:
        raise _unreadable(reply)
    with ExitStack() as stack:
        if body is reply.body:
            _must_be_shallow(reply, known)
        if known == ox.RdfFormat.RDF_XML:
            body = stack.enter_context(_without_bombs(reply, body))
        yield from ox.parse(cast("IO[bytes]", body), format=known, rename_blank_nodes=True)


def _must_be_shallow(reply: Reply, known: ox.RdfFormat) -> None:
    if (kind := _KINDS.get(known)) is None:
        raise _unreadable(reply)
    try:
        must_be_shallow(cast("BinaryIO", reply.body), kind, shown(reply.url))
    except SyntaxFault as fault:
        raise StoreError(f"{shown(reply.url)}: its graph {fault}") from fault
    reply.body.seek(0)


def _without_bombs(reply: Reply, body: IO[bytes] | Flow) -> IO[bytes]:
    """Return a copy of an answer in XML whose entities stand for no more than they may."""
    copy = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # its reader closes it
    try:
        shutil.copyfileobj(body, copy)
        copy.seek(0)
        refuse_expansion(cast("BinaryIO", copy), shown(reply.url))
        copy.seek(0)
    except SyntaxFault as fault:
        copy.close()
        raise StoreError(f"{shown(reply.url)}: {fault}") from fault
    except BaseException:
        copy.close()
        raise
    return copy


def _missing(endpoint: str, graph: str, found: int, count: int) -> StoreError:
    return StoreError(
        f"{shown(endpoint)}: gives {found} of the {count} triples of <{graph}>: "
        "raise its limit on results"
    )


def _format(reply: Reply) -> ox.QueryResultsFormat:
    known = ox.QueryResultsFormat.from_media_type(reply.media_type)
    if known not in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML):
        raise _unreadable(reply)
    return known


def _unreadable(reply: Reply) -> StoreError:
    """Say why an answer is none: a page for people, another format, the end is missing."""
    where = shown(reply.url)
    start = reply.begins(200).lstrip().lower()
    if "html" in reply.media_type or start.startswith((b"<!doctype html", b"<html")):
        return StoreError(
            f"{where}: answers with a web page: give the address of the SPARQL endpoint itself, "
            "which often ends in /sparql or /query"
        )
    kind = reply.media_type or "nothing known"
    if "sparql-results" not in kind and kind not in _GRAPH:
        return StoreError(
            f"{where}: answers with {kind} instead of SPARQL results: is it a SPARQL endpoint?"
        )
    return StoreError(
        f"{where}: the results are broken or were cut off half way: try again; see the server's log"
    )
