"""Imports a file into a project: from its path to the capture that was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS

from claimgraph import imports
from claimgraph.claims import capture as captured
from claimgraph.claims.model import CG
from claimgraph.claims.proposals import must_be_slug
from claimgraph.errors import ProjectError, UsageError
from claimgraph.graph import loading, terms
from claimgraph.graph import project as projects
from claimgraph.imports import build, folder, untrusted
from claimgraph.imports.head import Header
from claimgraph.imports.model import Options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from claimgraph.imports.build import Capture
    from claimgraph.imports.model import Form, Imported

_ACTORS = ("State", "GovernmentBody", "Company", "Institution", "Person", "Group", "Crowd")


@dataclass(frozen=True)
class Request:
    """What a user asks for: a file, its form if they name it, and what they say of the article."""

    file: Path
    slug: str
    form: str | None = None
    text: Path | None = None
    output: Path | None = None
    document: str | None = None
    labels: tuple[str, ...] = ()
    replace: bool = False
    header: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Outcome:
    """The folder that was written, the form that was read, and the capture.

    `restored` are folders that an import had been stopped over.
    """

    folder: Path
    form: Form
    capture: Capture
    restored: tuple[Path, ...]


def run(request: Request) -> Outcome:
    """Read a file and write its capture; all of it, or nothing.

    Raises UsageError, ProjectError, TextError or SyntaxFault for what stands in the way.
    """
    must_be_slug(request.slug)
    root = _root(request.output)
    restored = tuple(folder.restore(root / "data"))
    path = request.file
    source = untrusted.content(path)
    form = imports.form(request.form) if request.form else imports.recognised(str(path), source)
    options = Options(
        name=projects.shown(path),
        beside=untrusted.beside(path, form),
        document=request.document,
        labels=request.labels,
    )
    read = form.read(source, options)
    target = Path(projects.shown(root / "data" / request.slug))
    header = Header(
        slug=request.slug,
        file=path.name,
        form=form.title,
        now=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        version=version("claimgraph"),
        known=_actors(root, request, read),
        taken=frozenset() if read.claims else _described(target),
        **(request.header or {}),
    )
    text = captured.read(request.text) if request.text else None
    made = build.capture(read, header, text)
    folder.write(target, made.files, replace=request.replace)
    return Outcome(target, form, made, restored)


def _root(output: Path | None) -> Path:
    """Return the project's folder: the one asked for, else the current one."""
    if output is not None:
        if output.exists() and not output.is_dir():
            raise UsageError(f"{output}: is a file: name the project's folder with -o")
        return output
    try:
        return projects.find(Path()).root
    except ProjectError:
        return Path()


def _described(folder: Path) -> frozenset[str]:
    """Return what the files of an article describe, but for the sources of an earlier import."""
    return frozenset(
        quad.subject.value
        for file in projects.rdf_files(folder, folder.parent)
        if file.path.name != "sources.ttl"
        for quad in loading.load(file).quads
        if isinstance(quad.subject, ox.NamedNode)
    )


def _actors(root: Path, request: Request, read: Imported) -> dict[str, str]:
    """Return the actors, by their labels, that a project has already of those that are named."""
    header = request.header or {}
    wanted = {header.get("author"), header.get("publisher"), *(one.issuer for one in read.sources)}
    wanted -= {None, ""}
    data = root / "data"
    found: dict[str, str] = {}
    for file in projects.rdf_files(data, data) if wanted else ():
        graph = terms.in_memory(loading.load(file).quads)
        for kind in _ACTORS:
            for actor in graph.subjects(RDF.type, CG[kind]):
                for label in wanted.intersection(map(str, graph.objects(actor, RDFS.label))):
                    found.setdefault(str(label), str(actor))
    return found
