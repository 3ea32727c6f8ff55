"""Opens the index of a place and brings it up to date, graph by graph."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from claimgraph.claims.library import database as databases
from claimgraph.claims.library.extracts import SEARCHED, read, tokens
from claimgraph.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from claimgraph.claims.library.extracts import Held
    from claimgraph.claims.library.places import Place

    Watched = Callable[[list[str]], Iterable[str]]

# So many graphs are indexed between two commits: others may read meanwhile, and a run that is
# interrupted has not been in vain.
_AT_ONCE = 500


class Library:
    """The index of a project's files or of a store on disk, up to date when it was opened."""

    def __init__(self, place: Place, watched: Watched = lambda graphs: graphs) -> None:
        """Open it; `watched` is given the graphs that are to be read, to show how far it is.

        Raises what reading the place raises: ProjectError, SyntaxFault, StoreError.
        """
        self.place = place
        self._path: Path | None = databases.place(place.folder, place.key)
        self._database = databases.connected(self._path)
        for path in (self._path, self._path, None):
            try:
                self._refresh(watched)
                return
            except sqlite3.DatabaseError as error:
                self._database.close()
                # Damaged: it can be made anew. Locked, moved, or the disk is full: it may be sound.
                if path is not None and not isinstance(error, sqlite3.OperationalError):
                    with suppress(OSError):
                        databases.removed(path)
                self._path = path
                self._database = databases.connected(path)
        self._refresh(watched)

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query; raises StoreError where the file is damaged."""
        with self._sound():
            return self._database.execute(sql, tuple(values)).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the database to write in: all of it, or nothing where it fails."""
        with self._sound():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @contextmanager
    def _sound(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            where = self._path or "the index in memory"
            raise StoreError(
                f"{where}: cannot be used ({error}): delete the file, it is made again"
            ) from error

    def stamps(self) -> dict[str, str]:
        """Return the stamp of each graph that is indexed; that of the vocabulary has no name."""
        return dict(self.rows("SELECT name, stamp FROM graph"))

    def _refresh(self, watched: Watched) -> None:
        database, place = self._database, self.place
        if place.is_as_it_was(database):
            return
        stamps = place.stamps(database)
        known = dict(database.execute("SELECT name, stamp FROM graph"))
        if known.get("") != stamps.get(""):
            known = {}
        changed = [graph for graph, stamp in stamps.items() if graph and known.get(graph) != stamp]
        gone = [graph for graph in self.stamps() if graph and graph not in stamps]
        classes = place.classes() if changed else None
        waiting: list[tuple[str, Held]] = []
        for graph in watched(changed) if changed else ():
            assert classes is not None
            waiting.append((graph, read(place.quads(graph), classes)))
            if len(waiting) == _AT_ONCE:
                self._write(waiting, stamps)
                waiting = []
        self._write(waiting, stamps, gone, finished=True)

    def _write(
        self,
        held: list[tuple[str, Held]],
        stamps: Mapping[str, str],
        gone: Iterable[str] = (),
        *,
        finished: bool = False,
    ) -> None:
        with _transaction(self._database) as database:
            for graph in (*gone, *(graph for graph, _ in held)):
                _remove(database, graph)
            for graph, holding in held:
                _add(database, graph, stamps[graph], holding)
            if finished:
                database.execute(
                    "INSERT OR REPLACE INTO graph (name, stamp) VALUES ('', ?)", [stamps[""]]
                )
                self.place.noted(database)


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    database.execute("BEGIN IMMEDIATE")
    try:
        yield database
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


_TEXTS = "label, names, paraphrase, hedge"


def _remove(database: sqlite3.Connection, graph: str) -> None:
    row = database.execute("SELECT id FROM graph WHERE name = ?", [graph]).fetchone()
    if row is None:
        return
    searched = ", ".join("?" for _ in SEARCHED)
    words = database.execute(
        f"SELECT id, {_TEXTS} FROM node WHERE graph = ? AND kind IN ({searched})",
        [row[0], *SEARCHED],
    ).fetchall()
    # Words without their texts are taken out by the words that were put in.
    folded = [(number, *map(tokens, texts)) for number, *texts in words]
    database.executemany(
        f"INSERT INTO words (words, rowid, {_TEXTS}) VALUES ('delete', ?, ?, ?, ?, ?)", folded
    )
    _count(database, (texts[1:] for texts in folded), -1)
    for table in ("node", "edge", "gap", "tally"):
        database.execute(f"DELETE FROM {table} WHERE graph = ?", row)
    database.execute("DELETE FROM graph WHERE id = ?", row)


def _add(database: sqlite3.Connection, graph: str, stamp: str, holding: Held) -> None:
    number = database.execute(
        "INSERT INTO graph (name, stamp, articles) VALUES (?, ?, ?)",
        [graph, stamp, sum(one.kind == "article" for one in holding.nodes)],
    ).lastrowid
    iris = {one.iri for one in holding.nodes} | {iri for s, t, _ in holding.edges for iri in (s, t)}
    iris |= {one.article for one in holding.nodes if one.article is not None}
    terms = numbers(database, sorted(iris))
    searched = []
    for one in sorted(holding.nodes, key=lambda one: one.iri):
        texts = (one.label, one.names, one.paraphrase, one.hedge)
        row = database.execute(
            "INSERT INTO node VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                terms[one.iri],
                number,
                one.kind,
                *texts,
                None if one.article is None else terms[one.article],
                tokens(one.label),
                local(one.iri),
            ],
        )
        if one.kind in SEARCHED:
            searched.append((row.lastrowid, *map(tokens, texts)))
    database.executemany(f"INSERT INTO words (rowid, {_TEXTS}) VALUES (?, ?, ?, ?, ?)", searched)
    _count(database, (texts[1:] for texts in searched), 1)
    database.executemany(
        "INSERT INTO edge VALUES (?, ?, ?, ?, ?)",
        [
            (terms[ends[back]], terms[ends[1 - back]], relation, back, number)
            for *ends, relation in sorted(holding.edges)
            for back in (0, 1)
        ],
    )


def _count(database: sqlite3.Connection, folded: Iterable[Sequence[Any]], each: int) -> None:
    """Count the words of texts, or with -1 for `each` no longer count them."""
    counts = Counter(word for texts in folded for word in set(" ".join(texts).split()))
    database.executemany(
        "INSERT INTO token VALUES (?, ?) "
        "ON CONFLICT (token) DO UPDATE SET texts = texts + excluded.texts",
        [(word, each * count) for word, count in sorted(counts.items())],
    )


def numbers(database: sqlite3.Connection, iris: Iterable[str]) -> dict[str, int]:
    """Return the number of each IRI, which is given one if need be."""
    found = {}
    for iri in iris:
        database.execute("INSERT OR IGNORE INTO term (iri) VALUES (?)", [iri])
        found[iri] = database.execute("SELECT id FROM term WHERE iri = ?", [iri]).fetchone()[0]
    return found


def local(iri: str) -> str:
    """Return the last part of an IRI as it is looked up, whatever its case."""
    from claimgraph.graph import names

    return names.readable(iri).casefold()
