"""Looks up a server's named graphs by SPARQL: several things in a request.

Nothing is listed that grows with the number of articles, but for graphs that hold no article: no
index of a server has them. Where a graph variable stands in a pattern, constants stand beside it
(VALUES, or names of graphs), or what precedes it binds them (EXISTS): Oxigraph would join it with
all triples otherwise.
"""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from claimgraph.errors import StoreError
from claimgraph.graph.stores.parts import BELOW
from claimgraph.graph.ties import Said
from claimgraph.vocab import ARTICLE, GRAPH, WEIGHING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from claimgraph.graph.stores import Answer
    from claimgraph.graph.stores.servers import Quirks

# So many IRIs are listed in a request; Virtuoso compiles no longer lists.
_BATCH = 300
_PLACES = ("?iri ?p ?o", "?s ?iri ?o", "?s ?p ?iri")


class Server(Protocol):
    """A server that answers queries over its graphs."""

    @property
    def graphs(self) -> tuple[str, ...]:
        """The names of the graphs that are asked."""
        ...

    @property
    def all_graphs(self) -> tuple[str, ...]:
        """The names of all its graphs."""
        ...

    @property
    def quirks(self) -> Quirks:
        """The server's own ways."""
        ...

    def query_over(self, sparql: str, graphs: Sequence[str]) -> Answer:
        """Answer a query over the union of these graphs; of none, over what the server takes."""
        ...


class OfServer:
    """Looks up in a server's graphs that are asked; raises StoreError.

    What is remembered is so as long as this object.
    """

    def __init__(self, remote: Server, more: Sequence[str], *, own_union: bool) -> None:
        self._remote = remote
        self._own_union = own_union
        names = ", ".join(map(_written, (WEIGHING, *more)))
        ours = f"(STRSTARTS(STR(?graph), '{GRAPH}') || ?graph IN ({names}))"
        # The server's default graph has the graphs of all names.
        self._ours = "true" if own_union else ours
        self._kept: dict[str, tuple[str, ...]] = {}

    def remembered(self, what: str, make: Callable[[], Collection[str]]) -> tuple[str, ...]:
        """Return texts that are made once."""
        if what not in self._kept:
            self._kept[what] = tuple(make())
        return self._kept[what]

    def speaks_of(self, iri: str) -> bool:
        """Tell it in one request."""
        term = _written(iri)
        patterns = [each.replace("?iri", term) for each in _PLACES]
        named = f"{{ GRAPH {term} {{ ?s ?p ?o }} BIND({term} AS ?graph) }}"
        return self._asks(f"{_anywhere(patterns, self._graph)} UNION {named}")

    def uses(self, predicate: str) -> bool:
        """Tell it in one request."""
        return self._asks(_anywhere([f"?s {_written(predicate)} ?o"], self._graph))

    @property
    def _graph(self) -> str:
        # What is in the default graph alone counts, where that is asked.
        return "" if self._own_union else "GRAPH ?graph "

    def _asks(self, patterns: str) -> bool:
        return bool(self._remote.query_over(f"ASK {{ {patterns} FILTER({self._ours}) }}", ()).truth)

    def above(self) -> set[tuple[str, str]]:
        """Return pairs of a class and one that it is below, of all graphs."""
        rows = self._rows(
            f"SELECT DISTINCT ?below ?above {{ GRAPH ?graph {{ ?below <{BELOW}> ?above }} "
            f"FILTER({self._ours}) }}"
        )
        return {(row["below"], row["above"]) for row in rows}

    def without(self, patterns: Sequence[tuple[str, str]]) -> set[str]:
        """Return the graphs without any of these: few, and from some servers in one answer.

        No graph where what is asked may be in none: then nothing can be told by graphs.
        """
        if self._own_union and not self._remote.quirks.only_named:
            return set()
        triples = [
            f"?x {_written(predicate)} {_written(value) if value else '?value'}"
            for predicate, value in patterns
        ]
        if self._remote.quirks.lists_graphs:
            none = " ".join(
                f"FILTER NOT EXISTS {{ GRAPH ?graph {{ {triple} }} }}" for triple in triples
            )
            return self._named(f"GRAPH ?graph {{ }} FILTER({self._ours}) {none}")
        names = set(self._remote.all_graphs if self._own_union else self._remote.graphs)
        for triple in triples:
            few = f"VALUES ?graph {{ {_list(names)} }} " if len(names) <= _BATCH else ""
            names -= self._named(f"{few}GRAPH ?graph {{ {triple} }}")
        return names

    def is_described_beside(self, graphs: Collection[str], shared: Collection[str]) -> bool:
        """Tell it in one request, which looks up each IRI once."""
        if not graphs:
            return False
        places = " UNION ".join(
            f"{{ GRAPH {_written(graph)} {{ {place} }} }}" for graph in graphs for place in _PLACES
        )
        among = ", ".join(map(_written, shared))
        space = f"CONCAT('{ARTICLE}', SUBSTR(STR(?graph), {len(GRAPH) + 1}), '/')"
        return bool(
            self._remote.query_over(
                f"ASK {{ {{ SELECT DISTINCT ?iri {{ {places} FILTER(isIRI(?iri)) }} }} "
                f"FILTER EXISTS {{ GRAPH ?graph {{ ?iri ?q ?v }} FILTER({self._ours} && "
                f"?graph NOT IN ({among}) && ?iri != ?graph && "
                f"!STRSTARTS(STR(?iri), {space})) }} }}",
                (),
            ).truth
        )

    def said(self, graphs: Collection[str]) -> Mapping[str, Said]:
        """Return what each of some graphs describes and mentions, in one request."""
        iris = {graph: (set[str](), set[str]()) for graph in graphs}
        places = " UNION ".join(
            f"{{ GRAPH {_written(graph)} {{ {place} }} "
            f"BIND({_written(graph)} AS ?graph) BIND({min(number, 1)} AS ?place) }}"
            for graph in graphs
            for number, place in enumerate(_PLACES)
        )
        rows = self._rows(f"SELECT DISTINCT ?graph ?place ?iri {{ {places} FILTER(isIRI(?iri)) }}")
        for row in rows:
            iris[row["graph"]][int(row["place"])].add(row["iri"])
        return {graph: Said(*each) for graph, each in iris.items()}

    def graphs(self, mentioned: Collection[str], described: Collection[str], most: int) -> set[str]:
        """Look up a few hundred IRIs in a request."""
        names: set[str] = set()
        for whole, subjects in zip_longest(_batches(mentioned), _batches(described), fillvalue=()):
            values = [(place, whole) for place in _PLACES if whole]
            values += [(_PLACES[0], subjects)] if subjects else []
            patterns = " UNION ".join(
                f"{{ VALUES ?iri {{ {_list(iris)} }} GRAPH ?graph {{ {place} }} }}"
                for place, iris in values
            )
            names |= self._named(f"{patterns} FILTER({self._ours})", f" LIMIT {most + 1}")
            if len(names) > most:
                break
        return names

    def _named(self, pattern: str, end: str = "") -> set[str]:
        rows = self._rows(f"SELECT DISTINCT ?graph {{ {pattern} }}{end}")
        return {row["graph"] for row in rows}

    def _rows(self, sparql: str) -> Iterator[dict[str, str]]:
        for row in self._remote.query_over(sparql, ()).rows:
            yield {name: str(term) for name, term in row.items()}


def _anywhere(patterns: Iterable[str], graph: str) -> str:
    return " UNION ".join(f"{{ {graph}{{ {pattern} }} }}" for pattern in patterns)


def _written(iri: str) -> str:
    """Return an IRI as a query has it; raises StoreError for what no query can have."""
    try:
        return str(ox.NamedNode(iri))
    except ValueError as error:
        raise StoreError(f"<{iri}>: is not an IRI, and cannot be looked up") from error


def _list(iris: Iterable[str]) -> str:
    return " ".join(sorted(map(_written, iris)))


def _batches(iris: Collection[str]) -> Iterator[Sequence[str]]:
    ordered = iter(sorted(iris))
    while some := tuple(islice(ordered, _BATCH)):
        yield some
