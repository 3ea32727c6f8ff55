"""Finds the names that are spelt most like one, for messages that say what may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def by_words(name: str, other: str) -> float:
    """Return how much two names have in common, from 0 to 100, in whatever order their words stand.

    A name that only lacks words of the other is like it, the more so the fewer these are.
    """
    from rapidfuzz import fuzz

    in_order = fuzz.token_sort_ratio(name, other)
    shared = fuzz.token_set_ratio(name, other)
    return max(fuzz.ratio(name, other), in_order, (3 * shared + in_order) / 4)
