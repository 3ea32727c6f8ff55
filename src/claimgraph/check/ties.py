"""Tells which articles have to do with each other, by what was found in each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from claimgraph.vocab import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.check.batches import Checked, Group


def connected(groups: Sequence[Group], results: Sequence[Checked]) -> list[list[int]]:
    """Return which groups refer to or share resources with others, as lists of their places."""
    home: dict[str, int] = {}
    leader = list(range(len(groups)))

    def top(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    by_slug = {f"<{group.namespace}": place for place, group in enumerate(groups)}

    def owners(iri: str) -> list[int]:
        end = iri.find("/", len(ARTICLE) + 1)
        named = by_slug.get(iri[: end + 1]) if iri.startswith("<" + ARTICLE) else None
        return [place for place in (home.get(iri), named) if place is not None]

    for place, result in enumerate(results):
        for iri in result.defines:
            leader[top(place)] = top(home.setdefault(iri, place))
    for place, result in enumerate(results):
        for iri in (*result.defines, *result.refers):
            for other in owners(iri):
                leader[top(place)] = top(other)
    members: dict[int, list[int]] = defaultdict(list)
    for place in range(len(groups)):
        members[top(place)].append(place)
    return [each for each in members.values() if len(each) > 1]
