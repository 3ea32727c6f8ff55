"""How the time of some work grows with its input, as a ratio, whatever the machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def growth(work: Callable[[], object], eightfold: Callable[[], object]) -> float:
    """Return how many times as long work takes on an input eight times as large.

    About 8 where time is in proportion and 64 where it is quadratic; each is the least of three.
    """
    return _seconds(eightfold) / _seconds(work)


def _seconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(3):
        started = time.process_time()
        work()
        took.append(time.process_time() - started)
    return max(min(took), 1e-4)
