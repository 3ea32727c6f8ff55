"""pySHACL, the reference; what it judges otherwise than the standard is in `components`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdflib import RDF, SH, XSD, Graph
from rdflib.term import BNode, Literal

from claimgraph.check.engines.components import PREDICATES, Queries, core, renamed
from claimgraph.check.engines.paths import ends, path_of, property_path
from claimgraph.check.engines.results import Result
from claimgraph.errors import ShapesError
from claimgraph.graph.terms import in_memory, triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.check.engines.components import Component

_TRUE = f'"true"^^<{XSD.boolean}>'
# Shapes may nest as deep as people write them; pySHACL stops recursion by itself.
_DEPTH = 60


def validate(data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> list[Result]:
    """Validate with SHACL Core and SHACL-SPARQL, without inference."""
    from pyshacl.graph_abstraction import DataGraph
    from pyshacl.validator import Validator

    # In memory: over an Oxigraph-backed graph pySHACL reports false sh:in results.
    graph, written, rules = in_memory(data), in_memory(shapes), _rules(shapes)
    try:
        validator: Any = Validator(
            DataGraph.from_rdflib(graph),
            shacl_graph=rules,
            options={"inplace": True, "max_validation_depth": _DEPTH},
        )
        validator.shacl_graph = _shapes_graph(rules, [*core(graph), *Queries(written, graph).all()])
        _, report, _ = validator.run()
    except ShapesError as error:
        raise ShapesError(f"{error}: mend them") from error
    except Exception as error:  # of whatever kind: pySHACL lets those of rdflib through
        raise ShapesError(f"pySHACL cannot use the shapes ({error}): mend them") from error
    # Results nested by sh:detail explain another result: only those of the report itself count.
    return [_result(report, written, node) for node in report.objects(None, SH.result)]


def _rules(shapes: Iterable[ox.Quad]) -> Graph:
    """Return the shapes with other predicates where `components` judges in pySHACL's place."""
    graph = Graph()
    for subject, predicate, value in triples(quad for quad in shapes if _is_plain(quad)):
        replaced = renamed(str(predicate)) if predicate in PREDICATES else predicate
        graph.add((subject, replaced, value))
    return graph


def _is_plain(quad: ox.Quad) -> bool:
    """Tell whether a quad means to pySHACL what it means to SHACL.

    sh:uniqueLang counts where it is written `true` (SHACL 4.4.2), but rdflib reads "1" as that.
    """
    return quad.predicate.value != str(SH.uniqueLang) or str(quad.object) == _TRUE


def _shapes_graph(rules: Graph, components: Sequence[Component]) -> Any:
    """Return pySHACL's view of the shapes, whose own components are these and no others."""
    from pyshacl.shape import Shape
    from pyshacl.shapes_graph import ShapesGraph

    class Following(Shape):
        """A shape whose path may have any number of steps: pySHACL follows ten."""

        __slots__ = ()

        def value_nodes(
            self,
            target_graph: Graph,
            focus: Any,
            sparql_mode: bool = False,  # noqa: ARG002
            debug: bool = False,  # noqa: ARG002
        ) -> dict[Node, set[Node]]:
            nodes = focus if isinstance(focus, tuple | list | set) else [focus]
            if not self.is_property_shape:
                return {node: {node} for node in nodes}
            path = path_of(rules, rules.value(self.node, SH.path) or RDF.nil)
            known: dict[tuple[int, Node], set[Node]] = {}
            return {node: ends(target_graph, path, node, known) for node in nodes}

    class Shapes(ShapesGraph):
        @property
        def custom_constraints(self) -> Sequence[Component]:
            return components

        def _build_node_shape_cache(self) -> None:
            super()._build_node_shape_cache()  # type: ignore[no-untyped-call]
            for shape in self._node_shape_cache.values():
                shape.__class__ = Following

    return Shapes(rules)


def _result(report: Graph, rules: Graph, node: Node) -> Result:
    path = report.value(node, SH.resultPath)
    # An empty string is a focus node like any other, though it is false.
    focus, shape = (report.value(node, p) for p in (SH.focusNode, SH.sourceShape))
    whole = rules.value(shape, SH.path)  # of a long path the report has the beginning
    return Result(
        focus=BNode() if focus is None else focus,
        path=property_path(rules, whole) if isinstance(path, BNode) and whole else path,
        value=report.value(node, SH.value),
        shape=BNode() if shape is None else shape,
        component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=str(report.value(node, SH.resultSeverity)),
        messages=tuple(
            sorted(m for m in report.objects(node, SH.resultMessage) if isinstance(m, Literal))
        ),
        source=report.value(node, SH.sourceConstraint),
    )
