"""Processes of this machine as an Executor (PEP 3148) whose tasks have limits and may die."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from threading import Lock, local
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.processes.limited import Carried, Limited
from claimgraph.processes.process import DeathError, Process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")


class Processes(Limited):
    """At most `most` processes, started when there is work for them; use it as a context.

    `seconds` is the time limit of a task, from when its process has what it needs to begin, and
    `memory` the limit of a process in bytes. Without either, a single process is this one. `state`
    is called once in each process, and its result is the first argument of each task there; with
    `fork` it need not be pickled, since the processes are copies of this one (POSIX), and are
    started at once. `folder` is their working directory, by default that of this process.
    """

    def __init__(
        self,
        most: int = 1,
        *,
        seconds: float | None = None,
        memory: int | None = None,
        state: Callable[[], Any] | None = None,
        fork: bool = False,
        folder: Path | None = None,
    ) -> None:
        self.seconds = seconds
        self.memory = memory
        self._here = most == 1 and seconds is None and memory is None
        self._start = partial(Process, memory, state, fork=fork, folder=folder)
        self._threads = ThreadPoolExecutor(most)
        self._of_thread = local()
        self._all: list[Process] = []
        self._lock = Lock()
        self._over = False
        self._state = (state,) if state else ()
        # Before there are threads, which a copy of this process would not have.
        self._spare = [self._start() for _ in range(most)] if fork and not self._here else []
        self._all += self._spare

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Have a function called in a process; it and its arguments are pickled."""
        return self._submitted(self.seconds, fn, args, kwargs)

    def within(self, seconds: float | None) -> Executor:
        """Return these processes as an Executor of tasks with another time limit."""
        return _Within(self, seconds)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more tasks; wait until those submitted are done, or leave them to themselves."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            for process in self._all:
                process.end()

    def kill(self) -> None:
        """End all processes, whatever they are doing."""
        with self._lock:
            self._over = True
            for process in self._all:
                process.stop()
        self.shutdown(cancel_futures=True)

    def _submitted(
        self,
        seconds: float | None,
        fn: Callable[..., T],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Future[T]:
        if not self._here:
            return self._threads.submit(self._called, seconds, fn, args, kwargs)
        done: Future[T] = Future()
        try:
            done.set_result(fn(*(state() for state in self._state), *args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done

    def _called(self, seconds: float | None, fn: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(fn, Carried):
            work = fn.work
            return fn.called(lambda near: self._called(seconds, work, near, kwargs), args)
        process: Process | None = getattr(self._of_thread, "process", None)
        if process is None or not process.alive:
            process = self._of_thread.process = self._taken()
        return process.call((fn, args, kwargs), seconds)

    def _taken(self) -> Process:
        with self._lock:
            if self._over:
                raise DeathError("the work was stopped", begun=False)
            if self._spare:
                return self._spare.pop()
            self._all.append(self._start())
            return self._all[-1]


class _Within(Executor):
    def __init__(self, processes: Processes, seconds: float | None) -> None:
        self._processes = processes
        self._seconds = seconds

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        return self._processes._submitted(self._seconds, fn, args, kwargs)
