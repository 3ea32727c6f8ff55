"""Blank nodes of one text, read twice: which of the one reading is which of the other."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING

from rdflib.term import BNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    Triple = tuple[Node, Node, Node]
    # From a node: the way of a triple (1 away from it, 0 towards it), its predicate, its other end.
    Link = tuple[int, Node, Node]


def matched(ours: Iterable[Triple], theirs: Iterable[Triple]) -> dict[Node, Node]:
    """Match our blank nodes to theirs by what surrounds them.

    Twins, which nothing tells apart, are matched in the order of the text, and what hangs
    together goes together: a node's neighbours are matched among its match's neighbours. Where
    blank nodes refer to each other in circles as well, that is a guess, as telling them apart is
    graph isomorphism.
    """
    here, there = _links(ours), _links(theirs)
    colours, others = _coloured(here), _coloured(there)
    twins: dict[int, deque[Node]] = defaultdict(deque)
    for node, colour in others.items():
        twins[colour].append(node)
    found: dict[Node, Node] = {}
    taken: set[Node] = set()
    for node, colour in colours.items():
        while twins[colour] and twins[colour][0] in taken:
            twins[colour].popleft()
        pairs = deque([(node, other) for other in [*twins[colour]][:1] if node not in found])
        while pairs:
            mine, yours = pairs.popleft()
            if mine in found or yours in taken:
                continue
            found[mine] = yours
            taken.add(yours)
            beyond = _grouped(there[yours], others)
            for kind, nodes in _grouped(here[mine], colours).items():
                free = [other for other in beyond.get(kind, ()) if other not in taken]
                pairs += zip([each for each in nodes if each not in found], free, strict=False)
    return found


def _links(triples: Iterable[Triple]) -> dict[Node, list[Link]]:
    """Return the links of every blank node; a triple that is written twice counts once."""
    found: dict[Node, list[Link]] = {}
    for s, p, o in dict.fromkeys(triples):
        if isinstance(s, BNode):
            found.setdefault(s, []).append((1, p, o))
        if isinstance(o, BNode):
            found.setdefault(o, []).append((0, p, s))
    return found


def _coloured(links: dict[Node, list[Link]]) -> dict[Node, int]:
    """Colour blank nodes by their surroundings, refined until no more of them can be told apart."""
    colours: dict[Node, int] = dict.fromkeys(links, 0)
    kinds = 0
    while len(set(colours.values())) > kinds:
        kinds = len(set(colours.values()))
        colours = {
            node: hash(
                tuple(sorted((way, hash(p), colours.get(x, hash(x))) for way, p, x in around))
            )
            for node, around in links.items()
        }
    return colours


def _grouped(
    around: list[Link], colours: dict[Node, int]
) -> dict[tuple[int, Node, int], list[Node]]:
    """Return the blank nodes at the other ends of links, by link and colour."""
    found: dict[tuple[int, Node, int], list[Node]] = defaultdict(list)
    for way, p, node in around:
        if node in colours:
            found[way, p, colours[node]].append(node)
    return found
