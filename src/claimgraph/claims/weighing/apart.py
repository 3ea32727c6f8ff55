"""Weighs articles apart, and puts together how all claims stand, as one weighing has them.

Without links between articles a claim stands by its own article, and by what all share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.claims.weighing import aging
from claimgraph.claims.weighing.weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.weighing.outcomes import Standing
    from claimgraph.claims.weighing.reasons import Step
    from claimgraph.claims.weighing.table import Table

# What puts claims in order: theses by IRI, pillars by argument and premise, the rest by IRI.
_Place = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim with what is shown of it: how it stands, its article, and its weakest link."""

    place: _Place
    standing: Standing
    article: Node | None
    weakest: Step


@dataclass(frozen=True, slots=True)
class Part:
    """How the claims of some articles stand: the `shown`, and how many were weighed or left out."""

    shown: tuple[Shown, ...]
    weighed: int
    left_out: int
    theses: int
    names: Mapping[Node, str]
    means: str


def part(graph: Graph, table: Table, until: str | None, *, whole: bool) -> Part:
    """Weigh a graph; theses and pillars are shown, or all claims where it has none, or `whole`.

    What came after the day `until` is left out. Raises UsageError as `weigh` and `aging.later` do.
    """
    weighing = weigh(graph, table)
    if until is not None:
        weighing = weighing.supposing(aging.later(weighing, until))
    material = weighing.material
    shown: list[Shown] = []
    for one in weighing.standings:
        role = weighing.role(one.iri)
        if whole or role or not material.theses:
            argued = material.argued.get(one.iri)
            place = (1, *argued) if argued else (2 - 2 * bool(role), str(one.iri), 0)
            article = weighing.article(one.iri)
            shown.append(Shown(place, one, article, weighing.weakest(one.iri)))
    names = {one.article: weighing.name(one.article) for one in shown if one.article is not None}
    return Part(
        tuple(shown),
        len(weighing.order),
        len(material.left_out),
        len(material.theses),
        names,
        weighing.means,
    )


@dataclass
class Gathered:
    """How claims of all articles stand, as their parts say; to be shown like a weighing."""

    whole: bool
    means: str = ""
    weighed: int = 0
    left_out: int = 0
    theses: int = 0
    _names: dict[Node, str] = field(default_factory=dict)
    _shown: dict[Node, Shown] = field(default_factory=dict)
    _of_no_thesis: dict[Node, Shown] = field(default_factory=dict)

    def add(self, one: Part) -> None:
        """Take the claims of a part."""
        self.means = one.means
        self.weighed += one.weighed
        self.left_out += one.left_out
        self.theses += one.theses
        self._names.update(one.names)
        # Where any article has a thesis, only theses and pillars are shown.
        if self.theses and not self.whole:
            self._of_no_thesis.clear()
        if self.whole or one.theses:
            self._shown.update((each.standing.iri, each) for each in one.shown)
        elif not self.theses:
            self._of_no_thesis.update((each.standing.iri, each) for each in one.shown)

    @property
    def standings(self) -> list[Standing]:
        """The claims to be shown, in the order in which one weighing has them."""
        shown = self._shown or self._of_no_thesis
        return [one.standing for one in sorted(shown.values(), key=lambda one: one.place)]

    @property
    def order(self) -> range:
        """The places of all claims that were weighed."""
        return range(self.weighed)

    def article(self, claim: Node) -> Node | None:
        """Return the article of a claim."""
        return self._of(claim).article

    def name(self, node: Node) -> str:
        """Return what an article is called."""
        return self._names[node]

    def weakest(self, claim: Node) -> Step:
        """Return the link that decides how a claim stands."""
        return self._of(claim).weakest

    def _of(self, claim: Node) -> Shown:
        return self._shown.get(claim) or self._of_no_thesis[claim]


def gathered(parts: Iterable[Part], *, whole: bool) -> Gathered:
    """Put parts together."""
    together = Gathered(whole)
    for one in parts:
        together.add(one)
    return together
