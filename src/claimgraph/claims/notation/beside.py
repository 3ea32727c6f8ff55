"""What a capture is read beside: the registry of its project, its text, the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import capture
from claimgraph.claims.notation import nodes, reader
from claimgraph.claims.notation.state import Surroundings
from claimgraph.claims.registry import FOLDER, described
from claimgraph.errors import TextError
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.vocab import CG, GRAPH, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from claimgraph.claims.notation.reader import Reading
    from claimgraph.graph.project import RdfFile
    from claimgraph.graph.turtle.reader import Document

    # The files of a registry, and what changes with each of them.
    Registry = tuple[tuple[RdfFile, ...], tuple[tuple[int, int], ...]]
    # A text and the error of reading it, of which one is empty.
    Text = tuple[str, str]


def document(file: RdfFile, text: str) -> Document:
    """Return what a capture says, read beside the other files of its project."""
    return reading(file, text).facts.document


def reading(file: RdfFile, text: str) -> Reading:
    """Return what is known of a capture that was read beside the other files of its project.

    It is not to be changed: who edits a capture and checks it asks several times for the same.
    """
    root, _ = nodes.parse(text)
    name = nodes.optional(root, "text") if isinstance(root, nodes.Pairs) else None
    article = _text(file.path, name.text) if name is not None else None
    slug = file.graph.removeprefix(GRAPH)
    shared = ((), ()) if slug == FOLDER else _registry(file.path)
    return _reading(text, slug, file.graph, shared, article)


# What a capture was before an edit and after it, and the registry, where that is a capture.
@lru_cache(maxsize=3)
def _reading(text: str, slug: str, graph: str, shared: Registry, article: Text | None) -> Reading:
    def known(_name: str) -> str:
        content, why = article or ("", "")
        if why:
            raise TextError(why)
        return content

    return reader.reading(text, Surroundings(slug, graph, _names(*shared), known, relations))


def _text(path: Path, name: str) -> Text:
    try:
        return capture.beside(path, name), ""
    except TextError as error:
        return "", str(error)


def surroundings(file: RdfFile) -> Surroundings:
    """Return what a file of a project is read beside."""
    slug = file.graph.removeprefix(GRAPH)
    return Surroundings(
        slug,
        file.graph,
        {} if slug == FOLDER else registry(file.path),
        lambda name: capture.beside(file.path, name),
        relations,
    )


def registry(path: Path) -> Mapping[str, frozenset[str]]:
    """Return the IRIs of a project's registry by what they are called, in lower case.

    `path` is a file of the project's `data/`.
    """
    return _names(*_registry(path))


def _registry(path: Path) -> Registry:
    data = next((one for one in path.parents if one.name == "data"), path.parent.parent)
    files = tuple(loading.files_in(data / FOLDER, data))
    return files, tuple(loading.stamp(each.path) for each in files)


@lru_cache(maxsize=8)
def _names(
    files: tuple[RdfFile, ...], _stamps: tuple[tuple[int, int], ...]
) -> Mapping[str, frozenset[str]]:
    iris_of: dict[str, set[str]] = defaultdict(set)
    for entry in described(map(loading.load, files)):
        for name in entry.names:
            iris_of[name.casefold()].add(entry.iri)
    return {name: frozenset(iris) for name, iris in iris_of.items()}


@cache
def relations() -> frozenset[str]:
    """Return the local names of the vocabulary's relations: what stands below cg:relatesTo."""
    below: dict[str, set[str]] = defaultdict(set)
    vocabulary = projects.shipped("ontology") / "claimgraph.ttl"
    for quad in ox.parse(path=str(vocabulary), format=ox.RdfFormat.TURTLE):
        if quad.predicate.value == RDFS + "subPropertyOf":
            below[quad.object.value].add(quad.subject.value)
    reached, waiting = set[str](), [CG + "relatesTo"]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += below[one]
    return frozenset(iri.removeprefix(CG) for iri in reached)
