"""Tells which patterns of a query may match any node of the data, whatever its properties."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Matched:
    """What the triples of a group match: a node is a variable, a blank node, or an IRI in `<>`.

    `bound` are variables that stand in a triple that must be there, `empty_paths` the ends of paths
    that may have no step. Solutions are joined with those of the group around it, unless it is
    `apart`: a subquery, or another graph (`graph`).
    """

    outer: Matched | None = None
    apart: bool = False
    graph: bool = False
    triples: int = 0
    bound: set[str] = field(default_factory=set)
    empty_paths: list[tuple[str, str]] = field(default_factory=list)


class Matching:
    """The groups of a query from the outside inwards, with what their triples and paths match."""

    def __init__(self) -> None:
        self.inner = Matched()
        self._groups = [self.inner]

    @contextmanager
    def group(self, *, graph: bool) -> Iterator[Matched]:
        """Open a group within the innermost one."""
        before, self.inner = self.inner, Matched(self.inner, apart=graph, graph=graph)
        self._groups.append(self.inner)
        yield self.inner
        self.inner = before

    def match(self, subject: str, value: str, *, may_be_empty: bool) -> None:
        """Note a triple of the innermost group, or a path that may have no step."""
        if may_be_empty:
            self.inner.empty_paths.append((subject, value))
        else:
            self.inner.triples += 1
            self.inner.bound |= {subject, value}

    def anchored(self) -> tuple[bool, set[str]]:
        """Tell whether any node may be matched, and at which IRIs paths of no step begin.

        A path of no step matches any node where no triple says what its ends are; one that starts
        at a node of the data ends at one (SPARQL 1.1, 18.4).
        """
        any_node, path_ends = False, set[str]()
        for group in self._groups:
            # A graph matches a group without a triple by being there.
            any_node |= group.graph and not group.triples
            if group.outer and not group.apart:
                group.bound |= group.outer.bound
            ahead = group.empty_paths
            while ahead:
                free = [ends for ends in ahead if group.bound.isdisjoint(ends)]
                for ends in ahead:
                    if ends not in free:
                        group.bound |= set(ends)
                if free and len(free) == len(ahead):
                    free.sort(key=lambda ends: not _iris(ends))
                    iris = _iris(free[0])
                    any_node |= not iris or _in_graph(group)
                    path_ends |= iris
                    group.bound |= set(free[0])
                ahead = free
        return any_node, path_ends


def _iris(nodes: tuple[str, str]) -> set[str]:
    return {node[1:-1] for node in nodes if node.startswith("<")}


def _in_graph(group: Matched) -> bool:
    """Tell whether a group is matched in one graph: there not every node of the data is."""
    return group.graph or (group.outer is not None and _in_graph(group.outer))
