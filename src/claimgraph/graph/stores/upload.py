"""Writes named graphs to servers: by the Graph Store Protocol, or by updates in chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

import pyoxigraph as ox
from SPARQLWrapper import POST, SPARQLWrapper

from claimgraph.errors import StoreError
from claimgraph.graph.stores.credentials import must_be_address, shown
from claimgraph.graph.stores.remote import sent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from claimgraph.graph.stores.http import Wire
    from claimgraph.graph.stores.remote import Remote

# So many triples in one update: servers compile updates, some with a stack of fixed size.
CHUNK = 500


class Writer:
    """Where a server takes graphs: named by the caller, or known of the kind of server.

    Raises StoreError where neither is the case and UsageError for what is not an address.
    """

    def __init__(
        self, remote: Remote, *, graph_store: str | None = None, update: str | None = None
    ) -> None:
        self._remote = remote
        self._wire: Wire = remote.wire
        if not graph_store and not update:
            ways = remote.quirks
            graph_store = _beside(remote.endpoint, ways.graph_store)
            update = _beside(remote.endpoint, ways.update)
        if not graph_store and not update:
            raise StoreError(
                f"{shown(remote.endpoint)}: it is not known where this server takes data: "
                "add --graph-store URL or --update-endpoint URL"
            )
        for address in filter(None, (graph_store, update)):
            must_be_address(address)
        self._graph_store, self._update = graph_store, update

    def replace(self, graph: str, triples: Collection[ox.Triple]) -> None:
        """Replace one named graph by these triples; raises StoreError.

        By the Graph Store Protocol (5.3) the server does so at once. By updates it takes several
        requests: where one fails, the graph is incomplete until it is loaded again.
        """
        if self._graph_store:
            self._put(self._graph_store, graph, triples)
        elif self._update:
            for chunk in updates(graph, triples):
                self._send_update(self._update, chunk)

    def replace_all(self, graphs: Iterable[tuple[str, Collection[ox.Triple]]]) -> dict[str, int]:
        """Replace named graphs one after the other; return how many triples each has.

        They are counted on the server: the first that has any at once, so that a server that shows
        nothing of what it takes is told of before it has taken all. Raises StoreError.
        """
        written: dict[str, int] = {}
        is_seen = False
        for graph, triples in graphs:
            self.replace(graph, triples)
            written[graph] = len(triples)
            if triples and not is_seen:
                self.verify({graph: len(triples)})
                is_seen = True
        self.verify(written)
        return written

    def verify(self, written: Mapping[str, int]) -> None:
        """Count the triples of each graph on the server; raises StoreError where one is off."""
        held = self._remote.counts(list(written))
        for graph, count in written.items():
            if held.get(graph, 0) != count:
                raise StoreError(
                    f"{shown(self._remote.endpoint)}: holds {held.get(graph, 0)} triples of "
                    f"<{graph}> after {count} were written: is it the same server's endpoint?"
                )

    def _put(self, address: str, graph: str, triples: Iterable[ox.Triple]) -> None:
        joint = "&" if "?" in address else "?"
        self._wire.send(
            "PUT",
            f"{address}{joint}graph={quote(graph, safe='')}",
            headers={"Content-Type": "application/n-triples"},
            data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES),
            repeatable=True,
        ).body.close()

    def _send_update(self, address: str, update: str) -> None:
        wrapper = SPARQLWrapper(self._remote.endpoint, updateEndpoint=address)
        wrapper.setMethod(POST)
        wrapper.setQuery(update)
        # Done twice, an insertion makes its blank nodes twice, unless it begins by dropping all.
        repeatable = update.startswith("DROP") or "_:" not in update
        sent(wrapper, self._wire, repeatable=repeatable).body.close()


def _beside(endpoint: str, name: str | None) -> str | None:
    """Return the address of a server's other service, by its usual place."""
    if name is None:
        return None
    path = endpoint.rstrip("/")
    # A Fuseki dataset answers queries itself, or at a service of its own.
    last = path.rpartition("/")[2]
    return urljoin(path, name) if last in ("query", "sparql") else f"{path}/{name}"


def updates(graph: str, triples: Iterable[ox.Triple], chunk: int = CHUNK) -> Iterator[str]:
    """Yield the updates that replace a graph, the first of which drops what is there.

    Triples that share a blank node stay in one update, for its label means nothing in another
    (SPARQL 1.1 Update, 3.1.1); that one may be larger than a chunk.
    """
    begin = f"DROP SILENT GRAPH <{graph}>;\n"
    pending: list[ox.Triple] = []
    for group in _groups(triples):
        if pending and len(pending) + len(group) > chunk:
            yield begin + _insert(graph, pending)
            begin, pending = "", []
        pending += group
    yield begin + _insert(graph, pending)


def _insert(graph: str, triples: Collection[ox.Triple]) -> str:
    if not triples:
        return ""
    lines = "\n".join(f"{triple} ." for triple in triples)
    # Virtuoso allows no blank nodes in INSERT DATA; a template makes them too (3.1.3).
    begin, end = ("INSERT", " WHERE {}") if "_:" in lines else ("INSERT DATA", "")
    return f"{begin} {{ GRAPH <{graph}> {{\n{lines}\n}} }}{end}"


def _groups(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    """Yield triples together that hang together by blank nodes, all others one by one."""
    groups: dict[ox.BlankNode, list[ox.Triple]] = {}
    for triple in triples:
        blank = [node for node in (triple.subject, triple.object) if isinstance(node, ox.BlankNode)]
        if not blank:
            yield [triple]
            continue
        joined = groups.setdefault(blank[0], [])
        joined.append(triple)
        other = groups.get(blank[-1], joined)
        if other is not joined:
            joined += other
            for node in [node for node, group in groups.items() if group is other]:
                groups[node] = joined
        groups[blank[-1]] = joined
    yield from {id(group): group for group in groups.values()}.values()
