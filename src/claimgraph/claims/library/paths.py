"""Finds the shortest way between two things of a library: arguments, links, what they share.

It goes from both ends at once, and asks the index whether two ends meet before it goes through all
that a thing leads to: an actor of many articles leads to tens of thousands of claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from claimgraph.claims import links
from claimgraph.claims.library.extracts import LINKED
from claimgraph.errors import UsageError
from claimgraph.graph.stores import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.claims.library.library import Library

# What ways of a kind are called, from their beginning and from their end.
WORDS = {
    "arguments": {
        "premise of": "has the premise",
        "supports": "is supported by",
        "opposes": "is opposed by",
        "undercuts": "is undercut by",
        "bears on": "is the conclusion of",
        "part of": "has the part",
        "explains": "is explained by",
    },
    "links": {
        **{one.words: one.back for one in links.RELATIONS.values()},
        LINKED: LINKED,
    },
    "actors": {
        "involves": "takes part in",
        "words of": "says",
        "issued by": "issues",
        "written by": "writes",
    },
    "sources": {"rests on": "bears"},
    "things": {"about": "is the subject of", "tells of": "is told of by"},
}
KINDS = tuple(WORDS)
# Ways by which two claims have to do with each other, unless others are asked for.
USUAL = ("arguments", "links", "actors", "sources")
STEPS = 16
# So many things are looked at; so many pairs of ends are compared in the index.
MOST, _PAIRS = 300_000, 400
# So many things go into one query.
_AT_ONCE = 500
VARIABLES = ("step", "way", "kind", "thing", "article")


@dataclass(frozen=True)
class Step:
    """A thing on a way, and how the one before leads to it; empty for the first."""

    iri: str
    kind: str
    label: str
    article: str | None
    way: str = ""


class TooFarError(UsageError):
    """More things would have to be looked at than is sensible."""


def chosen(kinds: str | None) -> tuple[str, ...]:
    """Return the kinds of ways in a list with commas, the usual ones by default; UsageError."""
    if kinds is None:
        return USUAL
    wanted = tuple(dict.fromkeys(kind.strip() for kind in kinds.split(",")))
    for kind in wanted:
        if kind not in WORDS:
            raise UsageError(f"no ways by '{kind}': choose from {', '.join(KINDS)}")
    return wanted


def path(
    library: Library,
    start: str,
    end: str,
    by: Sequence[str] = USUAL,
    steps: int = STEPS,
) -> tuple[Step, ...] | None:
    """Return the shortest way from one thing to another, both IRIs; None without a way.

    `by` names kinds of ways, `steps` is the most there may be. Of ways of one length it is one, the
    same each time. Raises TooFarError where too many things lie between.
    """
    search = _Search(library, [way for kind in by for way in WORDS[kind]])
    first, last = search.number(start), search.number(end)
    if first is None or last is None:
        return None
    steps_found = search.between(first, last, steps)
    return None if steps_found is None else tuple(search.steps(steps_found))


class _Search:
    """One search, and what leads back from each thing that was looked at, from either end."""

    def __init__(self, library: Library, relations: Sequence[str]) -> None:
        self._library = library
        self._relations = tuple(relations)
        self._only = f"relation IN ({', '.join('?' for _ in relations)})"

    def number(self, iri: str) -> int | None:
        rows = self._library.rows("SELECT id FROM term WHERE iri = ?", [iri])
        return rows[0][0] if rows else None

    def between(self, start: int, end: int, most: int) -> list[int] | None:
        """Return the things of the shortest way, by number."""
        if start == end:
            return [start]
        before: tuple[dict[int, int], dict[int, int]] = ({start: start}, {end: end})
        ends = [{start}, {end}]
        length = 0  # no way of so many steps, or fewer, leads from one to the other
        while all(ends) and length < most:
            met = self._met(ends, most - length)
            if met is not None:
                return self._whole(before, met)
            side = 0 if self._degree(ends[0]) <= self._degree(ends[1]) else 1
            ahead: set[int] = set()
            for here, there in self._ways(ends[side]):
                if there in before[1 - side]:
                    pair = (here, there) if side == 0 else (there, here)
                    return self._whole(before, list(pair))
                if there not in before[side]:
                    before[side][there] = here
                    ahead.add(there)
            ends[side] = ahead
            length += 1
            if len(before[0]) + len(before[1]) > MOST:
                raise TooFarError(
                    f"more than {MOST:,} things lie between: name fewer kinds of ways with --by"
                )
        return None

    def _met(self, ends: Sequence[set[int]], most: int) -> list[int] | None:
        """Return one or two steps that join an end of either side, if they are few."""
        if len(ends[0]) * len(ends[1]) > _PAIRS:
            return None
        left, right = (", ".join(map(str, sorted(some))) for some in ends)
        rows = self._library.rows(
            f"SELECT source, target FROM edge WHERE source IN ({left}) AND target IN ({right}) "
            f"AND {self._only} LIMIT 1",
            self._relations,
        )
        if not rows and most > 1:
            first = f"one.source IN ({left}) AND one.{self._only}"
            rows = self._library.rows(
                "SELECT one.source, one.target, other.source FROM edge AS one "
                "CROSS JOIN edge AS other ON other.target = one.target "
                f"WHERE {first} AND other.source IN ({right}) AND other.{self._only} LIMIT 1",
                [*self._relations, *self._relations],
            )
        return [*rows[0]] if rows else None

    def _degree(self, ends: set[int]) -> int:
        number = 0
        for some in _blocks(ends):
            number += self._library.rows(
                f"SELECT COUNT(*) FROM edge WHERE source IN ({some}) AND {self._only}",
                self._relations,
            )[0][0]
        return number

    def _ways(self, ends: set[int]) -> Iterator[tuple[int, int]]:
        for some in _blocks(ends):
            yield from self._library.rows(
                f"SELECT source, target FROM edge WHERE source IN ({some}) AND {self._only} "
                f"LIMIT {MOST}",
                self._relations,
            )

    @staticmethod
    def _whole(before: tuple[dict[int, int], dict[int, int]], met: list[int]) -> list[int]:
        """Return a way from its middle, where both sides have met."""
        way = [*met]
        while (back := before[0][way[0]]) != way[0]:
            way.insert(0, back)
        while (on := before[1][way[-1]]) != way[-1]:
            way.append(on)
        return way

    def steps(self, way: Sequence[int]) -> Iterator[Step]:
        last: int | None = None
        for number in way:
            yield self._step(last, number)
            last = number

    def _step(self, last: int | None, number: int) -> Step:
        ((iri,),) = self._library.rows("SELECT iri FROM term WHERE id = ?", [number])
        rows = self._library.rows(
            "SELECT kind, label, iri FROM node LEFT JOIN term ON term.id = article "
            "WHERE term = ? ORDER BY node.id LIMIT 1",
            [number],
        )
        kind, label, article = rows[0] if rows else ("", iri, None)
        return Step(iri, kind, label, article, "" if last is None else self._way(last, number))

    def _way(self, last: int, number: int) -> str:
        relation, back = self._library.rows(
            f"SELECT relation, back FROM edge WHERE source = ? AND target = ? AND {self._only} "
            "ORDER BY relation, back LIMIT 1",
            [last, number, *self._relations],
        )[0]
        if not back:
            return str(relation)
        return next(words[relation] for words in WORDS.values() if relation in words)


def _blocks(numbers: set[int]) -> Iterator[str]:
    every = sorted(numbers)
    for start in range(0, len(every), _AT_ONCE):
        yield ", ".join(map(str, every[start : start + _AT_ONCE]))


def rows(steps: Iterable[Step]) -> Rows:
    """Return a way as an answer, to be written in any format that answers have."""
    return Rows(VARIABLES, (_row(place, step) for place, step in enumerate(steps)))


def _row(place: int, step: Step) -> Mapping[str, Node]:
    row: dict[str, Node] = {
        "step": Literal(place),
        "way": Literal(step.way),
        "kind": Literal(step.kind),
        "thing": URIRef(step.iri),
    }
    if step.article is not None:
        row["article"] = URIRef(step.article)
    return row
