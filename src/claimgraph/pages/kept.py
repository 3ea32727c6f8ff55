"""What is remembered of a site that was built: which files it has, and that they are still so."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.check.cache import key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claimgraph.check.cache import Cache

T = TypeVar("T")

# One unit in so many is few.
_FEW = 20


@dataclass(frozen=True)
class Stamp:
    """By what a file is known to hold what was written: size, time (ns), and SHA-256."""

    size: int
    time: int
    digest: str

    @classmethod
    def of(cls, path: Path, content: bytes) -> Stamp:
        """Return the stamp of a file that holds this."""
        return cls(len(content), path.stat().st_mtime_ns, hashlib.sha256(content).hexdigest())

    def fits(self, path: str) -> bool:
        """Tell whether the file at a path is as it was; one of another time is read."""
        try:
            seen = os.lstat(path)
            if seen.st_size != self.size:
                return False
            if seen.st_mtime_ns == self.time:
                return True
            return hashlib.sha256(Path(path).read_bytes()).hexdigest() == self.digest
        except OSError:
            return False


@dataclass(frozen=True)
class Part:
    """Files, with keys: each is of all that they depend on. Without one they are always made again.

    With several, files are as they were where one of these is known.
    """

    keys: tuple[str, ...]
    paths: tuple[str, ...]


class Kept:
    """The files of parts of a site in a folder, as they were written the last time."""

    def __init__(self, cache: Cache, folder: Path) -> None:
        self._cache = cache
        self._folder = folder
        self._place = os.fspath(folder.resolve())

    def unchanged(self, part: Part) -> dict[str, Stamp]:
        """Return the files of a part that are as they were written from what its key stands for.

        Returns no file where the part had other paths then.
        """
        # Paths are joined as texts: a site has thousands of files, and few have changed.
        start, paths = f"{self._folder}/", set(part.paths)
        for each in part.keys:
            known = self._cache.read(self._key(each), _stamps)
            if known is not None and known.keys() == paths:
                return {path: one for path, one in known.items() if one.fits(start + path)}
        return {}

    def keep(self, part: Part, stamps: Mapping[str, Stamp]) -> None:
        """Remember the files of a part."""
        held = {path: [one.size, one.time, one.digest] for path, one in stamps.items()}
        for each in part.keys:
            self._cache.keep(self._key(each), held)

    def whole(self, site: str) -> list[str] | None:
        """Return the paths of a site that was kept whole; None where a file is not as it was."""
        held = self._cache.read(self._key(f"whole {site}"), _whole) if site else None
        if held is None:
            return None
        parts, alone = held
        start = f"{self._folder}/"
        paths: list[str] = []
        for keys in parts:
            reading = (self._cache.read(self._key(each), _stamps) for each in keys)
            known = next((one for one in reading if one is not None), None)
            if known is None or not all(one.fits(start + path) for path, one in known.items()):
                return None
            paths += known
        if not all(one.fits(start + path) for path, one in alone.items()):
            return None
        return [*paths, *alone]

    def keep_whole(
        self, site: str, parts: Sequence[Part], made: Mapping[str, tuple[bool, Stamp]]
    ) -> None:
        """Remember that a site has these parts; those without a key have been `made` just now."""
        if site:
            alone = {path: made[path][1] for one in parts if not one.keys for path in one.paths}
            held = {path: [one.size, one.time, one.digest] for path, one in alone.items()}
            keys = [list(one.keys) for one in parts if one.keys and one.paths]
            self._cache.keep(self._key(f"whole {site}"), [keys, held])

    def value(self, place: str, reader: Callable[[Any], T]) -> T | None:
        """Return what a reader makes of what is remembered under a key; None where nothing is."""
        return self._cache.read(place, reader)

    def keep_value(self, place: str, held: Any) -> None:
        """Remember what JSON can say."""
        self._cache.keep(place, held)

    def _key(self, part: str) -> str:
        return key(["site", self._place.encode("utf-8", "surrogateescape"), part])


def are_few(units: int, whole: int) -> bool:
    """Tell whether so many changed units are each made alone; of more, all are made at once."""
    return units <= max(1, whole // _FEW)


def texts(held: Any) -> dict[str, str]:
    """Return texts by texts, of JSON; raises TypeError or ValueError for anything else."""
    return {name: as_text(one) for name, one in dict(held).items()}


def as_text(value: object) -> str:
    """Return a text of JSON; raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _whole(held: Any) -> tuple[list[list[str]], dict[str, Stamp]]:
    """Return what `keep_whole` wrote; raises TypeError or ValueError for anything else."""
    parts, alone = held
    return [[as_text(each) for each in keys] for keys in parts], _stamps(alone)


def _stamps(held: Any) -> dict[str, Stamp]:
    """Return what `keep` wrote; raises TypeError or ValueError for anything else."""
    return {path: _stamp(*one) for path, one in held.items()}


def _stamp(size: object, time: object, digest: object) -> Stamp:
    if not (isinstance(size, int) and isinstance(time, int) and isinstance(digest, str)):
        raise TypeError("no stamp")
    return Stamp(size, time, digest)
