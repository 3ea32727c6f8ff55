"""Decides which requests a server at 127.0.0.1 answers: by Host, by Origin and by its token.

Every page that a browser shows can send requests to this machine, and a name that an attacker owns
can lead here (DNS rebinding).
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from starlette.types import Scope

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
ELSEWHERE = "not the address of this server: use the one that it printed"
FOREIGN = "a page of another origin asks: use the address that the server printed"
# What browsers are told of every answer: scripts, styles and requests of this server alone.
HEADERS = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


def problem(scope: Scope, *, named: bool = False) -> str:
    """Say what is wrong with a request's Host or Origin; an empty text where nothing is.

    `named` requests have to name their origin, as browsers do of every change.
    """
    headers = Headers(raw=scope["headers"])
    port = scope["server"][1]
    hosts = headers.getlist("host")
    if hosts not in [[f"{name}:{port}"] for name in _NAMES]:
        return ELSEWHERE
    origins = headers.getlist("origin")
    if origins != [f"http://{hosts[0]}"] and (origins or named):
        return FOREIGN
    return ""


def is_same(given: str, wanted: bytes) -> bool:
    """Tell whether a client's token is the right one, in a time that does not tell how much is."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted)
