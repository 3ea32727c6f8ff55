"""Turns the Turtle of an article's folder into a capture in YAML, and a capture into Turtle."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from claimgraph.claims.notation import beside, nodes, reader
from claimgraph.claims.notation.items import Items
from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import replacing
from claimgraph.graph import canonical, loading, prefixes
from claimgraph.graph import project as projects
from claimgraph.graph.project import CAPTURES, NOTATION
from claimgraph.graph.turtle import tokens
from claimgraph.graph.turtle import writer as turtle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from claimgraph.claims.notation.state import Surroundings
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.graph.turtle.terms import Subject, Term


def written(
    quads: Sequence[ox.Quad], around: Surroundings, prefixes: Mapping[str, str] | None = None
) -> str:
    """Return the capture that is read as these quads, in the text of its file.

    What has no short form, or would be read as something else, stands in its block of Turtle.
    `prefixes` are those of the quads' files. Raises UsageError for a graph that no capture has.
    """
    plain = list(canonical.union(quads))
    held_back: set[str] = set()
    for _ in range(3):
        writing = Items(plain, around, prefixes or {}, held_back)
        text = writing.text()
        read = reader.read(text, around)
        facts = [fact.quad for fact in read.facts]
        if not read.faults and canonical.same(plain, facts):
            return text
        differing = _differing(plain, facts)
        if not differing - held_back:
            break
        held_back |= differing
    at = f" ({read.faults[0].message})" if read.faults else ""
    raise UsageError(f"{around.slug} has no form in the notation{at}: leave it as Turtle")


def _differing(quads: Sequence[ox.Quad], others: Sequence[ox.Quad]) -> set[str]:
    """Return the IRIs of what is said about otherwise, blank nodes by what they hold."""
    ours, theirs = (_described(some) for some in (quads, others))
    return {iri for iri in ours.keys() | theirs.keys() if ours.get(iri) != theirs.get(iri)}


def _described(quads: Sequence[ox.Quad]) -> dict[str, Counter[str]]:
    """Return the facts about each IRI, with blank nodes as what they hold, three levels deep."""
    facts: dict[Subject, list[tuple[str, Term]]] = {}
    for quad in dict.fromkeys(quads):
        facts.setdefault(quad.subject, []).append((str(quad.predicate), quad.object))

    def shown(value: Term, depth: int) -> str:
        if not isinstance(value, ox.BlankNode):
            return str(value)
        inner = facts.get(value, []) if depth else []
        return (
            "[" + " ; ".join(sorted(f"{verb} {shown(one, depth - 1)}" for verb, one in inner)) + "]"
        )

    return {
        subject.value: Counter(f"{verb} {shown(value, 3)}" for verb, value in some)
        for subject, some in facts.items()
        if isinstance(subject, ox.NamedNode)
    }


To = Literal["yaml", "turtle"]
_TURTLE = "capture.ttl"
_MEND = "allow writing there, or name another file with -o"
# For editors, not for readers.
_SCHEMA = re.compile(r"#\s*yaml-language-server:")


@dataclass(frozen=True)
class Converted:
    """What a folder's files say in the other form; `comments` counts what is lost.

    `target` is the file of the folder that takes their place.
    """

    target: Path
    text: str
    sources: tuple[Loaded, ...]
    comments: int


def converted(path: Path, to: To | None = None) -> Converted:
    """Return an article's capture in the other form, or in the one that is named.

    `path` is the folder of an article or of the registry, a capture, or a project of one article.
    Raises UsageError where there is nothing to convert or what there is has no such form,
    SyntaxFault for a file with a fault.
    """
    folder, files = _folder(path)
    typed = [file for file in files if file.format == NOTATION]
    others = [file for file in files if file.format != NOTATION]
    if path.is_file():
        others = []
    to = to or ("turtle" if typed else "yaml")
    if to == "turtle":
        return _to_turtle(folder, typed)
    if not others:
        raise UsageError(
            f"{projects.shown(folder)}: holds no RDF to convert: give an article's folder"
        )
    return _to_yaml(folder, others)


def _folder(path: Path) -> tuple[Path, list[RdfFile]]:
    """Return the folder that a path means, and the files of RDF in it."""
    if not path.exists():
        raise ProjectError(f"{path}: no such file or folder: check the path")
    project = projects.find(path)
    data = projects.real(project.root / "data")
    if path.is_file():
        if path.name.lower() not in CAPTURES:
            raise UsageError(f"{path}: is not a capture: give the folder of its article")
        # What stands beside it stands beside the link, if it is one.
        folder = projects.real(path.parent)
        return folder, [one for one in _read(project, folder) if one.path.name == path.name]
    folder = projects.real(path)
    if folder == data or not folder.is_relative_to(data):
        articles = sorted({file.path.parent for file in project.data_files} - {data})
        articles = [one for one in articles if one.name != "registry"]
        if len(articles) != 1:
            some = ", ".join(projects.shown(one) for one in articles) or "data/SLUG"
            raise UsageError(f"{path}: holds several captures or none: name one of {some}")
        folder = projects.real(articles[0])
    return folder, _read(project, folder)


def _read(project: Project, folder: Path) -> list[RdfFile]:
    """Return a folder's files; raises UsageError where a link gives them another name.

    IRIs of a capture follow from the name of its folder in `data/`, which is that of the link.
    """
    files = list(projects.rdf_files(folder, projects.real(project.root / "data")))
    read = {projects.real(file.path): file for file in project.data_files}
    for file in files:
        linked = read.get(projects.real(file.path))
        if linked and linked.graph != file.graph:
            raise UsageError(
                f"{file.name}: is read through a link in data/, by another name: put the folder "
                "itself there to convert it"
            )
    return files


def _to_turtle(folder: Path, typed: Sequence[RdfFile]) -> Converted:
    if not typed:
        raise UsageError(
            f"{projects.shown(folder)}: holds no {CAPTURES[0]}: name the folder of one"
        )
    loaded = loading.parsed(typed)
    quads = [quad for one in loaded for quad in one.quads]
    declared = {name: space for one in loaded for name, space in one.prefixes.items()}
    text = turtle.turtle(quads, prefixes.of_quads(quads, declared))
    comments = sum(len(_comments(one.text)) for one in loaded)
    return Converted(folder / _TURTLE, text, tuple(loaded), comments)


def _to_yaml(folder: Path, files: Sequence[RdfFile]) -> Converted:
    target = folder / CAPTURES[0]
    file = projects.described(target, _data_of(folder))
    loaded = loading.parsed(files)
    quads = [quad for one in loaded for quad in one.quads]
    for one in loaded:
        if elsewhere := {str(quad.graph_name) for quad in one.quads} - {f"<{file.graph}>"}:
            raise UsageError(
                f"{one.file.name}: names the graph {min(elsewhere)}, and a capture is one graph: "
                "keep it as it is"
            )
    declared = {name: space for one in loaded for name, space in one.prefixes.items()}
    text = written(quads, beside.surroundings(file), declared)
    comments = sum(len(tokens.comments(one.text)) for one in loaded if one.file.format == "turtle")
    return Converted(target, text, tuple(loaded), comments)


def _data_of(folder: Path) -> Path:
    return projects.real(projects.find(folder).root / "data")


def _comments(text: str) -> list[str]:
    """Return the comments of a capture, without those for editors."""
    return [one for _, one in nodes.comments(text) if not _SCHEMA.match(one)]


def write(made: Converted, *, replace: bool) -> None:
    """Write a conversion into its folder; with `replace` the files that it was made of go.

    All or nothing. Raises ProjectError where the file is there already, or one that it was made of
    has changed, or the folder cannot be written.
    """
    name = projects.shown(made.target)
    if made.target.exists():
        raise ProjectError(f"{name}: is there already: remove it, or write elsewhere with -o")
    old = [one.file.path for one in made.sources] if replace else []
    for one in made.sources:
        if loading.read(one.file.path) != one.text:
            raise ProjectError(f"{one.file.name}: changed meanwhile: convert it again")
    contents = {path: path.read_bytes() for path in old}
    with replacing(made.target, _MEND) as out:
        out.write(made.text.encode())
    try:
        for path in old:
            path.unlink()
    except OSError as error:
        for removed, before in contents.items():
            if not removed.exists():
                with replacing(removed, _MEND) as out:
                    out.write(before)
        with suppress(OSError):
            made.target.unlink()
        raise ProjectError(
            f"{projects.shown(path)}: cannot be removed ({error.strerror}): nothing was changed; "
            "allow it, or keep the files with --keep"
        ) from error
