"""The process's side: does the tasks that come through a pipe, one after the other."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import struct
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from claimgraph.processes.confinement import end_with, go_offline, limit_memory

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

LENGTH = struct.Struct(">Q")
# What a process says before a task's result: Python has started and the task's modules are there.
BEGUN = b"."


def serve() -> None:
    """Do the tasks that standard input brings, until it ends."""
    end_with(int(sys.argv[1]), 0)
    tasks, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the results.
    os.dup2(2, 1)
    sys.path[:] = pickle.loads(received(tasks))
    first = received(tasks)
    try:
        level, memory, state = pickle.loads(first)
    except Exception as error:  # the caller's function cannot be imported here
        level, memory, state = logging.CRITICAL, None, partial(_raise, error)
    logging.getLogger("rdflib").setLevel(level)
    # What a project says may be hostile: no work that goes to a process needs other machines.
    go_offline()
    work(tasks, results, memory, state)


def work(
    tasks: BinaryIO, results: BinaryIO, memory: int | None, state: Callable[[], Any] | None
) -> None:
    """Do tasks until the pipe ends: with a limit of memory, and a state that is made once."""
    if memory is not None:
        limit_memory(memory)
    first: list[Any] = []
    settled = False
    with suppress(EOFError):
        while True:
            content = received(tasks)
            try:
                try:
                    fn, args, kwargs = pickle.loads(content)
                finally:
                    results.write(BEGUN)
                    results.flush()
                if state and not first:
                    first.append(state())
                content = _pickled(fn(*first, *args, **kwargs), None)
            except Exception as error:
                content = _pickled(None, error)
            send(results, content)
            # rdflib's graphs lie in circles: the next task would be done beside this one's.
            fn, args, kwargs, content = None, (), {}, b""
            gc.collect()
            if not settled:
                # Modules and the state stay: to look at them after each task costs more than some.
                gc.freeze()
                settled = True


def _raise(error: Exception) -> None:
    raise error


def _pickled(result: object, error: Exception | None) -> bytes:
    try:
        content = pickle.dumps((result, error))
        if error is not None:
            pickle.loads(content)  # not every exception can be made again
        return content
    except Exception as why:
        what = result if error is None else error
        return pickle.dumps((None, RuntimeError(f"{type(what).__name__}: {what} ({why})")))


def framed(content: bytes) -> bytes:
    """Return a message with its length in front."""
    return LENGTH.pack(len(content)) + content


def send(sink: BinaryIO, content: bytes) -> None:
    """Write a message."""
    sink.write(framed(content))
    sink.flush()


def received(source: BinaryIO) -> bytes:
    """Read a message; raises EOFError."""
    head = source.read(LENGTH.size)
    content = source.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""
    if not content:
        raise EOFError
    return content
