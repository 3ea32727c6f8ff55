"""Tells which articles have to do with each other, by what was found in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.graph.components import Components
from claimgraph.vocab import ARTICLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.check.batches import Checked, Group


def connected(groups: Sequence[Group], results: Sequence[Checked]) -> list[list[int]]:
    """Return which groups refer to or share resources with others, as lists of their places."""
    home: dict[str, int] = {}
    together = Components(range(len(groups)))
    by_slug = {f"<{group.namespace}": place for place, group in enumerate(groups)}

    def owners(iri: str) -> list[int]:
        end = iri.find("/", len(ARTICLE) + 1)
        named = by_slug.get(iri[: end + 1]) if iri.startswith("<" + ARTICLE) else None
        return [place for place in (home.get(iri), named) if place is not None]

    for place, result in enumerate(results):
        for iri in result.defines:
            together.join(place, home.setdefault(iri, place))
    for place, result in enumerate(results):
        for iri in (*result.defines, *result.refers):
            for other in owners(iri):
                together.join(place, other)
    return [each for each in together.all() if len(each) > 1]
