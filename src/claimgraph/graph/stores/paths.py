"""What a store is asked of its data before a query is written for its engine."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from claimgraph.errors import StoreError
from claimgraph.graph.sparql.joined import by_size
from claimgraph.graph.sparql.ordered import by_copies
from claimgraph.graph.sparql.repeated import written_out

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claimgraph.graph.sparql.groups import Pattern
    from claimgraph.graph.stores import Store

# A hierarchy of more pairs is not read.
_MOST = 10_000
# Solutions of a pattern are counted up to this number where nothing is known; up to that one beside
# what is known, for numbers are compared.
_MANY, _MANY_BESIDE = 50_000, 2_000_000
# A predicate that leads farther is not written out.
_FARTHEST = 6


class Inventory:
    """Asks a store once what lies below each thing, and how much it holds.

    `sizes` gives the numbers of triples by predicate that are known.
    """

    def __init__(self, store: Store, sizes: Callable[[], Mapping[str, int]] = dict) -> None:
        self._store = store
        self._known = sizes
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

    @cached_property
    def has_lateral(self) -> bool:
        """Whether the store reads LATERAL; an older server calls it an error."""
        try:
            return bool(self._store.query("ASK { LATERAL { } }").truth)
        except (StoreError, SyntaxError):
            return False

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        return self._known()

    def counts(self, prologue: str, patterns: Sequence[Pattern]) -> list[int]:
        """Return how many solutions each pattern has.

        Where the store has to count, it stops at some large number; it is asked for all at once.
        Returns none where it fails: then the query itself is asked, and says what is wrong.
        """
        most = _MANY_BESIDE if self._sizes else _MANY
        known = [self._size(pattern) for pattern in patterns]
        # Variables have the same names in all, so that like patterns are counted once.
        bodies = [_named_alike(pattern) for pattern in patterns]
        unknown = (body for body, size in zip(bodies, known, strict=True) if size is None)
        names = {body: f"?count{number}" for number, body in enumerate(dict.fromkeys(unknown))}
        counted = " ".join(
            f"{{ SELECT (COUNT(*) AS {name}) {{ {{ SELECT ?s {{ {body} }} LIMIT {most} }} }} }}"
            for body, name in names.items()
        )
        try:
            query = f"{prologue} SELECT * {{ {counted} }}"
            rows = self._store.query(query).rows if names else [{}]
        except (StoreError, SyntaxError):
            return []
        return [
            int(str(rows[0][names[body][1:]])) if size is None else size
            for body, size in zip(bodies, known, strict=True)
        ]

    def _size(self, pattern: Pattern) -> int | None:
        is_all = len(pattern.variables) == 2 and not pattern.listed
        return self._sizes.get(pattern.iri) if is_all and pattern.iri else None

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


def _named_alike(pattern: Pattern) -> str:
    names = dict(zip(pattern.variables, ("?s", "?o"), strict=False))
    alike = replace(
        pattern,
        subject=names.get(pattern.subject, pattern.subject),
        object=names.get(pattern.object, pattern.object),
        listed=names.get(pattern.listed, ""),
    )
    return alike.text


def without_look_ups(query: str, inventory: Inventory | None) -> str:
    """Return a query with the same rows in the same order, which Oxigraph answers sooner from disk.

    Paths up to a constant are written out, where `inventory` is given: the engine follows them
    last, from every row. Joins are made by hashing, or by loops that begin with few rows: the
    engine does not know what is few. Rows are sorted by copies of their IRIs: the engine reads
    both texts of each comparison from disk.
    """
    if inventory is not None:
        query = by_size(written_out(query, inventory), inventory)
    return by_copies(query)


class Paths(Inventory):
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
