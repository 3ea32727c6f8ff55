"""Finds where a text's sections begin, by their headings, and the passages that lie in another."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from claimgraph.claims.passages import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence


def headings(text: str, label: str) -> tuple[int, ...]:
    """Return where a text has a heading, in code points of the normalised text.

    `text` is as it was written: where the heading fills a line somewhere, only such places count.
    """
    words = r"\s+".join(map(re.escape, label.split()))
    if not words:
        return ()
    alone = re.compile(rf"^[^\S\n]*(?:#+[^\S\n]+)?(?P<at>{words})[^\S\n]*$", re.MULTILINE)
    matches = list(alone.finditer(text))
    if not matches:
        matches = list(re.compile(rf"(?<!\w)(?P<at>{words})(?!\w)").finditer(text))
    return tuple(_normalised(text, match.start("at")) for match in matches)


def _normalised(text: str, position: int) -> int:
    before = normalise(text[:position])
    return len(before) + bool(before)


def misplaced(
    sections: Sequence[tuple[int, ...]], passages: Sequence[tuple[int, int]]
) -> dict[int, int]:
    """Return the passages that lie outside their section, each with the one in which it lies.

    `sections` are the places of each one's heading, in the order of the text; `passages` are each
    one's start and the number of its section. A section without a heading may begin at any
    passage. Of all ways to divide the text that leave fewest passages outside, the first counts.
    """
    starts = sorted({start for start, _ in passages})
    if not starts:
        return {}
    # For each place where a section may begin: how many passages lie outside by then at least,
    # and where the sections before it begin.
    ways: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    for number, places in enumerate(sections):
        reached = {}
        for place in places or (0, *starts):
            before = [
                (cost + _outside(passages, number - 1, last, place), begins)
                for last, (cost, begins) in ways.items()
                if last <= place
            ]
            if before:
                cost, begins = min(before)
                reached[place] = cost, (*begins, place)
        ways = reached
    last, end = len(sections) - 1, starts[-1] + 1
    ends = [
        (cost + _outside(passages, last, place, end), begins)
        for place, (cost, begins) in ways.items()
    ]
    if not ends:
        return {}
    _, begins = min(ends)
    lies = [bisect_right(begins, start) - 1 for start, _ in passages]
    return {
        index: max(lies[index], 0)
        for index, (_, own) in enumerate(passages)
        if max(lies[index], 0) != own
    }


def _outside(passages: Sequence[tuple[int, int]], number: int, start: int, end: int) -> int:
    """Count the passages of other sections between two places."""
    return sum(start <= at < end and own != number for at, own in passages)
