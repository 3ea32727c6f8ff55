"""Connections that take an answer with a header for each graph, as Virtuoso gives one.

Python's client takes a hundred headers (`http.client`). The lines that repeat the request's graphs
are of no use to anybody, so they are left out before they are counted, on these connections alone.
An answer has one deadline, headers and all: what comes byte by byte is never silent.
"""

from __future__ import annotations

import io
import math
import time
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

MOST_HEADERS = 2000
_REPEATED = (b"x-sparql-default-graph:", b"x-sparql-named-graph:")
_LONGEST = max(map(len, _REPEATED))


class LateError(Exception):
    """An answer that was not complete at its deadline."""


@dataclass
class Deadline:
    """When the answers to a request are to be complete, on the monotonic clock."""

    at: float = math.inf


# That of the request that is being sent.
DEADLINE: ContextVar[Deadline] = ContextVar("DEADLINE")


class Adapter(HTTPAdapter):
    """Sends requests over such connections, to servers and through proxies."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Have pools of such connections to servers."""
        super().init_poolmanager(*arguments, **options)
        _with_pools(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools of such connections through a proxy."""
        return _with_pools(super().proxy_manager_for(proxy, **options))


class _Timed(io.RawIOBase):
    """What a server sends, until the deadline."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._deadline = DEADLINE.get(Deadline())

    def readinto(self, buffer: Any, /) -> int | None:
        """Take what has come; raises LateError after the deadline."""
        if time.monotonic() > self._deadline.at:
            raise LateError
        count: int | None = self._raw.readinto(buffer)
        return count

    def readable(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Close the stream beneath too."""
        self._raw.close()
        super().close()


class _Lines(io.BufferedReader):
    """What a server sends, without the lines that repeat graphs; at most so many are left out."""

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(raw)
        self._left_out = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line; raises HTTPException where too many repeat graphs."""
        while (line := super().readline(size))[:_LONGEST].lower().startswith(_REPEATED):
            self._left_out += 1
            if self._left_out > MOST_HEADERS:
                raise HTTPException(f"got more than {MOST_HEADERS} headers")
        return line


class _Response(HTTPResponse):
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fp = _Lines(_Timed(self.fp.detach()))


class _Plain(HTTPConnection):
    response_class = _Response


class _Secure(HTTPSConnection):
    response_class = _Response


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def _with_pools(manager: PoolManager) -> PoolManager:
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return manager
