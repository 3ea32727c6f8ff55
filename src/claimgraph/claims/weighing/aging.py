"""What time does to an argument: sources that changed since they were read, and what came later."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims import dates
from claimgraph.claims.model import CG, SCHEMA
from claimgraph.claims.weighing.outcomes import Supposition
from claimgraph.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.weighing.weighing import Weighing

UNCHANGED = "unchanged"
CHANGED = "changed"
UNREAD = "not read"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Copy:
    """A source that was read once, and how it compares now.

    `state` is UNCHANGED, CHANGED or UNREAD; `where` is the file or address that was compared, and
    why it could not be read; `accessed` the day on which the source was read.
    """

    source: Node
    state: str
    where: str
    accessed: str | None = None


def copies(
    graph: Graph, root: Path, fetch: Callable[[str], Iterable[bytes]] | None = None
) -> list[Copy]:
    """Compare every source that has a cg:copyDigest with the copy at hand (cg:copy, below `root`).

    With `fetch`, which yields the bytes at an address, it is compared with what is at schema:url.
    """
    copies_read: list[Copy] = []
    for source, digest in sorted(graph.subject_objects(CG.copyDigest, unique=True), key=str):
        accessed = graph.value(source, CG.accessed)
        place = graph.value(source, CG.copy if fetch is None else SCHEMA.url)
        where = str(place or "")
        try:
            if place is None:
                raise UsageError(f"no {'cg:copy' if fetch is None else 'schema:url'} is given")
            pieces = _pieces(root, where) if fetch is None else fetch(where)
            same = _sha256(pieces) == str(digest).lower()
            state = UNCHANGED if same else CHANGED
        except (UsageError, StoreError, OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            state, where = UNREAD, f"{where}: {reason}" if where else reason
        copies_read.append(Copy(source, state, where, None if accessed is None else str(accessed)))
    return copies_read


def _pieces(root: Path, name: str) -> Iterator[bytes]:
    """Yield a file's bytes; what is named must lie in the project, whatever links lead where."""
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise UsageError("lies outside the project")
    if not path.is_file():
        raise UsageError("is not a file")
    with path.open("rb") as opened:
        while piece := opened.read(_CHUNK):
            yield piece


def _sha256(pieces: Iterable[bytes]) -> str:
    summed = hashlib.sha256()
    for piece in pieces:
        summed.update(piece)
    return summed.hexdigest()


def later(weighing: Weighing, day: str) -> Supposition:
    """Return the supposition that what came after a day counts no more.

    That are sources issued later, and claims of articles issued later or about events that all
    began later; what may have come before, as dates are vague, stays. Raises UsageError for what
    is not a date.
    """
    until = dates.date(day)
    if until is None:
        raise UsageError(f"'{day}' is not a date: write 2024-05-17, 2024-05 or 2024")
    reader = weighing.reader

    def is_later(written: str | None) -> bool:
        read = dates.date(written) if written else None
        return read is not None and read.first >= until.last

    gone: set[Node] = {
        source
        for standpoint in weighing.material.standpoints.values()
        for ground in standpoint.grounds
        for source in ground.sources
        if is_later(reader.source(source).issued)
    }
    issued: dict[Node, bool] = {}
    for claim, articles in weighing.material.articles.items():
        if claim not in weighing.material.standpoints:
            continue
        for article in articles:
            if article not in issued:
                issued[article] = is_later(reader.issued(article))
        events = [reader.event(one) for one in reader.graph.objects(claim, CG.event)]
        if (articles and all(issued[one] for one in articles)) or (
            events and all(is_later(one.start) for one in events)
        ):
            gone.add(claim)
    return Supposition(without=frozenset(gone))
