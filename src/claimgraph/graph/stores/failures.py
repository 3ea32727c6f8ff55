"""What went wrong between two machines: when it is tried again, and else, in a line, what to do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

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

from claimgraph.errors import StoreError
from claimgraph.graph.stores.adapter import DEADLINE, MOST_HEADERS, Deadline
from claimgraph.graph.stores.credentials import PASSWORD, USER, shown

if TYPE_CHECKING:
    from typing import Self


def of_connection(url: str, error: Exception, *, connect: float, read: float) -> StoreError:
    """Return the error for what requests or urllib3 raised under limits of so many seconds."""
    where = shown(url)
    reason = _reason(error)
    host = urlsplit(url).hostname
    if isinstance(reason, NameResolutionError):
        return StoreError(f"{where}: there is no host {host}: check the address")
    if isinstance(error, faults.ConnectTimeout):
        return StoreError(f"{where}: no connection within {connect:g} s: is the host up?")
    if isinstance(error, faults.ReadTimeout) or isinstance(reason, ReadTimeoutError):
        return StoreError(f"{where}: no answer within {read:g} s: ask for less or raise --timeout")
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


class StatusError(StoreError):
    """A server's answer has a status that is not good: `status`."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def of_status(url: str, status: int, *, said: str, after: str | None, known: bool) -> StatusError:
    """Return the error for an answer's status.

    `said` is what the server says itself, `after` when it is to be asked again; `known` says
    whether credentials were sent.
    """
    said = f": {said}" if said else ""
    return StatusError(f"{shown(url)}: {_refusal(status, said, after, known)}", status)


def _refusal(status: int, said: str, after: str | None, known: bool) -> str:
    if status == 401:
        return (
            "the credentials are refused (401): check them"
            if known
            else f"asks for credentials (401): put them into {USER} and {PASSWORD} or ~/.netrc"
        )
    if status == 403:
        return f"does not allow this (403{said}): ask its owner"
    if status in (404, 410):
        return f"nothing is there ({status}): give the address of the endpoint itself"
    if status == 405:
        return "does not allow this method (405): is it the right kind of endpoint?"
    if status == 413:
        return "finds the request too large (413): raise its limit or send less"
    if status == 429:
        return f"too many requests (429): try again {f'in {after} s' if after else 'later'}"
    if status >= 500:
        return f"the server failed ({status}{said}): try again later; see its log"
    return f"refuses the request ({status}{said})"


class Retries(Retry):
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
