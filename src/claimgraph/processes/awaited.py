"""A process whose tasks are awaited: it does not hold up the event loop of its owner."""

from __future__ import annotations

import asyncio
import pickle
from typing import TYPE_CHECKING, Any

from claimgraph.processes.child import BEGUN, LENGTH, framed
from claimgraph.processes.process import Process

if TYPE_CHECKING:
    from collections.abc import Callable


class AwaitedProcess(Process):
    """A process for one event loop; end it by `ended`."""

    _pipes: tuple[asyncio.StreamReader, asyncio.ReadTransport, asyncio.WriteTransport] | None = None

    async def awaited(self, fn: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function in the process; return or raise as `call` does."""
        begun = False
        try:
            results, _, tasks = self._pipes or await self._opened()
            tasks.write(framed(pickle.dumps((fn, arguments, {}))))
            begun = await results.readexactly(len(BEGUN)) == BEGUN
            (length,) = LENGTH.unpack(await results.readexactly(LENGTH.size))
            content = await results.readexactly(length)
        # The last is uvloop's, for a pipe that it has closed.
        except (OSError, EOFError, RuntimeError):
            killed = self._ended
            raise self._death(killed, await self.ended(), begun) from None
        return self._result(content)

    async def ended(self) -> int | None:
        """Kill it, wait for its end, let go of its pipes and return its exit code."""
        self.stop()
        code = await asyncio.to_thread(self._handle.wait)
        self._let_go()
        return code

    async def _opened(self) -> tuple[asyncio.StreamReader, Any, Any]:
        loop = asyncio.get_running_loop()
        results = asyncio.StreamReader()
        reading, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(results), self._source
        )
        writing, _ = await loop.connect_write_pipe(asyncio.Protocol, self._sink)
        self._pipes = results, reading, writing
        return self._pipes

    def _let_go(self) -> None:
        if self._pipes is None:
            super()._let_go()
            return
        _, reading, writing = self._pipes
        reading.close()
        if not writing.is_closing():
            writing.abort()
