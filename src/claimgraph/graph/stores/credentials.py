"""Addresses of SPARQL servers, and the credentials for them: from the environment or netrc.

Tells which addresses may be asked, which have one origin, and how errors show them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from typing import Any

    from requests import PreparedRequest, Response


USER, PASSWORD = "CLAIMGRAPH_USER", "CLAIMGRAPH_PASSWORD"


class Credentials(AuthBase):
    """Answers a server's challenge (RFC 9110, 11.6.1), Basic or Digest.

    A server that never asks never sees them; one that asked once gets them at once from then on.
    """

    def __init__(self) -> None:
        self._schemes: dict[str, HTTPBasicAuth | HTTPDigestAuth] = {}

    def known(self, url: str) -> bool:
        """Tell whether there are credentials for a server."""
        return _pair(url) is not None

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Prepare one request; requests calls this for each."""
        if scheme := self._schemes.get(_origin(request.url)):
            scheme(request)
            return request
        request.register_hook("response", self._challenged)  # type: ignore[no-untyped-call]
        return request

    def _challenged(self, response: Response, **options: Any) -> Response:
        request = response.request
        origin = _origin(request.url)
        pair = _pair(request.url or "")
        if response.status_code != 401 or pair is None or origin in self._schemes:
            return response
        if "digest" in response.headers.get("WWW-Authenticate", "").lower():
            digest = HTTPDigestAuth(*pair)
            self._schemes[origin] = digest
            digest(request)
            answer: Response = digest.handle_401(response, **options)  # type: ignore[no-untyped-call]
            return answer
        basic = self._schemes[origin] = HTTPBasicAuth(*pair)
        # Read to its end, the connection can be used again.
        response.content  # noqa: B018
        response.close()
        again = basic(request.copy())
        return response.connection.send(again, **options)


class NoCredentials(Credentials):
    """Answers no challenge: for addresses that stand in data, whose servers nobody named."""

    def known(self, url: str) -> bool:  # noqa: ARG002
        """Tell that there are no credentials for a server."""
        return False

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Leave a request as it is."""
        return request


def _pair(url: str) -> tuple[str, str] | None:
    if USER in os.environ and PASSWORD in os.environ:
        return os.environ[USER], os.environ[PASSWORD]
    return get_netrc_auth(url)


def _origin(url: str | None) -> str:
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}"


def must_be_address(url: str) -> None:
    """Raise UsageError for text that is not a server's address, or that holds credentials."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        fine = False
        parts = urlsplit("")
    if not fine:
        raise UsageError(
            f"'{shown(url)}' is not the address of a server: write e.g. https://host/sparql"
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{shown(url)}: an address with credentials ends up in histories and logs: "
            f"put them into {USER} and {PASSWORD}, or into ~/.netrc"
        )


def shown(url: str) -> str:
    """Return an address as errors show it: without credentials, query and fragment."""
    return url.partition("?")[0].partition("#")[0].replace(_userinfo(url), "")


def _userinfo(url: str) -> str:
    authority = url.partition("//")[2].partition("/")[0]
    userinfo, at, _ = authority.rpartition("@")
    return userinfo + at or "\0"


def same_server(here: str, there: str) -> bool:
    """Tell whether two addresses have one origin (RFC 6454), https in place of http included."""
    a, b = urlsplit(here), urlsplit(there)
    if (a.scheme, a.port, b.scheme, b.port) == ("http", None, "https", None):
        return a.hostname == b.hostname
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)
