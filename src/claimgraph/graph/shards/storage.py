"""Folders on a disk and in an object store (`s3://BUCKET/NAME`), read and written alike.

Object stores are reached by fsspec (extra `cluster`); credentials are what its library finds in
the environment or the user's configuration. An object is there whole or not at all, as a file is
that `files.replacing` has written.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.errors import ProjectError, UsageError
from claimgraph.files import replacing, temporary_folder
from claimgraph.graph import loading
from claimgraph.graph import project as projects
from claimgraph.graph.project import NOTATION, REGISTRY
from claimgraph.graph.stores import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from claimgraph.graph.project import RdfFile

T = TypeVar("T")

# What texts beside captures are called.
TEXT = ".txt"

MEND = "free some space, allow it, or name another folder"
# As a Path keeps it: two slashes become one.
_ADDRESS = re.compile(r"([a-z][a-z0-9+.\-]+):/+(.+)")


@dataclass(frozen=True)
class Folder:
    """A folder on a disk, or one in an object store at an `address`.

    Each method raises ProjectError, with the name of what cannot be read or written.
    """

    path: Path
    address: str | None = None

    def __str__(self) -> str:
        return self.address or str(self.path)

    def begun(self) -> list[str]:
        """Return the names of the files in it; it is made if need be."""
        if self.address is None:
            return self._told(self._made, "", "cannot be written")
        return [PurePosixPath(name).name for name in self._told(self._listed, "", "cannot be read")]

    def _made(self) -> list[str]:
        self.path.mkdir(parents=True, exist_ok=True)
        return [path.name for path in self.path.iterdir()]

    def _listed(self) -> list[str]:
        system, root = self._system()
        system.invalidate_cache()
        found: list[str] = system.find(root, maxdepth=1)
        return found

    def read(self, name: str) -> bytes:
        """Return a file's bytes."""
        if self.address is None:
            return loading.raw(self.path / name)
        system, root = self._system()
        held: bytes = self._told(lambda: system.cat_file(f"{root}/{name}"), name, "cannot be read")
        return held

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all."""
        if self.address is None:
            with replacing(self.path / name, MEND) as out:
                out.write(content)
            return
        system, root = self._system()
        self._told(lambda: system.pipe_file(f"{root}/{name}", content), name, "cannot be written")

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        if self.address is None:
            (self.path / name).unlink(missing_ok=True)
            return
        system, root = self._system()
        self._told(lambda: system.rm_file(f"{root}/{name}"), name, "cannot be removed")

    def fetch(self, name: str, to: Path) -> None:
        """Copy a file of an object store to a disk."""
        system, root = self._system()
        self._told(lambda: system.get_file(f"{root}/{name}", str(to)), name, "cannot be read")

    def put(self, path: Path, name: str) -> None:
        """Copy a file of a disk to an object store."""
        system, root = self._system()
        self._told(lambda: system.put_file(str(path), f"{root}/{name}"), name, "cannot be written")

    @contextmanager
    def near(self, name: str) -> Iterator[Path]:
        """Yield where a file is on this machine's disk, for as long as the context lasts."""
        if self.address is None:
            yield self.path / name
            return
        with temporary_folder("claimgraph-shards-") as own:
            self.fetch(name, own / name)
            yield own / name

    def below(self) -> Iterator[str]:
        """Yield the paths of all files at any depth, relative to it, in order."""
        system, root = self._system()
        system.invalidate_cache()
        for path in sorted(self._told(lambda: system.find(root), "", "cannot be read")):
            yield path.removeprefix(root).lstrip("/")

    def _system(self) -> tuple[Any, str]:
        def opened() -> tuple[Any, str]:
            from fsspec.core import url_to_fs

            system, root = url_to_fs(self.address)
            return system, root.rstrip("/")

        return self._told(opened, "", "cannot be reached")

    def _told(self, work: Callable[[], T], name: str, what: str) -> T:
        where = f"{self}/{name}" if name else str(self)
        try:
            return work()
        except ImportError as error:
            raise ProjectError(
                f"{where}: needs fsspec and its library for this kind of store ({error}): "
                "pip install 'claimgraph[cluster]' brings those for s3://"
            ) from error
        except Exception as error:
            # Each kind of store has its own errors: botocore's, those of HTTP, OSError.
            if isinstance(error, ProjectError | MemoryError):
                raise
            why = " ".join((getattr(error, "strerror", None) or str(error)).split())[:200]
            mend = MEND if what == "cannot be written" else "check the address and who may read it"
            raise ProjectError(
                f"{where}: {what} ({why or type(error).__name__}): {mend}"
            ) from error


def folder(path: Path) -> Folder:
    """Return the folder that a path on the command line means; `s3:/b` is `s3://b`, shortened."""
    found = None if path.is_absolute() else _ADDRESS.fullmatch(path.as_posix())
    return Folder(path, f"{found[1]}://{found[2]}") if found else Folder(path)


def chosen(paths: Sequence[Path], follow_links: bool) -> tuple[Folder | None, list[RdfFile]]:
    """Return the files that paths stand for, and the object store that they are in, if it is one.

    Raises what `load.files` and `files` raise, and UsageError for a store beside other paths.
    """
    source = folder(paths[0])
    if not any(folder(path).address for path in paths):
        return None, load.files(paths, follow_links)
    if len(paths) > 1:
        raise UsageError("a project in an object store is read by itself: name one PATH")
    return source, [*projects.shipped_project().vocabulary_files, *files(source)]


def files(source: Folder) -> list[RdfFile]:
    """Return the RDF files of a project in an object store, in the `data/` of it.

    Their paths are relative to that `data/`. Raises ProjectError if the project has no RDF files.
    """
    found = []
    for name in source.below():
        inside = PurePosixPath(name)
        if inside.parts[:1] == ("data",) and len(inside.parts) > 1 and ".." not in inside.parts:
            file = projects.within(Path(*inside.parts[1:]))
            if file is not None:
                found.append(replace(file, name=f"{source}/{name}"))
    if not found:
        raise ProjectError(f"{source}: no project here: a project has a data/ that holds RDF files")
    return found


def brought(source: Folder, chosen: Iterable[RdfFile], data: Path) -> list[RdfFile]:
    """Copy files of a project in an object store to a `data/` on a disk; return them there.

    What captures in the notation are read beside comes along. Files of this disk stay where they
    are.
    """
    found = []
    names: set[str] = set()
    for file in chosen:
        if file.path.is_absolute():
            found.append(file)
            continue
        names.add(file.path.as_posix())
        found.append(replace(file, path=data / file.path))
        if file.format == NOTATION:
            names |= set(_named(source, REGISTRY))
            beside = file.path.parent.as_posix()
            names |= {name for name in _named(source, beside) if name.endswith(TEXT)}
    for name in sorted(names):
        place = data / name
        if ".." in place.parts:
            raise ProjectError(f"{source}/data/{name}: leads elsewhere: give it another name")
        place.parent.mkdir(parents=True, exist_ok=True)
        source.fetch(f"data/{name}", place)
    return found


def _named(source: Folder, inside: str) -> list[str]:
    below = Folder(source.path, f"{source.address}/data/{inside}").below()
    return [f"{inside}/{name}" for name in below]
