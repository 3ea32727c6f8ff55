"""Property paths (SHACL 2.3.1): written as text, and rewritten for a validator that lacks one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox
from rdflib import RDF, SH
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.term import BNode, URIRef

from claimgraph.errors import ShapesError
from claimgraph.graph.terms import in_memory, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib import Graph
    from rdflib.paths import Path
    from rdflib.term import Node

    from claimgraph.check.engines.results import Result
    from claimgraph.graph.terms import OxTerm

    OxSubject = ox.NamedNode | ox.BlankNode | ox.Triple

_SUFFIXES: dict[URIRef, Literal["*", "+", "?"]] = {
    SH.zeroOrMorePath: "*",
    SH.oneOrMorePath: "+",
    SH.zeroOrOnePath: "?",
}


def property_path(graph: Graph, node: Node) -> str:
    """Write a SHACL property path (SHACL 2.3.1) as a SPARQL property path."""
    if not isinstance(node, BNode):
        return f"<{node}>"
    if graph.value(node, RDF.first) is not None:
        return "/".join(property_path(graph, each) for each in Collection(graph, node))
    for predicate, suffix in _SUFFIXES.items():
        if (inner := graph.value(node, predicate)) is not None:
            return f"({property_path(graph, inner)}){suffix}"
    if (inner := graph.value(node, SH.inversePath)) is not None:
        step = property_path(graph, inner)
        return f"^{step}" if isinstance(inner, URIRef) else f"^({step})"
    choices = graph.value(node, SH.alternativePath)
    assert choices is not None
    return "(" + "|".join(property_path(graph, each) for each in Collection(graph, choices)) + ")"


def path_of(graph: Graph, node: Node, *, inverse: bool = False) -> URIRef | Path:
    """Return a SHACL property path, or its inverse, as rdflib's: of predicates alone inverse.

    ^(a/b) is ^b/^a, ^(a|b) is ^a|^b, ^(a*) is (^a)*, ^^a is a.
    """
    if isinstance(node, URIRef):
        return InvPath(node) if inverse else node
    if graph.value(node, RDF.first) is not None:
        steps = list(Collection(graph, node))
        in_order = reversed(steps) if inverse else steps
        return SequencePath(*(path_of(graph, each, inverse=inverse) for each in in_order))
    for predicate, suffix in _SUFFIXES.items():
        if (inner := graph.value(node, predicate)) is not None:
            return MulPath(path_of(graph, inner, inverse=inverse), suffix)
    if (inner := graph.value(node, SH.inversePath)) is not None:
        return path_of(graph, inner, inverse=not inverse)
    choices = graph.value(node, SH.alternativePath)
    assert choices is not None
    return AlternativePath(
        *(path_of(graph, each, inverse=inverse) for each in Collection(graph, choices))
    )


def ends(
    graph: Graph, path: URIRef | Path, start: Node, known: dict[tuple[int, Node], set[Node]]
) -> set[Node]:
    """Return the nodes to which a path leads from another (SPARQL 1.1, 9.3).

    `known` keeps what was found for the parts of the path, which are followed time and again.
    """
    place = (id(path), start)
    if place not in known:
        known[place] = set(_ends(graph, path, start, known))
    return known[place]


def _ends(
    graph: Graph, path: URIRef | Path, start: Node, known: dict[tuple[int, Node], set[Node]]
) -> Iterable[Node]:
    def onwards(part: URIRef | Path, starts: Iterable[Node]) -> set[Node]:
        return {end for each in starts for end in ends(graph, part, each, known)}

    if isinstance(path, URIRef):
        return graph.objects(start, path)
    if isinstance(path, InvPath):
        return graph.subjects(path.arg, start)
    if isinstance(path, AlternativePath):
        return {end for part in path.args for end in ends(graph, part, start, known)}
    if isinstance(path, SequencePath):
        nodes = {start}
        for part in path.args:
            nodes = onwards(part, nodes)
        return nodes
    assert isinstance(path, MulPath)
    nodes = set(ends(graph, path.path, start, known))
    ahead = nodes if path.mod != "?" else set()
    while ahead:
        ahead = onwards(path.path, ahead) - nodes
        nodes |= ahead
    return nodes if path.mod == "+" else nodes | {start}


def of_result(shapes: Graph, result: Result) -> URIRef | Path | None:
    """Return a result's path; one of several steps is that of its shape."""
    if result.path is None or isinstance(result.path, URIRef):
        return result.path
    return path_of(shapes, shapes.value(result.shape, SH.path) or RDF.nil)


def predicates(path: URIRef | Path) -> tuple[set[str], set[str]]:
    """Return the predicates that a path follows to their objects, and those to their subjects."""
    if isinstance(path, URIRef):
        return {str(path)}, set()
    if isinstance(path, InvPath):
        onwards, back = predicates(path.arg)
        return back, onwards
    parts = [path.path] if isinstance(path, MulPath) else getattr(path, "args", [])
    pairs = [predicates(part) for part in parts]
    return set().union(*(one for one, _ in pairs)), set().union(*(other for _, other in pairs))


@lru_cache(maxsize=2)
def inverting_predicates(
    shapes: tuple[ox.Quad, ...],
) -> tuple[tuple[ox.Quad, ...], dict[Node, str]]:
    """Return the shapes with inverse paths of predicates alone, and the paths that were others.

    Both validators follow an inverse of several steps in the order in which they are written. The
    paths are by shape, as their authors wrote them.
    """
    if not any(q.predicate == _INVERSE and isinstance(q.object, ox.BlankNode) for q in shapes):
        return shapes, {}
    graph = in_memory(shapes)
    quads: list[ox.Quad] = []
    written: dict[Node, str] = {}
    gone: set[Node] = set()
    needed: set[Node] = set()
    for quad in shapes:
        if quad.predicate == _PATH and isinstance(quad.object, ox.BlankNode):
            path = term(quad.object)
            nodes = _nodes(graph, path)
            if any(isinstance(graph.value(each, SH.inversePath), BNode) for each in nodes):
                written[term(quad.subject)] = property_path(graph, path)
                turned, more = _said(path_of(graph, path))
                quads += [ox.Quad(quad.subject, _PATH, turned), *more]
                gone |= nodes
                continue
            needed |= nodes
        quads.append(quad)
    gone -= needed
    return tuple(q for q in quads if term(q.subject) not in gone), written


def _nodes(graph: Graph, path: Node) -> set[Node]:
    """Return the blank nodes that a path consists of."""
    nodes: set[Node] = set()
    ahead = [path]
    while ahead:
        node = ahead.pop()
        if isinstance(node, BNode) and node not in nodes:
            nodes.add(node)
            ahead += graph.objects(node)
    return nodes


def _said(path: URIRef | Path) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Quad]]:
    """Return a path as SHACL has it (2.3.1): its node, and what is said of it."""
    if isinstance(path, URIRef):
        return ox.NamedNode(str(path)), []
    node = ox.BlankNode()
    if isinstance(path, InvPath):
        return node, [ox.Quad(node, _INVERSE, ox.NamedNode(str(path.arg)))]
    if isinstance(path, MulPath):
        step, quads = _said(path.path)
        return node, [ox.Quad(node, _REPEATED[path.mod], step), *quads]
    assert isinstance(path, AlternativePath | SequencePath)
    steps = [_said(each) for each in path.args]
    head: ox.NamedNode | ox.BlankNode = _NIL
    quads = [quad for _, said in steps for quad in said]
    for step, _ in reversed(steps):
        cell = ox.BlankNode()
        quads += [ox.Quad(cell, _FIRST, step), ox.Quad(cell, _REST, head)]
        head = cell
    if isinstance(path, SequencePath):
        return head, quads
    return node, [ox.Quad(node, _ALTERNATIVE, head), *quads]


def without_one_or_more(shapes: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return the shapes with every path of one or more steps as one step and then any number.

    Of one or more steps shacl-rust leaves out the node where they began, though they lead back to
    it; of any number it does not. Raises ShapesError for a path that lies within others than
    sequences.
    """
    steps: dict[OxTerm, OxTerm] = {
        q.subject: q.object for q in shapes if q.predicate == _ONE_OR_MORE
    }
    if not steps:
        return list(shapes)
    choices = _cells(shapes, [q.object for q in shapes if q.predicate == _ALTERNATIVE])
    after: dict[OxTerm, OxTerm] = {q.subject: q.object for q in shapes if q.predicate == _REST}
    spliced = {q.subject for q in shapes if q.predicate == _FIRST and q.object in steps}
    quads: list[ox.Quad] = []
    for quad in shapes:
        if quad.predicate == _ONE_OR_MORE or (quad.predicate == _REST and quad.subject in spliced):
            continue
        if quad.object not in steps or quad.predicate not in _WITHIN:
            quads.append(quad)
        elif quad.predicate == _PATH:
            whole = ox.BlankNode()
            quads.append(ox.Quad(quad.subject, _PATH, whole))
            quads += _one_and_more(whole, steps[quad.object], _NIL)
        elif quad.predicate == _FIRST and quad.subject not in choices:
            quads += _one_and_more(quad.subject, steps[quad.object], after[quad.subject])
        else:
            raise ShapesError(
                "shacl-rust cannot follow a path of one or more steps within this one: "
                "use --engine auto or pyshacl"
            )
    return quads


_SH, _RDF = str(SH), str(RDF)
_ONE_OR_MORE = ox.NamedNode(_SH + "oneOrMorePath")
_ANY_NUMBER = ox.NamedNode(_SH + "zeroOrMorePath")
_ALTERNATIVE = ox.NamedNode(_SH + "alternativePath")
_INVERSE = ox.NamedNode(_SH + "inversePath")
_PATH = ox.NamedNode(_SH + "path")
_FIRST = ox.NamedNode(_RDF + "first")
_WITHIN = (
    _PATH,
    _FIRST,
    _ANY_NUMBER,
    ox.NamedNode(_SH + "zeroOrOnePath"),
    _INVERSE,
)
_REPEATED = {suffix: ox.NamedNode(str(predicate)) for predicate, suffix in _SUFFIXES.items()}
_REST = ox.NamedNode(_RDF + "rest")
_NIL = ox.NamedNode(_RDF + "nil")


def _one_and_more(cell: OxSubject, step: OxTerm, rest: OxTerm) -> list[ox.Quad]:
    """Return the list ( step [ sh:zeroOrMorePath step ] … ) that begins in a cell."""
    next_cell, any_number = ox.BlankNode(), ox.BlankNode()
    return [
        ox.Quad(cell, _FIRST, step),
        ox.Quad(cell, _REST, next_cell),
        ox.Quad(next_cell, _FIRST, any_number),
        ox.Quad(next_cell, _REST, rest),
        ox.Quad(any_number, _ANY_NUMBER, step),
    ]


def _cells(quads: Sequence[ox.Quad], lists: list[OxTerm]) -> set[OxTerm]:
    """Return the cells of lists."""
    after: dict[OxTerm, OxTerm] = {q.subject: q.object for q in quads if q.predicate == _REST}
    cells: set[OxTerm] = set()
    while lists:
        cell = lists.pop()
        if cell in after and cell not in cells:
            cells.add(cell)
            lists.append(after[cell])
    return cells
