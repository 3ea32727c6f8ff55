"""Has the tools' work done in a process of its own: offline, limited, ended when it takes long."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from mcp.server.mcpserver.exceptions import ToolError

from claimgraph.processes.awaited import AwaitedProcess
from claimgraph.processes.process import DeathError
from claimgraph.servers.mcp import ahead, snapshot
from claimgraph.servers.mcp.shown import QUOTED, by_tools, cut
from claimgraph.servers.mcp.snapshot import opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from claimgraph.servers.mcp.snapshot import Opened

P = ParamSpec("P")
T = TypeVar("T")

SECONDS = 30.0
_MEMORY = 2 << 30


class Refusal(ToolError):  # noqa: N818
    """Why a call was refused, in one line."""

    def __init__(self, line: str) -> None:
        super().__init__(cut(by_tools(" ".join(line.split())), QUOTED))


class Worker:
    """One process for a project, which does one task at a time; use it within one event loop.

    It is started `ahead` of the first call, or by that.
    """

    def __init__(
        self, root: Path, *, writable: bool, seconds: float = SECONDS, ahead: bool = False
    ) -> None:
        self._state = partial(opened, root, writable=writable)
        self.seconds = seconds
        self._ahead = ahead
        self._process: AwaitedProcess | None = None
        self._turn = asyncio.Lock()
        self._users = 0

    async def call(
        self, fn: Callable[Concatenate[Opened, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return what a function of the project returns; raises Refusal."""
        async with self._turn:
            if self._process is None or not self._process.alive:
                self._process = AwaitedProcess(_MEMORY, self._state, name="claimgraph mcp")
            process = self._process
            try:
                async with asyncio.timeout(self.seconds):
                    answer = await process.awaited(snapshot.done, fn, args, kwargs)
            except TimeoutError:
                await self.ended()
                raise Refusal(f"this took longer than {self.seconds:g} s: ask for less") from None
            except (DeathError, MemoryError) as error:
                await self.ended()
                raise Refusal(f"this was not done ({error}): ask for less") from None
            except Exception as error:
                line = f"internal error ({type(error).__name__}: {error}): report it"
                raise Refusal(line) from error
            except asyncio.CancelledError:
                # What it still answers would be taken for the answer to the next call.
                await self.ended()
                raise
        if isinstance(answer, snapshot.Refused):
            raise Refusal(answer.line)
        made: T = answer
        return made

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep the process while somebody is connected; end it after the last one."""
        self._users += 1
        first = self._ahead and self._users == 1
        warming = asyncio.create_task(self._warmed()) if first else None
        try:
            yield
        finally:
            if warming is not None:
                warming.cancel()
                with suppress(asyncio.CancelledError):
                    await warming
            self._users -= 1
            if not self._users:
                await self.ended()

    async def _warmed(self) -> None:
        """Have done what most calls need: piece by piece, so that a call waits for one at most."""
        for piece in ahead.PIECES:
            with suppress(Refusal):  # a call will tell
                await self.call(piece)

    async def ended(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            await process.ended()
