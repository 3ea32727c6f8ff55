"""Defines how a claim can stand, what a difference between two weighings is, and a supposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.claims.weighing.reasons import Step

ACCEPTED = "accepted"
CONTESTED = "contested"
DEFEATED = "defeated"
UNSUPPORTED = "unsupported"
UNDECIDED = "undecided"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim stands: `pro` and `con` are the best of what speaks for and against it.

    `grade` is 0 unless it is accepted; `most` is higher where a circle leaves it open.
    """

    iri: Node
    label: str
    standing: str
    grade: int
    pro: int
    con: int
    basis: int
    most: int

    def __str__(self) -> str:
        if self.standing == ACCEPTED:
            return f"accepted {self.grade}"
        if self.standing in (CONTESTED, DEFEATED):
            return f"{self.standing} {self.pro}:{self.con}"
        return self.standing

    @property
    def words(self) -> str:
        """The same for readers who do not know what two numbers mean."""
        if self.standing in (CONTESTED, DEFEATED):
            return f"{self.standing} ({self.pro} for, {self.con} against)"
        return str(self)


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim that stands otherwise than before; `chain` leads to what made the difference.

    `happened` says what became of the last claim of the chain, in words.
    """

    before: Standing
    after: Standing
    chain: tuple[Step, ...]
    happened: str

    @property
    def claim(self) -> Node:
        """The claim's IRI."""
        return self.after.iri

    @property
    def because(self) -> str:
        """The reason as a clause: which claim it began with, if another, and why there."""
        cause = self.chain[-1]
        if len(self.chain) == 1:
            return f"because {cause.why}"
        return f"because “{cause.standing.label}” {self.happened}: {cause.why}"


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed otherwise than captured.

    `without` are sources, claims, inferences, actors, evidence kinds or `UNNAMED`, which count no
    more; the word of the `doubted` actors and of those who belong to them counts no more than the
    author's. `restored` is kept although something else would take it away; of a claim it says
    that it is granted, of an inference that nothing undercuts it. `sure` sources are right.
    """

    without: frozenset[Node | str] = frozenset()
    doubted: frozenset[Node] = frozenset()
    restored: frozenset[Node | str] = frozenset()
    sure: frozenset[Node | str] = frozenset()
