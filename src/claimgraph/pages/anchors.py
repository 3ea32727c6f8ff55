"""Places within one page that IRIs lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.term import Node

    from claimgraph.pages.entries import Section, Thing


@dataclass(frozen=True)
class Anchors:
    """The names of the places, by IRI, and the numbers of the claims."""

    names: dict[Node, str]
    numbers: dict[Node, int]

    def href(self, iri: Node) -> str:
        """Return the link to an IRI's place; empty where it has none."""
        return f"#{self.names[iri]}" if iri in self.names else ""


def of(sections: Sequence[Section], things: Iterable[Thing]) -> Anchors:
    """Give each claim, argument and thing a place, named by the end of its IRI."""
    names: dict[Node, str] = {}
    taken: set[str] = set()
    claims = [one for section in sections for one in section.claims]
    arguments = [one for claim in claims for one in claim.arguments]
    kinds = (("claim", claims), ("argument", arguments), ("thing", things))
    for kind, some in kinds:
        for one in some:
            if one.iri in names:
                continue
            end = re.sub("[^a-z0-9]+", "-", str(one.iri).rstrip("/#").lower().split("/")[-1])
            name = base = f"{kind}-{end.strip('-')[:60] or 'x'}"
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
            names[one.iri] = name
    return Anchors(names, {claim.iri: number for number, claim in enumerate(claims, start=1)})
