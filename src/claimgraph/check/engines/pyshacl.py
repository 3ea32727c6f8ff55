"""pySHACL, the reference."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from rdflib import OWL, SH, XSD, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.term import BNode

from claimgraph.check.engines import Result
from claimgraph.check.engines.paths import property_path
from claimgraph.errors import ShapesError
from claimgraph.graph.terms import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as QueryResult
    from rdflib.term import Node


_TRUE = f'"true"^^<{XSD.boolean}>'


def validate(data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> list[Result]:
    """Validate with SHACL Core and SHACL-SPARQL, without inference."""
    import pyshacl

    rules = _graph([quad for quad in shapes if _is_plain(quad)])
    _import_prefixes(rules)
    # In memory: over an Oxigraph-backed graph pySHACL reports false sh:in results.
    try:
        _, report, _ = pyshacl.validate(
            _graph(data), shacl_graph=rules, inference="none", inplace=True
        )
    except Exception as error:  # of whatever kind: pySHACL lets those of rdflib through
        raise ShapesError(f"pySHACL cannot use the shapes ({error}): mend them") from error
    if not isinstance(report, Graph):
        raise ShapesError(f"pySHACL cannot use the shapes ({report}): mend them")
    # Results nested by sh:detail explain another result: only those of the report itself count.
    return [_result(report, node) for node in report.objects(None, SH.result)]


def _import_prefixes(shapes: Graph) -> None:
    """Declare imported prefixes where they are used (SHACL 5.2.1), which pySHACL leaves out."""
    for ontology in set(shapes.objects(None, SH.prefixes)):
        for imported in list(shapes.transitive_objects(ontology, OWL.imports)):
            for declaration in list(shapes.objects(imported, SH.declare)):
                shapes.add((ontology, SH.declare, declaration))


def _is_plain(quad: ox.Quad) -> bool:
    """Tell whether a quad means to pySHACL what it means to SHACL.

    sh:uniqueLang counts where it is written `true` (SHACL 4.4.2), but rdflib reads "1" as that.
    """
    return quad.predicate.value != str(SH.uniqueLang) or str(quad.object) == _TRUE


class _Preparing(Graph):
    """A graph that parses a query once; pySHACL asks each one anew for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        """Answer a query, its parsed form kept for the next time."""
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


@cache
def _prepared(query: str) -> Query:
    return prepareQuery(query)


def _graph(quads: Sequence[ox.Quad]) -> Graph:
    graph = _Preparing()
    fill(graph, quads)
    return graph


def _result(report: Graph, node: Node) -> Result:
    path = report.value(node, SH.resultPath)
    # An empty string is a focus node like any other, though it is false.
    focus, shape = (report.value(node, p) for p in (SH.focusNode, SH.sourceShape))
    return Result(
        focus=BNode() if focus is None else focus,
        path=property_path(report, path) if isinstance(path, BNode) else path,
        value=report.value(node, SH.value),
        shape=BNode() if shape is None else shape,
        component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=str(report.value(node, SH.resultSeverity)),
        messages=tuple(sorted(str(m) for m in report.objects(node, SH.resultMessage))),
    )
