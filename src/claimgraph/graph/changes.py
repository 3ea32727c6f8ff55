"""What changed between two graphs: fact by fact, a blank node being what it says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from claimgraph.graph import canonical
from claimgraph.graph.turtle.nesting import Nested

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.turtle.terms import Graph, Subject, Term

# Two facts with one key say the same: the graph, the subject, the predicate, and the value or, for
# a blank node, what is said of it.
Key = tuple[str, str, str, object]
K = TypeVar("K")


@dataclass(frozen=True)
class Fact:
    """A statement with all that is said of the blank node that is its value."""

    subject: Subject
    predicate: ox.NamedNode
    value: Term
    graph: Graph
    quads: tuple[ox.Quad, ...]


class Side:
    """One of two graphs, its blank nodes under their canonical labels (RDFC-1.0)."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.nested = Nested(canonical.relabelled(quads))

    @cached_property
    def facts(self) -> dict[Key, list[Fact]]:
        """The facts about named things, by key; equal blank nodes make several of one key."""
        by_key: dict[Key, list[Fact]] = defaultdict(list)
        for (graph, subject), facts in self.nested.facts.items():
            if isinstance(subject, ox.NamedNode) and not isinstance(graph, ox.BlankNode):
                for predicate, value in facts:
                    if self._whole(graph, value):
                        quads = (
                            ox.Quad(subject, predicate, value, graph),
                            *self._tree(graph, value),
                        )
                        key = (str(graph), str(subject), str(predicate), self._said(graph, value))
                        by_key[key].append(Fact(subject, predicate, value, graph, quads))
        return by_key

    @cached_property
    def rest(self) -> frozenset[ox.Quad]:
        """The statements about and to blank nodes that no single named thing holds."""
        of_named = {quad for facts in self.facts.values() for one in facts for quad in one.quads}
        return frozenset(self.nested.quads) - of_named

    def _whole(self, graph: Graph, value: Term) -> bool:
        """Tell whether a value is known by itself: no blank node with a label is in it."""
        if isinstance(value, ox.Triple):
            return not any(
                isinstance(one, ox.BlankNode | ox.Triple) for one in (value.subject, value.object)
            )
        if not isinstance(value, ox.BlankNode):
            return True
        return self.nested.nested(value) and all(
            self._whole(graph, inner) for _, inner in self.nested.facts.get((graph, value), ())
        )

    def _tree(self, graph: Graph, value: Term) -> Iterable[ox.Quad]:
        if isinstance(value, ox.BlankNode):
            for predicate, inner in self.nested.facts.get((graph, value), ()):
                yield ox.Quad(value, predicate, inner, graph)
                yield from self._tree(graph, inner)

    def _said(self, graph: Graph, value: Term) -> object:
        if not isinstance(value, ox.BlankNode):
            return str(value)
        facts = self.nested.facts.get((graph, value), ())
        return tuple(sorted((str(p), repr(self._said(graph, inner))) for p, inner in facts))


@dataclass(frozen=True)
class Changes:
    """Facts that only one of two graphs holds, and their statements.

    `moved` counts facts that both hold, but in graphs of other names.
    """

    before: Side
    after: Side
    removed: tuple[Fact, ...]
    added: tuple[Fact, ...]
    moved: int
    deletions: frozenset[ox.Quad]
    additions: frozenset[ox.Quad]

    def __bool__(self) -> bool:
        return bool(self.deletions or self.additions)


def changes(before: list[ox.Quad], after: list[ox.Quad]) -> Changes:
    """Return what leads from one dataset to the other."""
    if canonical.same(before, after):
        before = after = []
    old, new = Side(before), Side(after)
    gone, come = _beyond(old.facts, new.facts), _beyond(new.facts, old.facts)
    # What is gone from one graph and come to another has only moved.
    without_graph = (_by_rest_of_key(gone), _by_rest_of_key(come))
    removed, added = _beyond(*without_graph), _beyond(*reversed(without_graph))
    same = canonical.digest(old.rest) == canonical.digest(new.rest)
    return Changes(
        before=old,
        after=new,
        removed=tuple(one for facts in removed.values() for one in facts),
        added=tuple(one for facts in added.values() for one in facts),
        moved=sum(map(len, gone.values())) - sum(map(len, removed.values())),
        deletions=_statements(gone, frozenset() if same else old.rest),
        additions=_statements(come, frozenset() if same else new.rest),
    )


def alike(before: list[ox.Quad], after: list[ox.Quad]) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return two datasets without graph names where each is one graph under another name.

    A file's graph is named after it: their names alone do not make two files differ.
    """
    one, other = ({quad.graph_name for quad in side} for side in (before, after))
    if len(one) == len(other) == 1 and one != other:
        return list(canonical.union(before)), list(canonical.union(after))
    return before, after


def _beyond(one: dict[K, list[Fact]], other: dict[K, list[Fact]]) -> dict[K, list[Fact]]:
    """Return the facts that one side has more of than the other."""
    surplus = {key: facts[len(other.get(key, ())) :] for key, facts in one.items()}
    return {key: facts for key, facts in surplus.items() if facts}


def _by_rest_of_key(facts: dict[Key, list[Fact]]) -> dict[tuple[object, ...], list[Fact]]:
    facts_by_rest: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for (_, *key), some in facts.items():
        facts_by_rest[tuple(key)] += some
    return facts_by_rest


def _statements(facts: dict[Key, list[Fact]], rest: frozenset[ox.Quad]) -> frozenset[ox.Quad]:
    return rest | {quad for some in facts.values() for one in some for quad in one.quads}
