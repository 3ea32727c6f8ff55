"""Runs queries in worker processes, under limits that hold.

Every query starts in the quick lane. What is not done after `Limits.quick` seconds goes on in the
slow lane, where there is a place, or waits for one and starts anew. A query past its time, or
whose client has gone, is ended by ending its process: Oxigraph's own cancellation reaches only
what reads the store, not a product of VALUES or a sort.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from claimgraph.files import temporary_folder
from claimgraph.processes.awaited import AwaitedProcess
from claimgraph.processes.process import DeathError
from claimgraph.servers.http.messages import NO_SERVICE, Refusal
from claimgraph.servers.http.worker import Maker, perform, queries, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from claimgraph.servers.http.messages import Reply, Task
    from claimgraph.servers.http.worker import Work

    Answered = tuple[Reply, bytes]


# Seconds after which a query is given another chance: what was dear may have been bad luck.
_WHILE = 60.0
_MOST = 10_000
# How much less of the processor a query of the slow lane gets where others want it too (nice(2)).
_SLOWER = 5
# How many times its quick seconds a query may have on a busy machine.
_PATIENCE = 10


def _processors() -> int:
    return max(2, os.cpu_count() or 1)


def _workers() -> int:
    # One more: while an answer is on its way to its client, its worker has nothing to do.
    return _processors() + 1


@dataclass(frozen=True)
class Limits:
    """Limits on queries; times in seconds, sizes in bytes.

    A query that takes longer than `quick` goes to the slow lane, which has `slow` places of its
    own and runs at a lower priority, so that no cheap query waits for an expensive one. `queue`
    and `slow_queue` are how many may wait for each lane; whoever comes after them is told so, and
    so is whoever waits longer than `seconds`.
    """

    seconds: float = 30.0
    quick: float = 0.2
    workers: int = field(default_factory=_workers)
    slow: int = field(default_factory=_processors)
    queue: int = 200
    slow_queue: int = 10
    query: int = 1 << 20
    result: int = 256 << 20
    memory: int = 1 << 30


class Engine:
    """Answers jobs on the Oxigraph database at `location`; use it as an async context.

    With an `outline` (see `worker.Maker`) the jobs are pages, else queries.
    """

    def __init__(self, location: Path, limits: Limits, outline: bytes = b"") -> None:
        self.limits = limits
        self._outline = outline
        self._location = location
        self._state: Callable[[], Work] = partial(queries, location)
        self._idle: asyncio.Queue[Worker] = asyncio.LifoQueue()
        self._slow = asyncio.Semaphore(limits.slow)
        self._dear = Dear()
        self._waiting = 0
        self._waiting_slow = 0
        self._all: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: set[asyncio.Task[Any]] = set()
        self._stopped = False
        # What keeps the workers from making connections.
        self.offline: tuple[str, ...] = ()

    async def __aenter__(self) -> Engine:
        made = "pages" if self._outline else "answers"
        self._temporary = temporary_folder(f"claimgraph-{made}-")
        self._folder = self._temporary.__enter__()
        if self._outline:
            outline = self._folder / "outline"
            outline.write_bytes(self._outline)
            self._state = partial(Maker, self._location, outline)
        starting = asyncio.current_task()
        assert starting is not None
        self._running.add(starting)
        try:
            while len(self._all) < self.limits.workers and not self._stopped:
                self._later(self._lined_up(self._started()))
            if not self._stopped:
                first = await self._idle.get()
                self._idle.put_nowait(first)
                self.offline = first.offline or ()
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        finally:
            self._running.discard(starting)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in self._all))
        self._temporary.__exit__(None, None, None)

    @property
    def load(self) -> dict[str, int]:
        """How many workers are idle, and how many queries run slowly or wait."""
        return {
            "idle": self._idle.qsize(),
            "slow": len(self._all) - self.limits.workers,
            "waiting": self._waiting + self._waiting_slow,
        }

    async def answer(self, job: Task) -> Answered:
        """Return what `Worker.ask` does; a caller that is cancelled frees the query's place.

        Raises Refusal: 503 where too many wait, 504 past the time limit, and the worker's own.
        """
        running = asyncio.current_task()
        assert running is not None
        self._running.add(running)
        try:
            for _ in range(self.limits.workers + 1):
                with contextlib.suppress(IdleDeathError):
                    return await self._answered(job)
            raise _away("the engine's processes end before they begin")
        except asyncio.CancelledError:
            if self._stopped:
                raise _away("the server is stopping") from None
            raise
        finally:
            self._running.discard(running)

    def stop(self) -> None:
        """End all queries, or the start; their clients are told that the server is stopping."""
        self._stopped = True
        for running in self._running:
            running.cancel()

    async def _answered(self, job: Task) -> Answered:
        # Who asks for something dear again need not try the quick lane first.
        if job in self._dear:
            return await self._anew(job)
        worker = await self._taken()
        if job in self._dear:  # found out by another client while this one waited
            self._idle.put_nowait(worker)
            return await self._anew(job)
        begin, used = time.monotonic(), worker.before
        asked = asyncio.ensure_future(worker.ask(job))
        try:
            await asyncio.wait({asked}, timeout=self.limits.quick)
            while not asked.done() and self._held_up(worker, begin, used):
                await asyncio.wait({asked}, timeout=self.limits.quick)
        except BaseException:
            self._dropped(worker, asked)
            raise
        if asked.done():
            if worker.process.alive and not isinstance(asked.exception(), IdleDeathError):
                self._idle.put_nowait(worker)
            else:
                self._dropped(worker, asked)
            return asked.result()
        # The quick lane gets a fresh worker for the one that is taken out of it.
        self._later(self._refilled())
        if (self._spent(worker, used) or 0) >= self.limits.quick / 2:
            self._dear.add(job)
        if self._slow.locked():
            self._later(self._ended(worker, asked))
            return await self._anew(job)
        async with self._slow:
            worker.process.slow_down(_SLOWER)
            left = self.limits.seconds - (time.monotonic() - begin)
            return await self._finished(worker, asked, left)

    def _held_up(self, worker: Worker, begin: float, before: float) -> bool:
        """Tell whether a query is late only because the processor has been busy with others."""
        spent = self._spent(worker, before)
        most = min(self.limits.quick * _PATIENCE, self.limits.seconds)
        return (
            spent is not None and spent < self.limits.quick / 2 and time.monotonic() - begin < most
        )

    @staticmethod
    def _spent(worker: Worker, before: float) -> float | None:
        now = worker.process.used()
        return None if now is None else now - before

    async def _taken(self) -> Worker:
        if self._idle.empty() and self._waiting >= self.limits.queue:
            raise _away("too many queries are waiting")
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                return await self._idle.get()
        except TimeoutError:
            raise _away("too many queries are waiting") from None
        finally:
            self._waiting -= 1

    async def _anew(self, job: Task) -> Answered:
        """Wait for a place in the slow lane, holding no process meanwhile."""
        if self._waiting_slow >= self.limits.slow_queue:
            raise _away("too many queries are waiting")
        self._waiting_slow += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                await self._slow.acquire()
        except TimeoutError:
            raise _away("too many queries are waiting") from None
        finally:
            self._waiting_slow -= 1
        try:
            worker = self._started()
            worker.process.slow_down(_SLOWER)
            asked = asyncio.ensure_future(worker.ask(job))
            answer = await self._finished(worker, asked, self.limits.seconds)
            if worker.spent < self.limits.quick / 2:
                self._dear.discard(job)
            return answer
        finally:
            self._slow.release()

    async def _finished(
        self, worker: Worker, asked: asyncio.Future[Answered], seconds: float
    ) -> Answered:
        try:
            done, _ = await asyncio.wait({asked}, timeout=max(0.0, seconds))
            if done:
                return asked.result()
            limit = self.limits.seconds
            raise Refusal(
                504, f"the query took longer than {limit:g} s and was ended: ask for less"
            )
        finally:
            # A process cannot be made quicker again, so none comes back from the slow lane. Its
            # place is free only when it has ended.
            await asyncio.shield(self._later(self._ended(worker, asked)))

    def _dropped(self, worker: Worker, asked: asyncio.Future[Answered]) -> None:
        self._later(self._ended(worker, asked))
        self._later(self._refilled())

    async def _ended(self, worker: Worker, asked: asyncio.Future[Answered]) -> None:
        asked.cancel()
        await worker.end()
        self._all.discard(worker)
        with contextlib.suppress(asyncio.CancelledError, Refusal, IdleDeathError):
            await asked

    async def _refilled(self) -> None:
        await self._lined_up(self._started())

    async def _lined_up(self, worker: Worker) -> None:
        """Let a worker be taken once it is ready: no query pays for its start."""
        with contextlib.suppress(IdleDeathError):  # whoever takes it will see
            await worker.ready()
        self._idle.put_nowait(worker)

    def _started(self) -> Worker:
        worker = Worker(self._state, self._folder, self.limits)
        self._all.add(worker)
        return worker

    def _later(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class IdleDeathError(Exception):
    """A process died before it began with a job: another may do it."""


class Worker:
    """A process that does one job at a time."""

    def __init__(self, state: Callable[[], Work], folder: Path, limits: Limits) -> None:
        name = f"{folder.name.split('-')[1]} of a server"
        self.process = AwaitedProcess(limits.memory, state, name=name)
        self._folder = folder
        self._file: Path | None = None
        self._limits = limits
        # Seconds of processor time until it was ready, or its last answer; to ask the system before
        # each query costs more than a cheap one does.
        self.before = 0.0
        # How many of them its last query took.
        self.spent = 0.0
        # What keeps the process from making connections; None until it is ready.
        self.offline: tuple[str, ...] | None = None

    async def ready(self) -> None:
        """Wait until it can take a job; raises IdleDeathError."""
        if self.offline is None:
            try:
                self.offline, self.before = await self.process.awaited(ready)
            except Exception as error:
                raise IdleDeathError from error

    async def ask(self, job: Task) -> Answered:
        """Return a job's outline and what of its body is not in a file.

        Raises Refusal, and IdleDeathError where the process died before it began.
        A large body's file becomes the caller's, to be removed when it has been sent.
        """
        await self.ready()
        self._file = self._folder / f"result-{os.urandom(8).hex()}"
        try:
            reply, body = await self.process.awaited(perform, job, self._file, self._limits.result)
        except MemoryError as error:
            raise Refusal(507, f"the query {error}: ask for less") from error
        except DeathError as error:
            if not error.begun:
                raise IdleDeathError from error
            raise self._refused(error) from error
        self.spent, self.before = reply.used - self.before, reply.used
        if reply.status != 200:
            raise Refusal(reply.status, reply.line)
        self._file = None
        return reply, body

    def _refused(self, death: DeathError) -> Refusal:
        """Say why the process ended in the middle of a query."""
        code = -(death.code or 0)
        if code == getattr(signal, "SIGKILL", 9):
            megabytes = self._limits.memory >> 20
            return Refusal(507, f"the query needs more than {megabytes} MB of memory: ask for less")
        if code == getattr(signal, "SIGSEGV", 11):
            return Refusal(400, "the query is nested too deeply: write it flatter")
        if code == getattr(signal, "SIGSYS", 31):
            return Refusal(403, NO_SERVICE)
        return Refusal(500, f"the engine stopped ({-code}): try again, and report it if it stays")

    async def end(self) -> None:
        """End the process, whatever it is doing."""
        await self.process.ended()
        if self._file:
            self._file.unlink(missing_ok=True)


class Dear:
    """Jobs that were dear, each for a minute, so that it need not be found out again."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def __contains__(self, job: Task) -> bool:
        return self._until.get(hash(job), 0.0) > time.monotonic()

    def add(self, job: Task) -> None:
        """Remember a job; where there are too many, the one remembered longest is forgotten."""
        self._until.pop(hash(job), None)
        self._until[hash(job)] = time.monotonic() + _WHILE
        if len(self._until) > _MOST:
            del self._until[next(iter(self._until))]

    def discard(self, job: Task) -> None:
        """Forget a job."""
        self._until.pop(hash(job), None)


def _away(why: str) -> Refusal:
    return Refusal(503, f"{why}: try again later", {"Retry-After": "5"})
