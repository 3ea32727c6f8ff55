"""Has the workers of a cluster read the files that are exported, and brings what they hold here."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph import loading
from claimgraph.processes import executor, in_order, memory_by_default

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from claimgraph.graph.project import RdfFile


def streams(
    files: Sequence[RdfFile], cluster: str, places: Sequence[Path]
) -> Iterator[Iterator[ox.Quad]]:
    """Yield the quads of each file, in the order of the files; workers must read `places`.

    Raises what reading a file does, and ClusterError.
    """
    with executor(1, memory=memory_by_default(), cluster=cluster, places=places) as workers:
        for text in in_order(workers, _text, ((file,) for file in files), 1):
            yield ox.parse(text, ox.RdfFormat.N_QUADS)


def _text(file: RdfFile) -> bytes:
    """Return a file's statements as N-Quads, which are read ten times as fast as a capture."""
    text = BytesIO()
    ox.serialize(loading.stream(file), text, format=ox.RdfFormat.N_QUADS)
    return text.getvalue()
