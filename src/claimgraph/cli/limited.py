"""Runs the command where `ulimit -v` bounds its memory: libraries abort there, with a trace.

Nothing in a process can turn that into a line, so its parent does. Without such a limit there is
no second process.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from claimgraph.processes.confinement import address_space, end_with

if TYPE_CHECKING:
    from collections.abc import Callable

# What Rust, C++ and Python begin with when they abort; all that follows is for their makers.
_TRACES = (b"thread ", b"terminate called", b"memory allocation", b"fatal ", b"Fatal Python error")
_ARENA_MAX = -8
# What errors say that are caused by the limit.
_LACKING = (
    "failed to map",
    "allocate memory",
    "start new thread",
    "spawn thread",
    "temporarily unavailable",
)


def line() -> str:
    """Return what to tell who set the limit."""
    return (
        f"needs more than the {(address_space() or 0) >> 20} MB of memory that it may map: "
        "raise the limit (ulimit -v)"
    )


def is_cause(error: BaseException) -> bool:
    """Tell whether an error may come of the limit."""
    lacks = isinstance(error, MemoryError) or any(said in str(error) for said in _LACKING)
    return lacks and address_space() is not None


def watched(run: Callable[[], int]) -> int:
    """Return what `run` returns in a process of its own; an abort of that is one line."""
    parent = os.getpid()
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        os.close(source)
        os.dup2(sink, 2)
        os.close(sink)
        end_with(parent, 2)
        _one_arena()
        return run()
    os.close(sink)
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, lambda number, _: os.kill(child, number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to the child as well
    said, is_told = _passed_on(source)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code < 0 and -code not in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS):
        os.write(2, said)
        return 128 - code
    if (said or code < 0) and not is_told:
        sys.stderr.write(f"claimgraph: {line()}\n")
    return 2 if code < 0 else code


def _one_arena() -> None:
    """Have all threads here, and in the processes that are started, share a heap (mallopt(3)).

    The C library would map 64 MB for each thread; what has no room for that maps each allocation
    by itself, and takes fifteen times as long.
    """
    os.environ["MALLOC_ARENA_MAX"] = "1"
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def _passed_on(source: int) -> tuple[bytes, bool]:
    """Pass on what a process says; return a trace at its end, and whether it said why."""
    pending, is_trace, is_told = b"", False, False
    with os.fdopen(source, "rb") as lines:
        for one in lines:
            is_trace = is_trace or one.startswith(_TRACES)
            is_told = is_trace and one.startswith(b"claimgraph: ")
            pending += one
            if is_told or not (is_trace or one.isspace()):
                os.write(2, one if is_told else pending)
                pending = b""
    return pending, is_told
