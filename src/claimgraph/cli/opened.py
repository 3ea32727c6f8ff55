"""What the verbs share: the project they work on and its store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from claimgraph.project import Loaded, Project
    from claimgraph.stores.embedded import Embedded


def project(path: Path) -> Project:
    """Return the project around `path`; the shipped one where nobody named one or stands in one."""
    from claimgraph import project as projects

    try:
        return projects.find(path)
    except ProjectError:
        if str(path) != ".":
            raise
        sys.stderr.write("claimgraph: no data/ here: reading the article that claimgraph ships\n")
        return projects.shipped_project()


def store(source: Project) -> tuple[Embedded, Sequence[Loaded]]:
    """Load a project into the embedded store."""
    from claimgraph import ask
    from claimgraph.stores.embedded import Embedded

    loaded = ask.load(source)
    return Embedded(quad for one in loaded for quad in one.quads), loaded


def pairs(values: Sequence[str]) -> dict[str, str]:
    """Read NAME=VALUE arguments; raises UsageError for one without an equals sign."""
    given: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals:
            raise UsageError(f"'{value}' is not NAME=VALUE: write e.g. actor=Huawei")
        given[name] = rest
    return given
