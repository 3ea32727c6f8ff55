"""No project makes a connection: its questions are read, its shapes applied, nobody is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from calling_queries import Listener
from sampled import few

import claimgraph
from claimgraph.check import conformity, run
from claimgraph.errors import QuestionError
from claimgraph.findings import Report
from claimgraph.graph.inputs import resolve

_CONSTRAINT = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
<https://e.org/shape> a sh:NodeShape ; sh:targetClass cg:FactualClaim ;
  sh:sparql [ sh:message "m" ; sh:select \"\"\"{select}\"\"\" ] .
"""
_TARGET = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://e.org/shape> a sh:NodeShape ; sh:nodeKind sh:IRI ;
  sh:target [ a sh:SPARQLTarget ; sh:select \"\"\"{select}\"\"\" ] .
"""
_TYPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://e.org/shape> a sh:NodeShape ; sh:nodeKind sh:IRI ; sh:target [ a <https://e.org/type> ] .
<https://e.org/type> a sh:SPARQLTargetType ; sh:select \"\"\"{select}\"\"\" .
"""
_CLAIM = """\
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
<https://e.org/c> a cg:FactualClaim ; cg:paraphrase "x."@en .
"""


def _project(folder: Path, url: str) -> Path:
    """Write a project whose question and shapes call a server."""
    for part in ("data/x", "queries/t", "ontology/shapes"):
        (folder / part).mkdir(parents=True)
    (folder / "data/x/x.ttl").write_text(_CLAIM)
    call = f"SERVICE SILENT <{url}> {{ ?s ?p ?o }}"
    (folder / "queries/t/call.rq").write_text(f"#+ summary: x\nSELECT * {{ {call} }}\n")
    selects = [
        (_CONSTRAINT, f"SELECT $this FROM <{url}/from> {{ ?s ?p ?o }}"),
        (_CONSTRAINT, f"SELECT $this {{ {call} }}"),
        # rdflib calls nobody where SILENT stands.
        *(
            (shape, f"SELECT ?this {{ {call.replace('SILENT ', '')} }}")
            for shape in (_TARGET, _TYPE)
        ),
    ]
    for number, (shape, select) in enumerate(selects):
        (folder / f"ontology/shapes/s{number}.ttl").write_text(shape.replace("{select}", select))
    return folder


def _ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "claimgraph", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    few(
        [
            ["check", "--no-cache", "--engine", "fast"],
            ["check", "--no-cache", "--engine", "pyshacl"],
            ["ask"],
            ["ask", "call"],
            ["export"],
            ["site"],
        ],
        1,
    ),
    ids=" ".join,
)
def test_a_project_calls_nobody(tmp_path: Path, arguments: list[str]) -> None:
    """Whatever is done with a project, its author gets no request."""
    with Listener() as listener:
        folder = _project(tmp_path, f"http://127.0.0.1:{listener.port}")
        done = _ran(folder, *arguments)
        assert listener.connections == 0
        assert "Traceback" not in done.stderr
        if arguments == ("ask", "call"):
            assert done.returncode == 2
            assert "--allow-service" in done.stderr


def test_a_query_that_calls_is_a_finding_at_its_shape(tmp_path: Path) -> None:
    """It is told where it stands, of constraints and of targets, and the data are checked."""
    folder = _project(tmp_path, "http://127.0.0.1:9")
    report = run.check(*resolve([folder]))
    told = {f.location.file.rpartition("/")[2]: f.message for f in report.findings if f.location}
    shapes = {f"s{number}.ttl" for number in range(4)}
    assert shapes == {name for name, text in told.items() if "SERVICE" in text or "FROM" in text}
    # Of what stands in the shapes nothing is applied; nothing else is left out.
    assert all("what this shape would find" in line for line in report.unchecked)
    assert "x.ttl" in told


@pytest.mark.slow
@pytest.mark.usefixtures("checked_apart")
def test_shapes_are_applied_within_limits_whoever_asks(tmp_path: Path, monkeypatch) -> None:
    """An export and Python's API check in processes that can be ended, as the command does."""
    folder = _project(tmp_path, "http://127.0.0.1:9")
    reports = []
    check = run.check

    def kept(*arguments: Any, **limits: Any) -> Report:
        reports.append(check(*arguments, **limits))
        return reports[-1]

    monkeypatch.setattr(run, "check", kept)
    monkeypatch.setattr(run, "SECONDS", 0.001)
    conformity.line(resolve([folder]), strict=False)
    claimgraph.open(folder).check()
    assert len(reports) == 2
    assert all("0.001 s" in report.unchecked[0] for report in reports)


def test_a_person_may_allow_it(tmp_path: Path) -> None:
    """With the option the question is asked, and so it is from Python."""
    with Listener() as listener:
        folder = _project(tmp_path, f"http://127.0.0.1:{listener.port}/")
        _ran(folder, "ask", "call", "--allow-service")
        assert listener.connections
    with pytest.raises(QuestionError):
        claimgraph.open(folder).ask("call")
    assert claimgraph.open(folder, allow_service=True).ask("call").rows
