"""One line for each request, without what may be secret: no query strings, no bodies, no names."""

from __future__ import annotations

import contextlib
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LONGEST = 200


class Log:
    """Writes when, what, the status, the bytes sent and the milliseconds to standard error."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write its line when it is done."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = time.perf_counter()
        status, size = 500, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            elif scope["method"] != "HEAD" and message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            # Quoted, so that no path can break the line or speak to the terminal.
            path = quote(scope["path"][:_LONGEST], safe="/:@!$&'()*+,;=~")
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            taken = (time.perf_counter() - begin) * 1000
            method = quote(scope["method"][:20])
            # Who reads the log may go away; the server stays.
            with contextlib.suppress(OSError):
                sys.stderr.write(f"{now} {method} {path} {status} {size} B {taken:.1f} ms\n")
