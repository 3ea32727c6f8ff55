"""Requests to SPARQL servers: time limits, retries, credentials, and an error for each failure.

SPARQLWrapper forms the requests and has none of this. Everything that can go wrong between two
machines is dealt with here and nowhere else.
"""

from __future__ import annotations

import math
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import requests
from requests import exceptions as faults
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util.retry import Retry

from claimgraph.errors import StoreError, UsageError
from claimgraph.graph.stores.adapter import DEADLINE, MOST_HEADERS, Adapter, Deadline, LateError
from claimgraph.graph.stores.credentials import PASSWORD, USER, Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

_SAME_REQUEST = (301, 302, 307, 308)
_BUSY = (429, 502, 503, 504)
_CHUNK = 1 << 16
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
        retry = _Retry(
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
        asked = request.url
        must_be_address(asked)
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
                raise self._told(url, error) from error
            if not _same_server(url, target) and not request.follows:
                raise StoreError(
                    f"{shown(asked)}: redirects to another server ({shown(target)}), which is "
                    "asked nothing: if it is the right one, name it"
                )
            if not _same_server(url, target) and (
                self._credentials.known(url) or not request.repeatable
            ):
                raise StoreError(
                    f"{shown(asked)}: redirects to another server ({shown(target)}), which gets "
                    "neither credentials nor changes unasked: if it is the right one, name it"
                )
            request = replace(request, url=target)
            if response.status_code == 303:
                request = replace(request, method="GET", data=None)
        raise StoreError(f"{shown(asked)}: redirects in a circle: check the address")

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
                refusal = _refusal(reply, self._credentials.known(url))
            raise StoreError(f"{shown(url)}: {refusal}")
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

    def _told(self, url: str, error: Exception) -> StoreError:
        where = shown(url)
        reason = _reason(error)
        host = urlsplit(url).hostname
        if isinstance(reason, NameResolutionError):
            return StoreError(f"{where}: there is no host {host}: check the address")
        if isinstance(error, faults.ConnectTimeout):
            return StoreError(
                f"{where}: no connection within {self.limits.connect:g} s: is the host up?"
            )
        if isinstance(error, faults.ReadTimeout) or isinstance(reason, ReadTimeoutError):
            return StoreError(
                f"{where}: no answer within {self.limits.read:g} s: ask for less or raise --timeout"
            )
        if isinstance(reason, NewConnectionError):
            return StoreError(
                f"{where}: the connection was refused: is the server running, on that port?"
            )
        if isinstance(error, faults.SSLError):
            return StoreError(f"{where}: no secure connection ({reason}): check the certificate")
        if isinstance(error, DecodeError):
            return StoreError(f"{where}: the answer cannot be unpacked: the server is at fault")
        if isinstance(error, HTTPError):
            return StoreError(f"{where}: the answer was cut off half way: try again")
        if "headers" in str(reason) and str(MOST_HEADERS) not in str(reason):
            return StoreError(
                f"{where}: answers with {str(reason).removeprefix('got ')}: the server is at fault"
            )
        if "headers" in str(reason):
            return StoreError(
                f"{where}: answers with {str(reason).removeprefix('got ')}, as Virtuoso does for "
                "as many graphs: --own-union asks its own default graph instead"
            )
        if isinstance(error, faults.ConnectionError):
            return StoreError(f"{where}: the connection broke: try again; see the server's log")
        return StoreError(f"{where}: {reason}: check the address")


class Flow:
    """A binary file to read an answer from while it comes."""

    def __init__(self, response: requests.Response) -> None:
        self._response = response

    def read(self, size: int = _CHUNK) -> bytes:
        """Return some bytes, at most `size`, none at the end."""
        return self._response.raw.read1(size, decode_content=True)


class _Retry(Retry):
    """Retries within the deadline, that leave a server alone which took too long.

    It would only have more to do.
    """

    def _is_read_error(self, err: Exception) -> bool:
        return super()._is_read_error(err) and not isinstance(err, ReadTimeoutError)

    def increment(self, *arguments: Any, **options: Any) -> Self:
        """Return what is left to try; what would be sent after the deadline is not waited for."""
        left = super().increment(*arguments, **options)
        response: Any = options.get("response")
        try:
            wait = (response and self.get_retry_after(response)) or left.get_backoff_time()
        except Exception:
            response.close()  # nobody else does
            raise
        if time.monotonic() + wait > DEADLINE.get(Deadline()).at:
            url = arguments[1] if len(arguments) > 1 else options.get("url")
            raise MaxRetryError(options["_pool"], url or "", options.get("error"))
        return left


def _agent() -> str:
    from importlib.metadata import version

    return f"claimgraph/{version('claimgraph')} (+https://w3id.org/claimgraph/)"


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
            f"'{shown(url)}' is no address of a server: write e.g. https://host/sparql"
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


def _same_server(here: str, there: str) -> bool:
    """Tell whether two addresses have one origin (RFC 6454), https in place of http included."""
    a, b = urlsplit(here), urlsplit(there)
    if (a.scheme, a.port, b.scheme, b.port) == ("http", None, "https", None):
        return a.hostname == b.hostname
    return (a.scheme, a.hostname, a.port) == (b.scheme, b.hostname, b.port)


def _reason(error: Exception) -> object:
    """Return the innermost cause that requests and urllib3 wrapped."""
    cause: object = error
    while True:
        inner = getattr(cause, "reason", None)
        if not isinstance(inner, Exception):
            arguments = getattr(cause, "args", ())
            inner = next((each for each in arguments if isinstance(each, Exception)), None)
        if inner is None:
            return cause
        cause = inner


def _refusal(reply: Reply, known: bool) -> str:
    """Say what a status means and what to do about it."""
    said = _said(reply)
    if reply.status == 401:
        return (
            "the credentials are refused (401): check them"
            if known
            else f"asks for credentials (401): put them into {USER} and {PASSWORD} or ~/.netrc"
        )
    if reply.status == 403:
        return f"does not allow this (403{said}): ask its owner"
    if reply.status in (404, 410):
        return f"nothing is there ({reply.status}): give the address of the endpoint itself"
    if reply.status == 405:
        return "does not allow this method (405): is it the right kind of endpoint?"
    if reply.status == 413:
        return "finds the request too large (413): raise its limit or send less"
    if reply.status == 429:
        after = reply.headers.get("Retry-After")
        return f"too many requests (429): try again {f'in {after} s' if after else 'later'}"
    if reply.status >= 500:
        return f"the server failed ({reply.status}{said}): try again later; see its log"
    return f"refuses the request ({reply.status}{said})"


def _said(reply: Reply) -> str:
    """Return the start of what the server says itself, where it is text for people."""
    if reply.media_type not in ("text/plain", "application/json", "application/problem+json", ""):
        return ""
    text = " ".join(reply.begins(1000).decode("utf-8", "replace").split())
    return f": {text[:200]}" if text else ""
