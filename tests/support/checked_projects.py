"""A project with known faults, checked in this process, or by the command in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from claimgraph.check.run import check
from claimgraph.findings import Report
from claimgraph.graph.inputs import resolve

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix x:  <https://example.org/> .\n"
SHAPES = """\
x:ship-name a sh:PropertyShape ; sh:targetClass x:Ship ; sh:path x:name ; sh:minCount 1 ;
    sh:message "has no name"@en .
x:ship-crew a sh:PropertyShape ; sh:targetClass x:Ship ; sh:path x:crew ; sh:minCount 1 ;
    sh:message "has no crew"@en ; sh:severity sh:Warning .
x:ship-flag a sh:PropertyShape ; sh:targetClass x:Ship ; sh:path x:flag ; sh:minCount 1 ;
    sh:message "has no flag"@en ; sh:severity sh:Info .
"""
SOUND = 'x:ferry a x:Ship ; x:name "Ferry" ; x:crew 3 ; x:flag "NL" .\n'
# One violation, one warning and one info, each of another ship.
FAULTY = """\
x:barge a x:Ship ; x:crew 3 ; x:flag "NL" .
x:tug a x:Ship ; x:name "Tug" ; x:flag "NL" .
x:yawl a x:Ship ; x:name "Yawl" ; x:crew 3 .
"""
NAMELESS = 'x:raft a x:Ship ; x:crew 3 ; x:flag "NL" .\n'
# Breaks off in its second line of statements.
BROKEN = SOUND + "x:barge a .\n"


def project(folder: Path, data: str = FAULTY) -> Path:
    """Write a project with shapes of its own and one file of data; return its folder."""
    write(folder / "ontology/shapes/ships.ttl", PREFIXES + SHAPES)
    write(folder / "data/harbour/ships.ttl", PREFIXES + data)
    return folder


def checked(folder: Path, engine: str = "auto") -> Report:
    """Check a project without limits, so in this process, whose modules are there already."""
    return check(*resolve([folder]), engine)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment as it is on a desk, where no pipeline runs."""
    pipeline = ("CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR")
    return {key: value for key, value in os.environ.items() if key not in pipeline} | more


def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None, **more):
    """Run the command in a process of its own and return what came of it."""
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", *arguments],
        cwd=cwd,
        env=env or environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        **more,
    )
