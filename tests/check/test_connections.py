"""No project makes a connection: its questions are read, its shapes applied, nobody is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from calling_queries import Listener

import claimgraph
from claimgraph.errors import QuestionError

_SHAPE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix cg: <https://w3id.org/claimgraph/ontology#> .
<https://e.org/shape> a sh:NodeShape ; sh:targetClass cg:FactualClaim ;
  sh:sparql [ sh:message "m" ; sh:select \"\"\"{select}\"\"\" ] .
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
    selects = (f"SELECT $this FROM <{url}/from> {{ ?s ?p ?o }}", f"SELECT $this {{ {call} }}")
    for number, select in enumerate(selects):
        shape = _SHAPE.replace("{select}", select)
        (folder / f"ontology/shapes/s{number}.ttl").write_text(shape)
    return folder


def _ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "claimgraph", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--no-cache", "--engine", "pyshacl"),
        ("check", "--no-cache", "--engine", "fast"),
        ("ask",),
        ("ask", "call"),
        ("export",),
        ("site",),
    ],
    ids=" ".join,
)
def test_a_project_calls_nobody(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Whatever is done with a project, its author gets no request."""
    with Listener() as listener:
        folder = _project(tmp_path, f"http://127.0.0.1:{listener.port}")
        done = _ran(folder, *arguments)
        assert listener.connections == 0
        assert "Traceback" not in done.stderr
        if arguments == ("ask", "call"):
            assert done.returncode == 2
            assert "--allow-service" in done.stderr


def test_a_person_may_allow_it(tmp_path: Path) -> None:
    """With the option the question is asked, and so it is from Python."""
    with Listener() as listener:
        folder = _project(tmp_path, f"http://127.0.0.1:{listener.port}/")
        _ran(folder, "ask", "call", "--allow-service")
        assert listener.connections
    with pytest.raises(QuestionError):
        claimgraph.open(folder).ask("call")
    assert claimgraph.open(folder, allow_service=True).ask("call").rows
