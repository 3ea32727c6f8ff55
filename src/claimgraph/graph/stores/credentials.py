"""Credentials for SPARQL servers: from the environment or netrc, for those who ask."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth

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
