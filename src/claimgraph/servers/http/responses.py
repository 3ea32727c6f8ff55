"""Turns answers of the engine into HTTP responses: bodies, validators, caching."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from claimgraph.servers.http.messages import Refusal

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Mapping

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from claimgraph.servers.http.messages import Reply

T = TypeVar("T")

_CHUNK = 1 << 16
# A request's body has to arrive within this many seconds.
_PATIENCE = 30.0


class GoneError(Exception):
    """The client hung up before its answer was there."""


class Plain:
    """Has a compressed request refused, whose bytes nobody counts before they are decoded.

    Ends the connection behind it, and behind one with two lengths, as smugglers send (RFC 9112,
    6.1).
    """

    def __init__(self, app: ASGIApp, refused: ASGIApp) -> None:
        self.app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            await send(message)

        headers = Headers(raw=scope.get("headers", []))
        codings = ",".join(headers.getlist("content-encoding")).split(",")
        if not {coding.strip().lower() for coding in codings} <= {"", "identity"}:
            await self._refused(scope, receive, last)
        else:
            is_twice = "content-length" in headers and "transfer-encoding" in headers
            await self.app(scope, receive, last if is_twice else send)


async def body(request: Request, what: str, most: int) -> bytes:
    """Return a request's body of at most so many bytes; `what` names it in refusals."""
    read = bytearray()
    # h11 has seen to it that this is a number.
    if int(request.headers.get("content-length", "0")) > most:
        raise too_long(what, most)
    try:
        async with asyncio.timeout(_PATIENCE):
            async for chunk in request.stream():
                read += chunk
                if len(read) > most:
                    raise too_long(what, most)
    except TimeoutError:
        raise Refusal(408, "the request did not arrive: send it again") from None
    except ClientDisconnect as error:
        raise GoneError from error
    return bytes(read)


def too_long(what: str, most: int) -> Refusal:
    """Return the refusal of what is longer than so many bytes."""
    return Refusal(413, f"the {what} is longer than {most / (1 << 20):g} MiB: send a shorter one")


async def while_there(request: Request, work: Coroutine[None, None, T]) -> T:
    """Return what the work returns; cancel it and raise GoneError when the client hangs up.

    The request's body must have been read.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise GoneError
    finally:
        gone.cancel()
        task.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def answer(
    request: Request,
    reply: Reply,
    body: bytes,
    content_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer with its validator, or 304 where the client has it already (RFC 9110, 13).

    A cache has to ask again each time: what a query answers may depend on the clock.
    """
    # Weak, since compression changes the bytes.
    tag = f'W/"{reply.digest}"'
    sent = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"} | dict(headers or {})
    if _has_already(request, tag):
        if reply.file:
            Path(reply.file).unlink(missing_ok=True)
        return Response(status_code=304, headers=sent)
    sent["Content-Type"] = content_type
    if reply.file is None:
        return Response(body, headers=sent)
    sent["Content-Length"] = str(reply.size)
    return StreamingResponse(_chunks(reply.file), headers=sent)


def _has_already(request: Request, tag: str) -> bool:
    if request.method not in ("GET", "HEAD"):
        return False
    known = request.headers.get("if-none-match", "")
    tags = {each.strip().removeprefix("W/") for each in known.split(",")}
    return known.strip() == "*" or tag.removeprefix("W/") in tags


def _chunks(name: str) -> Iterator[bytes]:
    """Yield a file's bytes; it has no name any more when the first are on their way."""
    file = Path(name).open("rb")  # noqa: SIM115
    Path(name).unlink()

    def read() -> Iterator[bytes]:
        with file:
            while chunk := file.read(_CHUNK):
                yield chunk

    return read()
