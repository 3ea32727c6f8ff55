"""A worker process as the server sees it: started, asked, ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from claimgraph.servers.http.errors import Refusal
from claimgraph.servers.http.messages import BEGUN, LENGTH, NO_SERVICE, Reply

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from claimgraph.servers.http.limits import Limits
    from claimgraph.servers.http.messages import Job, Wanted

# How much less of the processor a query of the slow lane gets where others want it too (nice(2)).
_SLOWER = 5


class IdleDeathError(Exception):
    """The process died before it began with a job: another may do it."""


class Worker:
    """One process that answers one query at a time."""

    def __init__(self, process: Process, folder: Path, limits: Limits) -> None:
        self._process = process
        self._file = folder / f"result-{process.pid}"
        self._limits = limits
        # Seconds of processor time until it was ready, or its last answer; to ask the system before
        # each query costs more than a cheap one does.
        self.before = 0.0
        # How many of them its last query took.
        self.spent = 0.0
        # What keeps the process from making connections; None until it is ready.
        self.offline: list[str] | None = None

    @classmethod
    async def start(
        cls, location: Path, folder: Path, limits: Limits, outline: Path | None
    ) -> Worker:
        """Start a worker on the Oxigraph database at `location`; `folder` takes large answers.

        With an `outline` it makes pages (see `page_worker`), else it answers queries.
        """
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            # Without the working directory on the path: whose files are they?
            "-P",
            "-m",
            "claimgraph.servers.http.worker",
            str(os.getpid()),
            str(location),
            str(folder),
            str(limits.memory),
            str(limits.result),
            *([str(outline)] if outline else []),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Ctrl+C in a terminal is for the server, which ends its workers itself.
            start_new_session=True,
        )
        return cls(process, folder, limits)

    async def ready(self) -> None:
        """Wait until it can take a job; raises IdleDeathError."""
        source = self._process.stdout
        assert source is not None
        if self.offline is None:
            try:
                (length,) = LENGTH.unpack(await source.readexactly(LENGTH.size))
                outline = json.loads(await source.readexactly(length))
                self.offline, self.before = outline["offline"], outline["used"]
            except asyncio.IncompleteReadError as error:
                raise IdleDeathError from error

    async def ask(self, job: Job | Wanted) -> tuple[Reply, bytes]:
        """Return a job's outline and what of its body is not in a file.

        Raises Refusal, and IdleDeathError where the process died before it began.
        A large body's file becomes the caller's, to be removed when it has been sent.
        """
        source, sink = self._process.stdout, self._process.stdin
        assert source is not None
        assert sink is not None
        try:
            await self.ready()
            sink.write(job.encoded())
            await sink.drain()
            await source.readexactly(len(BEGUN))
        except (asyncio.IncompleteReadError, ConnectionError, RuntimeError) as error:
            # The last is uvloop's, for a pipe that it has closed.
            raise IdleDeathError from error
        try:
            (length,) = LENGTH.unpack(await source.readexactly(LENGTH.size))
            reply = Reply(**json.loads(await source.readexactly(length)))
            self.spent, self.before = reply.used - self.before, reply.used
            if reply.status != 200:
                raise Refusal(reply.status, reply.line)
            if reply.file is None:
                return reply, await source.readexactly(reply.size)
            # The worker will write its next large answer to the same name.
            own = Path(f"{reply.file}-{os.urandom(8).hex()}")
            Path(reply.file).rename(own)
            return Reply(**(vars(reply) | {"file": str(own)})), b""
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise await self._death() from error

    async def _death(self) -> Refusal:
        """Say why the process ended in the middle of a query."""
        code = await self._process.wait()
        if code in (-signal.SIGABRT, -getattr(signal, "SIGKILL", 9)):
            megabytes = self._limits.memory >> 20
            return Refusal(507, f"the query needs more than {megabytes} MB of memory: ask for less")
        if code == -getattr(signal, "SIGSEGV", 11):
            return Refusal(400, "the query is nested too deeply: write it flatter")
        if code == -getattr(signal, "SIGSYS", 31):
            return Refusal(403, NO_SERVICE)
        return Refusal(500, f"the engine stopped ({code}): try again, and report it if it stays")

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.returncode is None

    def used(self) -> float | None:
        """Return the seconds of processor time that it has had; None where the system won't say."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
            # proc(5): utime and stime are the fields 14 and 15, the third is after the name.
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, AttributeError):
            return None

    def slow_down(self) -> None:
        """Let others have the processor first, from now on."""
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _SLOWER)

    async def end(self) -> None:
        """End the process, whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._file.unlink(missing_ok=True)
