"""Work in processes of its own: an Executor (PEP 3148) whose tasks have limits and may die.

Each process has one task at a time and pipes of its own, so that none takes another with it
when it is ended. It is not started by `multiprocessing`: whoever imports claimgraph need not guard
the main module for it. It ends with the process that started it, however that one ends.
"""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock, local
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph.processes.process import DeathError, Process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

T = TypeVar("T")


class Processes(Executor):
    """At most `most` processes, started when there is work for them; use it as a context.

    `seconds` is the time limit of a task, from when its process has what it needs to begin, and
    `memory` the limit of a process in bytes. Without either, a single process is this one. `state`
    is called once in each process, and its result is the first argument of each task there; with
    `fork` it need not be pickled, since the processes are copies of this one (POSIX), and are
    started at once.

    A task's Future raises TimeoutError for one that took longer than its limit, MemoryError for one
    that needed more, and DeathError for one whose process died; these end no other task.
    """

    def __init__(
        self,
        most: int = 1,
        *,
        seconds: float | None = None,
        memory: int | None = None,
        state: Callable[[], Any] | None = None,
        fork: bool = False,
    ) -> None:
        self.seconds = seconds
        self.memory = memory
        self._here = most == 1 and seconds is None and memory is None
        self._start = partial(Process, memory, state, fork=fork)
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

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        # Who is interrupted waits for nobody.
        self.kill() if kind else self.shutdown()

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

    def _called(self, seconds: float | None, *task: Any) -> Any:
        process: Process | None = getattr(self._of_thread, "process", None)
        if process is None or not process.alive:
            process = self._of_thread.process = self._taken()
        return process.call(task, seconds)

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


def completed(
    executor: Executor, fn: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[tuple[int, T | Exception]]:
    """Call a function with each of the tasks; yield their places and results, as they are done.

    The result of one that failed is its exception.
    """
    running = {executor.submit(fn, *task): place for place, task in enumerate(tasks)}
    for future in as_completed(list(running)):
        # Results are not kept here once they are handed on.
        place, error = running.pop(future), future.exception()
        if error is not None and not isinstance(error, Exception):
            raise error
        yield place, error or future.result()


def memory_of_machine() -> int:
    """Return the bytes of memory that this machine, or its container (cgroup v2), has."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return total


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
