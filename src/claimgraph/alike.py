"""Finds the names that are spelt most like one, for messages that say what may have been meant."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Of 100: names as unlike as this are not misspellings of each other.
LEAST = 60.0
# “U.S.” is “US”, “TSMC’s” is “TSMCs”.
_IN_WORDS = re.compile("[.'’]")
_ASCII = re.compile("[a-z0-9]+")


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """Return a name as `folded` does, and remember it: names are compared again and again."""
    return folded(name)


def folded(text: str) -> str:
    """Return a text's letters and digits in lower case, without accents, word by word."""
    if text.isascii():
        return " ".join(_ASCII.findall(_IN_WORDS.sub("", text).lower()))
    letters = unicodedata.normalize("NFKD", _IN_WORDS.sub("", text)).casefold()
    kept = (one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join("".join(kept).split())


def nearest(name: str, known: Iterable[str], count: int = 1, least: float = LEAST) -> list[str]:
    """Return the known names most like one, whatever their case, equals in their order.

    Those that hold it come first, the shortest of them before the others; then those spelt like it.
    """
    # Here, for most runs have nothing to suggest.
    from rapidfuzz import fuzz, process

    wanted = name.casefold()
    folded = {one: one.casefold() for one in sorted(set(known))}
    # One letter is in nearly every name.
    holding = {one for one in folded if len(wanted) > 1 and wanted in folded[one]}
    spelt = process.extract(wanted, folded, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    scores = {one: score for _, score, one in spelt}
    scores |= {one: fuzz.ratio(wanted, folded[one]) for one in holding}
    return sorted(scores, key=lambda one: (one not in holding, -scores[one], one))[:count]


def meant(name: str, known: Iterable[str]) -> list[str]:
    """Return the two nearest names where both hold one, otherwise the nearest, if there is any."""
    near = nearest(name, known, 2)
    hold = all(name.casefold() in one.casefold() for one in near)
    return near if hold else near[:1]


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
