"""Rewrites joins for an engine that does not know how many triples it has of each predicate.

Oxigraph joins triple patterns by loops, from one that it guesses, and subqueries by hashing: it
reads the triples of each one after the other, which takes a fraction of looking them up. So where
the data has many triples for all patterns of a group, each becomes a subquery:
`?x :p ?y . ?y :q ?z` becomes `{ SELECT ?x ?y { ?x :p ?y } } { SELECT ?y ?z { ?y :q ?z } }`. Where
it has few for one of them, loops begin there: `?x :p ?y . LATERAL { ?y :q ?z }`. Either has each
row as often (SPARQL 1.1, 18.5; LATERAL is SEP-0006 of SPARQL 1.2's community group).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from claimgraph.graph.sparql import grammar
from claimgraph.graph.sparql.groups import Groups
from claimgraph.graph.sparql.repeated import OTHERWISE, shows_all
from claimgraph.graph.sparql.tokens import UnreadableError, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from claimgraph.graph.sparql.groups import Group, Pattern

# Microseconds that Oxigraph takes on disk to look up a row's triples, and to hash a row.
_LOOK_UP, _HASHED = 8.0, 1.7
# A query of more patterns is not written anew: to count them takes its time.
_PATTERNS = 100
# Hashed rows are held in memory, each in some hundred bytes.
_MOST = 5_000_000


class Data(Protocol):
    """What is asked of the data before a query is written anew."""

    def counts(self, prologue: str, patterns: Sequence[Pattern]) -> Sequence[int]:
        """Return how many solutions each pattern has, or some number where they are very many.

        Returns none where they cannot be counted.
        """
        ...

    @property
    def has_lateral(self) -> bool:
        """Whether the engine reads LATERAL."""
        ...


def by_size(query: str, data: Data) -> str:
    """Return a query with the same rows, whose joins are made as the size of the data suggests.

    What cannot be read, shows all variables, names graphs, has over a hundred patterns or may end
    at the first rows is returned as it is.
    """
    try:
        query_tokens, parts = tokens(query), grammar.read(query)
        words = {token.word for token in query_tokens}
        is_other = not OTHERWISE.isdisjoint(words) or shows_all(query_tokens)
        ends_early = parts.limited and words.isdisjoint(("ORDER", "GROUP"))
        if is_other or ends_early or parts.form not in ("SELECT", "CONSTRUCT") or not parts.where:
            return query
        group = Groups(query, query_tokens, parts.prefixes).where(parts.where)
    except UnreadableError:
        return query
    patterns = list(dict.fromkeys(each for inner in group.all() for each in _counted(inner)))
    if not 0 < len(patterns) <= _PATTERNS:
        return query
    counts = data.counts(query[: parts.form_place[0]], patterns)
    if not counts:
        return query
    uses = Counter(token.text for token in query_tokens if token.kind == "variable")
    joins = _Joins(dict(zip(patterns, counts, strict=True)).__getitem__, uses)
    joins.decide(group)
    if any("LATERAL" in text for text in joins.changes.values()) and not data.has_lateral:
        return query
    for (start, end), text in sorted(joins.changes.items(), reverse=True):
        query = query[:start] + text + query[end:]
    return query


def _counted(group: Group) -> list[Pattern]:
    return [pattern for pattern in group.patterns if pattern.is_whole and pattern.variables]


class _Joins:
    """Decides group by group, and notes in `changes` what stands where in the query anew."""

    def __init__(self, count: Callable[[Pattern], int], uses: Mapping[str, int]) -> None:
        self._count = count
        self._uses = uses
        self.changes: dict[tuple[int, int], str] = {}

    def decide(self, group: Group) -> int | None:
        """Decide on a group that is answered alone; return how many rows it has about.

        Returns None where nobody knows.
        """
        sizes = [self.decide(each) for each in group.joined]
        alone = (inner for _, inner, _ in group.optional if inner.is_alone)
        for each in (*group.apart, *alone):
            self.decide(each)
        counts = [self._count(pattern) for pattern in _counted(group)]
        known = [size for size in (*counts, *sizes) if size is not None]
        if not known or len(known) < len(counts) + len(sizes) or not group.is_known:
            return None
        rows = min(known)
        if _HASHED * sum(counts) < _LOOK_UP * rows * (len(known) - 1):
            self._hash(group)
        elif not group.joined:
            self._loop(group, ())
        bound = {variable for pattern in group.patterns for variable in pattern.variables}
        self._decide_optional(group, rows, bound)
        return rows

    def _decide_optional(self, group: Group, rows: int, bound: Collection[str]) -> None:
        """Decide on what is optional for so many rows that have these variables."""
        for start, inner, end in group.optional:
            counts = [self._count(pattern) for pattern in _counted(inner)]
            is_hashed = _HASHED * sum(counts) < _LOOK_UP * rows * len(counts)
            if inner.is_alone or not inner.is_known or not counts:
                continue
            if is_hashed and len(counts) == len(inner.patterns):
                self._hash(inner)
                more = {variable for pattern in inner.patterns for variable in pattern.variables}
                self._decide_optional(inner, rows, {*bound, *more})
            elif not is_hashed and inner.is_simple and self._loop(inner, bound):
                self.changes[start, start] = "LATERAL { "
                self.changes[end, end] = " }"

    def _hash(self, group: Group) -> None:
        if group.places and sum(map(self._count, _counted(group))) <= _MOST:
            self._replace(group, [_subquery(pattern) for pattern in group.patterns])

    def _loop(self, group: Group, bound: Collection[str]) -> bool:
        """Write loops that begin with few rows, or those that have variables; tell whether done."""
        reached, ahead = set(bound), list(group.patterns)
        order: list[Pattern] = []
        while ahead:
            near = [each for each in ahead if not reached.isdisjoint(each.variables)]
            if not near and (reached or not _counted(group)):
                return False
            pattern = min(near or _counted(group), key=lambda each: self._cost(each, reached))
            # What LATERAL's right side lists, its left side must not have, optional or not.
            if pattern.listed in reached or (bound and self._uses[pattern.listed] > 2):
                return False
            ahead.remove(pattern)
            order.append(pattern)
            reached |= set(pattern.variables)
        if len(order) > 1 or bound:
            first, *others = (f"{pattern.text} ." for pattern in order)
            self._replace(group, [first, *(f"LATERAL {{ {text} }}" for text in others)])
        return True

    def _cost(self, pattern: Pattern, reached: Collection[str]) -> tuple[bool, bool, int]:
        """Return what comes first in loops: a plain predicate, a known subject, few triples."""
        count = self._count(pattern) if pattern.is_whole else 0
        return not pattern.is_whole, bool(reached) and pattern.subject not in reached, count

    def _replace(self, group: Group, texts: Sequence[str]) -> None:
        self.changes |= dict.fromkeys(group.places, "")
        self.changes[group.places[0]] = " ".join(texts)


def _subquery(pattern: Pattern) -> str:
    if not pattern.is_whole or not pattern.variables:
        return f"{pattern.text} ."
    return f"{{ SELECT {' '.join(pattern.variables)} {{ {pattern.text} }} }}"
