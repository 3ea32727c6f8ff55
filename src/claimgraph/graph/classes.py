"""Tells which classes lie below others (rdfs:subClassOf), by what a vocabulary says."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from claimgraph.vocab import RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox


class Classes:
    """The classes of a vocabulary, and what is of a kind by them."""

    def __init__(self, above: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a class and one that it is below (rdfs:subClassOf)."""
        self._above: dict[str, set[str]] = defaultdict(set)
        for below, other in above:
            self._above[below].add(other)
        self._known: dict[str, frozenset[str]] = {}
        self._first: dict[tuple[object, ...], str | None] = {}

    @classmethod
    def of(cls, quads: Iterable[ox.Quad]) -> Classes:
        """Return the classes that quads tell of."""
        return cls(subclasses(quads))

    def within(self, name: str) -> frozenset[str]:
        """Return a class with all that it lies below."""
        if name not in self._known:
            classes, ahead = set[str](), [name]
            while ahead:
                if (one := ahead.pop()) not in classes:
                    classes.add(one)
                    ahead += self._above.get(one, ())
            self._known[name] = frozenset(classes)
        return self._known[name]

    def below(self, name: str) -> frozenset[str]:
        """Return a class with all that lie below it."""
        return frozenset({name, *(each for each in self._above if name in self.within(each))})

    def kinds(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Return what is said of each class that is of or below a wanted one: of the first."""
        found: dict[str, str] = {}
        for name, said in wanted.items():
            found = dict.fromkeys(self.below(name), said) | found
        return found

    def first(self, classes: Sequence[str], wanted: Mapping[str, str]) -> str | None:
        """Return what is said of the first wanted class that some classes are of or below."""
        key = (tuple(wanted.items()), *classes)
        if key not in self._first:
            known = frozenset[str]().union(*map(self.within, classes))
            self._first[key] = next((said for name, said in wanted.items() if name in known), None)
        return self._first[key]


def subclasses(quads: Iterable[ox.Quad]) -> Iterator[tuple[str, str]]:
    """Yield pairs of a class and one that it is below."""
    for quad in quads:
        if quad.predicate.value == RDFS + "subClassOf":
            yield getattr(quad.subject, "value", ""), getattr(quad.object, "value", "")
