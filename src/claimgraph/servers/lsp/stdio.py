"""Serves an editor over standard input and output, with all that a server knows to do."""

from __future__ import annotations

import logging
import os
import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from pygls.exceptions import JsonRpcException

from claimgraph.servers.lsp import features, mending
from claimgraph.servers.lsp.server import server
from claimgraph.text import one_line

if TYPE_CHECKING:
    from typing import BinaryIO

# Bytes of one message; a longer one is read and not heeded.
_LONGEST = 64 << 20
_PIECE = 1 << 16

_LENGTH = re.compile(rb"(?i)content-length:\s*(\d{1,18})\s*")


class _Bounded:
    """Standard input whose lines and messages have a limit; what is longer reads as nothing."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def readline(self) -> bytes:
        """Return a line of the head; of one that has no end, its beginning."""
        line = self._source.readline(_PIECE)
        length = _LENGTH.fullmatch(line.strip())
        # The one spelling that the library takes.
        return b"Content-Length: %d\r\n" % int(length[1]) if length else line

    def read(self, size: int) -> bytes:
        """Return a message, or one that says nothing in place of one that is too long."""
        if size <= _LONGEST:
            return self._source.read(size)
        while size > 0 and (piece := self._source.read(min(size, _PIECE))):
            size -= len(piece)
        return b'{"jsonrpc": "2.0", "method": "$/tooLong"}'


class _Lines(logging.Handler):
    """Writes what the library logs in one line each; its tracebacks are left out."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        with suppress(OSError, ValueError):
            error = record.exc_info[1] if record.exc_info else None
            told = (JsonRpcException.__name__, "Unable to deserialize")
            if isinstance(error, JsonRpcException) or record.getMessage().startswith(told):
                return  # the editor was told, or it is logged
            why = f" ({type(error).__name__}: {error})" if error else ""
            message = record.getMessage().partition("\n")[0] + why
            sys.stderr.write(f"claimgraph lsp: {one_line(message)[:500]}\n")


def run() -> None:
    """Serve an editor until it says exit, or lets go of standard input."""
    for name in ("pygls", "asyncio", "cattrs"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [_Lines()], False
        logger.setLevel(logging.ERROR)
    logging.getLogger("claimgraph").setLevel(logging.ERROR)
    sink = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between messages.
    os.dup2(2, 1)
    made = server()
    features.register(made)
    mending.register(made)
    made.start_io(_Bounded(sys.stdin.buffer), sink)  # type: ignore[arg-type]
