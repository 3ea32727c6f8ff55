"""Opens the index's SQLite file; what another program or a damage has left is made anew."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

from claimgraph.errors import StoreError
from claimgraph.files import in_users_folder

if TYPE_CHECKING:
    from pathlib import Path

NAME = "library.sqlite"
_SCHEMA = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)",
    # `asked` is a key of all that the answers to stored questions about its articles depend on.
    "CREATE TABLE graph (id INTEGER PRIMARY KEY, name TEXT UNIQUE, stamp TEXT, articles INTEGER,"
    " asked TEXT)",
    # Files with their digests, and folders without: what tells that nothing has changed.
    "CREATE TABLE path (name TEXT PRIMARY KEY, changed INTEGER, size INTEGER, digest TEXT)",
    "CREATE TABLE term (id INTEGER PRIMARY KEY, iri TEXT UNIQUE)",
    "CREATE TABLE node (id INTEGER PRIMARY KEY, term INTEGER, graph INTEGER, kind TEXT,"
    " label TEXT, names TEXT, paraphrase TEXT, hedge TEXT, article INTEGER, plain TEXT,"
    " local TEXT)",
    "CREATE INDEX node_term ON node (term)",
    "CREATE INDEX node_graph ON node (graph)",
    "CREATE INDEX node_plain ON node (plain)",
    "CREATE INDEX node_local ON node (local)",
    "CREATE INDEX node_article ON node (article)",
    # A way from one thing to another, and again from its end, with `back`.
    "CREATE TABLE edge (source INTEGER, target INTEGER, relation TEXT, back INTEGER,"
    " graph INTEGER)",
    "CREATE INDEX edge_source ON edge (source, target, relation, back)",
    "CREATE INDEX edge_graph ON edge (graph)",
    # What those answer: a row each, and how many there are of an article.
    "CREATE TABLE gap (graph INTEGER, name TEXT, article INTEGER, thing INTEGER)",
    "CREATE INDEX gap_graph ON gap (graph)",
    "CREATE INDEX gap_article ON gap (article, name, thing)",
    "CREATE TABLE tally (graph INTEGER, article INTEGER, name TEXT, number INTEGER)",
    "CREATE INDEX tally_graph ON tally (graph)",
    "CREATE INDEX tally_article ON tally (article, name, number)",
    # In how many things' texts a word is: which words tell them apart.
    "CREATE TABLE token (token TEXT PRIMARY KEY, texts INTEGER) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE words USING fts5(label, names, paraphrase, hedge, content='',"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
)
# What is read from articles: one more where that changes, so that an index is made anew.
_READING = 2
# What folds words differs with the version of Unicode's tables.
_VERSION = hashlib.sha256(
    "\n".join((*_SCHEMA, f"{_READING} {unicodedata.unidata_version}")).encode()
).hexdigest()
_WAIT = 30.0  # seconds for another process that writes


def place(folder: Path | None, key: str) -> Path | None:
    """Return where an index is kept: in a folder, or where none may be written the user's cache.

    `key` names it there. None where neither can be written.
    """
    if folder is not None and os.access(folder, os.W_OK):
        return folder / NAME
    name = hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    users = in_users_folder() / "library"
    with suppress(OSError):
        users.mkdir(parents=True, exist_ok=True)
        return users / f"{name}.sqlite"
    return None


def connected(path: Path | None) -> sqlite3.Connection:
    """Open an index, made if need be; in memory where it has no place or none can be made.

    Raises StoreError where SQLite lacks full-text search.
    """
    if path is not None:
        with suppress(OSError, sqlite3.Error):
            return _opened(path)
    database = _at(":memory:")
    _created(database)
    return database


def _at(name: str) -> sqlite3.Connection:
    database = sqlite3.connect(name, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    # A file that somebody else made may hold a schema that runs functions.
    database.execute("PRAGMA trusted_schema = OFF")
    # Readers go on while it is written: nothing reaches the file before it is committed.
    database.execute("PRAGMA cache_spill = OFF")
    database.execute("PRAGMA cache_size = -65536")
    database.execute("PRAGMA temp_store = MEMORY")
    return database


def _opened(path: Path) -> sqlite3.Connection:
    for _ in range(2):
        database = _at(str(path))
        try:
            if _is_ours(database):
                return database
            database.execute("BEGIN IMMEDIATE")
            # Another process may have made it meanwhile.
            if _is_ours(database):
                database.execute("ROLLBACK")
                return database
            if not database.execute("SELECT 1 FROM sqlite_master").fetchone():
                _created(database)
                database.execute("COMMIT")
                return database
            database.execute("ROLLBACK")
        except sqlite3.OperationalError:
            database.close()
            raise
        except sqlite3.DatabaseError:
            pass
        database.close()
        removed(path)
    raise sqlite3.DatabaseError("cannot be made")


def removed(path: Path) -> None:
    """Remove an index with what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _is_ours(database: sqlite3.Connection) -> bool:
    """Tell whether the file holds exactly this schema; raises sqlite3.DatabaseError for damage."""
    schema = {
        sql
        for (sql,) in database.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'words_%'"
        )
    }
    if schema != set(_SCHEMA):
        return False
    row = database.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
    return row is not None and row[0] == _VERSION


def _created(database: sqlite3.Connection) -> None:
    try:
        for statement in _SCHEMA:
            database.execute(statement)
    except sqlite3.OperationalError as error:
        if "fts5" in str(error):
            raise StoreError(
                "SQLite of this Python has no full-text search (FTS5): use another Python"
            ) from error
        raise
    database.execute("INSERT INTO about VALUES ('version', ?)", [_VERSION])
