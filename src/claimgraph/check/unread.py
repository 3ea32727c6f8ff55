"""Holds back results that may only be there because statements were not read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from claimgraph.vocab import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    import pyoxigraph as ox
    from rdflib import Graph
    from rdflib.paths import Path
    from rdflib.term import URIRef

    from claimgraph.check.engines import Result
    from claimgraph.findings import Finding
    from claimgraph.graph.loading import Loaded

# SHACL's constraints that can look at more than the triples of the focus node.
_FURTHER = frozenset(
    f"{SH}{name}ConstraintComponent"
    for name in (
        *("Class", "Node", "Not", "And", "Or", "Xone", "QualifiedMinCount", "QualifiedMaxCount"),
        "SPARQL",
    )
)
# What leads from a shape to those nested in it, and through lists of them.
_NESTING = (
    *(f"{SH}{name}" for name in ("node", "property", "not", "and", "or", "xone")),
    f"{SH}qualifiedValueShape",
    *(f"{RDF}{name}" for name in ("first", "rest")),
)


def resting(
    results: Sequence[Result],
    broken: Sequence[Loaded],
    quads: Sequence[ox.Quad],
    vocabulary: AbstractSet[str],
    rules: Sequence[ox.Quad],
) -> list[Result]:
    """Return the results that may only be there because statements of `broken` were not read.

    `vocabulary` are the terms, as N-Triples has them, that no statement of the data describes;
    `rules` the shapes.
    """
    if not broken:
        return []
    from claimgraph.check.findings import shapes_graph
    from claimgraph.graph.terms import n_triples

    shapes = shapes_graph(tuple(rules))
    owners = {name for one in broken for name in one.owners}
    near = {str(q.subject) for q in quads if str(q.object)[1:-1] in owners} if owners else set()
    named = {f"<{name}>" for one in broken for name in one.names} - vocabulary
    links = _Links(quads)
    # Results of one constraint follow the same paths.
    paths: dict[object, list[URIRef | Path]] = {}

    def followed(result: Result) -> list[URIRef | Path]:
        key = (result.shape, result.path, result.component)
        if key not in paths:
            paths[key] = _followed(shapes, result)
        return paths[key]

    return [
        each
        for each in results
        if _rests_on_unread(each, broken)
        or (focus := n_triples(each.focus)) in near
        or _leads_to(named, focus, each, followed(each), links)
    ]


class _Links:
    """The triples by what they lead from, as N-Triples: their subjects, and back their objects."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self.onwards: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.back: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for quad in quads:
            subject, predicate, value = str(quad.subject), quad.predicate.value, str(quad.object)
            self.onwards[subject].append((predicate, value))
            self.back[value].append((predicate, subject))


def _followed(shapes: Graph, result: Result) -> list[URIRef | Path]:
    """Return the paths that a constraint follows: its own, and those of the shapes nested in it."""
    from rdflib.term import URIRef

    from claimgraph.check.engines.paths import of_result, path_of

    own = of_result(shapes, result)
    found = [] if own is None else [own]
    if result.component in _FURTHER:
        seen, ahead = {result.shape}, [result.shape]
        while ahead:
            node = ahead.pop()
            found += [path_of(shapes, path) for path in shapes.objects(node, URIRef(SH + "path"))]
            nested = {each for name in _NESTING for each in shapes.objects(node, URIRef(name))}
            ahead += nested - seen
            seen |= nested
    return found


def _leads_to(
    named: AbstractSet[str],
    focus: str,
    result: Result,
    paths: Sequence[URIRef | Path],
    links: _Links,
) -> bool:
    """Tell whether a constraint that looks at more than its focus node can have looked at a thing.

    It follows the predicates of the paths, and from there one triple more.
    """
    from rdflib.term import URIRef

    from claimgraph.check.engines.paths import predicates

    if all(isinstance(path, URIRef) for path in paths) and result.component not in _FURTHER:
        return False
    pairs = [predicates(path) for path in paths]
    onwards = {each for one, _ in pairs for each in one}
    back = {each for _, other in pairs for each in other}
    reached, ahead = {focus}, [focus]
    while ahead:
        node = ahead.pop()
        following = [each for each in links.back.get(node, ()) if each[0] in back]
        for predicate, target in (*links.onwards.get(node, ()), *following):
            if target in named:
                return True
            if predicate in onwards | back and target not in reached:
                reached.add(target)
                ahead.append(target)
    return False


def _rests_on_unread(result: Result, broken: Sequence[Loaded]) -> bool:
    """Tell whether a result may only be there because statements were not read.

    It is about a thing that they name, or it misses something in a whole that owns one.
    """
    focus = str(result.focus)
    owner = focus.rstrip("/") + "/" if result.value is None and result.path is None else None
    return any(
        focus in one.names
        or str(result.value) in one.names
        or (owner is not None and any(name.startswith(owner) for name in one.names))
        for one in broken
    )


def holds(finding: Finding, broken: Sequence[Loaded]) -> bool:
    """Tell whether a finding stands in statements that were not read."""
    at = finding.location
    if at is None:
        return False
    return any(
        at.file == one.file.name
        and (not one.unread or any(a <= (at.line or 0) <= b for a, b in one.unread))
        for one in broken
    )
