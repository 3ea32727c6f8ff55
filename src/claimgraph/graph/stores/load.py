"""Puts projects into a store: which files, into which named graphs."""

from __future__ import annotations

import hashlib
import itertools
from typing import TYPE_CHECKING

from claimgraph.errors import ProjectError
from claimgraph.graph import loading
from claimgraph.graph import project as projects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from claimgraph.graph.project import Project, RdfFile

# Formats whose files name their graphs themselves.
_NAMING = ("trig", "nquads", "json-ld")


def files(paths: Sequence[Path], follow_links: bool = False) -> list[RdfFile]:
    """Return the files that the paths stand for, those of each named graph in a row.

    A path is a project, or a folder or file in one: since a graph is replaced whole, one file
    stands for all of its graph. The vocabulary comes with them. Links that lead out of the project
    are followed only with `follow_links`. Raises ProjectError for a path that is missing or holds
    no RDF.
    """
    found: dict[Path, RdfFile] = {}
    for path in paths:
        for file in (*_vocabulary(path, follow_links), *_data(path, follow_links)):
            found.setdefault(file.path, file)
    return sorted(found.values(), key=lambda file: file.graph)


def _project(path: Path, follow_links: bool = False) -> Project | None:
    try:
        return projects.find(path, follow_links)
    except ProjectError:
        if not path.exists() or (not follow_links and projects.leads_out(path)):
            raise
        return None


def _vocabulary(path: Path, follow_links: bool) -> Iterable[RdfFile]:
    project = _project(path, follow_links)
    return (project or projects.shipped_project()).vocabulary_files


def _data(path: Path, follow_links: bool) -> Iterable[RdfFile]:
    here = path.resolve()
    project = _project(path, follow_links)
    if project and here in (project.root, project.root / "data"):
        return project.data_files
    if project:
        graphs = {
            file.graph
            for file in project.data_files
            if file.path == here or file.path.is_relative_to(here)
        }
        if graphs:
            return [file for file in project.data_files if file.graph in graphs]
    if not path.is_dir():
        return [projects.described(path)]
    loose = list(projects.rdf_files(here, here, follow_links))
    if not loose:
        raise ProjectError(f"{path}: holds no RDF files: give a folder that does")
    return loose


def graphs(chosen: Iterable[RdfFile]) -> list[str]:
    """Return the names of the graphs that the files bring, in order, each once.

    Raises what `quads` does, and ProjectError for a graph whose name is a blank node.
    """
    named: dict[str, None] = {}
    for file in chosen:
        if file.format not in _NAMING:
            named[file.graph] = None
        else:
            named |= {_named(quad): None for quad in quads([file])}
    return list(named)


def _named(quad: ox.Quad) -> str:
    import pyoxigraph as ox

    # loading.load leaves no quad in the default graph.
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise ProjectError(
            f"the graph {quad.graph_name} has no name that a store keeps: give it an IRI"
        )
    return quad.graph_name.value


def stamps(chosen: Sequence[RdfFile]) -> dict[str, str]:
    """Return a digest of the files of each graph: one that stays the same brings the same.

    Captures in the notation have none, for what they say depends on other files; and no graph has
    one where a file names its graphs itself, for it may add to any. Raises ProjectError.
    """
    if any(file.format in _NAMING for file in chosen):
        return {}
    digests: dict[str, list[str]] = {}
    others: set[str] = set()
    for file in chosen:
        if file.format == projects.NOTATION:
            others.add(file.graph)
        digest = hashlib.sha256(
            f"{file.path.name} {file.format}\0".encode(errors="surrogateescape")
        )
        for piece in loading.pieces(file.path):
            digest.update(piece)
        digests.setdefault(file.graph, []).append(digest.hexdigest())
    return {
        graph: hashlib.sha256(" ".join(sorted(parts)).encode()).hexdigest()
        for graph, parts in digests.items()
        if graph not in others
    }


def by_graph(chosen: Sequence[RdfFile]) -> Iterator[tuple[str, set[ox.Triple]]]:
    """Yield each graph that the files bring with all of its triples, one graph in memory at a time.

    Files that name their graphs themselves are held meanwhile. Raises what `quads` does.
    """
    named: dict[str, set[ox.Triple]] = {}
    for quad in quads(file for file in chosen if file.format in _NAMING):
        named.setdefault(_named(quad), set()).add(quad.triple)
    plain = sorted(
        (file for file in chosen if file.format not in _NAMING), key=lambda file: file.graph
    )
    for graph, own in itertools.groupby(plain, key=lambda file: file.graph):
        yield graph, {quad.triple for quad in quads(own)} | named.pop(graph, set())
    yield from named.items()


def quads(chosen: Iterable[RdfFile]) -> Iterator[ox.Quad]:
    """Yield the files' quads while they are read, file after file: none need fit in memory.

    Raises ProjectError for a file that cannot be read and SyntaxFault for one that does not parse.
    """
    for file in chosen:
        yield from loading.stream(file)
