"""Reads a folder of shards: what its manifest says, after looking that each is as it was written.

Shards may come from elsewhere: what one unpacks to is bounded by what its manifest says.
"""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from claimgraph.errors import ProjectError
from claimgraph.graph import oxigraph
from claimgraph.graph.shards import manifest as manifests
from claimgraph.graph.shards.making import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from claimgraph.graph.shards.manifest import Manifest, Shard
    from claimgraph.graph.shards.storage import Folder

_AGAIN = "make the shards again with --resume"


def opened(folder: Folder) -> Manifest:
    """Return the manifest of a folder; raises ProjectError if it is missing or incomplete."""
    if (folder.address or folder.path.is_dir()) and manifests.NAME in folder.begun():
        manifest = manifests.read(folder.read(manifests.NAME), f"{folder}/{manifests.NAME}")
    else:
        raise ProjectError(
            f"{folder}: no shards here: make some with 'claimgraph load --shards {folder}'"
        )
    if not manifest.complete:
        raise ProjectError(f"{folder}: the shards are not complete: {_AGAIN}")
    return manifest


def stamps(manifest: Manifest) -> dict[str, str]:
    """Return of each graph what changes whenever its shard was made of anything else."""
    return {graph: shard.inputs for shard in manifest.shards for graph in shard.graphs}


def fill(store: ox.Store, folder: Folder, shards: Iterable[Shard]) -> None:
    """Put shards into an Oxigraph database by its bulk loader, each checked first.

    Raises ProjectError for one that is not what the manifest says, and SyntaxFault.
    """
    for shard in shards:
        with folder.near(shard.file) as path:
            _fill(store, path, f"{folder}/{shard.file}", shard)


def _fill(store: ox.Store, path: Path, name: str, shard: Shard) -> None:
    unlike = ProjectError(f"{name}: is not what its manifest says: {_AGAIN}")
    if not is_whole(path, shard):
        raise unlike
    try:
        with gzip.open(path) as packed:
            source = _Bounded(cast("BinaryIO", packed), shard.unpacked)
            # Labels name blank nodes within their file: Oxigraph gives them others.
            store.bulk_load(cast("BinaryIO", source), format=ox.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise oxigraph.fault(error, name, error.lineno, error.offset) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ProjectError(f"{name}: cannot be unpacked ({error}): {_AGAIN}") from error
    if source.size != shard.unpacked:
        raise unlike


class _Bounded(io.RawIOBase):
    """A binary stream that ends after so many bytes, and one."""

    def __init__(self, source: BinaryIO, most: int) -> None:
        self._source = source
        self._most = most
        self.size = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        room = self._most + 1 - self.size
        piece = self._source.read(room if size < 0 else min(size, room))
        self.size += len(piece)
        return piece
