"""The engine as a store, for what reads the graph to understand a request: labels, prefixes."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from anyio import to_thread

from claimgraph.graph.stores.memory import of_json
from claimgraph.servers.http.messages import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from claimgraph.graph.stores import Answer, Rows
    from claimgraph.servers.http.engine import Engine
    from claimgraph.servers.http.messages import Reply


T = TypeVar("T")


class Asked:
    """A store whose queries run in the engine, under its limits; to be used from a thread."""

    def __init__(self, engine: Engine, loop: asyncio.AbstractEventLoop) -> None:
        self._engine = engine
        self._loop = loop
        self._lock = threading.Lock()
        self._running: Future[tuple[Reply, bytes]] | None = None
        self._over = False

    async def lent(self, work: Callable[..., T], *arguments: Any) -> T:
        """Return what a function returns that uses this store, in a thread.

        Who is cancelled meanwhile waits for neither the thread nor its query, which is ended.
        """
        try:
            return await to_thread.run_sync(partial(work, *arguments), abandon_on_cancel=True)
        except BaseException:
            with self._lock:
                self._over = True
                if self._running is not None:
                    self._running.cancel()
            raise

    def query(self, sparql: str) -> Answer:
        """Answer a SELECT or an ASK over the union of the named graphs; raises Refusal."""
        _, body = self.answered(Job(sparql))
        return of_json(body)

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row; the engine's answers are whole, for it limits their size."""
        return self.query(sparql).walked()

    def answered(self, job: Job) -> tuple[Reply, bytes]:
        """Return an answer's outline and all its bytes; raises Refusal."""
        with self._lock:
            if self._over:
                raise CancelledError
            running = asyncio.run_coroutine_threadsafe(self._engine.answer(job), self._loop)
            self._running = running
        reply, body = running.result()
        if reply.file:
            body = Path(reply.file).read_bytes()
            Path(reply.file).unlink()
        return reply, body
