"""Divides graphs into what can be read apart: each article with the graphs that it needs.

An article is read into a store that holds its graph, the graphs of no article (the registry, the
links) and the vocabulary. Articles that describe what others mention are in the store together.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.api.held import of_files, parsed
from claimgraph.api.remembering import Facts
from claimgraph.check import linked, stored_graphs
from claimgraph.check.cache import key, program
from claimgraph.check.groups import Group, grouped
from claimgraph.check.keys import Keys
from claimgraph.errors import QuestionError
from claimgraph.graph import loading, ties
from claimgraph.graph.classes import Classes
from claimgraph.graph.project import REGISTRY
from claimgraph.graph.stores.memory import Embedded
from claimgraph.processes import completed, executor, memory_by_default, processors
from claimgraph.vocab import CG, GRAPH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claimgraph.api.held import Held, Watched
    from claimgraph.check.cache import Cache
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.processes.limited import Limited

# A process needs half a second to start: it is worth it for so many articles.
_EACH = 40
# So many graphs are read by one task.
_PACK = 20


@dataclass(frozen=True)
class Shared:
    """What is in the store beside each article: files, with keys of what they hold.

    `stamp` is the key of the vocabulary and the program, `keys` are those of the other graphs. With
    `has_own_vocabulary` it is among the graphs, and files of the vocabulary give their prefixes.
    """

    vocabulary: tuple[RdfFile, ...]
    files: tuple[RdfFile, ...]
    stamp: str
    keys: tuple[str, ...]
    has_own_vocabulary: bool = False

    def stamps(self) -> list[tuple[int, int]]:
        """Return what changes when one of the files does; raises OSError."""
        files = (
            file for file in (*self.vocabulary, *self.files) if file.format != stored_graphs.STORED
        )
        return [loading.stamp(file.path) for file in files]


@dataclass(frozen=True)
class Units:
    """A project's graphs with their keys, and those that each article is read in, by its IRI."""

    keys: Mapping[Group, str]
    facts: Mapping[Group, Facts]
    shared: Shared
    of: Mapping[str, tuple[Group, ...]]
    held: Held

    def is_as_read(self, article: str) -> bool:
        """Tell whether an article's files hold what their keys were made of."""
        return all(self.held.key(group) == self.keys[group] for group in self.of[article])

    def files(self, article: str) -> tuple[RdfFile, ...]:
        """Return the files of the graphs that an article is read in."""
        return tuple(file for group in self.of[article] for file in group.files)


def processes(articles: int) -> int:
    """Return how many processes so many articles are worth."""
    return max(1, min(processors(), math.ceil(articles / _EACH)))


def executing(project: Project, articles: int, cluster: str | None) -> Limited:
    """Return what reads so many articles of a project: processes here, or a cluster's workers."""
    memory = None if cluster is None else memory_by_default()
    places = (project.root,)
    return executor(processes(articles), memory=memory, cluster=cluster, places=places)


def divided(
    project: Project,
    vocabulary: Sequence[Loaded],
    cache: Cache | None,
    watched: Watched,
    cluster: str | None,
    refused: str,
    held: Held | None = None,
) -> Units:
    """Divide a project's files, or what is `held` elsewhere; `cache` keeps what is known of each.

    Raises QuestionError, which begins with `refused`, where what all articles share is described
    by one of them; ProjectError and SyntaxFault for a broken file; and ClusterError.
    """
    held = held or of_files(project)
    groups = grouped(held.files)
    keys = {group: held.key(group) for group in groups}
    stamp = key([program(), Keys().of(Group("", project.vocabulary_files))])
    with executing(project, len(groups), cluster) as reading:
        facts = _facts(held, keys, stamp, cache, reading, _classes(vocabulary), watched)
    shared = tuple(group for group in groups if not facts[group].articles)
    files = tuple(file for group in shared for file in group.files)
    beside = tuple(keys[group] for group in shared)
    _must_share_nothing(facts, shared, vocabulary, refused)
    of_articles = [group for group in facts if facts[group].articles]
    by_graph = {group.graph: group for group in of_articles}
    said = {graph: facts[group].said(graph) for graph, group in by_graph.items()}
    namespaces = {group.namespace: graph for graph, group in by_graph.items()}
    places = {
        article: tied
        for some in ties.together(said, namespaces)
        for tied in (tuple(by_graph[graph] for graph in some),)
        for group in tied
        for article in facts[group].articles
    }
    return Units(
        keys,
        facts,
        Shared(tuple(project.vocabulary_files), files, stamp, beside, held.has_vocabulary),
        {article: places[article] for article in sorted(places)},
        held,
    )


def _classes(vocabulary: Iterable[Loaded]) -> frozenset[str]:
    """Return cg:Article and the classes below it."""
    return Classes.of(quad for one in vocabulary for quad in one.quads).below(f"{CG}Article")


def _facts(
    held: Held,
    keys: Mapping[Group, str],
    stamp: str,
    cache: Cache | None,
    reading: Limited,
    classes: frozenset[str],
    watched: Watched,
) -> dict[Group, Facts]:
    """Return what each graph describes and mentions; files that have changed are read."""
    # A capture in the notation is read beside the registry.
    beside = [keys[group] for group in keys if group.graph == GRAPH + REGISTRY]
    of = {group: key(["facts", stamp, *beside, each]) for group, each in keys.items()}
    facts: dict[Group, Facts] = {}
    if cache:
        for group, place in of.items():
            if (known := cache.read(place, Facts.read)) is not None:
                facts[group] = known
    missing = [group for group in of if group not in facts]
    packs = [missing[start : start + _PACK] for start in range(0, len(missing), _PACK)]
    results = completed(reading, _facts_of, [(pack, classes) for pack in packs])
    for place, result in watched(results, "Reading", len(packs)):
        if isinstance(result, Exception):
            raise result
        for group, found in zip(packs[place], result, strict=True):
            facts[group] = found
            if cache and held.key(group) == keys[group]:
                cache.keep(of[group], found.written())
    return {group: facts[group] for group in keys}


def _facts_of(groups: Sequence[Group], classes: frozenset[str]) -> list[Facts]:
    return [
        Facts.of(group, classes, (q for one in parsed(group.files) for q in one.quads))
        for group in groups
    ]


def _must_share_nothing(
    facts: Mapping[Group, Facts],
    shared: Sequence[Group],
    vocabulary: Iterable[Loaded],
    refused: str,
) -> None:
    common = {
        term.value
        for one in vocabulary
        for quad in one.quads
        for term in (quad.subject, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    for group in shared:
        if not linked.holds_links(group):
            common |= facts[group].describes | facts[group].mentions
    for group, own in facts.items():
        if own.articles and (described := sorted(own.describes & common - set(own.articles))):
            raise QuestionError(
                f"{refused}: {group.files[0].name} describes <{described[0]}>, which all articles "
                f"share: move that to data/{REGISTRY}, or leave out --by-article and --cluster"
            )


# ── In a process ─────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def beside(shared: Shared) -> tuple[Embedded, Sequence[Loaded]]:
    """Return a store with what all articles share, once in each process."""
    vocabulary, others = loading.parsed(shared.vocabulary), parsed(shared.files)
    held = others if shared.has_own_vocabulary else [*vocabulary, *others]
    return Embedded(quad for one in held for quad in one.quads), [*vocabulary, *others]


@contextmanager
def store(
    shared: Shared, files: Sequence[RdfFile], derived: Sequence[str] = ()
) -> Iterator[tuple[Embedded, Sequence[Loaded]]]:
    """Return a store with an article's files beside what all share, and what was loaded for it.

    The files' graphs, and those that are `derived` from them, are in the store only meanwhile.
    """
    held, loaded = beside(shared)
    own = parsed(files)
    try:
        held.add(quad for one in own for quad in one.quads)
        yield held, [*loaded, *own]
    finally:
        held.clear([*{file.graph for file in files}, *derived])
