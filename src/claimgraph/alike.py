"""Finds the names that are spelt most like one, for messages that say what may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Of 100: names as unlike as this are no misspellings of each other.
LEAST = 60.0


def nearest(name: str, known: Iterable[str], count: int = 1, least: float = LEAST) -> list[str]:
    """Return the known names most like one, the most alike first, equals in their order."""
    # Here, for most runs have nothing to suggest.
    from rapidfuzz import fuzz, process

    found = process.extract(
        name, sorted(set(known)), scorer=fuzz.ratio, score_cutoff=least, limit=None
    )
    return [each for each, _, _ in sorted(found, key=lambda one: (-one[1], one[0]))][:count]


def likeness(name: str, other: str) -> float:
    """Return how much two texts have in common, from 0 to 100: 100 times 2 M / T.

    M is the length of their longest common subsequence, T that of both together.
    """
    from rapidfuzz import fuzz

    return fuzz.ratio(name, other)


def by_words(name: str, known: Sequence[str], least: float = LEAST) -> list[tuple[int, float]]:
    """Return the places of the names that are like one, each with how much, from 0 to 100.

    Words may stand in any order. A name that only lacks words of the other is like it, the more so
    the fewer these are: what they share counts for three quarters, the whole for one.
    """
    from rapidfuzz import fuzz, process

    ratios = (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio)
    # Less than this is not enough even of names that are otherwise the same.
    enough = (least, least, (4 * least - 100) / 3)
    near = {
        place
        for ratio, cutoff in zip(ratios, enough, strict=True)
        for _, _, place in process.extract_iter(name, known, scorer=ratio, score_cutoff=cutoff)
    }
    found = []
    for place in sorted(near):
        whole, in_order, shared = (ratio(name, known[place]) for ratio in ratios)
        score = max(whole, in_order, (3 * shared + in_order) / 4)
        found += [(place, score)] if score >= least else []
    return found
