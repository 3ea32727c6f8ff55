"""Language tags that a query compares with those of literals (RFC 5646, section 2.1.1).

Upper and lower case mean the same in a tag, but not in the strings that LANG gives. Oxigraph's are
in lower case, so what they are compared with is put in lower case, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.graph.sparql.tokens import Token, UnreadableError, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def with_tags_in_lower_case(query: str) -> str:
    """Return a query whose constants are in lower case where they are compared with LANG()."""
    if "lang" not in query.casefold():
        return query
    try:
        found = tokens(query)
    except UnreadableError:
        return query
    for token in sorted(_compared(found), key=lambda each: each.start, reverse=True):
        query = query[: token.start] + token.text.lower() + query[token.end :]
    return query


def _compared(found: Sequence[Token]) -> set[Token]:
    """Return the strings that are compared with LANG(), or with a variable that stands for it."""
    ends = {n: _end(found, n + 1) for n, token in enumerate(found) if token.word == "LANG"}
    names = {
        found[end + 2].text
        for end in ends.values()
        if end + 2 < len(found) and found[end + 1].word == "AS"
    }
    ends |= {n: n for n, token in enumerate(found) if names and token.text in names}
    beside = (token for start, end in ends.items() for token in _beside(found, start, end))
    return {token for token in beside if token.kind == "string" and token.text.isascii()}


def _end(found: Sequence[Token], place: int) -> int:
    """Return the place of the bracket that closes the one at a place."""
    depth = 0
    for at in range(place, len(found)):
        depth += {"(": 1, ")": -1}.get(found[at].text, 0)
        if depth <= 0:
            return at
    return len(found) - 1


def _beside(found: Sequence[Token], start: int, end: int) -> Iterator[Token]:
    if start > 1 and found[start - 1].text in ("=", "!="):
        yield found[start - 2]
    place = end + 1 + (found[min(end + 1, len(found) - 1)].word == "NOT")
    if place + 1 >= len(found):
        return
    if found[place].text in ("=", "!="):
        yield found[place + 1]
    elif found[place].word == "IN":
        yield from found[place + 1 : _end(found, place + 1)]
