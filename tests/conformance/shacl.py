"""SHACL: the working group's test suite, through the engines and through the whole check."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, SH, Graph, Namespace
from rdflib.term import BNode

import claimgraph
from claimgraph.check import engines, run
from claimgraph.check.engines.paths import property_path
from claimgraph.errors import ShapesError
from claimgraph.graph.inputs import Input
from claimgraph.graph.terms import in_memory

SUITE = Path(__file__).parents[1] / "w3c-shacl"
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
BASE = "urn:suite:"
FAILURE = "a failure"


def quads(name: str) -> list[ox.Quad]:
    return list(ox.parse(path=str(SUITE / name), base_iri=BASE + name))


def named(iri) -> str:
    return str(iri).removeprefix(BASE)


@cache
def suite() -> dict[str, tuple[Graph, object]]:
    """Return every validation test, by folder and name."""
    found = {}
    for path in sorted(SUITE.rglob("*.ttl")):
        if path.name != "manifest.ttl":
            graph = in_memory(quads(path.relative_to(SUITE).as_posix()))
            for test in graph.subjects(RDF.type, SHT.Validate):
                found[named(test)] = (graph, test)
    return found


def known(term) -> str:
    """Return a term as it is compared: blank nodes are all alike."""
    return "_:" if isinstance(term, BNode) else "" if term is None else term.n3()


def wanted(name: str) -> Counter | str:
    """Return the results that the suite expects: focus, path, value, component and severity."""
    graph, test = suite()[name]
    report = graph.value(test, MF.result)
    if report == SHT.Failure:
        return FAILURE

    def path(node) -> str:
        at = graph.value(node, SH.resultPath)
        return property_path(graph, at) if isinstance(at, BNode) else known(at)

    return Counter(
        (
            known(graph.value(node, SH.focusNode)),
            path(node),
            known(graph.value(node, SH.value)),
            str(graph.value(node, SH.sourceConstraintComponent)),
            str(graph.value(node, SH.resultSeverity)),
        )
        for node in graph.objects(report, SH.result)
    )


def graphs(name: str) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return a test's data and shapes."""
    graph, test = suite()[name]
    action = graph.value(test, MF.action)
    data, shapes = (
        quads(named(graph.value(action, which))) for which in (SHT.dataGraph, SHT.shapesGraph)
    )
    return data, shapes


def by_engine(engine: str, name: str) -> Counter | str:
    """Return what an engine finds."""
    try:
        results = engines.engine(engine)(*graphs(name))
    except ShapesError:
        return FAILURE
    return Counter(
        (
            known(result.focus),
            result.path
            if isinstance(result.path, str) and not hasattr(result.path, "n3")
            else known(result.path),
            known(result.value),
            result.component,
            result.severity,
        )
        for result in results
    )


_SEVERITIES = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def by_check(engine: str, name: str) -> Counter | str:
    """Return what `claimgraph check` finds in a project of a test's data and shapes."""
    data, shapes = graphs(name)
    with tempfile.TemporaryDirectory() as folder:
        for place, triples in (("data/d/data.nt", data), ("ontology/shapes/shapes.ttl", shapes)):
            file = Path(folder, place)
            file.parent.mkdir(parents=True)
            ox.serialize((q.triple for q in triples), str(file), format=ox.RdfFormat.N_TRIPLES)
        project = claimgraph.open(folder).project
        # Here, and not in a process of its own: there are hundreds.
        report = run.check(Input(project, project.data_files), engine)
    if report.unchecked:
        return FAILURE
    return Counter(
        (
            _blank(finding.focus),
            _blank(finding.path),
            _blank(finding.value),
            finding.component,
            finding.declared_severity or str(_SEVERITIES[finding.severity.value]),
        )
        for finding in report.findings
    )


def _blank(term: str | None) -> str:
    return "_:" if term and term.startswith("_:") else _plain(term or "")


def _plain(term: str) -> str:
    """Write a term as rdflib does."""
    if term.startswith('"'):
        from claimgraph.graph.terms import term as of

        read = next(ox.parse(f"<urn:s> <urn:p> {term} .", format=ox.RdfFormat.N_TRIPLES))
        return known(of(read.object))
    return term
