"""Which blank nodes can be written where they are mentioned, and which need a label."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.graph.turtle.terms import Graph, Subject, Term

    Fact = tuple[ox.NamedNode, Term]

FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))


class Nested:
    """Facts by subject, and which blank nodes can be written where they are mentioned."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self.quads = list(dict.fromkeys(quads))
        self.facts: dict[tuple[Graph, Subject], list[Fact]] = defaultdict(list)
        self._mentions: dict[ox.BlankNode, list[tuple[Graph, Subject]]] = defaultdict(list)
        self._graphs: dict[ox.BlankNode, set[Graph]] = defaultdict(set)
        self._bound: set[ox.BlankNode] = set()
        for quad in self.quads:
            self.facts[quad.graph_name, quad.subject].append((quad.predicate, quad.object))
            if isinstance(quad.subject, ox.BlankNode):
                self._graphs[quad.subject].add(quad.graph_name)
            if isinstance(quad.object, ox.BlankNode):
                self._mentions[quad.object].append((quad.graph_name, quad.subject))
                self._graphs[quad.object].add(quad.graph_name)
            elif isinstance(quad.object, ox.Triple):
                self._bound.update(_inside(quad.object))
            if isinstance(quad.graph_name, ox.BlankNode):
                self._bound.add(quad.graph_name)

    @cached_property
    def labelled(self) -> frozenset[ox.BlankNode]:
        """Blank nodes that need a label: mentioned twice, in several graphs, or in a circle."""
        with_label = set(self._bound)
        with_label |= {node for node, graphs in self._graphs.items() if len(graphs) > 1}
        with_label |= {node for node, mentions in self._mentions.items() if len(mentions) > 1}
        safe: set[ox.BlankNode] = set()
        for node in self._graphs:
            path: dict[ox.BlankNode, int] = {}
            at: Subject = node
            while isinstance(at, ox.BlankNode) and at not in with_label and at not in safe:
                if at in path:
                    with_label.update(list(path)[path[at] :])
                    break
                path[at] = len(path)
                mentions = self._mentions.get(at)
                if not mentions:
                    break
                at = mentions[0][1]
            safe.update(one for one in path if one not in with_label)
        return frozenset(with_label)

    def nested(self, term: Term) -> bool:
        """Tell whether a term is a blank node that is written where it is mentioned."""
        return (
            isinstance(term, ox.BlankNode) and term not in self.labelled and term in self._mentions
        )

    def holder(self, node: Subject) -> Subject | None:
        """Return the subject in whose facts a term is written as a nested blank node, if any."""
        if isinstance(node, ox.BlankNode) and self.nested(node):
            return self._mentions[node][0][1]
        return None

    def items(self, graph: Graph, head: Term) -> list[tuple[ox.BlankNode, Term]]:
        """Return the cells and items of a well-formed collection; nothing for other nodes."""
        cells: list[tuple[ox.BlankNode, Term]] = []
        cell = head
        while cell != NIL:
            if not isinstance(cell, ox.BlankNode) or not self.nested(cell):
                return []
            facts = self.facts.get((graph, cell), [])
            parts = dict(facts)
            if len(facts) != 2 or parts.keys() != {FIRST, REST}:
                return []
            cells.append((cell, parts[FIRST]))
            cell = parts[REST]
        return cells


def _inside(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode):
            yield term
        elif isinstance(term, ox.Triple):
            yield from _inside(term)
