"""Does work that may wait for the disk in threads which do not keep the process from ending."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from claimgraph.servers.http.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Apart:
    """Runs each piece of work in a thread of its own, for one event loop.

    The threads of `asyncio.to_thread` are waited for at the end, however long a file system hangs.
    """

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    async def done(self, work: Callable[[], T]) -> T:
        """Return or raise what the work does; raises Refusal where the server ends before it."""
        loop = asyncio.get_running_loop()
        ended = loop.create_future()
        results: list[T] = []

        def settle(error: BaseException | None) -> None:
            if ended.done():
                return
            if error is None:
                ended.set_result(None)
            else:
                ended.set_exception(error)

        def run() -> None:
            problem = None
            try:
                results.append(work())
            except BaseException as error:
                problem = error
            with suppress(RuntimeError):  # the loop has ended before
                loop.call_soon_threadsafe(settle, problem)

        self._waiting.add(ended)
        threading.Thread(target=run, daemon=True).start()
        try:
            await ended
        finally:
            self._waiting.discard(ended)
        return results[0]

    def stop(self) -> None:
        """Let nobody wait any longer."""
        for one in self._waiting:
            if not one.done():
                one.set_exception(Refusal(503, "the server ends: start claimgraph edit again"))
