"""The project's own shapes, checked before they are used: what is ill-formed finds nothing.

Validators differ in what they do with it: one ignores a count that is no number, another gives up,
and a query that does not parse may count as a violation of every node. So the shapes are held
against SHACL's own shapes (SHACL, appendix C) and the queries against SPARQL, and what cannot be
asked is left out and told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from rdflib import OWL, SH, Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import URIRef, Variable

from claimgraph.check import engines
from claimgraph.check import findings as tell
from claimgraph.check.engines.pyshacl import validate as reference
from claimgraph.findings import Finding, Severity
from claimgraph.graph.terms import in_memory, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.graph.project import Loaded

_QUERIES = (SH.select, SH.ask)
# SHACL appendix A: these are bound before the query is asked, the last where it is an ASK.
_BOUND = ("this", "currentShape", "shapesGraph")


def faults(own: Sequence[Loaded], rules: Sequence[ox.Quad]) -> tuple[list[Finding], list[ox.Quad]]:
    """Return the findings on the project's own shape files, and the rules that can be applied.

    `rules` are all shapes, the shipped ones among them.
    """
    if not own:
        return [], list(rules)
    graph = in_memory(rules)
    quads = [quad for one in own for quad in one.quads]
    broken = {
        node: (predicate, literal, what)
        for node, predicate, literal in _queries(in_memory(quads))
        if (what := _wrong(str(literal), _prefixes(graph, node)))
    }
    meta = _shacl_for_shacl()
    ill_formed = reference(quads, meta)
    told = tell.of_results(ill_formed, own, quads, meta)
    found = [*map(_ill_formed, told), *_unaskable(own, quads, broken)]
    left_out = {*broken, *(result.focus for result in ill_formed)}
    kept = [q for q in rules if not left_out & {term(q.subject), term(q.object)}]
    return found, kept


def _ill_formed(told: Finding) -> Finding:
    return replace(
        told,
        rule="shape",
        severity=Severity.VIOLATION,
        message=f"is no shape that SHACL allows: {told.message}",
        hint="Mend the shape (SHACL, appendix C); until then it is not applied.",
    )


def _shacl_for_shacl() -> list[ox.Quad]:
    import pyoxigraph as ox

    file = resources.files("pyshacl") / "assets" / "shacl-shacl.ttl"
    return list(ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE))


def _unaskable(
    own: Sequence[Loaded],
    quads: list[ox.Quad],
    broken: dict[Node, tuple[URIRef, Node, str]],
) -> list[Finding]:
    """Return a finding at each query that cannot be asked."""
    results = [
        engines.Result(
            focus=node,
            path=predicate,
            value=literal,
            shape=node,
            component=str(SH.SPARQLConstraintComponent),
            severity=str(SH.Violation),
            messages=(),
        )
        for node, (predicate, literal, _) in broken.items()
    ]
    told = tell.of_results(results, own, quads, [])
    return [
        replace(
            each,
            rule="shape-query",
            subject=f"sh:{str(result.path).rpartition('#')[2]}",
            message=broken[result.focus][2],
            hint="Mend the query; until then its constraint is not applied.",
            value=None,
            component=None,
            shape=None,
        )
        for each, result in zip(told, results, strict=True)
    ]


def _queries(graph: Graph) -> Iterator[tuple[Node, URIRef, Node]]:
    for predicate in _QUERIES:
        for node, literal in graph.subject_objects(predicate):
            yield node, predicate, literal


def _prefixes(shapes: Graph, node: Node) -> dict[str, str]:
    """Return the prefixes that a constraint declares (SHACL 5.2.1), those of its imports too."""
    return {
        str(shapes.value(declaration, SH.prefix)): str(shapes.value(declaration, SH.namespace))
        for ontology in shapes.objects(node, SH.prefixes)
        for each in shapes.transitive_objects(ontology, OWL.imports)
        for declaration in shapes.objects(each, SH.declare)
    }


def _wrong(query: str, prefixes: dict[str, str]) -> str | None:
    """Return what keeps a query from being asked, if anything does (SHACL 5.2.1, appendix A)."""
    try:
        algebra = prepareQuery(query.replace("$PATH", "<urn:path>"), initNs=prefixes).algebra
    except Exception as error:  # rdflib raises whatever its parser or its namespaces come upon
        return f"is not SPARQL 1.1: {_first_line(error)}"
    bound = (*_BOUND, "value") if algebra.name == "AskQuery" else _BOUND
    for part in _parts(algebra):
        inner = part.p.name if part.name == "ToMultiSet" else None
        if part.name in ("Minus", "ServiceGraphPattern") or inner == "values":
            keyword = {"Minus": "MINUS", "ServiceGraphPattern": "SERVICE"}.get(part.name, "VALUES")
            return f"has {keyword}, which SHACL does not allow in a constraint"
        if inner == "Project" and Variable("this") not in part.p.PV:
            return "has a subquery that does not select $this, as SHACL asks"
        # What a query groups by it selects by way of an aggregate: that binds nothing anew.
        grouped = part.name == "Extend" and str(part.expr).startswith("__agg")
        if part.name == "Extend" and str(part.var) in bound and not grouped:
            return f"binds ?{part.var}, which SHACL has bound already"
    return None


def _parts(node: Any) -> Iterator[CompValue]:
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from _parts(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _parts(value)


def _first_line(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error).split("\n")[0]).strip().rstrip(".")
