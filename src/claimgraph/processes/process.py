"""The owner's side: starts a process, gives it tasks, ends it, and says what it died of."""

from __future__ import annotations

import logging
import os
import pickle
import select
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimgraph.processes.child import BEGUN, received, send, work
from claimgraph.processes.confinement import address_space, end_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Without the working directory on the path: whose files are they?
_COMMAND = (sys.executable, "-P", "-c", "from claimgraph.processes.child import serve; serve()")


class DeathError(BrokenExecutor):
    """A task's process died, with this exit code; a task that had not begun can be tried again."""

    def __init__(self, why: str, code: int | None = None, begun: bool = True) -> None:
        super().__init__(why)
        self.code = code
        self.begun = begun


@dataclass(frozen=True)
class _Handle:
    """What names a process, ends it, tells whether it runs, and waits for its exit code."""

    pid: int
    kill: Callable[[], None]
    runs: Callable[[], bool]
    wait: Callable[[], int | None]


class Process:
    """One process, as its owner sees it; `name` is the last argument of its command line.

    See `Processes` for `memory`, `state`, `fork` and `folder`.
    """

    def __init__(
        self,
        memory: int | None,
        state: Callable[[], Any] | None,
        *,
        fork: bool = False,
        name: str = "tasks",
        folder: Path | None = None,
    ) -> None:
        self._memory = memory = memory and min(memory, address_space() or memory)
        self._ended = False
        tasks, sink = os.pipe()
        source, results = os.pipe()
        self._sink, self._source = os.fdopen(sink, "wb"), os.fdopen(source, "rb")
        try:
            if fork:
                ours = (sink, source)
                self._handle = _forked(tasks, results, ours, memory, state)
            else:
                self._handle = _started(tasks, results, name, folder)
        finally:
            os.close(tasks)
            os.close(results)
        if not fork:
            level = logging.getLogger("rdflib").getEffectiveLevel()
            with suppress(BrokenPipeError):  # the first task will find it dead
                for part in (sys.path, (level, memory, state)):
                    send(self._sink, pickle.dumps(part))

    def call(self, task: tuple[Any, ...], seconds: float | None) -> Any:
        """Return what a task returns and raise what it raises, or what happened to the process."""
        late = begun = False
        content = pickle.dumps(task)
        try:
            send(self._sink, content)
            # Past the buffer, in which the result might come along and never be seen by poll.
            if os.read(self._source.fileno(), len(BEGUN)) != BEGUN:
                raise EOFError
            begun = True
            late = not self._answers(seconds)
            content = b"" if late else received(self._source)
        except (OSError, EOFError):
            killed = self._ended
            raise self._death(killed, self.end(), begun) from None
        if late:
            self.end()
            raise TimeoutError(f"took longer than {seconds:g} s")
        return self._result(content)

    def _result(self, content: bytes) -> Any:
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

    def _death(self, killed: bool, code: int | None, begun: bool) -> Exception:
        if killed:
            return DeathError("the work was stopped", code, begun)
        if self._memory and code == -signal.SIGABRT:  # a library's allocation failed
            return self._exhausted()
        why = {
            -signal.SIGSEGV: "its process ended with SIGSEGV, as where nesting is too deep",
            -signal.SIGKILL: "its process was killed, as where memory runs out",
        }
        return DeathError(why.get(code or 0, f"its process ended with {code}"), code, begun)

    def used(self) -> float | None:
        """Return the seconds of processor time that it has had; None where the system won't say."""
        try:
            fields = Path(f"/proc/{self._handle.pid}/stat").read_text().rpartition(")")[2].split()
            # proc(5): utime and stime are the fields 14 and 15, the third is after the name.
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, AttributeError):
            return None

    def slow_down(self, by: int) -> None:
        """Let others have the processor first, from now on (nice(2))."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self._handle.pid, by)

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
        self._let_go()
        return code

    def _let_go(self) -> None:
        for pipe in (self._sink, self._source):
            with suppress(OSError):  # what it did not read any more is of no use to anybody
                pipe.close()


def _started(tasks: int, results: int, name: str, folder: Path | None) -> _Handle:
    """Start a new Python."""
    new = subprocess.Popen(
        (*_COMMAND, str(os.getpid()), name),
        stdin=tasks,
        stdout=results,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        # Ctrl+C in a terminal is for the owner, who ends this one.
        start_new_session=True,
    )
    return _Handle(new.pid, new.kill, lambda: new.poll() is None, new.wait)


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
        work(os.fdopen(tasks, "rb"), os.fdopen(results, "wb"), memory, state)

    copy = multiprocessing.get_context("fork").Process(target=begin, daemon=True)
    copy.start()

    def wait() -> int | None:
        copy.join()
        return copy.exitcode

    return _Handle(copy.pid or 0, copy.kill, copy.is_alive, wait)
