"""What a store is asked about its named graphs, so that a question can be asked of some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pyoxigraph as ox

from claimgraph.graph import ties
from claimgraph.graph.stores import Store
from claimgraph.graph.ties import Said
from claimgraph.vocab import RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

BELOW = f"{RDFS}subClassOf"


class LookUps(Protocol):
    """What can be looked up; each call is one request to a server, or a few."""

    def remembered(self, what: str, make: Callable[[], Collection[str]]) -> tuple[str, ...]:
        """Return texts that follow from what is stored; they are made once, where possible."""
        ...

    def speaks_of(self, iri: str) -> bool:
        """Tell whether an IRI is in any place of any triple, or names a graph."""
        ...

    def uses(self, predicate: str) -> bool:
        """Tell whether any triple has a predicate."""
        ...

    def above(self) -> set[tuple[str, str]]:
        """Return pairs of a class and one that it is below, as any graph says it."""
        ...

    def without(self, patterns: Sequence[tuple[str, str]]) -> set[str]:
        """Return the graphs without any triple of these predicates and values ("": any value)."""
        ...

    def is_described_beside(self, graphs: Collection[str], shared: Collection[str]) -> bool:
        """Tell whether not only `shared` describe what one of `graphs` describes or mentions.

        The graph that describes it, and what lies in that one's namespace, do not count.
        """
        ...

    def said(self, graphs: Collection[str]) -> Mapping[str, Said]:
        """Return what each of some graphs describes and mentions."""
        ...

    def graphs(self, mentioned: Collection[str], described: Collection[str], most: int) -> set[str]:
        """Return graphs with an IRI of `mentioned` in any place, or of `described` as a subject.

        Once there are more than `most`, the others are left out.
        """
        ...


@runtime_checkable
class Parted(Store, Protocol):
    """A store of which some named graphs can be asked as if there were no others."""

    def look_ups(self) -> LookUps:
        """Return what tells about its graphs."""
        ...

    def part(self, graphs: Collection[str]) -> Store:
        """Return the store of these graphs alone."""
        ...


class Database(Protocol):
    """What the store on disk gives by patterns."""

    def remembered(self, what: str, make: Callable[[], Collection[str]]) -> tuple[str, ...]:
        """Return texts that follow from what is stored; they are made once for each load."""
        ...

    def above(self) -> set[tuple[str, str]]:
        """Return pairs of a class and one that it is below."""
        ...

    def names(self) -> list[str]:
        """Return the names of the graphs."""
        ...

    def of_graph(self, graph: str) -> Iterator[ox.Quad]:
        """Yield the quads of one named graph."""
        ...

    def matching(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None = None,
        value: ox.NamedNode | None = None,
        graph: ox.NamedNode | None = None,
    ) -> Iterator[ox.Quad]:
        """Yield the quads of a pattern, None standing for anything."""
        ...


class OfDisk:
    """Looks up in a store on disk, pattern by pattern; raises StoreError where it is damaged."""

    def __init__(self, store: Database) -> None:
        self._store = store
        self.remembered = store.remembered
        self.above = store.above

    def speaks_of(self, iri: str) -> bool:
        """Tell it by one pattern for each place."""
        name = ox.NamedNode(iri)
        return next(self._with(name), None) is not None or any(self._store.of_graph(iri))

    def uses(self, predicate: str) -> bool:
        """Tell it by one pattern."""
        return next(self._store.matching(None, ox.NamedNode(predicate)), None) is not None

    def without(self, patterns: Sequence[tuple[str, str]]) -> set[str]:
        """Look at each graph."""
        return {
            graph
            for graph in self._store.names()
            if not any(self._has(graph, *pattern) for pattern in patterns)
        }

    def _has(self, graph: str, predicate: str, value: str) -> bool:
        object_ = ox.NamedNode(value) if value else None
        quads = self._store.matching(None, ox.NamedNode(predicate), object_, ox.NamedNode(graph))
        return next(quads, None) is not None

    def is_described_beside(self, graphs: Collection[str], shared: Collection[str]) -> bool:
        """Look at each IRI."""
        return any(
            other not in shared and iri != other and not iri.startswith(ties.namespace(other))
            for said in self.said(graphs).values()
            for iri in said.describes | said.mentions
            for other in self._of(iri)
        )

    def said(self, graphs: Collection[str]) -> Mapping[str, Said]:
        """Read the graphs."""
        return {graph: Said.of(self._store.of_graph(graph)) for graph in graphs}

    def graphs(self, mentioned: Collection[str], described: Collection[str], most: int) -> set[str]:
        """Look up each IRI."""
        names: set[str] = set()
        for graphs in (
            *(self._with(ox.NamedNode(iri)) for iri in mentioned),
            *(self._of(iri) for iri in described),
        ):
            for graph in graphs:
                names.add(graph)
                if len(names) > most:
                    return names
        return names

    def _with(self, term: ox.NamedNode) -> Iterator[str]:
        for place in ((term,), (None, term), (None, None, term)):
            yield from _graphs(self._store.matching(*place))

    def _of(self, iri: str) -> Iterator[str]:
        return _graphs(self._store.matching(ox.NamedNode(iri)))


def _graphs(quads: Iterator[ox.Quad]) -> Iterator[str]:
    for quad in quads:
        yield getattr(quad.graph_name, "value", "")
