"""Both engines on the SHACL working group's test suite, core and SPARQL parts.

The deviations of each engine are listed by name; one that comes to pass is told, and any new one.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, Graph, Namespace
from rdflib.term import BNode

from claimgraph.check import engines
from claimgraph.check.engines.paths import property_path
from claimgraph.errors import ShapesError
from claimgraph.graph.terms import in_memory

SUITE = Path(__file__).parents[1] / "w3c-shacl"
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
BASE = "urn:suite:"

# What each engine answers otherwise than the suite, and why.
DEVIATIONS: dict[str, dict[str, str]] = {"fast": {}, "pyshacl": {}}


def quads(name: str) -> list[ox.Quad]:
    return list(ox.parse(path=str(SUITE / name), base_iri=BASE + name))


def named(iri) -> str:
    return str(iri).removeprefix(BASE)


def tests() -> dict[str, tuple[Graph, object]]:
    """Return every validation test, by folder and name."""
    found = {}
    for path in sorted(SUITE.rglob("*.ttl")):
        graph = in_memory(quads(path.relative_to(SUITE).as_posix()))
        for test in graph.subjects(RDF.type, SHT.Validate):
            found[named(test)] = (graph, test)
    return found


TESTS = tests()


def known(term) -> str:
    """Return a term as it is compared: blank nodes are all alike."""
    return "_:" if isinstance(term, BNode) else "" if term is None else term.n3()


def wanted(graph: Graph, report) -> Counter:
    """Return the results that the suite expects."""

    def path(node) -> str:
        at = graph.value(node, SH.resultPath)
        return property_path(graph, at) if isinstance(at, BNode) else known(at)

    return Counter(
        (
            known(graph.value(node, SH.focusNode)),
            path(node),
            known(graph.value(node, SH.value)),
            known(graph.value(node, SH.sourceShape)),
            str(graph.value(node, SH.sourceConstraintComponent)),
            str(graph.value(node, SH.resultSeverity)),
        )
        for node in graph.objects(report, SH.result)
    )


def found(engine: str, graph: Graph, action) -> Counter:
    data, shapes = (
        quads(named(graph.value(action, which))) for which in (SHT.dataGraph, SHT.shapesGraph)
    )
    return Counter(
        (
            known(result.focus),
            result.path
            if isinstance(result.path, str) and not hasattr(result.path, "n3")
            else known(result.path),
            known(result.value),
            known(result.shape),
            result.component,
            result.severity,
        )
        for result in engines.engine(engine)(data, shapes)
    )


@pytest.mark.parametrize("name", TESTS)
@pytest.mark.parametrize("engine", DEVIATIONS)
def test_suite(engine, name, request):
    if reason := DEVIATIONS[engine].get(name):
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    graph, test = TESTS[name]
    report = graph.value(test, MF.result)
    if report == SHT.Failure:
        with pytest.raises(ShapesError):
            found(engine, graph, graph.value(test, MF.action))
        return
    assert found(engine, graph, graph.value(test, MF.action)) == wanted(graph, report)


def test_the_suite_is_there():
    """98 tests of the core and 20 or so of SPARQL; and no deviation is named that no test has."""
    assert len(TESTS) > 110
    assert all(set(named) <= set(TESTS) for named in DEVIATIONS.values())
