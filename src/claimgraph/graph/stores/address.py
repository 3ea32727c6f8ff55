"""Addresses of servers: which of them may be asked, are the same, and how errors show them."""

from __future__ import annotations

from urllib.parse import urlsplit

from claimgraph.errors import UsageError
from claimgraph.graph.stores.credentials import PASSWORD, USER


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
