"""What articles lack, as stored questions tell it: answers are kept until an article changes.

The questions are asked of some articles at a time, in memory, beside the vocabulary and what the
articles share: so they cost as much for each article however many there are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Protocol

from rdflib.term import Literal, URIRef

from claimgraph.claims.library.library import numbers
from claimgraph.errors import QueryError
from claimgraph.graph.stores import Rows
from claimgraph.graph.stores.memory import Embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rdflib.term import Node

    from claimgraph.claims.library.library import Library
    from claimgraph.graph.stores import Store

# So many graphs of articles are asked about at once.
_AT_ONCE = 100
LISTED = ("article", "gap", "thing")


class Question(Protocol):
    """A question whose rows tell of an article, and of a thing in a column, that it has a gap."""

    @property
    def name(self) -> str:
        """What the gap is called."""
        ...

    @property
    def thing(self) -> str:
        """The column of what has it."""
        ...

    @property
    def sparql(self) -> str:
        """The query."""
        ...


@dataclass(frozen=True, order=True)
class Gap:
    """That a thing of an article lacks something; both are IRIs."""

    article: str
    name: str
    thing: str


@dataclass(frozen=True)
class Counts:
    """How many gaps of each name an article has; without `article`, all articles together."""

    article: str | None
    numbers: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many it has in all."""
        return sum(self.numbers.values())


def ready(
    library: Library,
    questions: Sequence[Question],
    watched: Callable[[list[str]], Iterable[str]] = lambda graphs: graphs,
) -> None:
    """Ask the questions about the articles that have changed since they were asked.

    What the articles share, the vocabulary and the questions count as well: where those change, all
    articles are asked about again. Raises QueryError for a question without its columns.
    """
    shared = library.rows("SELECT name, stamp FROM graph WHERE articles = 0 OR articles IS NULL")
    parts = sorted(f"{name} {stamp}" for name, stamp in shared)
    parts += [f"{one.name} {one.thing} {one.sparql}" for one in questions]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    waiting = [
        name
        for (name,) in library.rows(
            "SELECT name FROM graph WHERE articles > 0 AND asked IS NOT ? ORDER BY id", [key]
        )
    ]
    if not waiting:
        return
    common = [name for name, _ in shared if name]
    beside = list(chain(library.place.vocabulary(), *map(library.place.quads, common)))
    coming = iter(watched(waiting))
    while graphs := list(islice(coming, _AT_ONCE)):
        quads = chain(beside, *map(library.place.quads, graphs))
        gaps_of_changed = set(_asked(Embedded(quads), questions))
        _write(library, graphs, gaps_of_changed, key)


def _asked(store: Store, questions: Iterable[Question]) -> Iterator[Gap]:
    for question in questions:
        rows = store.rows(question.sparql)
        for column in ("article", question.thing):
            if column not in rows.variables:
                raise QueryError(
                    f"the question of ‘{question.name}’ has no column ?{column}: "
                    "add it, or rename the question"
                )
        for row in rows.solutions:
            article, thing = row.get("article"), row.get(question.thing)
            if isinstance(article, URIRef) and isinstance(thing, URIRef):
                yield Gap(str(article), question.name, str(thing))


def _write(library: Library, graphs: Sequence[str], gaps_of_changed: set[Gap], key: str) -> None:
    with library.writing() as database:
        marks = ", ".join("?" for _ in graphs)
        known = dict(
            database.execute(f"SELECT name, id FROM graph WHERE name IN ({marks})", graphs)
        )
        own = ", ".join(map(str, known.values()))
        of = dict(
            database.execute(
                "SELECT term.iri, node.graph FROM node JOIN term ON term.id = node.term "
                f"WHERE node.kind = 'article' AND node.graph IN ({own})"
            )
        )
        for table in ("gap", "tally"):
            database.execute(f"DELETE FROM {table} WHERE graph IN ({own})")
        # What an article says in the graph of another one is kept with its own.
        kept = sorted(
            (gap for gap in gaps_of_changed if gap.article in of),
            key=lambda gap: (gap.article, gap.thing),
        )
        terms = numbers(database, sorted({iri for gap in kept for iri in (gap.article, gap.thing)}))
        database.executemany(
            "INSERT INTO gap VALUES (?, ?, ?, ?)",
            [(of[g.article], g.name, terms[g.article], terms[g.thing]) for g in kept],
        )
        counts = Counter((gap.article, gap.name) for gap in kept)
        database.executemany(
            "INSERT INTO tally VALUES (?, ?, ?, ?)",
            [(of[a], terms[a], name, number) for (a, name), number in counts.items()],
        )
        database.execute(f"UPDATE graph SET asked = ? WHERE id IN ({own})", [key])


def at(store: Store, questions: Sequence[Question], article: str | None = None) -> tuple[Gap, ...]:
    """Ask a server the questions, about all articles or one; raises QueryError, StoreError."""
    gaps_of_server = {gap for gap in _asked(store, questions) if article in (None, gap.article)}
    return tuple(sorted(gaps_of_server))


def counted(gaps: Iterable[Gap], names: Sequence[str]) -> tuple[Counts, ...]:
    """Count gaps: of all articles together, then of each, those with the most first."""
    number = Counter((gap.article, gap.name) for gap in gaps)
    return _totalled(((a, name, count) for (a, name), count in number.items()), names)


def counts(
    library: Library, names: Sequence[str], article: str | None = None
) -> tuple[Counts, ...]:
    """Return how many gaps of these names there are: as `counted`, or of one article alone."""
    only, values = ("", []) if article is None else ("WHERE iri = ?", [article])
    rows = library.rows(
        "SELECT iri, name, SUM(number) FROM tally JOIN term ON term.id = article "
        f"{only} GROUP BY article, name",
        values,
    )
    every = _totalled(rows, names)
    return every if article is None else every[1:]


def _totalled(rows: Iterable[tuple[str, str, int]], names: Sequence[str]) -> tuple[Counts, ...]:
    nothing = dict.fromkeys(names, 0)
    every, each = dict(nothing), dict[str, dict[str, int]]()
    for article, name, number in rows:
        if name in every:
            every[name] += number
            each.setdefault(article, dict(nothing))[name] += number
    counts = [Counts(article, numbers) for article, numbers in each.items()]
    counts.sort(key=lambda one: (-one.total, one.article or ""))
    return (Counts(None, every), *counts)


def gaps(
    library: Library, names: Sequence[str], article: str | None = None, limit: int | None = None
) -> tuple[Gap, ...]:
    """Return the gaps of these names, by article, name and thing; no more than `limit`."""
    rows = library.rows("SELECT DISTINCT article, iri FROM tally JOIN term ON term.id = article")
    marks = ", ".join("?" for _ in names)
    listed: list[Gap] = []
    for iri, term in sorted((iri, term) for term, iri in rows):
        if article is not None and iri != article:
            continue
        own = library.rows(
            "SELECT name, iri FROM gap JOIN term ON term.id = thing "
            f"WHERE article = ? AND name IN ({marks})",
            [term, *names],
        )
        listed += (Gap(iri, name, thing) for name, thing in sorted(own))
        if limit is not None and len(listed) >= limit:
            break
    return tuple(listed[:limit])


def listed(gaps: Iterable[Gap]) -> Rows:
    """Return gaps as an answer, to be written in any format that answers have."""
    return Rows(
        LISTED,
        (
            {"article": URIRef(g.article), "gap": Literal(g.name), "thing": URIRef(g.thing)}
            for g in gaps
        ),
    )


def summed(counts: Iterable[Counts], names: Sequence[str]) -> Rows:
    """Return counts as an answer: a row for all articles, then one for each."""
    return Rows(("article", "gaps", *names), (_summed(one) for one in counts))


def _summed(one: Counts) -> Mapping[str, Node]:
    row: dict[str, Node] = {
        name: Literal(number) for name, number in {"gaps": one.total, **one.numbers}.items()
    }
    row["article"] = Literal("all") if one.article is None else URIRef(one.article)
    return row
