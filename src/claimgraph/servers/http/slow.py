"""Remembers for a while which queries were dear, so that they need not be found out again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimgraph.servers.http.messages import Job

# Seconds after which a query is given another chance: what was dear may have been bad luck.
_WHILE = 60.0
_MOST = 10_000


class Dear:
    """A set of jobs, each for a minute; it keeps their hashes only."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def __contains__(self, job: Job) -> bool:
        return self._until.get(hash(job), 0.0) > time.monotonic()

    def add(self, job: Job) -> None:
        """Remember a job; where there are too many, the one remembered longest is forgotten."""
        self._until.pop(hash(job), None)
        self._until[hash(job)] = time.monotonic() + _WHILE
        if len(self._until) > _MOST:
            del self._until[next(iter(self._until))]

    def discard(self, job: Job) -> None:
        """Forget a job."""
        self._until.pop(hash(job), None)
