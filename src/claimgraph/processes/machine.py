"""What this machine has for processes: memory and processors."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def memory_of_machine() -> int:
    """Return the bytes of memory that this machine, or its container (cgroup v2), has."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return total


def memory_by_default() -> int:
    """Return the bytes that all processes together may take unless somebody says otherwise."""
    return memory_of_machine() * 3 // 4


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
