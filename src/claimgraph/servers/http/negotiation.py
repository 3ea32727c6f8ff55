"""Chooses the format that a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import mimeparse

from claimgraph.servers.http.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from claimgraph.servers.http.formats import Format

# Far more than a browser sends; matching costs the product of ranges and formats.
_MOST_RANGES = 100


def media_types(formats: Sequence[Format]) -> dict[str, str]:
    """Return the formats' names by media type, dearest first; a format's own type is first."""
    own = {each.media_type: each.name for each in formats}
    others = {alias: each.name for each in formats for alias in each.aliases}
    return own | {alias: name for alias, name in others.items() if alias not in own}


def best(accept: str | None, offered: Mapping[str, str]) -> str | None:
    """Return the value whose media type the Accept header prefers; None where it accepts none.

    `offered` is in order of our own preference, which decides between equals. Raises Refusal for
    a header that is none.
    """
    if accept is None or not accept.strip():
        return next(iter(offered.values()))
    if accept.count(",") >= _MOST_RANGES:
        raise Refusal(400, f"Accept names over {_MOST_RANGES} media ranges: name a few")
    try:
        return offered.get(_matched(tuple(offered), accept))
    except ValueError as error:
        raise Refusal(400, f"Accept cannot be read ({error}): send media types") from error


# Matching is half the work of a cheap request, and a client always sends the same header.
@lru_cache(maxsize=256)
def _matched(offered: tuple[str, ...], accept: str) -> str:
    # mimeparse wants the best last; media types are case-insensitive.
    return str(mimeparse.best_match(offered[::-1], accept.lower()))
