"""The application: which URL is answered by what, and what holds for all of them."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import time
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from claimgraph.servers.http import (
    description,
    formats,
    openapi,
    pages,
    questions_api,
    responses,
    sparql,
    whatif,
)
from claimgraph.servers.http.engine import Engine
from claimgraph.servers.http.messages import Refusal, Reply
from claimgraph.servers.http.responses import GoneError, Plain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    import pyoxigraph as ox
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from claimgraph.servers.http.description import Contents
    from claimgraph.servers.http.pages import Source

_GRAPHS = formats.media_types(formats.GRAPHS)
# A client that hung up reads no status; the log does (nginx's number for it).
_CLIENT_GONE = 499


class Site:
    """Answers requests about one source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.engine = Engine(source.location, source.limits)
        self.pages = pages.engine(source) if source.project else None
        self._questions = {(each.theme, each.name): each for each in source.questions}
        self._contents: Contents | None = None

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Run the engine while the application runs."""
        async with self.engine, self.pages or nullcontext():
            yield

    def stop(self) -> None:
        """End all queries and pages that are under way."""
        for engine in (self.engine, self.pages):
            if engine is not None:
                engine.stop()

    @property
    def base(self) -> str:
        """The URL that everything is below; its path alone where nobody has said what it is."""
        return self.source.url or "/"

    def address(self, request: Request) -> str:
        """Return that URL as a whole: without word of it the socket's, never the header Host."""
        return self.source.url or url(*request.scope["server"])

    async def contents(self) -> Contents:
        """Return what is in the store; looked up once, since nothing changes while it is served."""
        if self._contents is None:
            self._contents = await description.contents(self.engine)
        return self._contents

    async def sparql(self, request: Request) -> Response:
        """Answer the SPARQL protocol."""
        answer = await sparql.respond(request, self.engine, f"{self.address(request)}sparql")
        if answer is not None:
            return answer
        return self._described(request, description.service(self._root, await self.contents()))

    async def void(self, request: Request) -> Response:
        """Describe the data (VoID, 7.2: the well-known URI)."""
        return self._described(request, description.void(self._root, await self.contents()))

    @property
    def _root(self) -> str:
        return self.source.url or description.HERE

    def _described(self, request: Request, triples: Iterable[ox.Triple]) -> Response:
        form = formats.best(request.headers.get("accept"), _GRAPHS)
        if form is None:
            raise Refusal(406, "no such format: accept text/turtle or another RDF format")
        body = description.written(triples, form, self.address(request))
        digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        outline = Reply(200, format=form, size=len(body), digest=digest)
        headers = {"Cache-Control": "max-age=300"}
        return responses.answer(request, outline, body, formats.named(form).content_type, headers)

    async def questions(self, _: Request) -> Response:
        """List the questions."""
        return questions_api.listed(self.source.questions, self.base)

    async def question(self, request: Request) -> Response:
        """Answer a question."""
        theme, name = request.path_params["theme"], request.path_params["name"]
        question = self._questions.get((theme, name))
        if question is None:
            raise Refusal(404, f"no question {theme}/{name}: /api/questions lists them all")
        path = f"api/questions/{theme}/{name}"
        return await questions_api.asked(
            request,
            self.engine,
            question,
            self.source.loaded,
            f"{self.base}{path}",
            f"{self.address(request)}{quote(path)}",
        )

    async def whatif(self, request: Request) -> Response:
        """Answer what would stand otherwise."""
        assert self.pages is not None
        return await whatif.respond(request, self.pages)

    async def openapi(self, _: Request) -> Response:
        """Describe the questions' API."""
        document = openapi.document(
            self.source.questions, self.base, version("claimgraph"), whatif=self.pages is not None
        )
        return JSONResponse(document, headers={"Cache-Control": "max-age=300"})

    async def health(self, _: Request) -> Response:
        """Say that the server answers, and how busy it is."""
        return JSONResponse(
            {
                "status": "ok",
                **self.engine.load,
                "pages": self.pages.load if self.pages else None,
                "offline": self.engine.offline,
            },
            headers={"Cache-Control": "no-store"},
        )


_CORS = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
    allow_headers=["*"],
    expose_headers=["ETag", "Link", "Retry-After", "X-Total-Count"],
)


def application(site: Site) -> Starlette:
    """Return the application of a site; its lifespan runs the engine."""
    made = Starlette(
        routes=[
            Route("/sparql", site.sparql, methods=["GET", "POST"]),
            Route("/.well-known/void", site.void),
            Route("/api/questions", site.questions),
            Route("/api/questions/{theme}/{name}", site.question),
            Route("/api/openapi.json", site.openapi),
            Route("/health", site.health),
            *_pages(site),
        ],
        middleware=[
            Middleware(Log),
            Middleware(Plain, refused=_compressed),
            *([_CORS] if site.source.cors else []),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
        ],
        exception_handlers={
            Refusal: _refused,
            HTTPException: _http,
            GoneError: _gone,
            Exception: _failed,
        },
        lifespan=site.lifespan,
    )
    # Starlette's own redirects are built from the header Host, which the client chooses.
    made.router.redirect_slashes = False
    return made


def _pages(site: Site) -> list[Route]:
    """Return the route of all that is not a service: things and their pages."""
    if site.pages is None:
        return []
    answering = pages.Pages(site.engine, site.pages, site.source, site.address)
    return [Route(whatif.PATH, site.whatif), Route("/{path:path}", answering.respond)]


def url(host: str, port: int) -> str:
    """Return the URL of a server at an address."""
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _told(request: Request, status: int, line: str, headers: dict[str, str]) -> Response:
    """Say what is wrong: as one line of text, or to users of the API as JSON (RFC 9457)."""
    if not request.url.path.startswith("/api/") and request.url.path != whatif.PATH:
        return PlainTextResponse(line + "\n", status, headers)
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": line}
    return JSONResponse(problem, status, headers, media_type=openapi.PROBLEM)


async def _compressed(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {"Accept-Encoding": "identity"}  # RFC 9110, 15.5.16
    line = "the request is compressed: send it as it is"
    await _told(Request(scope), 415, line, headers)(scope, receive, send)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return _told(request, error.status, error.line, error.headers)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    line = {404: "nothing here: see /sparql and /api/questions"}.get(
        error.status_code, f"{error.detail}: see the header Allow" if headers else error.detail
    )
    return _told(request, error.status_code, line, headers)


async def _gone(_: Request, __: Exception) -> Response:
    return Response(status_code=_CLIENT_GONE)


async def _failed(request: Request, error: Exception) -> Response:
    return _told(request, 500, f"internal error ({type(error).__name__}): report it", {})


# Characters of a path that are logged.
_LONGEST = 200


class Log:
    """Writes a line for each request to standard error: when, what, status, bytes, milliseconds.

    Nothing that may be secret is in it: no query strings, no bodies, no names.
    """

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
