"""Work in processes of its own: an Executor (PEP 3148) whose tasks have limits and may die.

Each process has one task at a time and pipes of its own, so that none takes another with it
when it is ended. It is not started by `multiprocessing`: whoever imports claimgraph need not guard
the main module for it. It ends with the process that started it, however that one ends.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock, Thread, local
from typing import TYPE_CHECKING, Any, TypeVar

from claimgraph import offline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import BinaryIO

T = TypeVar("T")

# Without the working directory on the path: whose files are they?
_COMMAND = (sys.executable, "-P", "-c", "from claimgraph.processes import serve; serve()")
_LENGTH = struct.Struct(">Q")
# What a process says before a task's result: Python has started and the task's modules are there.
_BEGUN = b"."
_SET_PDEATHSIG = 1  # prctl(2)


class Processes(Executor):
    """At most `most` processes, started when there is work for them; use it as a context.

    `seconds` is the time limit of a task, from when its process has what it needs to begin, and
    `memory` the limit of a process in bytes. Without either, a single process is this one. `state`
    is called once in each process, and its result is the first argument of each task there; with
    `fork` it need not be pickled, since the processes are copies of this one (POSIX), and are
    started at once.

    A task's Future raises TimeoutError for one that took longer than its limit, MemoryError for one
    that needed more, and BrokenExecutor for one whose process died; these end no other task.
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
        self.memory = memory and min(memory, address_space() or memory)
        self._here = most == 1 and seconds is None and memory is None
        self._start = partial(_Process, self.memory, state, fork)
        self._threads = ThreadPoolExecutor(most)
        self._of_thread = local()
        self._all: list[_Process] = []
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
        process: _Process | None = getattr(self._of_thread, "process", None)
        if process is None or not process.alive:
            process = self._of_thread.process = self._taken()
        return process.call(task, seconds)

    def _taken(self) -> _Process:
        with self._lock:
            if self._over:
                raise BrokenExecutor("the work was stopped")
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


@dataclass(frozen=True)
class _Handle:
    """What ends a process, tells whether it runs, and waits for its exit code."""

    kill: Callable[[], None]
    runs: Callable[[], bool]
    wait: Callable[[], int | None]


class _Process:
    """One process, as its owner sees it."""

    def __init__(self, memory: int | None, state: Callable[[], Any] | None, fork: bool) -> None:
        self._memory = memory
        self._ended = False
        tasks, sink = os.pipe()
        source, results = os.pipe()
        self._sink, self._source = os.fdopen(sink, "wb"), os.fdopen(source, "rb")
        try:
            if fork:
                ours = (sink, source)
                self._handle = _forked(tasks, results, ours, memory, state)
            else:
                self._handle = _started(tasks, results)
        finally:
            os.close(tasks)
            os.close(results)
        if not fork:
            level = logging.getLogger("rdflib").getEffectiveLevel()
            with suppress(BrokenPipeError):  # the first task will find it dead
                for part in (sys.path, (level, memory, state)):
                    _send(self._sink, pickle.dumps(part))

    def call(self, task: tuple[Any, ...], seconds: float | None) -> Any:
        """Return what a task returns and raise what it raises, or what happened to the process."""
        late = False
        content = pickle.dumps(task)
        try:
            _send(self._sink, content)
            # Past the buffer, in which the result might come along and never be seen by poll.
            if os.read(self._source.fileno(), len(_BEGUN)) != _BEGUN:
                raise EOFError
            late = not self._answers(seconds)
            content = b"" if late else _received(self._source)
        except (OSError, EOFError):
            raise self._death() from None
        if late:
            self.end()
            raise TimeoutError(f"took longer than {seconds:g} s")
        result, error = pickle.loads(content)
        if isinstance(error, MemoryError) and self._memory and not str(error):
            self.end()  # with what the failed task still holds
            raise self._exhausted()
        if error is not None:
            raise error
        return result

    def _exhausted(self) -> MemoryError:
        return MemoryError(f"needs more than {(self._memory or 0) >> 20} MB of memory")

    def _answers(self, seconds: float | None) -> bool:
        ready = select.poll()
        ready.register(self._source, select.POLLIN)
        return bool(ready.poll(None if seconds is None else seconds * 1000))

    def _death(self) -> Exception:
        killed = self._ended
        code = self.end()
        if killed:
            return BrokenExecutor("the work was stopped")
        if self._memory and code == -signal.SIGABRT:  # a library's allocation failed
            return self._exhausted()
        if code == -signal.SIGSEGV:
            return BrokenExecutor("its process ended with SIGSEGV, as where nesting is too deep")
        if code == -signal.SIGKILL:
            return BrokenExecutor("its process was killed, as where memory runs out")
        return BrokenExecutor(f"its process ended with {code}")

    @property
    def alive(self) -> bool:
        """Whether it can take a task."""
        return not self._ended and self._handle.runs()

    def stop(self) -> None:
        """Kill it, without waiting for its end."""
        self._ended = True
        self._handle.kill()

    def end(self) -> int | None:
        """Kill it, wait for its end, let go of its pipes and return its exit code."""
        self.stop()
        code = self._handle.wait()
        for pipe in (self._sink, self._source):
            with suppress(OSError):  # what it did not read any more is of no use to anybody
                pipe.close()
        return code


def _started(tasks: int, results: int) -> _Handle:
    """Start a new Python."""
    new = subprocess.Popen(
        (*_COMMAND, str(os.getpid())),
        stdin=tasks,
        stdout=results,
        stderr=subprocess.DEVNULL,
        # Ctrl+C in a terminal is for the owner, who ends this one.
        start_new_session=True,
    )
    return _Handle(new.kill, lambda: new.poll() is None, new.wait)


def _forked(
    tasks: int, results: int, not_its: Iterable[int], memory: int | None, state: Any
) -> _Handle:
    """Start a copy of this process."""
    import multiprocessing

    parent = os.getpid()

    def begin() -> None:
        for theirs in not_its:
            os.close(theirs)
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        end_with(parent, tasks)
        _work(os.fdopen(tasks, "rb"), os.fdopen(results, "wb"), memory, state)

    copy = multiprocessing.get_context("fork").Process(target=begin, daemon=True)
    copy.start()

    def wait() -> int | None:
        copy.join()
        return copy.exitcode

    return _Handle(copy.kill, copy.is_alive, wait)


# ── In the process ───────────────────────────────────────────────────────────────────────────────


def serve() -> None:
    """Do the tasks that standard input brings, until it ends."""
    end_with(int(sys.argv[1]), 0)
    tasks, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the results.
    os.dup2(2, 1)
    sys.path[:] = pickle.loads(_received(tasks))
    first = _received(tasks)
    try:
        level, memory, state = pickle.loads(first)
    except Exception as error:  # the caller's function cannot be imported here
        level, memory, state = logging.CRITICAL, None, partial(_raise, error)
    logging.getLogger("rdflib").setLevel(level)
    # What a project says may be hostile: no work that goes to a process needs other machines.
    offline.confine()
    _work(tasks, results, memory, state)


def end_with(parent: int, pipe: int) -> None:
    """Have this process killed when its parent ends, or lets go of a pipe that it writes to.

    Linux does so itself (prctl(2): when the thread that started this process ends), whatever this
    process is doing; a thread that watches the pipe does where there is no such thing.
    """
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    gone = select.poll()
    gone.register(pipe, 0)  # for what is always told: POLLHUP, not what there is to read

    def watch() -> None:
        gone.poll()
        os._exit(0)

    Thread(target=watch, daemon=True).start()


def address_space() -> int | None:
    """Return how many bytes this process may map (`ulimit -v`), None where that is not limited."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def limit_memory(size: int) -> None:
    """Limit the memory of this process, in bytes, where the system can (Linux: what is written)."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _work(
    tasks: BinaryIO, results: BinaryIO, memory: int | None, state: Callable[[], Any] | None
) -> None:
    if memory is not None:
        limit_memory(memory)
    first: list[Any] = []
    with suppress(EOFError):
        while True:
            content = _received(tasks)
            try:
                try:
                    fn, args, kwargs = pickle.loads(content)
                finally:
                    results.write(_BEGUN)
                    results.flush()
                if state and not first:
                    first.append(state())
                content = _pickled(fn(*first, *args, **kwargs), None)
            except Exception as error:
                content = _pickled(None, error)
            _send(results, content)
            # rdflib's graphs lie in circles: the next task would be done beside this one's.
            fn, args, kwargs, content = None, (), {}, b""
            gc.collect()


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


def _send(sink: BinaryIO, content: bytes) -> None:
    sink.write(_LENGTH.pack(len(content)))
    sink.write(content)
    sink.flush()


def _received(source: BinaryIO) -> bytes:
    head = source.read(_LENGTH.size)
    content = source.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not content:
        raise EOFError
    return content
