"""Finds things of a project's registry by what people call them, exactly or nearly."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph import alike
from claimgraph.errors import UsageError
from claimgraph.graph import loading, names
from claimgraph.graph.project import REGISTRY
from claimgraph.graph.terms import term
from claimgraph.vocab import GRAPH, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.term import Node

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project

# The folder of `data/` that describes what articles share.
FOLDER = REGISTRY
# Properties that hold a name, by the order in which they are shown.
_OTHER = len(names.PROPERTIES)
_NAMING = {str(iri): place for place, iri in enumerate(names.PROPERTIES)}
_NAMING[SKOS + "altLabel"] = _OTHER
# Of 100: names as unlike as this are not shown.
LEAST = 70


@dataclass(frozen=True)
class Entry:
    """A thing of the registry: `kind` names its classes, `names` is all that it is called.

    The last part of its IRI is one of the names.
    """

    iri: str
    kind: str
    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A thing with the name of it that is most like a wanted one, and how much, up to 100."""

    iri: str
    kind: str
    label: str
    name: str
    score: float


def of(project: Project) -> tuple[Entry, ...]:
    """Return what a project's registry describes, in the order of the IRIs.

    Raises ProjectError for a file that cannot be read, SyntaxFault for one that does not parse.
    """
    files = [file for file in project.data_files if file.graph == GRAPH + FOLDER]
    return described(loading.parsed(files))


def described(files: Iterable[Loaded]) -> tuple[Entry, ...]:
    """Return what files describe that belong to a registry, in the order of the IRIs."""
    called: dict[str, list[tuple[int, Node]]] = defaultdict(list)
    kinds: dict[str, set[str]] = defaultdict(set)
    for one in files:
        for quad in one.quads:
            iri = str(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else None
            if iri is not None and (place := _NAMING.get(quad.predicate.value)) is not None:
                called[iri].append((place, term(quad.object)))
            elif iri is not None and quad.predicate.value == RDF + "type":
                kinds[iri].add(names.readable(str(term(quad.object))))
    return tuple(_entry(iri, sorted(kinds[iri]), called[iri]) for iri in sorted({*called, *kinds}))


def _entry(iri: str, kinds: Sequence[str], called: Sequence[tuple[int, Node]]) -> Entry:
    local = names.readable(iri)
    label = names.best((place, value) for place, value in called if place != _OTHER)
    others = [str(value) for _, value in sorted(called, key=lambda one: (one[0], str(one[1])))]
    shown = local if label is None else str(label)
    return Entry(iri, ", ".join(kinds), shown, tuple(dict.fromkeys([shown, *others, local])))


def nearest(
    name: str, registry: Sequence[Entry], limit: int = 5, least: float = LEAST
) -> tuple[Match, ...]:
    """Return the things whose names are most like one, the most alike first, then by their labels.

    Neither case nor accents nor punctuation count, and the order of words does not. Raises
    UsageError for a name without letters or digits.
    """
    wanted = alike.plain(name)
    if not wanted:
        raise UsageError(f"‘{name}’ is not a name: write what the thing is called")
    every = [(entry, name) for entry in registry for name in entry.names]
    best: dict[str, Match] = {}
    plain = [alike.plain(name) for _, name in every]
    for place, likeness in alike.by_words(wanted, plain, least):
        entry, name = every[place]
        score = 100 if plain[place] == wanted else min(99, round(likeness))
        # Of names as much alike it is the first: labels come before other names.
        if entry.iri not in best or best[entry.iri].score < score:
            best[entry.iri] = Match(entry.iri, entry.kind, entry.label, name, score)
    matches = sorted(best.values(), key=lambda one: (-one.score, one.label.casefold(), one.iri))
    return tuple(matches[:limit])
