"""Says how alike the texts of claims are, by stems and by runs of characters.

Both weigh what is rare more. Texts that share something are found through an index of stems, so
that no two of many texts are compared in vain.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from functools import lru_cache
from heapq import nlargest
from math import log, sqrt
from typing import TYPE_CHECKING

from claimgraph.claims.words import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

# Stems as alike as this (Dice coefficient of their runs of characters) count as one word, by as
# much.
ALIKE = 0.6
# So many characters of a text are read: a label and a restatement have fewer.
LONGEST = 2000
# So many occurrences of a text's stems are looked up, those of rare stems first. Two articles of
# a thousand claims have fewer; of ten thousand articles, words of every tenth claim are left out.
OCCURRENCES = 20_000
# So many texts tell how rare a run of characters is, taken evenly from all.
_SAMPLE = 2000
# So many texts' runs of characters are held, some 20 KB each.
_HELD = 5000


class Wording:
    """Texts by their places, each in a group, such as its article."""

    def __init__(
        self, texts: Sequence[str], groups: Sequence[int], background: Sequence[str] = ()
    ) -> None:
        """Read texts; runs of characters are weighed by how rare they are in `background`.

        Without a background they are weighed by the texts themselves.
        """
        self._texts = texts
        self._groups = groups
        self._stems = [stems(text[:LONGEST]) for text in texts]
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("L"))
        for place, own in enumerate(self._stems):
            for stem in sorted(own):
                self._postings[stem].append(place)
        self._weights = {
            stem: log((len(texts) + 1) / len(places)) for stem, places in self._postings.items()
        }
        self._norms = [
            sqrt(sum(self._weights[stem] ** 2 for stem in sorted(own))) or 1.0
            for own in self._stems
        ]
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}
        self._by_run: dict[str, set[str]] = defaultdict(set)
        for stem in self._postings:
            for run in _runs_of_three(stem):
                self._by_run[run].add(stem)
        known = background or texts
        sample = known[:: max(1, len(known) // _SAMPLE)]
        counts = Counter(run for text in sample for run in _counted(text[:LONGEST]))
        self._rarity = {
            run: log((1 + len(sample)) / (1 + count)) + 1 for run, count in counts.items()
        }
        self._rarest = log(1 + len(sample)) + 1
        self._vector = lru_cache(maxsize=_HELD)(self._weighed)

    def near(self, stem: str) -> tuple[tuple[str, float], ...]:
        """Return the stems like one, itself included, each with how much, from 0 to 1."""
        if stem not in self._near:
            own = _runs(stem)
            # Stems as alike as that share a run of three characters at least.
            others = {other for run in _runs_of_three(stem) for other in self._by_run[run]}
            alike = {
                one: 2 * len(own & _runs(one)) / (len(own) + len(_runs(one))) for one in others
            }
            enough = (pair for pair in alike.items() if pair[1] >= ALIKE)
            self._near[stem] = tuple(sorted(enough, key=lambda pair: (-pair[1], pair[0])))
        return self._near[stem]

    def shared(self, first: int, second: int) -> tuple[str, ...]:
        """Return the stems that two texts share, the most telling first."""
        common = self._stems[first] & self._stems[second]
        return tuple(sorted(common, key=lambda stem: (-self._weights[stem], stem)))

    def by_stems(self, first: int, others: Iterable[int]) -> dict[int, float]:
        """Return how alike one text is to others: the soft cosine of their weighted stems.

        Sidorov et al., Soft Similarity and Soft Cosine Measure, 2014, with the best stem alone.
        """
        reach = self._reach(first)
        likenesses = {}
        for place in others:
            shared = sorted(self._stems[place] & reach.keys())
            total = sum(self._weights[stem] * reach[stem] for stem in shared)
            likenesses[place] = total / self._norms[first] / self._norms[place]
        return likenesses

    def by_characters(self, first: int, other: int) -> float:
        """Return how alike two texts are: the cosine of their weighted runs of characters."""
        one, two = self._vector(first), self._vector(other)
        if len(two) < len(one):
            one, two = two, one
        return sum(value * two[run] for run, value in one.items() if run in two)

    def nearest(self, first: int, count: int) -> dict[int, float]:
        """Return the texts of other groups most alike to one by stems, with how much.

        Those without a stem like one of its own are left out. Of equals the first come first.
        """
        reach = self._reach(first)
        totals: dict[int, float] = defaultdict(float)
        left, complete = OCCURRENCES, True
        for stem in sorted(reach, key=lambda stem: (len(self._postings[stem]), stem)):
            places = self._postings[stem]
            complete = len(places) <= left
            # Of a text of common words alone, some of those that share the rarest are enough.
            if not complete and totals:
                break
            value = self._weights[stem] * reach[stem]
            for place in places[:left]:
                totals[place] += value
            if not complete:
                break
            left -= len(places)
        group, norm = self._groups[first], self._norms[first]
        likenesses = {
            place: total / norm / self._norms[place]
            for place, total in totals.items()
            if total > 0 and self._groups[place] != group
        }
        short = nlargest(count, likenesses, key=lambda place: (likenesses[place], -place))
        if complete:
            return {place: likenesses[place] for place in short}
        exact = self.by_stems(first, short)
        return dict(sorted(exact.items(), key=lambda pair: (-pair[1], pair[0])))

    def _reach(self, first: int) -> Mapping[str, float]:
        """Return each stem that is like one of a text's own, with the weight that this gives it."""
        best: dict[str, tuple[float, float]] = {}
        for stem in sorted(self._stems[first]):
            for other, much in self.near(stem):
                if other not in best or best[other][0] < much:
                    best[other] = (much, self._weights[stem] * much)
        return {stem: weight for stem, (_, weight) in best.items()}

    def _weighed(self, place: int) -> Mapping[str, float]:
        counts = _counted(self._texts[place][:LONGEST])
        weighed = {
            run: (1 + log(count)) * self._rarity.get(run, self._rarest)
            for run, count in counts.items()
        }
        length = sqrt(sum(value * value for value in weighed.values())) or 1.0
        return {run: value / length for run, value in weighed.items()}


@lru_cache(maxsize=1 << 16)
def _runs(word: str) -> frozenset[str]:
    """Return the runs of two to four characters of a word, with a space at either end."""
    return frozenset(run for size in (2, 3, 4) for run in _of_size(f" {word} ", size))


def _runs_of_three(word: str) -> set[str]:
    return set(_of_size(f" {word} ", 3))


def _counted(text: str) -> Counter[str]:
    """Count the runs of three to five characters within words, with a space at either end."""
    counts: Counter[str] = Counter()
    for word in text.casefold().split():
        spaced = f" {word} "
        for size in (3, 4, 5):
            counts.update(_of_size(spaced, size))
            if len(spaced) <= size:
                break
    return counts


def _of_size(spaced: str, size: int) -> Iterator[str]:
    return (spaced[at : at + size] for at in range(max(1, len(spaced) - size + 1)))
