"""shacl-rust: the same results many times faster; the optional extra `fast`."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import shacl_rust
from rdflib import RDF, SH
from rdflib.term import BNode, Literal, URIRef

from claimgraph.check.engines.at_once import AtOnce
from claimgraph.check.engines.literals import is_true
from claimgraph.check.engines.paths import property_path, without_one_or_more
from claimgraph.check.engines.patterns import for_rust
from claimgraph.check.engines.queries import like
from claimgraph.check.engines.results import Result
from claimgraph.check.engines.shapes import TARGETS
from claimgraph.errors import ShapesError
from claimgraph.graph.sparql import with_tags_in_lower_case
from claimgraph.graph.terms import in_memory, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.check.engines.at_once import Asked
    from claimgraph.graph.terms import OxTerm

# Skolem IRIs (RDF 1.1 Concepts, 3.5): a shape that is a blank node is reported under a name of the
# validator's own making, one with an IRI under that IRI.
_SKOLEM = "urn:claimgraph:genid:"
_SPARQL = str(SH.SPARQLConstraintComponent)
# What paths are made of, and what a query says.
_ASKED = frozenset(
    {
        *(str(SH[name]) for name in ("path", "inversePath", "alternativePath", "zeroOrMorePath")),
        *(str(SH[name]) for name in ("oneOrMorePath", "zeroOrOnePath", "sparql", "message")),
        *(str(RDF[name]) for name in ("first", "rest")),
    }
)
_HOLDS_QUERY = str(SH.sparql)
_IRI = re.compile(r"<[^<>]*>")
# What stands in a message for a variable: an IRI, a literal in N-Triples syntax, or its own name.
_SHOWN = r'((?:"(?:[^"\\]|\\.)*"(?:\^\^<[^<>]*>|@[\w-]+)?)|[^"]*?)'


def validate(data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> list[Result]:
    """Validate with SHACL Core and SHACL-SPARQL, without inference.

    `routing` keeps from it the shapes that it would judge otherwise than the standard does.
    """
    rules = _asked(tuple(shapes))
    silent = rules.at_once.silent(data)
    results = _results(_n_triples(quad.triple for quad in data), rules.written(silent))
    terms = _terms(results)
    return [_result(each, terms, rules) for each in results]


@lru_cache(maxsize=4)
def _asked(shapes: tuple[ox.Quad, ...]) -> _Shapes:
    """Return shapes to be asked: once for all data that is checked against them."""
    return _Shapes(shapes)


def _results(data: str, shapes: str) -> list[dict[str, Any]]:
    try:
        report = shacl_rust.validate(
            data, shapes, data_format="nt", shapes_format="nt", experimental_index=True
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust is not an Exception
        raise ShapesError(f"shacl-rust cannot use the shapes ({error}): mend them") from error
    results: list[dict[str, Any]] = report["results"]
    return results


_TYPE, _PROPERTY_SHAPE = ox.NamedNode(str(RDF.type)), ox.NamedNode(str(SH.PropertyShape))


def _n_triples(triples: Iterable[ox.Triple]) -> str:
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return (written or b"").decode()


def _skolemized(shapes: Sequence[ox.Quad]) -> list[ox.Triple]:
    """Return active shapes with IRIs for blank nodes, but for those of paths: an IRI is a path.

    Each property shape has its type, for shacl-rust passes in silence over one without that has a
    path which it cannot follow, where it refuses one that has it.
    """
    shapes = without_one_or_more(shapes)
    paths = _path_nodes(shapes)

    def named(node: Any) -> Any:
        if isinstance(node, ox.BlankNode) and node not in paths:
            return ox.NamedNode(_SKOLEM + node.value)
        return node

    flags = {
        q.subject: q.object.value
        for q in shapes
        if q.predicate.value == str(SH.flags) and isinstance(q.object, ox.Literal)
    }

    def value(quad: ox.Quad) -> Any:
        if quad.predicate.value == str(SH.pattern) and isinstance(quad.object, ox.Literal):
            same = for_rust(quad.object.value, flags.get(quad.subject, ""))
            return quad.object if same is None else ox.Literal(same)
        if quad.predicate.value == str(SH.select) and isinstance(quad.object, ox.Literal):
            return ox.Literal(with_tags_in_lower_case(quad.object.value))
        return named(quad.object)

    types = {q.subject for q in shapes if q.predicate.value == str(SH.path)}
    return [
        *(ox.Triple(named(q.subject), q.predicate, value(q)) for q in shapes),
        *(ox.Triple(named(each), _TYPE, _PROPERTY_SHAPE) for each in types),
    ]


def _active(shapes: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return the shapes without what leads to deactivated ones (SHACL 2.1.6, 5.2.1).

    shacl-rust heeds sh:deactivated on node shapes alone, not on property shapes and constraints.
    """
    off = {
        quad.subject
        for quad in shapes
        if quad.predicate.value == str(SH.deactivated) and is_true(term(quad.object))
    }
    leading = (str(SH.property), str(SH.node), str(SH.sparql))
    return [
        quad
        for quad in shapes
        if not (quad.object in off and quad.predicate.value in leading)
        and not (quad.subject in off and quad.predicate.value in TARGETS)
    ]


def _path_nodes(shapes: Sequence[ox.Quad]) -> set[OxTerm]:
    """Return the blank nodes that property paths consist of."""
    beneath: dict[OxTerm, list[OxTerm]] = {}
    for quad in shapes:
        if isinstance(quad.object, ox.BlankNode):
            beneath.setdefault(quad.subject, []).append(quad.object)
    nodes: set[OxTerm] = set()
    ahead: list[OxTerm] = [quad.object for quad in shapes if quad.predicate.value == str(SH.path)]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ox.BlankNode) and node not in nodes:
            nodes.add(node)
            ahead += beneath.get(node, [])
    return nodes


def _terms(results: Iterable[dict[str, Any]]) -> dict[str, Node]:
    """Read the results' terms, which are written in N-Triples syntax; paths are not all terms."""
    written = {
        result[key]
        for result in results
        for key in ("focusNode", "value", "sourceShape", "resultPath")
        if result.get(key) and (key != "resultPath" or _IRI.fullmatch(result[key]))
    }
    lines = "\n".join(f"<urn:s> <urn:p> {each} ." for each in written)
    read = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
    return {text: term(quad.object) for text, quad in zip(written, read, strict=True)}


class _Shapes:
    """The shapes as shacl-rust takes them, asked for the paths of several steps."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self._quads = quads
        self._written: dict[frozenset[Asked], str] = {}

    @cached_property
    def _active(self) -> list[ox.Quad]:
        return _active(self._quads)

    @cached_property
    def at_once(self) -> AtOnce:
        """The shapes whose queries are asked of all focus nodes at once."""
        return AtOnce(self._active)

    def written(self, silent: frozenset[Asked] = frozenset()) -> str:
        """Return the shapes in N-Triples, but for constraints that find nothing."""
        if silent not in self._written:
            left_out = {(each.shape, each.constraint) for each in silent}
            kept = [
                quad
                for quad in self._active
                if quad.predicate.value != _HOLDS_QUERY
                or (quad.subject, quad.object) not in left_out
            ]
            self._written = {silent: _n_triples(_skolemized(kept))}
        return self._written[silent]

    @cached_property
    def _graph(self) -> Graph:
        """What is asked of the shapes, and no more: rdflib takes a kilobyte for a triple."""
        return in_memory(quad for quad in self._quads if quad.predicate.value in _ASKED)

    def has_path(self, shape: Node) -> bool:
        """Tell whether it is a property shape (SHACL 2.3)."""
        return (shape, SH.path, None) in self._graph

    def path(self, shape: Node) -> str:
        """Return a property shape's path."""
        path = self._graph.value(shape, SH.path)
        assert path is not None
        return property_path(self._graph, path)

    def said(self, shape: Node, message: str) -> Literal:
        """Return a message of a query with the literals in it as SHACL has them (5.3.2): `1`."""
        constraints = list(self._graph.objects(shape, SH.sparql))
        texts = [str(m) for each in constraints for m in self._graph.objects(each, SH.message)]
        for text in [] if message in texts else texts:
            if shown := like(text, _SHOWN).fullmatch(message):
                made, end = "", 0
                for place, value in enumerate(shown.groups(), 1):
                    made += message[end : shown.start(place)] + _lexical(value)
                    end = shown.end(place)
                return Literal(made + message[end:])
        return Literal(message)


def _lexical(shown: str) -> str:
    """Return a literal's lexical form, and any other term as it is."""
    if not shown.startswith('"'):
        return shown
    [quad] = ox.parse(f"<urn:s> <urn:p> {shown} .", format=ox.RdfFormat.N_TRIPLES)
    return str(term(quad.object))


def _result(result: dict[str, Any], terms: dict[str, Node], shapes: _Shapes) -> Result:
    shape = terms[result["sourceShape"]]
    if isinstance(shape, URIRef) and shape.startswith(_SKOLEM):
        shape = BNode(shape.removeprefix(_SKOLEM))
    written = result.get("resultPath")
    focus = terms[result["focusNode"]]
    value = terms.get(result.get("value", ""))
    component = result["sourceConstraintComponent"].strip("<>")
    if value is None and component == _SPARQL and not shapes.has_path(shape):
        value = focus  # SHACL 5.3.2: where a node shape's query selects no ?value
    return Result(
        focus=focus,
        path=(terms.get(written) or shapes.path(shape)) if written else None,
        value=value,
        shape=shape,
        component=component,
        severity=result["severity"].strip("<>"),
        messages=tuple(
            shapes.said(shape, each) if component == _SPARQL and '"' in each else Literal(each)
            for each in sorted(result["messages"])
        ),
    )
