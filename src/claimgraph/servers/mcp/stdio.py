"""Answers lines over stdio that are not messages; the SDK passes them over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import anyio
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError

if TYPE_CHECKING:
    import contextvars

    from mcp.shared._stream_protocols import ReadStream, WriteStream


class Answered:
    """A client's messages; any other line gets an error (JSON-RPC 2.0, section 5.1)."""

    def __init__(
        self,
        messages: ReadStream[SessionMessage | Exception],
        answers: WriteStream[SessionMessage],
    ) -> None:
        self._messages = messages
        self._answers = answers

    @property
    def last_context(self) -> contextvars.Context | None:
        """The context in which the last message was sent, for the SDK."""
        context: contextvars.Context | None = getattr(self._messages, "last_context", None)
        return context

    async def receive(self) -> SessionMessage | Exception:
        """Return the next message; raises what the stream raises at its end."""
        while isinstance(message := await self._messages.receive(), Exception):
            if (error := _refusal(message)) is not None:
                answer = JSONRPCError(jsonrpc="2.0", id=None, error=error)
                await self._answers.send(SessionMessage(answer))
        return message

    async def aclose(self) -> None:
        """Read no more."""
        await self._messages.aclose()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def _refusal(error: Exception) -> ErrorData | None:
    """Return what is said of a line that is not a message; nothing of an empty one."""
    first = error.errors(include_url=False)[0] if isinstance(error, ValidationError) else None
    if first is None or first["type"] != "json_invalid":
        line = "not a message of JSON-RPC 2.0: send jsonrpc, method and, to be answered, id"
        return ErrorData(code=INVALID_REQUEST, message=line)
    if not str(first["input"]).strip():
        return None
    why = first["ctx"]["error"]
    return ErrorData(code=PARSE_ERROR, message=f"not JSON: {why}: send a message on one line")
