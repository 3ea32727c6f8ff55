"""Sizes and checksums of a database's files: whether they are still what was written.

Oxigraph never comes back from some damaged blocks, so files are looked at before it is. Reading all
of a store takes as long as its size says; files that were found whole today and have not been
written since are not read again.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

_SUMS = "claimgraph-sums.json"
# What follows from the files is noted beside them, in files of such names.
NOTED = "noted-"
_FOUND_WHOLE = f"{NOTED}whole.json"
# Of a larger database only sizes are looked at, since a gigabyte takes half a second.
_SUMMED = 512 << 20
# A disk may lose a byte though nobody writes: so long, in seconds, is a file not read again.
_DAY = 24 * 60 * 60
_UNSUMMED = ("LOG", "LOCK", "OPTIONS", "IDENTITY", _SUMS, NOTED)


def write(database: Path) -> None:
    """Write down what the files of a database are now."""
    (database / _SUMS).write_text(json.dumps(_sums(database, whole=True)), encoding="ascii")


def verify(database: Path) -> None:
    """Raise OSError where a file is not what was written; what no sums were written of is not."""
    try:
        known = json.loads((database / _SUMS).read_bytes())
        whole = sum(size for size, _ in known.values()) <= _SUMMED
        if not whole:
            known = {name: [size, 0] for name, (size, _) in known.items()}
    except FileNotFoundError:
        return
    except (ValueError, TypeError, AttributeError):
        raise OSError(f"{_SUMS} is not what was written") from None
    states = _states(database)
    if whole and _are_known(database, states, known):
        return
    now = _sums(database, whole=whole)
    for name, sums in known.items():
        if now.get(name) != sums:
            raise OSError(f"{name} is not what was written")
    if whole:
        note(database / _FOUND_WHOLE, {"at": time.time(), "files": states})


def note(path: Path, content: Any) -> None:
    """Write JSON beside the files of a database at once; where that is not allowed, do nothing."""
    with (
        suppress(OSError),
        tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=NOTED, encoding="utf-8", delete=False
        ) as new,
    ):
        try:
            json.dump(content, new)
            new.flush()
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


def _are_known(database: Path, states: dict[str, list[int]], known: Any) -> bool:
    """Tell whether all files were found whole within a day, and have not been written since."""
    try:
        found = json.loads((database / _FOUND_WHOLE).read_bytes())
        age = time.time() - found["at"]
        return 0 <= age < _DAY and found["files"] == states and set(known) <= set(states)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return False


def _states(database: Path) -> dict[str, list[int]]:
    """Return what changes with each file when it is written, moved or copied."""
    states = ((entry.name, entry.stat()) for entry in _summed(database))
    return {
        name: [state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino]
        for name, state in states
    }


def _sums(database: Path, *, whole: bool) -> dict[str, list[int]]:
    """Return the size of each file of a database, and its checksum unless only sizes will do."""
    sums = {}
    for entry in _summed(database):
        checksum = 0
        if whole:
            with Path(entry.path).open("rb") as content:
                while chunk := content.read(1 << 20):
                    checksum = zlib.crc32(chunk, checksum)
        sums[entry.name] = [entry.stat().st_size, checksum]
    return sums


def _summed(database: Path) -> list[os.DirEntry[str]]:
    with os.scandir(database) as entries:
        return sorted(
            (entry for entry in entries if not entry.name.startswith(_UNSUMMED)),
            key=lambda entry: entry.name,
        )
