"""The application: the page, its files, and what the page asks and does, as JSON.

Only requests of the page itself are let through: the server listens at 127.0.0.1, but every page
that a browser shows can send requests there, and a name that an attacker owns can lead there (DNS
rebinding).
"""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from claimgraph.claims.notation import saving
from claimgraph.errors import ClaimgraphError
from claimgraph.pages import policy
from claimgraph.servers import local
from claimgraph.servers.edit import linking, view
from claimgraph.servers.edit.apart import Apart
from claimgraph.servers.edit.changes import changed, of_type
from claimgraph.servers.edit.findings import Checker
from claimgraph.servers.edit.view import choices
from claimgraph.servers.http import responses
from claimgraph.servers.http.messages import Refusal
from claimgraph.servers.http.responses import GoneError, Plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from claimgraph.servers.edit.capture import Capture


_READING = ("GET", "HEAD")
# How a browser opens the page: an address that was typed, or given by a program; then its own.
_OPENING = ("none", "same-origin")
_NO_TOKEN = "the address lacks its token: open the one that claimgraph edit printed\n"


class Guard:
    """Passes requests on without the token in their path; refuses all others with 403.

    The header Host has to be one of ours, the first part of the path the token that only the
    person who started the server was told, and what a browser says of a request's origin (Origin,
    Sec-Fetch-Site) has to be the page. A program that is started with an address shows it to all
    users of the machine: so a browser is started with another token, which leads to the page once.
    """

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


# Bytes of a request's body: a capture is not larger than this, and only the page sends one.
MOST = 12 << 20
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}
_CHANGED = "the file was changed by another program: the page shows it as it is now; do it again"
_CLIENT_GONE = 499


class Editing:
    """Answers the page of one capture."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self._checker = Checker()
        self._apart = Apart()
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """End the check with the application."""
        try:
            yield
        finally:
            await self._checker.ended()

    def stop(self) -> None:
        """End what is under way."""
        self._checker.stop()
        self._apart.stop()

    async def page(self, _: Request) -> Response:
        """Return the page itself."""
        return _file("edit.html")

    async def static(self, request: Request) -> Response:
        """Return a file of the page."""
        return _file(request.path_params["name"])

    async def state(self, _: Request) -> Response:
        """Return what the page shows."""
        return await self._shown(200)

    async def digest(self, _: Request) -> Response:
        """Return what tells whether the file is still the one that the page saw."""
        draft = await self._apart.done(self.capture.draft)
        return JSONResponse({"digest": draft.digest})

    async def choices(self, _: Request) -> Response:
        """Return the lists of the forms."""
        return JSONResponse(await self._apart.done(lambda: choices(self.capture.project)))

    async def findings(self, request: Request) -> Response:
        """Return what the check finds in a text that may not be saved yet."""
        text: str = of_type(await _sent(request), "text", str)
        found = await self._checker.findings(self.capture, text)
        return JSONResponse({"findings": found})

    async def candidates(self, request: Request) -> Response:
        """Return what is proposed of other articles for a claim."""
        wanted = await _sent(request)
        found = await self._apart.done(lambda: linking.candidates(self.capture, wanted))
        return JSONResponse(found)

    async def link(self, request: Request) -> Response:
        """Write what a person decides about a candidate."""
        wanted = await _sent(request)
        async with self._writing:
            line = await self._apart.done(lambda: linking.decide(self.capture, wanted))
        return JSONResponse({"written": line})

    async def entries(self, _: Request) -> Response:
        """Return the registry's entries that are called like what the article describes."""
        return JSONResponse(await self._apart.done(lambda: linking.entries(self.capture)))

    async def entry(self, request: Request) -> Response:
        """Write what a person decides about an entry of the registry."""
        wanted = await _sent(request)
        async with self._writing:
            line = await self._apart.done(lambda: linking.decide_entry(self.capture, wanted))
        return JSONResponse({"written": line})

    async def change(self, request: Request) -> Response:
        """Write a change, if the file is still the one that the page saw."""
        wanted = await _sent(request)
        seen: str = of_type(wanted, "digest", str)
        async with self._writing:
            is_same = await self._apart.done(lambda: self._change(seen, wanted))
        return await (self._shown(200) if is_same else self._shown(409, detail=_CHANGED))

    def _change(self, seen: str, wanted: dict[str, Any]) -> bool:
        """Write a change; return whether the file was still the one that the page saw."""
        draft = self.capture.draft()
        if draft.digest != seen:
            return False
        after = changed(self.capture, draft.text, wanted)
        if after != draft.text:
            saving.saved(draft, after)
        return True

    async def _shown(self, status: int, **more: str) -> Response:
        def shown() -> dict[str, Any]:
            return view.state(self.capture, self.capture.draft())

        return JSONResponse(await self._apart.done(shown) | more, status)


def application(editing: Editing, token: str, once: str | None = None) -> Starlette:
    """Return the application, whose paths all begin with the token; `once` leads there once."""
    made = Starlette(
        routes=[
            Route("/", editing.page),
            Route("/static/{name}", editing.static),
            Route("/api/state", editing.state),
            Route("/api/digest", editing.digest),
            Route("/api/choices", editing.choices),
            Route("/api/findings", editing.findings, methods=["POST"]),
            Route("/api/candidates", editing.candidates, methods=["POST"]),
            Route("/api/link", editing.link, methods=["POST"]),
            Route("/api/entries", editing.entries),
            Route("/api/entry", editing.entry, methods=["POST"]),
            Route("/api/change", editing.change, methods=["POST"]),
        ],
        middleware=[
            Middleware(Guard, token=token, once=once),
            Middleware(Plain, refused=_compressed),
        ],
        exception_handlers={
            Refusal: _refused,
            ClaimgraphError: _impossible,
            HTTPException: _http,
            GoneError: _gone,
            Exception: _failed,
        },
        lifespan=editing.lifespan,
    )
    made.router.redirect_slashes = False
    return made


async def _sent(request: Request) -> dict[str, Any]:
    """Return the object that a request sends; raises Refusal."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(415, "send JSON, as application/json")
    try:
        sent = json.loads(await responses.body(request, "request", MOST))
        json.dumps(sent, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Refusal(400, "half a character (a lone surrogate): send whole ones") from error
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"not JSON ({error}): send an object") from error
    if not isinstance(sent, dict):
        raise Refusal(400, "not a JSON object: send one")
    return sent


def _file(name: str) -> Response:
    folder = resources.files("claimgraph.servers.edit") / "static"
    files = {one.name: one for one in folder.iterdir()}
    file, kind = files.get(name), _TYPES.get(f".{name.rpartition('.')[2]}")
    if file is None or kind is None:
        raise HTTPException(404)
    content = file.read_text(encoding="utf-8")
    if name == "edit.css":
        content = policy.base_style() + content
    return Response(content, media_type=kind)


def _told(status: int, line: str) -> Response:
    return JSONResponse({"detail": line}, status)


async def _compressed(scope: Scope, receive: Receive, send: Send) -> None:
    await _told(415, "the request is compressed: send it as it is")(scope, receive, send)


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return JSONResponse({"detail": error.line}, error.status, error.headers)


async def _impossible(_: Request, error: Exception) -> Response:
    return _told(422, str(error))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=_CLIENT_GONE)


async def _failed(_: Request, error: Exception) -> Response:
    return _told(500, f"internal error ({type(error).__name__}): report it")
