"""Serves MCP over HTTP on this machine: right host, right token, no page of another origin."""

from __future__ import annotations

import os
import re
import secrets
import sys
from typing import TYPE_CHECKING

from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from claimgraph.errors import UsageError
from claimgraph.servers import local
from claimgraph.servers.http import server as http
from claimgraph.servers.mcp.server import made
from claimgraph.servers.mcp.worker import Worker

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"
# Where the token is, for who starts the server and its clients from one place.
TOKEN = "CLAIMGRAPH_MCP_TOKEN"
_LEAST = 16
_TOKEN = re.compile(rf"[!-~]{{{_LEAST},}}")
# Bytes of a request: a list of edits is not larger.
MOST = 4 << 20


class Bearer:
    """Passes requests on that have the token in their header Authorization; refuses others."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self.app = app
        self._wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and (refusal := self._refusal(scope)):
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if problem := local.problem(scope):
            return _told(403, problem)
        given = Headers(raw=scope["headers"]).get("authorization", "")
        scheme, _, token = given.partition(" ")
        # A scheme's letters may be small or large (RFC 9110, 11.1).
        if not local.is_same(f"{scheme.title()} {token}", self._wanted):
            line = "the token is missing or wrong: send Authorization: Bearer and the token"
            return _told(401, line, {"WWW-Authenticate": "Bearer"})
        return None


def _told(status: int, line: str, headers: dict[str, str] | None = None) -> PlainTextResponse:
    return PlainTextResponse(f"{line}\n", status, headers)


def application(root: Path, token: str, *, writable: bool, worker: Worker | None = None) -> ASGIApp:
    """Return the application of a project, behind a token."""
    server = made(root, writable=writable, worker=worker)
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        max_request_body_size=MOST,
        # Bearer has looked at Host and Origin already, and more strictly.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    return Bearer(app, token)


def run(root: Path, port: int, *, writable: bool) -> None:
    """Serve at 127.0.0.1 until SIGINT, SIGTERM or SIGHUP; raises UsageError.

    The token is that of the environment, or a new one, which is printed.
    """
    given = os.environ.get(TOKEN)
    if given is not None and (
        len(given) < _LEAST or not given.isascii() or not given.isprintable()
    ):
        raise UsageError(f"{TOKEN}: is not a token: give {_LEAST} or more letters and digits")
    token = given or secrets.token_urlsafe(24)

    def ready(address: str) -> None:
        said = "" if given else f"; Authorization: Bearer {token}"
        sys.stderr.write(
            f"claimgraph: MCP at {address.rstrip('/')}{PATH}{said} (Ctrl+C stops it)\n"
        )
        sys.stderr.flush()

    with http.listening(local.HOST, port) as bound:
        worker = Worker(root, writable=writable, ahead=True)
        app = application(root, token, writable=writable, worker=worker)
        http.serve(app, bound, lambda: None, ready, local.HEADERS)
