"""Asks a stored question article by article, and remembers the answers by what they depend on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.api import held, remembering, units
from claimgraph.api.answers import Answer
from claimgraph.api.remembering import Entry
from claimgraph.check.cache import Cache, key
from claimgraph.claims.weighing import derived
from claimgraph.claims.weighing.table import table
from claimgraph.errors import QuestionError
from claimgraph.graph.sparql import iris
from claimgraph.graph.stores import Rows
from claimgraph.graph.stores.disk import OnDisk
from claimgraph.graph.stores.memory import Embedded
from claimgraph.processes import DeathError, in_order
from claimgraph.questions import apart, catalogue, naming
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rdflib.term import Node

    from claimgraph.api.held import Held, Watched
    from claimgraph.api.units import Shared, Units
    from claimgraph.claims.weighing.table import Table
    from claimgraph.graph.project import Project, RdfFile
    from claimgraph.questions import Question

# More labels than a block of rows has things are of rows that nobody asked about.
_LABELS = 1_000_000


@dataclass
class Asked:
    """An answer while it comes: its rows, how many articles were asked and how many remembered.

    `entries` are the articles' answers, each with whether it was remembered.
    """

    variables: tuple[str, ...]
    entries: Generator[tuple[Entry, bool], None, None]
    limit: int | None = None
    again: int = 0
    remembered: int = 0
    _labels: dict[Node, str] = field(default_factory=dict)
    _labels_now: Mapping[Node, str] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        """The rows of all articles, in the order of the articles' IRIs."""
        return Rows(self.variables, islice(self._solutions(), self.limit))

    def labels(self, _rows: Iterable[Mapping[str, Node]]) -> dict[Node, str]:
        """Return what the things are called in the rows that have come since the last call."""
        known, self._labels = self._labels, dict(self._labels_now)
        return known

    def _solutions(self) -> Iterator[Mapping[str, Node]]:
        for entry, was_remembered in self.entries:
            self.remembered += was_remembered
            self.again += not was_remembered
            # Of a long answer in CSV nobody asks for the labels.
            if len(self._labels) > _LABELS:
                self._labels = {}
            self._labels |= entry.labels
            self._labels_now = entry.labels
            yield from entry.rows


@dataclass(frozen=True)
class _Run:
    """One asking: what is shared, and what has to be known of the articles."""

    project: Project
    question: Question
    query: Callable[[str], str]
    cache: Cache | None
    table: Table | None
    units: Units
    cluster: str | None


def ask(
    project: Project,
    question: Question,
    values: Mapping[str, str],
    cache: Cache | None = None,
    watched: Watched = lambda items, _what, _total: items,
    limit: int | None = None,
    cluster: str | None = None,
    graphs: Held | None = None,
) -> Asked:
    """Ask each article of a project's files a question; its rows come while others are asked.

    `values` are the parameters; `cache` keeps answers for the next time; there are no more rows
    than `limit`; the workers of a `cluster` are asked instead of processes here; `graphs` are held
    elsewhere than in files. Raises QuestionError for a question that cannot be asked so,
    ProjectError and SyntaxFault for a broken file, and ClusterError.
    """
    apart.must_be_by_article(question)
    vocabulary = catalogue.vocabulary(project)
    given = apart.terms(question, values, vocabulary)
    refused = f"'{question.name}' cannot be asked by article"
    parts = units.divided(project, vocabulary, cache, watched, cluster, refused, graphs)
    run = _Run(
        project,
        question,
        apart.of_article(question, given),
        cache,
        None if derived.IRIS.isdisjoint(iris(question.sparql)) else table(project.root),
        parts,
        cluster,
    )
    if run.table:
        _must_not_say_standings(parts, refused)
    must_be_there = [term for term in given.values() if isinstance(term, ox.NamedNode)]
    remembering.must_mention(must_be_there, parts.facts, vocabulary)
    return Asked(_columns(run.query("urn:x")), _entries(run, watched), limit)


def answer(
    project: Project,
    question: Question,
    values: Mapping[str, str],
    folder: Path | None,
    endpoints: Sequence[str],
) -> Answer:
    """Ask each article of files, of a store in a folder or of a server; return the whole answer.

    Raises what `ask` does, UsageError for several servers, StoreError.
    """
    # Its libraries make sockets when they are imported, which ends a process that asks.
    from claimgraph.graph.stores.remote import Remote

    store = OnDisk(folder) if folder else None
    labels: dict[Node, str] = {}
    with (
        closing(Cache()) as cache,
        held.elsewhere(store, [Remote(url) for url in endpoints]) as graphs,
    ):
        asked = ask(project, question, values, cache, graphs=graphs)
        rows: list[Mapping[str, Node]] = []
        with closing(asked.entries):
            for entry, _ in asked.entries:
                rows += entry.rows
                labels.update(entry.labels)
    return Answer(asked.variables, tuple(rows), labels=labels)


def _columns(query: str) -> tuple[str, ...]:
    return Embedded().rows(query).variables


def _must_not_say_standings(parts: Units, refused: str) -> None:
    for group, own in parts.facts.items():
        if own.articles and f"{CG}standing" in own.mentions:
            raise QuestionError(
                f"{refused}: {group.files[0].name} says how claims stand, which is derived here: "
                "leave out --by-article"
            )


def _entries(run: _Run, watched: Watched) -> Generator[tuple[Entry, bool], None, None]:
    """Yield the answers of the articles in order, and keep those that were not remembered."""
    shared, keys = run.units.shared, run.units.keys
    before = shared.stamps()
    digest = run.table.digest if run.table else ""

    def place(article: str) -> str:
        unit = [keys[group] for group in run.units.of[article]]
        query = run.query(article)
        return key(["ask", shared.stamp, digest, query, *shared.keys, "", *unit])

    def task(article: str) -> tuple[Any, ...]:
        return shared, run.units.files(article), run.query(article), run.table

    def kept(article: str, entry: Entry) -> tuple[Entry, bool]:
        # A file that changed meanwhile was asked with another content than its key's.
        is_same = run.units.is_as_read(article) and shared.stamps() == before
        if run.cache and entry.can_be_kept and is_same:
            run.cache.keep(place(article), entry.written())
        return entry, False

    def remembered(article: str) -> tuple[Entry, bool]:
        entry = run.cache.read(place(article), Entry.read) if run.cache else None
        # What cannot be read is asked here.
        return kept(article, _answer(*task(article))) if entry is None else (entry, True)

    # Which are remembered is looked up first, so that no process is started for few.
    missing = {
        each: None
        for each in run.units.of
        if run.cache is None or run.cache.read(place(each), bool) is None
    }
    if run.cluster is not None and not missing:
        yield from watched(map(remembered, run.units.of), "Asking", len(run.units.of))
        return
    most = units.processes(len(missing))
    with units.executing(run.project, len(missing), run.cluster) as processes:
        ahead = 1 if most == 1 else 4 * most
        answers = in_order(processes, _answer, map(task, missing), ahead)

        def asked(article: str) -> tuple[Entry, bool]:
            return kept(article, _next(answers, article))

        entries = (asked(one) if one in missing else remembered(one) for one in run.units.of)
        yield from watched(entries, "Asking", len(run.units.of))


def _next(answers: Iterator[Entry], article: str) -> Entry:
    try:
        return next(answers)
    except (DeathError, MemoryError) as error:
        raise QuestionError(f"<{article}> cannot be asked ({error}): free some memory") from error


def _answer(shared: Shared, files: Sequence[RdfFile], query: str, weighed: Table | None) -> Entry:
    """Ask one article; its graph is in the store that is kept only meanwhile."""
    with units.store(shared, files, [derived.GRAPH] if weighed else []) as (store, loaded):
        if weighed is not None:
            derived.ready(query, store, weighed)
        answer = store.query(query)
        return Entry(answer.rows, naming.labels(answer.rows, store, loaded))
