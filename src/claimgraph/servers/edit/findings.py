"""Checks a capture as it stands on the page, in a process of its own, and places what is found."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from claimgraph.processes.awaited import AwaitedProcess
from claimgraph.processes.process import DeathError
from claimgraph.servers.http.messages import Refusal

if TYPE_CHECKING:
    from claimgraph.findings import Finding
    from claimgraph.servers.edit.capture import Capture
    from claimgraph.servers.edit.view import Said

_SECONDS = 60.0


class Checker:
    """Checks one text at a time; of those that wait, only the last is of use to anybody."""

    def __init__(self) -> None:
        self._process: AwaitedProcess | None = None
        self._turn = asyncio.Lock()
        self._last = 0

    async def findings(self, capture: Capture, text: str) -> list[dict[str, Any]]:
        """Return what is found in a text; raises Refusal where a later one has been sent."""
        self._last += 1
        number = self._last
        async with self._turn:
            if number != self._last:
                raise Refusal(409, "a later text is checked in its place")
            return await self._checked(capture, text)

    async def _checked(self, capture: Capture, text: str) -> list[dict[str, Any]]:
        if self._process is None or not self._process.alive:
            self._process = AwaitedProcess(None, None, name="check of a page")
        try:
            async with asyncio.timeout(_SECONDS):
                found: list[dict[str, Any]] = await self._process.awaited(check, capture, text)
                return found
        except TimeoutError:
            line = f"the check took longer than {_SECONDS:g} s: run claimgraph check"
        except DeathError as error:
            line = f"the check ended ({error}): run claimgraph check"
        except BaseException:
            # What it still answers would be taken for the answer to the next.
            await self.ended()
            raise
        await self.ended()
        raise Refusal(500, line)

    def stop(self) -> None:
        """End what is under way."""
        if self._process is not None:
            self._process.stop()

    async def ended(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            await process.ended()


def check(capture: Capture, text: str) -> list[dict[str, Any]]:
    """Return what the check finds in a capture's folder, with a text in the place of its file."""
    from claimgraph.check import run
    from claimgraph.check.cache import Cache
    from claimgraph.graph import loading
    from claimgraph.graph.inputs import Input
    from claimgraph.graph.project import real
    from claimgraph.servers.edit import outline
    from claimgraph.servers.edit.view import Said

    now = capture.now()
    wanted = Input(now.project, now.project.data_files, now.folder)
    # Of a large project only what this text is about is checked anew.
    cache = Cache()
    try:
        with loading.unsaved({real(now.file.path): text}):
            report = run.check(wanted, cache=cache)
    finally:
        cache.close()
    said = Said(now.document(text), outline.places(text), text)
    found = [_placed(one, now, said) for one in report.findings]
    return found + [{"rule": "", "severity": "violation", "message": m} for m in report.unchecked]


def _placed(finding: Finding, capture: Capture, said: Said) -> dict[str, Any]:
    """Return a finding with the item that it stands in, if that is one of the page's."""
    from claimgraph.text import harmless

    at = finding.location
    made: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "subject": harmless(finding.subject or ""),
        "message": harmless(finding.message),
        "hint": harmless(finding.hint or ""),
    }
    if at is None or at.file != capture.file.name:
        return made | {"file": harmless(str(at or ""))}
    if at.line is not None:
        column = at.column or 1
        made |= {"line": at.line, "column": column, "to": at.end_column or column}
        made |= said.item_at(at.line, column)
    return made
