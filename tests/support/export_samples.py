"""What the tests of export are about: a small article made up for them, and the shipped one."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from captured import alone

from claimgraph import export
from claimgraph.export import Source
from claimgraph.graph import loading
from claimgraph.graph.project import Project

ROOT = Path(__file__).parents[2]
FERRY = "https://w3id.org/claimgraph/article/ferry-line/"


def source(project: Project) -> Source:
    """Return a project's data as what is exported."""
    loaded = loading.parsed(project.data_files)
    return Source(project, lambda: [iter(one.quads) for one in loaded])


@cache
def ferry() -> Source:
    """Return the article made up for these tests (`tests/exports/ferry`)."""
    return source(Project(ROOT / "tests" / "exports" / "ferry"))


@cache
def article() -> Source:
    """Return the first of the shipped articles, and the registry."""
    return source(Project(alone()))


def written(name: str, source: Source) -> bytes:
    """Return what the form of that name writes."""
    out = io.BytesIO()
    export.form(name).write(source, out)
    return out.getvalue()
