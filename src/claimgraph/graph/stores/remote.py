"""The store elsewhere: any SPARQL 1.1 server, asked through SPARQLWrapper, or several at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox
from SPARQLWrapper import POST, SPARQLWrapper

from claimgraph.errors import StoreError, UsageError
from claimgraph.graph import canonical
from claimgraph.graph.sparql import GRAPHS, has_dataset, is_distinct
from claimgraph.graph.sparql import form as form_of
from claimgraph.graph.sparql.repeated import written_out
from claimgraph.graph.stores import Answer, Rows, servers
from claimgraph.graph.stores.credentials import must_be_address, shown
from claimgraph.graph.stores.failures import StatusError
from claimgraph.graph.stores.http import Wire
from claimgraph.graph.stores.memory import Embedded, of_triples
from claimgraph.graph.stores.parts_remote import OfServer
from claimgraph.graph.stores.paths import Inventory, Paths, without_look_ups
from claimgraph.graph.stores.results import GRAPH_FORMS, quads, table, unreadable, while_read
from claimgraph.vocab import GRAPH, WEIGHING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.graph.stores.http import Reply
    from claimgraph.graph.stores.servers import Quirks

# What is copied must fit in memory: some 500 bytes a triple.
MOST = 4_000_000
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
# So many graphs are named in one question about them.
_BATCH = 200
# HTTP: the server's own fault (RFC 9110, 15.6.1).
_FAILED = 500
_QUADS = "GRAPH ?graph { ?s ?p ?o }"
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
        self._only: tuple[str, ...] = ()
        self._whole: Remote | None = None

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query over the union of the named graphs; raises StoreError."""
        return Answer.held(self.rows(sparql))

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row, so that the answer need not fit in memory; raises StoreError."""
        try:
            return self._rows(sparql)
        except StatusError as error:
            # Fuseki 5.6 fails on some MINUS over several named graphs (IteratorConcat.close).
            if self._whole is None or error.status != _FAILED:
                raise
            return self._whole.rows(sparql)

    def _rows(self, sparql: str) -> Rows:
        if self.quirks.miscounts:
            sparql = written_out(sparql, self._paths)
        elif self.quirks.slow_look_ups:
            # Of few graphs there are few rows to look up.
            sparql = without_look_ups(sparql, None if self._only else self._inventory)
        elif self.quirks.slow_paths and not self._only:
            sparql = written_out(sparql, self._inventory)
        if servers.is_wrong(sparql, self.quirks):
            return self._copy.rows(sparql)
        # A dataset that the request names would take the place of the query's (Protocol, 2.1.4).
        rows = self._answered(sparql, () if has_dataset(sparql) else self._dataset)
        return _once(rows) if self.quirks.miscounts and is_distinct(sparql) else rows

    def look_ups(self) -> OfServer:
        """Return what tells about its graphs; what that remembers is so as long as this object."""
        return self._look_ups

    def part(self, graphs: Collection[str]) -> Remote:
        """Return the store of these graphs alone."""
        made = Remote(self.endpoint, wire=self.wire)
        made._only, made._whole = tuple(graphs), self
        made.quirks = self.quirks
        return made

    @cached_property
    def _look_ups(self) -> OfServer:
        return OfServer(self, self._more, own_union=self._own_union)

    @cached_property
    def _dataset(self) -> Sequence[tuple[str, str]]:
        """The parameters by which requests name what is asked."""
        if self._only:
            return _named(self._only)
        if self._own_union:
            return ()
        union = self.quirks.union
        if union and set(self.graphs) == set(self.all_graphs) and not self._has_more:
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
    def _paths(self) -> Paths:
        return Paths(self)

    @cached_property
    def _inventory(self) -> Inventory:
        return Inventory(self)

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs that are asked; raises StoreError without any."""
        if self._only:
            return self._only
        ours = {name for name in self.all_graphs if name.startswith(GRAPH) or name == WEIGHING}
        found = sorted(ours | set(self._more))
        if not found:
            raise StoreError(
                f"{shown(self.endpoint)}: holds no graph of claimgraph's: load one with "
                "'claimgraph load --endpoint' or name others with --graph"
            )
        return tuple(found)

    @cached_property
    def all_graphs(self) -> tuple[str, ...]:
        """The names of all graphs of the server."""
        # DISTINCT says the same, but Virtuoso then reads every triple: 6 s for a hundred thousand.
        listed = self.query_over(f"SELECT ?graph {{ {_QUADS} }} GROUP BY ?graph", ())
        return tuple(str(row["graph"]) for row in listed.rows)

    def counts(
        self, graphs: Sequence[str] | None = None, most: int | None = None
    ) -> dict[str, int]:
        """Return the number of triples of these graphs, or of all; raises StoreError.

        Once there are more than `most` no more graphs are counted.
        """
        names = self.graphs if graphs is None else graphs
        found: dict[str, int] = {}
        for start in range(0, len(names), _BATCH):
            if most is not None and sum(found.values()) > most:
                break
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
                found = [quad.triple for quad in quads(reply, reply.body)]
            except (SyntaxError, ValueError) as error:
                raise unreadable(reply) from error
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
                for quad in quads(reply, flow):
                    yield quad.triple
                    found += 1
            except (SyntaxError, ValueError) as error:
                raise unreadable(reply) from error
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
                found = quads(reply, reply.body)
                return of_triples(while_read(reply, (quad.triple for quad in found)))
            return table(reply, servers.of(reply.headers), form, sparql)
        except BaseException:
            reply.body.close()
            raise

    def _sent(self, sparql: str, form: str, dataset: Sequence[tuple[str, str]]) -> Reply:
        reply = sent(self._prepared(sparql, form, dataset), self.wire, repeatable=True)
        # Each reply says whose it is: `quirks` need not be asked after the first.
        self.__dict__.setdefault("quirks", servers.of(reply.headers))
        return reply

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
        wrapper.addCustomHttpHeader("Accept", GRAPH_FORMS if form == "CONSTRUCT" else _RESULTS)
        return wrapper


def _once(rows: Rows) -> Rows:
    """Leave out rows that came before: Virtuoso repeats some after DISTINCT."""
    seen: set[tuple[Node | None, ...]] = set()

    def solutions() -> Iterator[Mapping[str, Node]]:
        for row in rows.solutions:
            key = tuple(row.get(name) for name in rows.variables)
            if key not in seen:
                seen.add(key)
                yield row

    return replace(rows, solutions=solutions())


def _iri(name: str) -> str:
    """Return a graph's name if it is an IRI; raises UsageError otherwise."""
    try:
        return ox.NamedNode(name).value
    except ValueError as error:
        raise UsageError(f"'{name}' is not the name of a graph: write an absolute IRI") from error


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


def _missing(endpoint: str, graph: str, found: int, count: int) -> StoreError:
    return StoreError(
        f"{shown(endpoint)}: gives {found} of the {count} triples of <{graph}>: "
        "raise its limit on results"
    )


def copied(remotes: Iterable[Remote], most: int = MOST) -> Embedded:
    """Copy the graphs of several servers into one embedded store: their union.

    One server's are copied for what it answers wrongly or not at all. A graph that two servers hold
    alike (up to the names of blank nodes) is taken once. Raises StoreError where there are more
    than `most` triples, for a server that holds no graph, and for what goes wrong on the way.
    """
    asked = list(remotes)
    sources: list[tuple[Remote, dict[str, int]]] = []
    room = most
    for remote in asked:
        # Thousands of graphs take long to count: it ends where there are too many triples.
        counts = remote.counts(most=room)
        room -= sum(counts.values())
        if room < 0 and len(asked) == 1:
            raise StoreError(
                f"{shown(remote.endpoint)}: this has to be asked of a copy, and more than {most} "
                "triples are too many for one: add --by-article, or ask a store on disk or another "
                "kind of server"
            )
        if room < 0:
            raise StoreError(
                f"more than {most} triples are too many to bring together here: load them into "
                "one store and ask that"
            )
        sources.append((remote, counts))
    held_by = Counter(graph for _, counts in sources for graph in counts)
    known: dict[str, list[frozenset[ox.Quad]]] = {}
    quads: list[ox.Quad] = []
    for remote, counts in sources:
        for graph, count in counts.items():
            name = ox.NamedNode(graph)
            found = [
                ox.Quad(triple.subject, triple.predicate, triple.object, name)
                for triple in remote.triples(graph, count)
            ]
            if held_by[graph] > 1:
                same = frozenset(canonical.relabelled(found))
                if same in known.setdefault(graph, []):
                    continue
                known[graph].append(same)
            quads += found
    return Embedded(quads)
