"""Has projects checked in a process of its own whenever their files have changed."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from claimgraph.check.faults import of_time
from claimgraph.processes.awaited import AwaitedProcess
from claimgraph.processes.process import DeathError
from claimgraph.servers.lsp import checking
from claimgraph.servers.lsp.checking import Checkup

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

T = TypeVar("T")

# Seconds without a further change before a check begins, and that a check may take.
_QUIET = 0.02
_LONGEST = 60.0
# Seconds without a further change before all of a project is checked.
_IDLE = 1.0
# Bytes that the process may take.
_MEMORY = 2 << 30
# What is checked: a project's folder, or a single file outside any project.
Wanted = tuple[Path, Path | None]


class Checker:
    """One process, and what it is to check next.

    `state` returns the unsaved texts, and `known` the marks of what is known; `told` takes over
    what is new. Use it within one event loop.
    """

    def __init__(
        self,
        state: Callable[[], Mapping[Path, str]],
        known: Callable[[Wanted], Mapping[Path, bytes]],
        told: Callable[[Wanted, Mapping[Path, str], Checkup], Awaitable[None]],
    ) -> None:
        self._state = state
        self._known_of = known
        self._told = told
        self._wanted: dict[Wanted, Path] = {}
        self._changed = asyncio.Event()
        self._process: AwaitedProcess | None = None
        self._loop: asyncio.Task[None] | None = None
        self._busy = asyncio.Lock()
        self._over = False
        self._known: set[Path] = set()

    def want(self, what: Wanted, because_of: Path) -> None:
        """Check something soon; a file that has changed is the one to blame for a long check."""
        if self._over:
            return
        self._wanted[what] = because_of
        self._changed.set()
        if self._loop is None:
            self._loop = asyncio.get_running_loop().create_task(self._run())

    async def standings(self, root: Path, graph: str) -> dict[str, str]:
        """Return how the claims of an article stand; nothing where that cannot be told."""
        if self._over:
            return {}
        with suppress(Exception):
            async with self._busy:
                found = await self._called(checking.standings, root, dict(self._state()), graph)
                return dict(found)
        return {}

    async def proven(
        self, what: Wanted, tries: Sequence[Mapping[Path, str]], wanted: checking.Known | None
    ) -> list[bool]:
        """Tell which texts mend a finding and make no other; none where that cannot be told."""
        if self._over:
            return [False] * len(tries)
        with suppress(Exception):
            async with self._busy:
                unsaved = dict(self._state())
                arguments = (*what, unsaved, Path.cwd(), list(tries), wanted)
                return list(await self._called(checking.proven, *arguments))
        return [False] * len(tries)

    async def end(self) -> None:
        """End the process, whatever it is doing."""
        self._over = True
        if self._loop is not None:
            self._loop.cancel()
        if self._process is not None:
            process, self._process = self._process, None
            await process.ended()

    def stop(self) -> None:
        """End the process at once, where no event loop runs any more."""
        self._over = True
        if self._process is not None:
            self._process.stop()

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await asyncio.sleep(_QUIET)
            if self._changed.is_set():
                continue
            for what, blamed in list(self._wanted.items()):
                if self._changed.is_set():
                    break
                self._wanted.pop(what, None)
                await self._check(what, blamed)

    async def _check(self, what: Wanted, blamed: Path) -> None:
        """Check the article that has changed, and the project once nothing more changes."""
        root, alone = what
        if alone is None:
            await self._once(what, blamed, checking.check_near, root, blamed)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), _IDLE)
                self._wanted.setdefault(what, blamed)
                return
            # One by one the first time, so that a change need not wait for all of them.
            for path in await self._unknown(root):
                await self._once(what, path, checking.check_near, root, path)
                self._known.add(path)
                if self._changed.is_set():
                    self._wanted.setdefault(what, blamed)
                    return
        await self._once(what, blamed, checking.check, root, alone)

    async def _unknown(self, root: Path) -> list[Path]:
        """Return a file of each article that this process has not checked yet."""
        with suppress(Exception):
            async with self._busy:
                found = await self._called(checking.articles, root)
            return [path for path in found if path not in self._known]
        return []

    async def _once(
        self, what: Wanted, blamed: Path, check: Callable[..., Checkup | None], *of: Path | None
    ) -> None:
        unsaved = dict(self._state())
        checkup: Checkup | None
        try:
            async with self._busy:
                known = dict(self._known_of(what))
                checkup = await self._called(check, *of, unsaved, Path.cwd(), known)
        except TimeoutError:
            late = {blamed: (of_time(blamed.name, _LONGEST),)}
            checkup = Checkup(late, (), frozenset({blamed}))
        except Exception as error:
            checkup = Checkup({}, (f"{what[0]}: was not checked ({error})",), frozenset())
        if checkup is None:
            return
        try:
            await self._told(what, unsaved, checkup)
        except Exception as error:  # one answer that cannot be given must not end the others
            logging.getLogger("pygls").error("%s: %s", type(error).__name__, error)

    async def _called(self, fn: Callable[..., T], *arguments: object) -> T:
        if self._process is None:
            self._process = AwaitedProcess(_MEMORY, None, name="claimgraph lsp")
        process = self._process
        try:
            async with asyncio.timeout(_LONGEST):
                result: T = await process.awaited(fn, *arguments)
            return result
        except (TimeoutError, DeathError, MemoryError, asyncio.CancelledError):
            if self._process is process:
                self._process = None
                self._known.clear()
                await process.ended()
            raise
