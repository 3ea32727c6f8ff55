"""Work in processes of its own, each piece of which is ended when it takes too long.

A process takes pickled calls on standard input and returns pickled results on standard output. It
is not one of `multiprocessing`: whoever imports claimgraph need not guard the main module for it,
and it is ended by being killed, whatever it is doing.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from queue import Empty, SimpleQueue
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

T = TypeVar("T")

# Without the working directory on the path: whose files are they?
_COMMAND = (sys.executable, "-P", "-c", "from claimgraph.processes import serve; serve()")


class Workers:
    """`most` processes, and `seconds` for a piece of work; use it as a context.

    Without a limit, a single worker is this process itself.
    """

    def __init__(self, most: int = 1, seconds: float | None = None) -> None:
        self.seconds = seconds
        self._most = most
        self._idle: SimpleQueue[_Process] = SimpleQueue()
        self._all: list[_Process] = []
        self._lock = Lock()
        self._over = False

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._kill()
        for process in self._all:
            process.close()

    def results(
        self, function: Callable[..., T], pieces: Sequence[tuple[Any, ...]], times: int = 1
    ) -> Iterator[tuple[int, T | Exception]]:
        """Call a function with each of the pieces; yield their places and what came of them.

        That is a TimeoutError for one that took longer than `times` the limit, and was ended, and
        another exception for one whose process failed or died. They come as they are done.
        """
        if self.seconds is None and self._most == 1:
            yield from ((place, function(*piece)) for place, piece in enumerate(pieces))
            return
        limit = None if self.seconds is None else self.seconds * times
        threads = ThreadPoolExecutor(self._most)
        running = {
            threads.submit(self._done, function, piece, limit): place
            for place, piece in enumerate(pieces)
        }
        try:
            for future in as_completed(list(running)):
                # Results are not kept here once they are handed on.
                yield running.pop(future), cast("T | Exception", future.result())
        finally:
            if running:  # who is interrupted waits for nobody
                self._kill()
            threads.shutdown(cancel_futures=True)

    def _done(self, function: Callable[..., T], piece: tuple[Any, ...], limit: float | None) -> Any:
        process = self._taken()
        found, alive = process.call(function, piece, limit)
        if alive:
            self._idle.put(process)
        return found

    def _taken(self) -> _Process:
        try:
            return self._idle.get_nowait()
        except Empty:
            with self._lock:
                if self._over:
                    raise ChildProcessError("the work was stopped") from None
                self._all.append(_Process())
                return self._all[-1]

    def _kill(self) -> None:
        with self._lock:
            self._over = True
            for process in self._all:
                process.kill()


class _Process:
    """One process, as its owner sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl+C in a terminal is for the owner, who ends this one.
            start_new_session=True,
        )
        self._lock = Lock()
        self._calls = 0
        self._late = False

    def call(
        self, function: Callable[..., Any], piece: tuple[Any, ...], limit: float | None
    ) -> tuple[Any, bool]:
        """Return what a call returns or raises, and whether the process can take another."""
        self._calls += 1
        timer = Timer(limit or 0, self._end_call, [self._calls])
        if limit is not None:
            timer.start()
        try:
            if self._calls == 1:
                self._send(sys.path, logging.getLogger("rdflib").getEffectiveLevel())
            self._send(function, piece)
            found = pickle.load(cast("BinaryIO", self._process.stdout))
            with self._lock:
                self._calls += 1  # too late to end it
                return found, not self._late
        except (OSError, EOFError, pickle.UnpicklingError):
            code = self._process.wait()
            if self._late:
                return TimeoutError(f"took longer than {limit} s"), False
            return ChildProcessError(f"its process ended with {code}"), False
        finally:
            timer.cancel()

    def _send(self, *message: Any) -> None:
        sink = cast("BinaryIO", self._process.stdin)
        pickle.dump(message, sink)
        sink.flush()

    def _end_call(self, call: int) -> None:
        with self._lock:
            if call == self._calls:
                self._late = True
                self._process.kill()

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its end, and let go of its pipes."""
        # What it did not read any more is of no use to anybody.
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                cast("BinaryIO", pipe).close()
            except OSError:
                continue
        self._process.wait()


def serve() -> None:
    """Call what standard input asks for, until it ends."""
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the results.
    os.dup2(2, 1)
    path, level = pickle.load(source)
    sys.path[:] = path
    logging.getLogger("rdflib").setLevel(level)
    while True:
        try:
            function, piece = pickle.load(source)
        except EOFError:
            return
        except Exception as error:  # the caller's function cannot be imported here
            _reply(error, out)
            continue
        try:
            found = function(*piece)
        except Exception as error:
            found = error
        _reply(found, out)
        # rdflib's graphs lie in circles: the next piece would be worked on beside this one's.
        del function, piece, found
        gc.collect()


def _reply(found: object, out: BinaryIO) -> None:
    try:
        written = pickle.dumps(found)
    except Exception as error:
        written = pickle.dumps(RuntimeError(f"{type(found).__name__}: {found} ({error})"))
    out.write(written)
    out.flush()
