"""Requests to servers, and their answers: time limits, retries, credentials, redirects.

SPARQLWrapper forms the requests to SPARQL servers and has none of this.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError

from claimgraph.errors import StoreError, UsageError
from claimgraph.graph.stores import failures
from claimgraph.graph.stores.adapter import DEADLINE, Adapter, Deadline, LateError
from claimgraph.graph.stores.credentials import Credentials, must_be_address, same_server, shown
from claimgraph.graph.stores.failures import Retries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SAME_REQUEST = (301, 302, 307, 308)
_BUSY = (429, 502, 503, 504)
_CHUNK = 1 << 16
_FOR_PEOPLE = ("text/plain", "application/json", "application/problem+json", "")
# An answer is in memory while it is small, then in a file.
_IN_MEMORY = 1 << 24


@dataclass(frozen=True)
class Limits:
    """How long to wait for a server and how much to take from it; times are seconds.

    `read` is the longest silence, `total` the whole of one answer, `size` its bytes when unpacked.
    """

    connect: float = 10
    read: float = 60
    total: float = 300
    size: int = 256 * 2**20
    retries: int = 3
    backoff: float = 0.25
    longest_wait: int = 30


@dataclass(frozen=True)
class _Request:
    """What is sent; `repeatable` says that doing it twice is as good as once.

    `follows` tells whether it may be sent on to another server that it is redirected to.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    data: bytes | None
    repeatable: bool
    follows: bool = True


@dataclass(frozen=True)
class Reply:
    """A server's answer, whole, from its start; header names are case-insensitive."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: IO[bytes]

    def begins(self, size: int) -> bytes:
        """Return the first bytes, and go back to the start."""
        self.body.seek(0)
        first = self.body.read(size)
        self.body.seek(0)
        return first

    @property
    def media_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    @property
    def said(self) -> str:
        """The start of what the server says itself, where it is text for people."""
        if self.media_type not in _FOR_PEOPLE:
            return ""
        return " ".join(self.begins(1000).decode("utf-8", "replace").split())[:200]


class Wire:
    """A connection to servers under one set of limits; raises StoreError for what goes wrong."""

    def __init__(
        self, limits: Limits | None = None, credentials: Credentials | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._credentials = credentials or Credentials()
        self._sessions = {repeatable: self._session(repeatable) for repeatable in (True, False)}

    def _session(self, repeatable: bool) -> requests.Session:
        session = requests.Session()
        session.headers["User-Agent"] = _agent()
        session.auth = self._credentials
        tries = self.limits.retries
        # A request that was never sent may always be sent again, one that was only if it may.
        retry = Retries(
            total=tries,
            connect=tries,
            read=tries if repeatable else 0,
            status=tries if repeatable else 0,
            redirect=0,
            other=0,
            allowed_methods=None,
            status_forcelist=_BUSY if repeatable else (),
            backoff_factor=self.limits.backoff,
            backoff_max=self.limits.longest_wait,
            retry_after_max=self.limits.longest_wait,
            raise_on_status=False,
            raise_on_redirect=False,
        )
        for scheme in ("http://", "https://"):
            session.mount(scheme, Adapter(max_retries=retry))
        return session

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: bytes | None = None,
        repeatable: bool,
        follows: bool = True,
    ) -> Reply:
        """Send one request and return the answer, if it is a good one (200 to 299).

        `repeatable` says that doing it twice is as good as once: then it is tried again where the
        server is busy or the line breaks. Raises StoreError, also for a redirect to another
        server unless it `follows` those.
        """
        request = _Request(method, url, headers, data, repeatable, follows)
        with self._answering(request) as (response, url, _):
            body = self._read(response, url)
            return Reply(url, response.status_code, response.headers, body)

    @contextmanager
    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], data: bytes | None = None
    ) -> Iterator[tuple[Reply, Flow]]:
        """Send a request that may be repeated and give its answer, of any size, while it comes.

        The reply has no body: it is read from what stands beside it. A silence is limited, the
        whole time is not. Raises StoreError.
        """
        request = _Request(method, url, headers, data, repeatable=True)
        with self._answering(request) as (response, url, deadline):
            deadline.at = math.inf
            yield Reply(url, response.status_code, response.headers, BytesIO()), Flow(response)

    @contextmanager
    def _answering(self, request: _Request) -> Iterator[tuple[requests.Response, str, Deadline]]:
        """Give a good answer before its body is read, its address, and until when it is waited for.

        What goes wrong while it is read is told as well.
        """
        address = request.url
        must_be_address(address)
        for _ in range(5):
            url = request.url
            deadline = Deadline(time.monotonic() + self.limits.total)
            DEADLINE.set(deadline)
            try:
                with self._begun(request) as response:
                    target = self._target(response, url)
                    if target is None:
                        yield response, url, deadline
                        return
            except LateError:
                raise StoreError(
                    f"{shown(url)}: the answer was not complete after {self.limits.total:g} s: "
                    "ask for less or raise --timeout"
                ) from None
            except (OSError, HTTPError) as error:
                # requests' exceptions are OSErrors, urllib3's are HTTPErrors.
                raise failures.of_connection(
                    url, error, connect=self.limits.connect, read=self.limits.read
                ) from error
            if not same_server(url, target) and not request.follows:
                raise StoreError(
                    f"{shown(address)}: redirects to another server ({shown(target)}), which is "
                    "asked nothing: if it is the right one, name it"
                )
            if not same_server(url, target) and (
                self._credentials.known(url) or not request.repeatable
            ):
                raise StoreError(
                    f"{shown(address)}: redirects to another server ({shown(target)}), which gets "
                    "neither credentials nor changes unasked: if it is the right one, name it"
                )
            request = replace(request, url=target)
            if response.status_code == 303:
                request = replace(request, method="GET", data=None)
        raise StoreError(f"{shown(address)}: redirects in a circle: check the address")

    def _begun(self, request: _Request) -> requests.Response:
        """Send a request and return its answer once its headers are read."""
        try:
            return self._sessions[request.repeatable].request(
                request.method,
                request.url,
                data=request.data,
                headers=dict(request.headers),
                timeout=(self.limits.connect, self.limits.read),
                allow_redirects=False,
                stream=True,
            )
        except (OSError, HTTPError):
            raise
        # What the libraries make of headers that they did not expect.
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
            raise StoreError(
                f"{shown(request.url)}: the headers of the answer cannot be read "
                f"({type(error).__name__}): the server is at fault"
            ) from error

    def _target(self, response: requests.Response, url: str) -> str | None:
        """Return where a redirect leads, None for a good answer; raises StoreError for others."""
        location = response.headers.get("Location")
        if location and response.status_code in (*_SAME_REQUEST, 303):
            try:
                target = urljoin(url, location)
                must_be_address(target)
            except (ValueError, UsageError) as error:
                raise StoreError(
                    f"{shown(url)}: redirects to '{shown(location)}', which is not the address of "
                    "a server (http or https, without credentials): check the address"
                ) from error
            return target
        if not response.ok or response.is_redirect:
            body = self._read(response, url)
            with body:
                reply = Reply(url, response.status_code, response.headers, body)
                refused = failures.of_status(
                    url,
                    reply.status,
                    said=reply.said,
                    after=reply.headers.get("Retry-After"),
                    known=self._credentials.known(url),
                )
            raise refused
        return None

    def _read(self, response: requests.Response, url: str) -> IO[bytes]:
        """Take an answer to its end, so that none is half used; it need not fit in memory."""
        body = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # its reader closes it
        try:
            # What has come so far, not a full chunk: a trickle would hold us as long as it likes.
            while part := response.raw.read1(_CHUNK, decode_content=True):
                body.write(part)
                if body.tell() > self.limits.size:
                    raise StoreError(
                        f"{shown(url)}: the answer is larger than "
                        f"{self.limits.size / 2**20:g} MiB: ask for less or raise --max-size"
                    )
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body


class Flow:
    """A binary file to read an answer from while it comes."""

    def __init__(self, response: requests.Response) -> None:
        self._response = response

    def read(self, size: int = _CHUNK) -> bytes:
        """Return some bytes, at most `size`, none at the end."""
        return self._response.raw.read1(size, decode_content=True)


def _agent() -> str:
    from importlib.metadata import version

    return f"claimgraph/{version('claimgraph')} (+https://w3id.org/claimgraph/)"
