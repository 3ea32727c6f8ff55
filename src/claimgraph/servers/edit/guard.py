"""Lets through requests of the page itself: right host, right token, same origin.

The server listens at 127.0.0.1, but every page that a browser shows can send requests there, and
a name that an attacker owns can lead there (DNS rebinding). So the header Host has to be one of
ours, the first part of the path the token that only the person who started the server was told,
and what a browser says of a request's origin (Origin, Sec-Fetch-Site) has to be the page.

A program that is started with an address shows it to all users of the machine: so a browser is
started with another token, which leads to the page once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse

from claimgraph.servers import local

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

_READING = ("GET", "HEAD")
# How a browser opens the page: an address that was typed, or given by a program; then its own.
_OPENING = ("none", "same-origin")
_NO_TOKEN = "the address lacks its token: open the one that claimgraph edit printed\n"


class Guard:
    """Passes requests on without the token in their path; refuses all others with 403."""

    def __init__(self, app: ASGIApp, token: str, once: str | None = None) -> None:
        self.app = app
        self._token = token.encode()
        self._once = once.encode() if once else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        token, slash, rest = scope["path"][1:].partition("/")
        answer: Response | None = None
        if problem := _problem(scope):
            answer = PlainTextResponse(problem + "\n", 403)
        elif self._once and local.is_same(token, self._once):
            self._once = None
            answer = RedirectResponse(f"/{self._token.decode()}/", 303)
        elif not local.is_same(token, self._token) or not slash:
            answer = PlainTextResponse(_NO_TOKEN, 403)
        if answer is not None:
            await answer(scope, receive, send)
            return
        path = f"/{rest}"
        await self.app({**scope, "path": path, "raw_path": path.encode()}, receive, send)


def _problem(scope: Scope) -> str:
    """Say what is wrong with a request; an empty text where nothing is."""
    reads = scope["method"] in _READING
    site = Headers(raw=scope["headers"]).get("sec-fetch-site", "same-origin")
    if problem := local.problem(scope, named=not reads):
        return problem
    return "" if site in (_OPENING if reads else ("same-origin",)) else local.FOREIGN
