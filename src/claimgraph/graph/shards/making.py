"""Makes shards of a project's files: one task each, in processes or on the workers of a cluster."""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyoxigraph as ox

from claimgraph.errors import ClaimgraphError, ProjectError
from claimgraph.files import Hashing, locked, temporary_folder
from claimgraph.graph import loading
from claimgraph.graph.numbering import Numbering
from claimgraph.graph.project import NOTATION, REGISTRY, RdfFile
from claimgraph.graph.shards import manifest as manifests
from claimgraph.graph.shards.manifest import Manifest, Shard
from claimgraph.graph.shards.storage import MEND, TEXT, Folder, brought
from claimgraph.processes import Carried, completed, executor, processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Watched = Callable[[Iterable[Any], str, int], Iterable[Any]]

# Graphs in a shard, on average at most: hundreds are worth a task's journey and few are lost with
# a worker.
EACH = 256
# Files for which another process, which needs half a second to start, is worth it.
_WORTH = 50
# Seconds that a file may take unless somebody says otherwise.
SECONDS = 60.0
# The manifest is written as often as takes a twentieth of the time, and not more than so often.
_PAUSE, _SHARE = 2.0, 20
# A higher level takes twice the time for a tenth of the bytes.
_LEVEL = 6
# What makes other bytes of the same files.
_MAKERS = " ".join(f"{part} {version(part)}" for part in ("claimgraph", "pyoxigraph"))


@dataclass(frozen=True)
class Part:
    """What goes into one shard; of a project in an object store, that is the `source`."""

    number: int
    files: tuple[RdfFile, ...]
    source: Folder | None = None


@dataclass(frozen=True)
class Made:
    """What there is now, and how many of the shards were made for it; the others were there."""

    manifest: Manifest
    made: int


def parts(files: Iterable[RdfFile], each: int = EACH, source: Folder | None = None) -> list[Part]:
    """Divide files by their graphs, so that a graph is in one shard.

    Where a graph goes follows from its name and from how many there are, by powers of two: with
    one article more, one shard is another and the others stay.
    """
    of: dict[str, list[RdfFile]] = {}
    for file in sorted(files, key=lambda file: (file.graph, file.path.name, file.name)):
        of.setdefault(file.graph, []).append(file)
    count = 1
    while len(of) > each * count:
        count *= 2
    held: dict[int, list[RdfFile]] = {}
    for graph, own in of.items():
        digest = hashlib.sha256(graph.encode("utf-8", "surrogateescape")).digest()
        held.setdefault(int.from_bytes(digest[:8]) % count, []).extend(own)
    return [Part(number, tuple(held[number]), source) for number in sorted(held)]


def make(
    files: Sequence[RdfFile],
    folder: Folder,
    *,
    source: Folder | None = None,
    resume: bool = False,
    each: int = EACH,
    seconds: float | None = None,
    memory: int | None = None,
    cluster: str | None = None,
    places: Sequence[Path] = (),
    watched: Watched = lambda items, _what, _total: items,
) -> Made:
    """Write files as shards into a folder, with a manifest; the same bytes whoever does the work.

    The files of a project in an object store come with that as `source`. With `resume` only those
    shards are made that are missing, damaged, or of other content. A task may take `seconds` for
    each of its files, and all processes together `memory` in bytes, or those of a worker where a
    `cluster` does it, whose workers must be able to read `places`. Without limits and cluster a
    single shard is made in this process.
    Raises ProjectError, SyntaxFault and ClusterError; what is done by then is in the manifest,
    which is not complete.
    """
    before = _begun(folder, resume)
    afar = source is not None or folder.address is not None
    with nullcontext() if folder.address else locked(folder.path):
        if not folder.address:
            _swept(folder.path)
        known = {shard.file: shard for shard in before.shards}
        chosen = parts(files, each, source)
        tasks = [(part, folder, known.get(manifests.name(part.number))) for part in chosen]
        work = Carried(_carried, shard) if afar else shard
        notes = _Notes(folder, known)
        most = max(1, min(processors(), len(tasks), len(files) // _WORTH))
        longest = max((len(part.files) for part in chosen), default=1)
        failures: dict[int, Exception] = {}
        made = 0
        try:
            with executor(
                most,
                seconds=None if seconds is None else seconds * longest,
                memory=memory,
                cluster=cluster,
                places=(*places, *(() if folder.address else (folder.path.resolve(),))),
            ) as processes:
                results = completed(processes, work, tasks)
                for place, result in watched(results, "Making shards", len(tasks)):
                    if isinstance(result, Exception):
                        failures[place] = result
                    else:
                        known_now, is_new = result
                        notes.add(known_now)
                        made += is_new
        finally:
            notes.write()
        if failures:
            raise _failure({chosen[place]: error for place, error in failures.items()})
        names = [manifests.name(part.number) for part in chosen]
        whole = Manifest(tuple(notes.shards[name] for name in names), complete=True)
        _finished(folder, whole)
    return Made(whole, made)


def _begun(folder: Folder, resume: bool) -> Manifest:
    """Return what is known of a folder's shards; raises ProjectError for one of somebody else's."""
    held = folder.begun()
    if manifests.NAME not in held:
        if held:
            raise ProjectError(f"{folder}: holds other files: name an empty folder or a new one")
        return Manifest()
    if not resume:
        raise ProjectError(f"{folder}: holds shards: add --resume, or name an empty folder")
    return manifests.read(folder.read(manifests.NAME), f"{folder}/{manifests.NAME}")


class _Notes:
    """Writes down which shards are made, now and then, so that another run can go on."""

    def __init__(self, folder: Folder, known: dict[str, Shard]) -> None:
        self.shards = dict(known)
        self._folder = folder
        self._next = 0.0
        # From now on nobody takes the folder for complete.
        self.write()

    def add(self, shard: Shard) -> None:
        self.shards[shard.file] = shard
        if time.monotonic() > self._next:
            self.write()

    def write(self) -> None:
        begin = time.monotonic()
        known = tuple(self.shards[name] for name in sorted(self.shards))
        self._folder.write(manifests.NAME, manifests.written(Manifest(known)))
        end = time.monotonic()
        self._next = end + max(_PAUSE, (end - begin) * _SHARE)


def _finished(folder: Folder, whole: Manifest) -> None:
    """Say that all shards are there, and remove those of before."""
    folder.write(manifests.SUMS, manifests.sums(whole))
    folder.write(manifests.NAME, manifests.written(whole))
    names = {shard.file for shard in whole.shards}
    for name in folder.begun():
        if manifests.is_shard(name) and name not in names:
            folder.remove(name)


def _swept(folder: Path) -> None:
    """Remove what was half written when its process was killed."""
    with suppress(OSError), temporary_folder(_BEGIN, folder):
        pass


_BEGIN = ".shard-"


def _failure(failures: dict[Part, Exception]) -> ClaimgraphError:
    """Return the error to tell of: that of the first file, whoever came to it first."""
    first = min(failures, key=lambda part: part.files[0].name)
    faults = [error for error in failures.values() if isinstance(error, ClaimgraphError)]
    if faults:
        return min(faults, key=lambda error: getattr(error, "file", "") or str(error))
    error = failures[first]
    why = str(error) or type(error).__name__
    files = first.files
    return ProjectError(
        f"{files[0].name} to {files[-1].name}: were not made into a shard ({why}): "
        "run it again with --resume; leave out a file that is too much"
    )


# ── Where there are connections ──────────────────────────────────────────────────────────────────


@contextmanager
def _carried(
    part: Part, folder: Folder, before: Shard | None
) -> Iterator[tuple[Part, Folder, Shard | None]]:
    """Bring what a shard is made of to this machine, and the shard to where it belongs."""
    with temporary_folder("claimgraph-shards-") as own:
        files = part.files
        if part.source is not None:
            files = tuple(brought(part.source, files, own / "data"))
        if folder.address is None:
            yield replace(part, files=files), folder, before
            return
        made = own / "made" / manifests.name(part.number)
        made.parent.mkdir()
        # One that is not there is made again.
        with suppress(ProjectError):
            if before is not None:
                folder.fetch(before.file, made)
        known = made.exists() and made.stat().st_ino
        yield replace(part, files=files), Folder(made.parent), before
        if made.stat().st_ino != known:
            folder.put(made, made.name)


# ── In a process ─────────────────────────────────────────────────────────────────────────────────


def shard(part: Part, folder: Folder, before: Shard | None) -> tuple[Shard, bool]:
    """Write a shard, unless it is there already; return what it holds, and whether it is new.

    Raises ProjectError and SyntaxFault for a file that cannot be read.
    """
    inputs = _digest(part)
    if (
        before is not None
        and before.inputs == inputs
        and is_whole(folder.path / before.file, before)
    ):
        return before, False
    made = folder.path / manifests.name(part.number)
    try:
        with temporary_folder(_BEGIN, folder.path) as own:
            with (own / made.name).open("wb") as out:
                written = _written(part, out)
                out.flush()
                os.fsync(out.fileno())
            if _digest(part) != inputs:
                raise ProjectError(
                    f"{part.files[0].name}: or another file changed while it was read: "
                    "run it again with --resume"
                )
            (own / made.name).replace(made)
    except OSError as error:
        raise ProjectError(f"{made}: cannot be written ({error.strerror}): {MEND}") from error
    return replace(written, file=made.name, inputs=inputs), True


def _written(part: Part, out: BinaryIO) -> Shard:
    """Write the statements of a part, graph by graph; return what is known by then."""
    packed = Hashing(out)
    # The time and the name of a file would make it another one each time (RFC 1952, section 2.3).
    with gzip.GzipFile(
        filename="", fileobj=cast("BinaryIO", packed), mode="wb", compresslevel=_LEVEL, mtime=0
    ) as packing:
        plain = Hashing(cast("BinaryIO", packing))
        numbering = Numbering(cast("BinaryIO", plain), f"s{part.number}b")
        graphs: dict[str, None] = {}
        quads = 0
        for _, files in groupby(part.files, key=lambda file: file.graph):
            seen: set[ox.Quad] = set()
            for file in files:
                new = list(_new(file, seen, graphs))
                quads += len(new)
                ox.serialize(new, cast("BinaryIO", numbering), format=ox.RdfFormat.N_QUADS)
                numbering.end_stream()
    return Shard(
        "", packed.digest.hexdigest(), packed.size, plain.size, quads, tuple(sorted(graphs)), ""
    )


def _new(file: RdfFile, seen: set[ox.Quad], graphs: dict[str, None]) -> Iterator[ox.Quad]:
    """Yield the statements of a file that no file of its graph has made yet."""
    for quad in loading.stream(file):
        if quad in seen:
            continue
        seen.add(quad)
        if not isinstance(quad.graph_name, ox.NamedNode):
            raise ProjectError(
                f"{file.name}: the graph {quad.graph_name} has no name that a store keeps: "
                "give it an IRI"
            )
        graphs[quad.graph_name.value] = None
        yield quad


def is_whole(path: Path, known: Shard) -> bool:
    """Tell whether a shard is there as it was written."""
    try:
        if path.stat().st_size != known.bytes:
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == known.sha256
    except OSError:
        return False


def _digest(part: Part) -> str:
    """Return what changes whenever the shard of a part does."""
    digest = hashlib.sha256(f"{_MAKERS} {_LEVEL}\0{part.number}".encode())
    for file in part.files:
        _add(digest, f"{file.graph}\0{file.path.name}\0{file.format}", file.path)
    typed = [file.path for file in part.files if file.format == NOTATION]
    for data in sorted({next((p for p in one.parents if p.name == "data"), one) for one in typed}):
        for file in loading.files_in(data / REGISTRY, data):
            _add(digest, file.path.name, file.path)
    folders = {path.parent for path in typed}
    for path in sorted(text for folder in folders for text in folder.glob(f"*{TEXT}")):
        # A file that cannot be read is reported where the capture that names it is read.
        with suppress(ProjectError):
            _add(digest, path.name, path)
    return digest.hexdigest()


def _add(digest: Any, name: str, path: Path) -> None:
    """Add a file to a digest, so that no two files together look like two others."""
    own = hashlib.sha256()
    for piece in loading.pieces(path):
        own.update(piece)
    digest.update(b"\0%b\0" % name.encode("utf-8", "surrogateescape"))
    digest.update(own.digest())
