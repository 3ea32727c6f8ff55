"""Lets through requests of the page itself: right host, right token, same origin.

The server listens at 127.0.0.1, but every page that a browser shows can send requests there, and
a name that an attacker owns can lead there (DNS rebinding). So the header Host has to be one of
ours, the first part of the path the token that only the person who started the server was told,
and what a browser says of a request's origin (Origin, Sec-Fetch-Site) has to be the page.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_NAMES = ("127.0.0.1", "localhost")
_READING = ("GET", "HEAD")
# How a browser opens the page: an address that was typed, or given by a program; then its own.
_OPENING = ("none", "same-origin")


class Guard:
    """Passes requests on without the token in their path; refuses all others with 403."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem = self._problem(scope)
        if problem:
            refused = PlainTextResponse(problem + "\n", 403)
            await refused(scope, receive, send)
            return
        path = "/" + scope["path"][1:].partition("/")[2]
        await self.app({**scope, "path": path, "raw_path": path.encode()}, receive, send)

    def _problem(self, scope: Scope) -> str:
        """Say what is wrong with a request; an empty text where nothing is."""
        headers = Headers(raw=scope["headers"])
        port = scope["server"][1]
        hosts = headers.getlist("host")
        if hosts not in [[f"{name}:{port}"] for name in _NAMES]:
            return "not the address of this server: open the one that claimgraph edit printed"
        token, slash, _ = scope["path"][1:].partition("/")
        if not hmac.compare_digest(token.encode("utf-8", "replace"), self._token) or not slash:
            return "the address lacks its token: open the one that claimgraph edit printed"
        reads = scope["method"] in _READING
        origins = headers.getlist("origin")
        if origins != [f"http://{hosts[0]}"] and (origins or not reads):
            return "a page of another origin asks: use the page of claimgraph edit"
        site = headers.get("sec-fetch-site", "same-origin")
        if site not in (_OPENING if reads else ("same-origin",)):
            return "a page of another origin asks: use the page of claimgraph edit"
        return ""
