"""Runs the application until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from claimgraph.errors import UsageError
from claimgraph.pages import policy
from claimgraph.servers.http.application import Site, application, url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType

    from starlette.types import ASGIApp

    from claimgraph.servers.http.pages import Source

# Connections at once, whether or not they ask something; more get 503 from uvicorn itself.
_CONNECTIONS = 1000
# Bytes of a request's line and headers: room for a long query in a URL.
_HEAD = 1 << 17
# Seconds that queries under way have when the server is told to stop, and connections after that.
_FAREWELL = 1.5
_LAST = 0.5
# What browsers are told of every answer, the errors of uvicorn itself included.
HEADERS = (
    ("Content-Security-Policy", policy.policy(served=True)),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
)


class _Protocol(H11Protocol):
    """Answers malformed HTTP with our headers, too, which uvicorn gives to applications only."""

    def send_400_response(self, msg: str) -> None:
        """Say that this was not a request, and end the connection."""
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"connection", b"close"),
            *self.server_state.default_headers,
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode("ascii")),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


class _Server(uvicorn.Server):
    """Says where it is when it is ready, and returns when it has been told to stop."""

    def __init__(
        self, config: uvicorn.Config, stop: Callable[[], None], ready: Callable[[str], None]
    ) -> None:
        super().__init__(config)
        self._stop = stop
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets and not self.should_exit:
            host, port = sockets[0].getsockname()[:2]
            self._ready(url(host, port))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """Stop; uvicorn's own would raise the signal again, and what is temporary would stay."""
        self.force_exit = self.should_exit
        self.should_exit = True
        if not self.started:  # nobody has asked for anything yet
            asyncio.get_running_loop().call_soon_threadsafe(self._stop)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop by SIGHUP too: when the terminal is closed."""
        with super().capture_signals(), handled(self.handle_exit, "SIGHUP"):
            yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wait for what is under way, but not for long."""
        asyncio.get_running_loop().call_later(_FAREWELL, self._stop)
        await super().shutdown(sockets)


@contextmanager
def handled(by: Callable[[int, FrameType | None], None], *names: str) -> Iterator[None]:
    """Have signals handled for a while, where there are such: in the main thread of a process.

    What is ignored stays ignored: `nohup` asks for that.
    """
    before = {}
    if threading.current_thread() is threading.main_thread():
        known = [getattr(signal, name) for name in names if hasattr(signal, name)]
        known = [each for each in known if signal.getsignal(each) != signal.SIG_IGN]
        before = {each: signal.signal(each, by) for each in known}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def leave(_: int, __: FrameType | None) -> None:
    """Leave all contexts and end, on a signal that would end the process as it stands."""
    sys.exit(0)


def run(source: Source, host: str, port: int) -> None:
    """Serve until SIGTERM, SIGINT or SIGHUP; raises UsageError where the address cannot be had.

    Port 0 takes any free one. Once it is ready, a line on standard error says where it is.
    """
    site = Site(source)
    with listening(host, port) as bound:
        serve(application(site), bound, site.stop, _tell)


def _tell(address: str) -> None:
    sys.stderr.write(f"claimgraph: serving at {address} (Ctrl+C stops it)\n")
    sys.stderr.flush()


def serve(
    app: ASGIApp,
    bound: socket.socket,
    stop: Callable[[], None],
    ready: Callable[[str], None],
    headers: Iterable[tuple[str, str]] = HEADERS,
) -> None:
    """Serve an application at a socket until SIGTERM, SIGINT or SIGHUP.

    `ready` is called with the address once it answers, `stop` to end what is under way. `headers`
    are those of every answer.
    """
    config = uvicorn.Config(
        app,
        http=_Protocol,
        log_level="warning",
        access_log=False,
        server_header=False,
        headers=list(headers),
        proxy_headers=False,
        limit_concurrency=_CONNECTIONS,
        h11_max_incomplete_event_size=_HEAD,
        # A whole number for uvicorn's types; what is asked goes to asyncio.wait_for.
        timeout_graceful_shutdown=_FAREWELL + _LAST,  # type: ignore[arg-type]
    )
    _Server(config, stop, ready).run(sockets=[bound])


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; raises UsageError where it cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(
            f"cannot listen at {host}:{port} ({why}): choose another --port or --host"
        ) from error
    return bound
