"""Graphs whose blank nodes have canonical names (RDFC-1.0): to be compared, hashed and sorted."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter, defaultdict
from math import factorial
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Orders of blank nodes that look alike, tried from one of them: six all joined to each other pass.
_ORDERS = 10_000
# What is, or may hold, a blank node.
_UNNAMED = (ox.BlankNode, ox.Triple)
_LABEL = re.compile(r"_:\S+")
# Nobody who writes a graph knows the names of its trees.
_KEY = os.urandom(32)


def n_quads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the canonical N-Quads of a dataset: the same bytes for isomorphic datasets.

    RDF Dataset Canonicalization (RDFC-1.0, section 5), with SHA-256. Raises what `relabelled` does.
    """
    lines = (ox.serialize(relabelled(quads), format=ox.RdfFormat.N_QUADS) or b"").split(b"\n")
    # Lines in the order of their code points, which is that of their bytes in UTF-8.
    return b"".join(line + b"\n" for line in sorted(lines) if line)


def digest(quads: Iterable[ox.Quad]) -> str:
    """Return the SHA-256 of a dataset's canonical N-Quads, in hexadecimal digits.

    Raises what `relabelled` does.
    """
    return hashlib.sha256(n_quads(quads)).hexdigest()


def same(one: Iterable[ox.Quad], other: Iterable[ox.Quad]) -> bool:
    """Tell whether two datasets are isomorphic; raises what `relabelled` does.

    What holds no blank node is compared as it is: that is fast, and most of what there is.
    """
    (ground, rest), (others, their_rest) = (_apart(quads) for quads in (one, other))
    if ground != others or rest == their_rest:
        return ground == others
    folded, their_folded = _folded(rest), _folded(their_rest)
    return folded == their_folded or digest(folded) == digest(their_folded)


def _folded(quads: set[ox.Quad]) -> set[ox.Quad]:
    """Return quads with an IRI, made of what it holds, for each tree of blank nodes.

    Isomorphic datasets stay so, and others do not become so. RDFC-1.0 would take a time that grows
    with the cube of a tree's depth.
    """
    facts: defaultdict[object, list[ox.Quad]] = defaultdict(list)
    mentions: defaultdict[ox.BlankNode, list[ox.Quad]] = defaultdict(list)
    elsewhere: set[str] = set()
    for quad in quads:
        facts[quad.subject].append(quad)
        if isinstance(quad.object, ox.BlankNode):
            mentions[quad.object].append(quad)
        if isinstance(quad.object, ox.Triple) or isinstance(quad.graph_name, ox.BlankNode):
            elsewhere.update(_LABEL.findall(f"{quad.object} {quad.graph_name}"))
    trees = {
        node
        for node, (first, *more) in mentions.items()
        if not more
        and str(node) not in elsewhere
        and all(fact.graph_name == first.graph_name for fact in facts[node])
    }
    unnamed = {node: sum(fact.object in mentions for fact in facts[node]) for node in trees}
    ready = [node for node, count in unnamed.items() if not count]
    names: dict[object, str] = {}
    while ready:
        node = ready.pop()
        statements = sorted(f"{f.predicate} {names.get(f.object) or f.object}" for f in facts[node])
        content = "\n".join(statements).encode()
        names[node] = f"<urn:tree:{hashlib.blake2b(content, key=_KEY).hexdigest()}>"
        holder = mentions[node][0].subject
        if isinstance(holder, ox.BlankNode) and holder in unnamed:
            unnamed[holder] -= 1
            if not unnamed[holder]:
                ready.append(holder)
    alike = Counter(
        (quad.subject, quad.predicate, names[quad.object], quad.graph_name)
        for quad in quads
        if quad.object in names and quad.subject not in names
    )
    return {quad for quad in quads if not {quad.subject, quad.object} & names.keys()} | {
        ox.Quad(subject, predicate, ox.NamedNode(f"{name[1:-1]}:{count}"), graph)
        for (subject, predicate, name, graph), count in alike.items()
    }


def _apart(quads: Iterable[ox.Quad]) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """Return the quads without blank nodes, and the others."""
    ground: set[ox.Quad] = set()
    rest: set[ox.Quad] = set()
    for quad in quads:
        unnamed = (
            isinstance(quad.object, _UNNAMED)
            or isinstance(quad.subject, _UNNAMED)
            or isinstance(quad.graph_name, _UNNAMED)
        )
        (rest if unnamed else ground).add(quad)
    return ground, rest


def union(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads' triples in the default graph."""
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)


def relabelled(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """Return a dataset with the labels of RDFC-1.0 for its blank nodes, in no order.

    The time for blank nodes that look alike all around grows exponentially (section 7.1, Dataset
    Poisoning): raises UsageError beyond a fixed number of steps.
    """
    dataset = ox.Dataset(quads)
    _must_end(dataset)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return list(dataset)


# ── Datasets on which the algorithm would not end ────────────────────────────────────────────────


def _must_end(dataset: ox.Dataset) -> None:
    """Raise UsageError for a poisoned dataset: Oxigraph has no limit of its own.

    Only blank nodes with neighbours that look alike need a closer look, and few datasets have any.
    """
    of_node: defaultdict[ox.BlankNode, list[ox.Quad]] = defaultdict(list)
    beside: defaultdict[ox.BlankNode, set[tuple[object, ox.BlankNode]]] = defaultdict(set)
    for quad in dataset:
        ends = [
            (place, term)
            for place, term in (
                (("s", quad.predicate), quad.subject),
                (("o", quad.predicate), quad.object),
                ("g", quad.graph_name),
            )
            if isinstance(term, ox.BlankNode)
        ]
        for node in {term for _, term in ends}:
            of_node[node].append(quad)
            beside[node].update((place, other) for place, other in ends if other != node)
    looks: dict[ox.BlankNode, int] = {}

    def look(node: ox.BlankNode) -> int:
        if node not in looks:
            looks[node] = hash(frozenset(_masked(quad, node) for quad in of_node[node]))
        return looks[node]

    alike = {
        node
        for node, others in beside.items()
        if max(Counter(place for place, _ in others).values(), default=0) > 1
        and max(Counter((place, look(other)) for place, other in others).values()) > 1
    }
    if alike:
        reached, ahead = set(alike), list(alike)
        while ahead:
            fresh = {other for _, other in beside[ahead.pop()]} - reached
            reached |= fresh
            ahead += fresh
        _must_be_ordered({quad for node in reached for quad in of_node[node]}, len(alike))


def _masked(quad: ox.Quad, node: ox.BlankNode) -> tuple[str, ...]:
    """Return what a quad says of a blank node, others without names (RDFC-1.0, section 4.6)."""
    terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return tuple("_:a" if term == node else _nameless(term) for term in terms)


def _nameless(term: object) -> str:
    """Return a term as N-Quads have it, without the labels of the blank nodes in it."""
    return _LABEL.sub("_:z", str(term)) if isinstance(term, ox.BlankNode | ox.Triple) else str(term)


def _must_be_ordered(quads: Iterable[ox.Quad], alike: int) -> None:
    """Raise UsageError where the algorithm, as PyLD takes its steps, tries too many orders."""
    from pyld.canon import URDNA2015

    class Bounded(URDNA2015):  # type: ignore[misc]  # PyLD has no types
        """Counts the orders before they are tried, from each node from which it begins."""

        left = _ORDERS

        def create_hash_to_related(self, node: str, issuer: Any) -> dict[str, list[str]]:
            related: dict[str, list[str]] = super().create_hash_to_related(node, issuer)
            begins = len(issuer.order) == 1
            self.left = _ORDERS if begins else self.left
            self.left -= sum(factorial(len(group)) for group in related.values())
            if self.left < 0:
                raise UsageError(
                    f"{alike} blank nodes have neighbours that look alike, and their canonical "
                    "labels (RDFC-1.0) would take too long: give them IRIs, or what sets them apart"
                )
            return related

    graphs: defaultdict[str, list[dict[str, dict[str, str]]]] = defaultdict(list)
    for quad in quads:
        default = quad.graph_name == ox.DefaultGraph()
        graphs["@default" if default else str(quad.graph_name)].append(
            {
                "subject": _of_pyld(quad.subject),
                "predicate": _of_pyld(quad.predicate),
                "object": _of_pyld(quad.object),
            }
        )
    Bounded().main(graphs, {"format": "application/n-quads"})


def _of_pyld(term: object) -> dict[str, str]:
    """Return a term as PyLD has it; terms other than blank nodes need only differ from others."""
    if isinstance(term, ox.BlankNode):
        return {"type": "blank node", "value": str(term)}
    return {"type": "IRI", "value": _nameless(term)}
