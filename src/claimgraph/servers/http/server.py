"""Runs the application until it is told to stop."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from claimgraph.errors import UsageError
from claimgraph.servers.http.application import Site, application

if TYPE_CHECKING:
    from types import FrameType

    from claimgraph.servers.http.application import Source
    from claimgraph.servers.http.engine import Engine

# Connections at once, whether or not they ask something; more get 503 from uvicorn itself.
_CONNECTIONS = 1000
# Bytes of a request's line and headers: room for a long query in a URL.
_HEAD = 1 << 17
# Seconds that queries under way have when the server is told to stop, and connections after that.
_FAREWELL = 3
_LAST = 2


class _Server(uvicorn.Server):
    """Says where it is when it is ready, and returns when it has been told to stop."""

    def __init__(self, config: uvicorn.Config, engine: Engine) -> None:
        super().__init__(config)
        self._engine = engine

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            sys.stderr.write(f"claimgraph: serving at http://{shown}:{port}/ (Ctrl+C stops it)\n")
            sys.stderr.flush()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop; uvicorn's own would raise the signal again, and what is temporary would stay."""
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for what is under way, but not for long."""
        asyncio.get_running_loop().call_later(_FAREWELL, self._engine.stop)
        await super().shutdown(sockets)


def run(source: Source, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; raises UsageError where the address cannot be had.

    Port 0 takes any free one. Once it is ready, a line on standard error says where it is.
    """
    site = Site(source)
    config = uvicorn.Config(
        application(site),
        http="h11",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_HEAD,
        timeout_graceful_shutdown=_FAREWELL + _LAST,
    )
    with _listening(host, port) as listening:
        _Server(config, site.engine).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"cannot listen at {host}:{port} ({why}): choose another --port or --host"
        ) from error
    return listening
