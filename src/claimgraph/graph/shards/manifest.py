"""The manifest of a folder of shards: what each holds, with digests, and whether all are there."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from typing import Any

from claimgraph.errors import ProjectError

NAME = "manifest.json"
# In the form of sha256sum(1), for who has no JSON reader at hand.
SUMS = "SHA256SUMS"
_FILE = re.compile(r"shard-[0-9]{5,9}\.nq\.gz")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# What is mended by making the shards again.
_MEND = "make the shards again with 'claimgraph load --shards'"


@dataclass(frozen=True)
class Shard:
    """One file of shards.

    `sha256` and `bytes` are those of the file, `unpacked` the bytes of N-Quads in it; `inputs`
    changes whenever the shard would be made of anything else.
    """

    file: str
    sha256: str
    bytes: int
    unpacked: int
    quads: int
    graphs: tuple[str, ...]
    inputs: str


@dataclass(frozen=True)
class Manifest:
    """All shards of a folder; a folder that is not `complete` lacks some, or has some of before."""

    shards: tuple[Shard, ...] = ()
    complete: bool = False

    @property
    def quads(self) -> int:
        """How many statements there are in all."""
        return sum(shard.quads for shard in self.shards)

    @property
    def graphs(self) -> tuple[str, ...]:
        """The names of all graphs, each once."""
        return tuple(dict.fromkeys(name for shard in self.shards for name in shard.graphs))


def name(number: int) -> str:
    """Return the name of a shard's file."""
    return f"shard-{number:05}.nq.gz"


def is_shard(file: str) -> bool:
    """Tell whether a file is a shard by its name."""
    return _FILE.fullmatch(file) is not None


def written(manifest: Manifest) -> bytes:
    """Return a manifest as JSON, a shard a line."""
    head = {
        "claimgraph": version("claimgraph"),
        "complete": manifest.complete,
        "quads": manifest.quads,
        "graphs": len(manifest.graphs),
    }
    lines = ",\n".join(
        f"  {json.dumps(asdict(shard), ensure_ascii=False)}" for shard in manifest.shards
    )
    return f'{json.dumps(head)[:-1]}, "shards": [\n{lines}\n]}}\n'.encode()


def sums(manifest: Manifest) -> bytes:
    """Return the digests of all shards as sha256sum(1) reads them."""
    return "".join(f"{shard.sha256}  {shard.file}\n" for shard in manifest.shards).encode()


def read(raw: bytes, where: str) -> Manifest:
    """Read a manifest; raises ProjectError for any other content."""
    try:
        held = json.loads(raw)
        shards = tuple(_shard(each) for each in held["shards"])
        complete = held["complete"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ProjectError(f"{where}: is not a manifest of shards: {_MEND}") from error
    if len({shard.file for shard in shards}) < len(shards) or not isinstance(complete, bool):
        raise ProjectError(f"{where}: is not a manifest of shards: {_MEND}")
    return Manifest(shards, complete)


def _shard(held: dict[str, Any]) -> Shard:
    """Return a shard as it was written; raises ValueError, TypeError and KeyError."""
    values = {field.name: held[field.name] for field in fields(Shard)}
    shard = Shard(**{**values, "graphs": tuple(values["graphs"])})
    numbers = (shard.bytes, shard.unpacked, shard.quads)
    if not (
        is_shard(shard.file)
        and _DIGEST.fullmatch(shard.sha256)
        and _DIGEST.fullmatch(shard.inputs)
        and all(type(number) is int and number >= 0 for number in numbers)
        and all(isinstance(graph, str) for graph in shard.graphs)
    ):
        raise ValueError(shard.file)
    return shard
