"""What a stranger's query may cost."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


def _processors() -> int:
    return max(2, os.cpu_count() or 1)


def _workers() -> int:
    # One more: while an answer is on its way to its client, its worker has nothing to do.
    return _processors() + 1


@dataclass(frozen=True)
class Limits:
    """Limits on queries; times in seconds, sizes in bytes.

    A query that takes longer than `quick` goes to the slow lane, which has `slow` places of its
    own and runs at a lower priority: so cheap queries are never stuck behind dear ones. `queue`
    and `slow_queue` are how many may wait for each lane; whoever comes after them is told so, and
    so is whoever waits longer than `seconds`.
    """

    seconds: float = 30.0
    quick: float = 0.2
    workers: int = field(default_factory=_workers)
    slow: int = field(default_factory=_processors)
    queue: int = 200
    slow_queue: int = 10
    query: int = 1 << 20
    result: int = 256 << 20
    memory: int = 1 << 30
