"""The report that SHACL tools read: what a validator found, said again in SHACL's own words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from checked_projects import checked
from rdflib import RDF, RDFS, SH, Graph, Literal, Namespace
from rdflib.term import BNode
from rdflib.util import from_n3
from report_samples import CONSTRAINT, HOSTILE, X, written
from sampled import few

from claimgraph.check.engines.paths import property_path
from claimgraph.findings import Finding, Location, Report, Severity

ROOT = Path(__file__).parents[2]
EARL = Namespace("http://www.w3.org/ns/earl#")
PTR = Namespace("http://www.w3.org/2009/pointers#")

REPORT_SHAPES = """
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix ptr: <http://www.w3.org/2009/pointers#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix x: <https://example.org/> .

x:report a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
    sh:property [ sh:path sh:conforms ; sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:result ; sh:class sh:ValidationResult ] .

x:result a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:resultPath ; sh:nodeKind sh:BlankNodeOrIRI ; sh:maxCount 1 ] ,
                [ sh:path sh:value ; sh:maxCount 1 ] ,
                [ sh:path sh:sourceShape ; sh:nodeKind sh:BlankNodeOrIRI ;
                  sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:sourceConstraintComponent ; sh:nodeKind sh:IRI ;
                  sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:resultSeverity ; sh:in ( sh:Info sh:Warning sh:Violation ) ;
                  sh:minCount 1 ; sh:maxCount 1 ] ,
                [ sh:path sh:resultMessage ; sh:minCount 1 ;
                  sh:or ( [ sh:datatype xsd:string ] [ sh:datatype rdf:langString ] ) ] ,
                [ sh:path earl:pointer ; sh:class ptr:LineCharPointer ] .
"""
SAMPLES = (
    "claim/claim-hedge",
    "claim/claim-reached",
    "claim/claim-supported",
    "claim/prediction-needs-condition-or-horizon",
    "participation/participation-actor",
)


@pytest.mark.parametrize("sample", few(SAMPLES, 2))
def test_turtle_says_again_what_the_validator_reported(sample, tmp_path):
    """Focus node, path, value, shape, component and severity of every result come back."""
    folder = tmp_path / "data" / "ferry-line"
    folder.mkdir(parents=True)
    example = ROOT / "ontology" / "examples" / f"{sample}.fail.ttl"
    (folder / "claims.ttl").write_text(example.read_text("utf-8"), encoding="utf-8")
    report = checked(tmp_path, "pyshacl")
    graph = Graph().parse(data=written("turtle", report), format="turtle")

    def term(node):
        return None if node is None else "_:" if isinstance(node, BNode) else node.n3()

    def path(node):
        return None if node is None else property_path(graph, node)

    read = [
        (
            term(graph.value(result, SH.focusNode)),
            path(graph.value(result, SH.resultPath)),
            term(graph.value(result, SH.value)),
            str(graph.value(result, SH.sourceShape)),
            str(graph.value(result, SH.sourceConstraintComponent)),
            str(graph.value(result, SH.resultSeverity)).partition("#")[2].lower(),
            int(graph.value(graph.value(result, EARL.pointer), PTR.lineNumber)),
        )
        for result in graph.objects(None, SH.result)
    ]

    def given_term(text):
        return None if text is None else term(from_n3(text))

    assert sample.rpartition("/")[2] in {finding.rule for finding in report.findings}
    assert sorted(read, key=str) == sorted(
        (
            (
                given_term(f.focus),
                f.path,
                given_term(f.value),
                f.shape,
                f.component,
                f.severity.value,
                f.location.line,
            )
            for f in report.findings
        ),
        key=str,
    )
    conforms, _, told = pyshacl.validate(graph, shacl_graph=Graph().parse(data=REPORT_SHAPES))
    assert conforms, told


def test_turtle_writes_a_path_of_several_steps_as_shacl_does():
    """SHACL 2.3.1: a list is a sequence; inverse, alternative and repeated steps are nodes."""
    finding = Finding(
        "r", Severity.INFO, "x", focus="_:b1", path=HOSTILE.path, component=CONSTRAINT
    )

    graph = Graph().parse(data=written("turtle", Report((finding,))), format="turtle")

    result = next(graph.objects(None, SH.result))
    assert property_path(graph, graph.value(result, SH.resultPath)) == (
        f"^<{X}p>/((<{X}q>|<{X}r>))*"
    )
    assert isinstance(graph.value(result, SH.focusNode), BNode)


def test_turtle_keeps_one_blank_node_one():
    """Two results about one node without a name are about one node when they are read back."""
    found = [
        Finding("r", Severity.INFO, "x", focus=focus, value=value, component=CONSTRAINT)
        for focus, value in (
            ("_:b", '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'),
            ("_:b", "_:c"),
        )
    ]

    text = written("turtle", Report(tuple(found)))

    graph = Graph().parse(data=text, format="turtle")
    assert len(set(graph.objects(None, SH.focusNode))) == 1
    assert re.search(r'sh:value +(01|"01"\^\^xsd:integer)\b', text)


def test_turtle_says_of_a_file_that_does_not_parse_that_it_does_not_conform():
    """It is no result: SHACL 3.6.2 asks for a focus node, and there is none."""
    fault = Finding("syntax", Severity.VIOLATION, "is no Turtle", Location("data/a.ttl", 3, 4))

    graph = Graph().parse(data=written("turtle", Report((fault,))), format="turtle")

    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms) == Literal(False)
    assert graph.value(node, SH.result) is None
    assert str(graph.value(node, RDFS.comment)) == "data/a.ttl:3:4: is no Turtle [syntax]"


def test_turtle_is_the_same_whatever_blank_nodes_were_called():
    """Their labels are new at every reading of a file; a report can be compared to yesterday's."""
    one, other = (
        Report(
            (
                replace(HOSTILE, focus=f"_:{label}"),
                replace(HOSTILE, focus=f"_:{label}", value=f"_:{label}x"),
            )
        )
        for label in ("b0", "c7")
    )

    assert written("turtle", one) == written("turtle", other)
