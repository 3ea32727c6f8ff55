"""Imports a file into a project: from its path to the capture, written whole or not at all."""

from __future__ import annotations

import shutil
from contextlib import suppress
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
from claimgraph.files import abandoned, temporary_folder
from claimgraph.graph import loading, terms
from claimgraph.graph import project as projects
from claimgraph.graph.project import CAPTURES
from claimgraph.imports import build, untrusted
from claimgraph.imports.head import Header
from claimgraph.imports.model import Options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from claimgraph.imports.build import Capture
    from claimgraph.imports.model import Form, Imported


# The files of a capture with claims: an earlier one is not left beside a new one.
_WHOLE = ("article.ttl", "claims.ttl", "arguments.ttl", "evidence.ttl", *CAPTURES)

# What is being written, and what it takes the place of, under the name that this had.
_PREFIX = ".import-"
_OLD = "old"


def restore(data: Path) -> list[Path]:
    """Put back the articles that imports were killed over; return their folders.

    Raises ProjectError where one cannot be put back.
    """
    restored = []
    for left in abandoned(data, _PREFIX):
        for old in (left / _OLD).glob("*"):
            folder = data / old.name
            if folder.exists():
                continue
            try:
                old.rename(folder)
            except OSError as error:
                raise ProjectError(
                    f"{folder}: an import was stopped, and {old} cannot be put back "
                    f"({error.strerror}): move it there"
                ) from error
            restored.append(folder)
        shutil.rmtree(left, ignore_errors=True)
    return restored


def must_be_free(folder: Path, names: Mapping[str, str], *, replace: bool) -> None:
    """Raise UsageError where a file is in the way and may not be replaced.

    A capture with claims is a folder of its own; sources alone go beside one that is there.
    """
    if replace or not folder.exists():
        return
    if "claims.ttl" in names:
        raise UsageError(
            f"{folder}: is there already: choose another --slug, or replace it with --replace"
        )
    for name in names:
        if (folder / name).exists():
            raise UsageError(f"{folder / name}: is there already: replace it with --replace")


def write(folder: Path, files: Mapping[str, str], *, replace: bool = False) -> None:
    """Write files into a folder; of several, all or none.

    With `replace` the files of a capture are replaced and others stay as they are. Raises
    UsageError where something is in the way, ProjectError where the folder cannot be written.
    """
    must_be_free(folder, files, replace=replace)
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with temporary_folder(_PREFIX, folder.parent) as name:
            new = name / "new"
            if folder.exists():
                shutil.copytree(folder, new, symlinks=True)
            else:
                new.mkdir()
            for file in _WHOLE if "claims.ttl" in files else ():
                (new / file).unlink(missing_ok=True)
            for file, text in files.items():
                (new / file).unlink(missing_ok=True)
                (new / file).write_text(text, encoding="utf-8", newline="")
            old = name / _OLD / folder.name
            old.parent.mkdir()
            if folder.exists():
                folder.rename(old)
            try:
                new.rename(folder)
            except OSError:
                if old.exists():
                    old.rename(folder)
                raise
    except OSError as error:
        for one in made:
            with suppress(OSError):
                one.rmdir()
        why = error.strerror or error
        raise ProjectError(
            f"{folder}: cannot be written ({why}): allow it or name another folder with -o"
        ) from error


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
    restored = tuple(restore(root / "data"))
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
    write(target, made.files, replace=request.replace)
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
    actors: dict[str, str] = {}
    for file in projects.rdf_files(data, data) if wanted else ():
        graph = terms.in_memory(loading.load(file).quads)
        for kind in _ACTORS:
            for actor in graph.subjects(RDF.type, CG[kind]):
                for label in wanted.intersection(map(str, graph.objects(actor, RDFS.label))):
                    actors.setdefault(str(label), str(actor))
    return actors
