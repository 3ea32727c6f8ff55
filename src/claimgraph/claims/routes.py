"""Finds the shortest way of arguments that leads from one claim to another."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.model import CG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

    from claimgraph.claims.model import Argument
    from claimgraph.claims.reading import Reader


@dataclass(frozen=True)
class Step:
    """An argument that leads on: what it does, and to which claim or argument."""

    argument: Argument
    to: Node


def route(reader: Reader, start: Node, end: Node) -> tuple[Step, ...] | None:
    """Return the steps from a claim to another, from premise to conclusion; None if none lead.

    An undercut leads to the argument that it is about, and that to its own conclusion.
    """
    before: dict[Node, tuple[Node, Step] | None] = {start: None}
    ahead = deque([start])
    while ahead and end not in before:
        node = ahead.popleft()
        for step in _steps(reader, node):
            if step.to not in before:
                before[step.to] = (node, step)
                ahead.append(step.to)
    if end not in before:
        return None
    steps = []
    while (last := before[end]) is not None:
        end, step = last
        steps.append(step)
    return tuple(reversed(steps))


def _steps(reader: Reader, node: Node) -> Iterator[Step]:
    """Yield what leads on from a claim or an argument, in a lasting order."""
    arguments = reader.using(node)
    if (node, CG.conclusion, None) in reader.graph:
        arguments = [*arguments, reader.argument(node)]
    for one in arguments:
        for conclusion in sorted(one.conclusions, key=str):
            yield Step(one, conclusion)
