"""How far the predicates of a store lead: what a server is asked before a path is written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.graph.sparql.ordered import by_copies
from claimgraph.graph.sparql.repeated import written_out

if TYPE_CHECKING:
    from claimgraph.graph.stores import Store

# A hierarchy of more pairs is not read.
_MOST = 10_000
# A predicate that leads farther is not written out.
_FARTHEST = 6


class Hierarchies:
    """Asks a store once what lies below each thing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._below: dict[str, dict[str, set[str]] | None] = {}

    def below(self, predicate: str) -> dict[str, set[str]] | None:
        """Return what stands directly below each thing; None for long lists and blank nodes.

        Raises what the store does.
        """
        if predicate not in self._below:
            self._below[predicate] = self._asked(predicate)
        return self._below[predicate]

    def steps(self, _predicate: str) -> int | None:
        """Return None: how far a predicate leads is not asked, for all that have it are read."""
        return None

    def _asked(self, predicate: str) -> dict[str, set[str]] | None:
        pairs = self._store.query(
            f"SELECT ?below ?above {{ ?below <{predicate}> ?above }} LIMIT {_MOST + 1}"
        ).rows
        if len(pairs) > _MOST:
            return None
        direct: dict[str, set[str]] = {}
        for pair in pairs:
            below, above = pair["below"], pair["above"]
            if not isinstance(below, URIRef) or not isinstance(above, URIRef):
                return None
            direct.setdefault(str(above), set()).add(str(below))
        return direct


def without_look_ups(query: str, hierarchies: Hierarchies | None) -> str:
    """Return a query with the same rows in the same order, which Oxigraph answers sooner from disk.

    Paths up to a constant are written out, where `hierarchies` are given: the engine follows them
    last, from every row. Rows are sorted by copies of their IRIs: the engine reads both texts of
    each comparison from disk.
    """
    return by_copies(query if hierarchies is None else written_out(query, hierarchies))


class Paths(Hierarchies):
    """Asks also how many steps a predicate leads."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._steps: dict[str, int | None] = {}

    def steps(self, predicate: str) -> int | None:
        """Return how many steps a predicate leads at most; None for many, or with several values.

        Raises what the store does.
        """
        if predicate not in self._steps:
            self._steps[predicate] = self._counted(predicate)
        return self._steps[predicate]

    def _counted(self, predicate: str) -> int | None:
        several = f"ASK {{ ?a <{predicate}> ?b, ?c FILTER (?b != ?c) }}"
        if self._store.query(several).truth:
            return None
        for count in range(_FARTHEST + 1):
            chain = " ".join(f"?t{n} <{predicate}> ?t{n + 1} ." for n in range(count + 1))
            if not self._store.query(f"ASK {{ {chain} }}").truth:
                return count
        return None
