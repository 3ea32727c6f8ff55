"""Offers names that can be given: questions, parameters, claims, rules, pictures, forms."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from typer import Context  # typer reads the annotations

from claimgraph.errors import ClaimgraphError
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.graph.project import Project


def _project(context: Context | None) -> Project:
    from claimgraph.graph import project as projects

    folder = (context.params.get("project") if context else None) or Path()
    try:
        return projects.find(Path(folder))
    except ClaimgraphError:
        return projects.shipped_project()


def questions(context: Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names of stored questions, each with its summary."""
    from claimgraph.questions import catalogue

    sound, _ = catalogue.listed(_project(context))
    return [(one.name, one.summary) for one in sound if one.name.startswith(incomplete)]


def parameters(context: Context, incomplete: str) -> list[str]:
    """Return NAME= of each parameter of the question that is not given yet."""
    from claimgraph.questions import catalogue

    try:
        question = catalogue.find(_project(context), context.params.get("question") or "")
    except ClaimgraphError:
        return []
    given = {value.partition("=")[0] for value in context.params.get("values") or ()}
    names = (f"{one.name}=" for one in question.parameters if one.name not in given)
    return [name for name in names if name.startswith(incomplete)]


def rules(context: Context, incomplete: str) -> list[tuple[str, str]]:
    """Return the names of rules, each with its summary."""
    from claimgraph.check import rules as work

    known = work.catalogue(_project(context))
    return [(one.name, one.summary) for one in known if one.name.startswith(incomplete)]


def among(module: str, names: str) -> Callable[[str], list[str]]:
    """Return what offers the names that a constant of a module lists, imported when asked."""

    def offered(incomplete: str) -> list[str]:
        known = getattr(import_module(f"claimgraph.{module}"), names)
        return [name for name in known if name.startswith(incomplete)]

    return offered


def claims(context: Context, incomplete: str) -> list[str]:
    """Return the names of claims in the data; with the article's where several share one."""
    return _of_data(context, f"?iri <{CG}paraphrase> ?text", incomplete)


def articles(context: Context, incomplete: str) -> list[str]:
    """Return the names of articles in the data."""
    return _of_data(context, f"?iri a <{CG}Article>", incomplete)


def _of_data(context: Context, pattern: str, incomplete: str) -> list[str]:
    from claimgraph.graph import names
    from claimgraph.graph.stores.memory import Embedded
    from claimgraph.questions import catalogue

    try:
        loaded = catalogue.load(_project(context))
    except ClaimgraphError:
        return []
    embedded = Embedded(quad for one in loaded for quad in one.quads)
    iris = [str(row["iri"]) for row in embedded.query(f"SELECT DISTINCT ?iri {{ {pattern} }}").rows]
    count = Counter(map(names.readable, iris))
    known = (
        name if count[name := names.readable(iri)] == 1 else "/".join(re.split("[/#]", iri)[-3::2])
        for iri in iris
    )
    return sorted(name for name in known if name.startswith(incomplete))
