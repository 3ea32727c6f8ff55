"""What was found the last time, kept under a key of everything that it depended on.

The cache is one SQLite database in the user's cache folder. It may be deleted at any time.
Without one that can be read and written, everything is checked again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.check.groups import Checked
from claimgraph.files import in_users_folder
from claimgraph.findings import Finding, Location, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

_KEPT = 30 * 24 * 3600  # seconds since an entry was last of use
# So many lines, columns, triples or equal findings a row may tell of.
_MOST = 1 << 31
# Results that are written together.
_MANY = 500
_PARTS = ("claimgraph", "pyoxigraph", "pyshacl", "rdflib", "shacl-rust")


class Cache:
    """Results by key; `folder` is where the database is, the user's cache folder by default.

    What is put is written when there is much of it, and when the cache is closed: no run keeps
    another one waiting, and one that is interrupted has not been in vain.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._used: set[str] = set()
        self._new: dict[str, str] = {}
        self._database: sqlite3.Connection | None = None
        with suppress(OSError, sqlite3.Error):
            self._database = _opened(folder or in_users_folder())

    def get(self, key: str) -> Checked | None:
        """Return what is kept under a key, if it can be read."""
        return self.read(key, _read)

    def read(self, key: str, reader: Callable[[Any], T]) -> T | None:
        """Return what a reader makes of the JSON under a key; None for what is not of its kind."""
        if self._database is None:
            return None
        # A row of another kind, or of another program's, is passed over.
        broken = (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError)
        with suppress(*broken):
            row = self._database.execute("SELECT held FROM results WHERE key = ?", [key]).fetchone()
            if row:
                made = reader(json.loads(row[0]))
                self._used.add(key)
                return made
        return None

    def put(self, key: str, checked: Checked) -> None:
        """Keep a result; what could not be checked is tried again the next time."""
        if not checked.unchecked:
            self.keep(key, _written(checked))

    def keep(self, key: str, value: Any) -> None:
        """Keep what JSON can say, to be read by `read`."""
        if self._database is None:
            return
        self._new[key] = json.dumps(value)
        if len(self._new) >= _MANY:
            self._write()

    def close(self) -> None:
        """Write what was put, and forget what was of no use for a month."""
        if self._database is None:
            return
        self._write()
        now = time.time()
        with suppress(sqlite3.Error), self._database:
            self._database.executemany(
                "UPDATE results SET used = ? WHERE key = ?", [(now, key) for key in self._used]
            )
            self._database.execute("DELETE FROM results WHERE used < ?", [now - _KEPT])
        self._database.close()

    def _write(self) -> None:
        if self._database is None:
            return
        now = time.time()
        with suppress(sqlite3.Error), self._database:
            self._database.executemany(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?)",
                [(key, now, value) for key, value in self._new.items()],
            )
        self._new.clear()


def _opened(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(folder / "check.sqlite", timeout=1)
    try:
        database.execute(
            "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, used REAL, held TEXT)"
        )
        columns = [row[1] for row in database.execute("PRAGMA table_info(results)")]
        if columns != ["key", "used", "held"]:
            raise sqlite3.DatabaseError("a table of another program's")
    except sqlite3.OperationalError:
        # A full disk, or another run at work: no reason to take its cache away.
        database.close()
        raise
    except sqlite3.DatabaseError:
        database.close()
        (folder / "check.sqlite").unlink()
        return _opened(folder)
    return database


def key(parts: Iterable[str | bytes]) -> str:
    """Return one key of several parts, whose borders count too."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


@cache
def program() -> str:
    """Return a key of the program itself: its version, its files, and the libraries that judge."""
    versions = [sys.version]
    for part in _PARTS:
        with suppress(PackageNotFoundError):
            versions.append(f"{part} {version(part)}")
    here = Path(__file__).parents[1]
    stats = [(path, path.stat()) for path in sorted(here.rglob("*.py"))]
    files = [f"{path.relative_to(here)} {s.st_size} {s.st_mtime_ns}" for path, s in stats]
    return key([*versions, *files])


def _written(checked: Checked) -> dict[str, Any]:
    return {
        "findings": [_row(finding) for finding in checked.findings],
        "triples": checked.triples,
        "defines": sorted(checked.defines),
        "refers": sorted(checked.refers),
        "caused": [_row(finding) for finding in checked.caused],
        "cured": sorted(checked.cured),
        "jointly": checked.jointly,
    }


def _row(finding: Finding) -> dict[str, Any]:
    return {**asdict(finding), "severity": finding.severity.value}


def _read(row: dict[str, Any]) -> Checked:
    """Return what a row holds; raises TypeError or ValueError for what no check found."""
    return Checked(
        findings=tuple(_finding(each) for each in _of(list, row["findings"])),
        triples=_number(row["triples"]),
        defines=frozenset(_of(str, iri) for iri in _of(list, row["defines"])),
        refers=frozenset(_of(str, iri) for iri in _of(list, row["refers"])),
        caused=tuple(_finding(each) for each in _of(list, row["caused"])),
        cured=frozenset(_of(str, sign) for sign in _of(list, row["cured"])),
        jointly=_of(bool, row["jointly"]),
    )


_NOT_OPTIONAL = ("rule", "message", "severity", "location", "also", "messages", "occurrence")


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        rule=_of(str, row["rule"]),
        message=_of(str, row["message"]),
        severity=Severity(row["severity"]),
        location=None if row["location"] is None else _location(row["location"]),
        also=tuple(_location(each) for each in _of(list, row["also"])),
        messages=tuple(_of(str, each) for each in _of(list, row["messages"])),
        occurrence=_number(row["occurrence"]),
        **{name: _text(value) for name, value in row.items() if name not in _NOT_OPTIONAL},
    )


def _location(row: dict[str, Any]) -> Location:
    text = _text(row["text"])
    # One behind the line's last character, and its carriage return; reports point that far.
    most = _MOST if text is None else len(text) + 2
    line, column, end = row["line"], row["column"], row["end_column"]
    return Location(
        _of(str, row["file"]),
        None if line is None else _number(line),
        None if column is None else _number(column, most),
        None if end is None else _number(end, most),
        text,
    )


def _of(kind: type[T], value: object) -> T:
    if type(value) is not kind:
        raise TypeError(f"no {kind.__name__}")
    return value


def _text(value: object) -> str | None:
    return None if value is None else _of(str, value)


def _number(value: object, most: int = _MOST) -> int:
    if not 0 <= _of(int, value) <= most:
        raise ValueError("no number of something")
    return _of(int, value)
