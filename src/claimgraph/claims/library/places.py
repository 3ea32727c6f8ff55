"""What an index is of: a project's files or a store on disk, and what tells that it changed."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

import pyoxigraph as ox

from claimgraph.claims.registry import FOLDER
from claimgraph.errors import ProjectError
from claimgraph.graph import loading
from claimgraph.graph.classes import Classes, subclasses
from claimgraph.graph.project import NOTATION, Project, rdf_files
from claimgraph.graph.stores.disk import OnDisk
from claimgraph.vocab import GRAPH

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claimgraph.graph.project import RdfFile

# Nanoseconds: what was changed so shortly before it was read may change again unnoticed.
_RECENT = 2 * 10**9
# In the place of a size: of a folder, and of a file that is digested again the next time.
_FOLDER, _UNSURE = -1, -2


class Place(Protocol):
    """Where articles are: named graphs, each with a stamp that changes whenever it does."""

    @property
    def key(self) -> str:
        """What names the place among others."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where the index is kept, None for the user's cache."""
        ...

    def is_as_it_was(self, database: sqlite3.Connection) -> bool:
        """Tell, in a moment, whether nothing has changed since `noted` was called."""
        ...

    def stamps(self, database: sqlite3.Connection) -> Mapping[str, str]:
        """Return the stamp of each graph."""
        ...

    def noted(self, database: sqlite3.Connection) -> None:
        """Write down what `is_as_it_was` compares."""
        ...

    def classes(self) -> Classes:
        """Return the classes of the vocabulary."""
        ...

    def vocabulary(self) -> Iterator[ox.Quad]:
        """Yield what the vocabulary's files hold."""
        ...

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Yield what a graph holds; raises ProjectError, SyntaxFault, StoreError."""
        ...


class Files:
    """A project's files; those of one folder of `data/` are one graph."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._by_graph: dict[str, list[RdfFile]] = {}
        self._paths: list[tuple[str, int, int, str | None]] = []

    @property
    def key(self) -> str:
        """The project's folder."""
        return f"files {os.path.realpath(self._project.root)}"

    folder: Path | None = None

    def is_as_it_was(self, database: sqlite3.Connection) -> bool:
        """Compare the times and sizes of all files and folders: some microseconds each."""
        known = database.execute("SELECT name, changed, size FROM path").fetchall()
        stat = os.stat
        try:
            for name, changed, size in known:
                now = stat(name)
                if now.st_mtime_ns != changed or size not in (_FOLDER, now.st_size):
                    return False
        except (OSError, ValueError):
            return False
        return bool(known)

    def stamps(self, database: sqlite3.Connection) -> Mapping[str, str]:
        """Digest the files that have changed, and make a stamp of the digests of each graph's."""
        known = {
            name: (changed, size, digest)
            for name, changed, size, digest in database.execute("SELECT * FROM path")
        }
        # Anew: the project that is at hand may have been read before.
        project = Project(self._project.root, self._project.follow_links)
        self._by_graph = _by_graph(project)
        now = _now()
        digests = {
            file.path: self._digested(file.path, known, now)
            for file in (*project.data_files, *project.vocabulary_files)
        }
        self._folders([project.root / "data", project.root / "ontology"], digests)
        registry = _digest(digests[file.path] for file in self._by_graph.get(GRAPH + FOLDER, ()))
        stamps = {}
        for graph, files in self._by_graph.items():
            parts = [f"{file.path.name} {digests[file.path]}" for file in files]
            # A capture's names are those of the registry.
            if any(file.format == NOTATION for file in files):
                parts.append(registry)
            stamps[graph] = _digest(parts)
        stamps[""] = _digest(digests[file.path] for file in project.vocabulary_files)
        return stamps

    def _digested(
        self, path: Path, known: Mapping[str, tuple[int, int, str | None]], now: int
    ) -> str:
        try:
            stat = path.stat()
        except OSError as error:
            raise ProjectError(
                f"{path}: cannot be read ({error.strerror or error}): check the file"
            ) from error
        before = known.get(str(path))
        is_settled = stat.st_mtime_ns < now - _RECENT
        digest = before[2] if before and before[:2] == (stat.st_mtime_ns, stat.st_size) else None
        if digest is None or not is_settled:
            digest = hashlib.sha256(loading.raw(path)).hexdigest()
        self._paths.append(
            (str(path), stat.st_mtime_ns, stat.st_size if is_settled else _UNSURE, digest)
        )
        return digest

    def _folders(self, tops: Sequence[Path], files: Mapping[Path, str]) -> None:
        folders = {path.parent for path in files}
        for top in tops:
            if top.is_dir():
                folders |= {Path(here) for here, _, _ in os.walk(top)}
            folders.add(top if top.is_dir() else top.parent)
        for folder in sorted(folders):
            with suppress(OSError):
                self._paths.append((str(folder), folder.stat().st_mtime_ns, _FOLDER, None))

    def noted(self, database: sqlite3.Connection) -> None:
        """Write down times and sizes; those of a moment ago so that they are looked at again."""
        database.execute("DELETE FROM path")
        database.executemany("INSERT OR REPLACE INTO path VALUES (?, ?, ?, ?)", self._paths)
        self._paths = []

    def classes(self) -> Classes:
        """Read the vocabulary's files."""
        return Classes.of(self.vocabulary())

    def vocabulary(self) -> Iterator[ox.Quad]:
        """Yield what the vocabulary's files hold."""
        for file in self._project.vocabulary_files:
            yield from loading.stream(file)

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Yield what the files of a graph hold."""
        for file in self._files(graph):
            yield from loading.stream(file)

    def _files(self, graph: str) -> list[RdfFile]:
        """Return the files of a graph: those of its folder, without a walk through all others."""
        data = self._project.root / "data"
        name = unquote(graph.removeprefix(GRAPH))
        folder = data / name
        is_plain = graph.startswith(GRAPH) and name not in ("", "..") and "/" not in name
        if not self._by_graph and is_plain and folder.is_dir():
            with os.scandir(data) as entries:
                # A file beside the folders may belong to the same graph.
                is_alone = not any(one.is_file() for one in entries)
            files = list(rdf_files(folder, data, self._project.follow_links))
            if is_alone and files and all(file.graph == graph for file in files):
                return files
        if not self._by_graph:
            self._by_graph = _by_graph(self._project)
        return self._by_graph.get(graph, [])


def _by_graph(project: Project) -> dict[str, list[RdfFile]]:
    files: dict[str, list[RdfFile]] = defaultdict(list)
    for file in project.data_files:
        files[file.graph].append(file)
    return files


class Stored:
    """A store on disk; its loads note which graphs they brought, and a digest of their files."""

    def __init__(self, store: OnDisk, folder: Path, project: Project) -> None:
        self.store = store
        self.folder: Path | None = folder
        self._project = project

    @property
    def key(self) -> str:
        """The store's folder."""
        return f"store {os.path.realpath(str(self.folder))}"

    def is_as_it_was(self, database: sqlite3.Connection) -> bool:
        """Tell whether the same load was the last one."""
        row = database.execute("SELECT value FROM about WHERE name = 'load'").fetchone()
        return row is not None and row[0] == self.store.load

    def stamps(self, database: sqlite3.Connection) -> Mapping[str, str]:  # noqa: ARG002
        """Return what loads have noted."""
        files = self._project.vocabulary_files
        own = {file.graph for file in files}
        stamps = {graph: stamp for graph, stamp in self.store.stamps().items() if graph not in own}
        vocabulary = [hashlib.sha256(loading.raw(file.path)).hexdigest() for file in files]
        stamps[""] = _digest([*vocabulary, *(str(pair) for pair in sorted(self.store.above()))])
        return stamps

    def noted(self, database: sqlite3.Connection) -> None:
        """Write down the load."""
        database.execute("INSERT OR REPLACE INTO about VALUES ('load', ?)", [self.store.load])

    def classes(self) -> Classes:
        """Read the vocabulary's files and what the store holds of classes."""
        return Classes(sorted(set(subclasses(self.vocabulary())) | self.store.above()))

    def vocabulary(self) -> Iterator[ox.Quad]:
        """Yield what the vocabulary's files hold."""
        for file in self._project.vocabulary_files:
            yield from loading.stream(file)

    def quads(self, graph: str) -> Iterator[ox.Quad]:
        """Yield what a graph holds."""
        return self.store.of_graph(graph)


def _now() -> int:
    import time

    return time.time_ns()


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in sorted(parts):
        digest.update(part.encode("utf-8", "surrogateescape") + b"\0")
    return digest.hexdigest()
