"""What a capture is read beside: the registry of its project, its text, the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import capture
from claimgraph.claims.notation.reader import read
from claimgraph.claims.notation.state import Surroundings
from claimgraph.claims.registry import FOLDER, described
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.vocab import CG, GRAPH, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from claimgraph.graph.project import RdfFile
    from claimgraph.graph.turtle.reader import Document


def document(file: RdfFile, text: str) -> Document:
    """Return what a capture says, read beside the other files of its project."""
    return read(text, surroundings(file))


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
    data = next((one for one in path.parents if one.name == "data"), path.parent.parent)
    files = tuple(loading.files_in(data / FOLDER, data))
    stamps = tuple(loading.stamp(each.path) for each in files)
    return _names(files, stamps)


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
