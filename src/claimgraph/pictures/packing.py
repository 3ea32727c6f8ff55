"""Cuts a network of claims into sheets of paper: which trees a sheet shows, and where each goes on.

A tree begins with a claim and leads over arguments to what it rests on. What does not fit into a
sheet's height or columns is left out there, and begins a tree of its own on a later sheet. Every
claim is shown; what it rests on is drawn once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rdflib import URIRef
    from rdflib.term import Node

    from claimgraph.claims.model import Argument

# A tree has so many columns, and the claims that stand alone are set in as many.
COLUMNS = 4
BETWEEN = 12.0
# So many trees are tried to fill what is left of a sheet.
_AHEAD = 30


@dataclass(frozen=True)
class Step:
    """A premise, and the arguments by which it bears on a claim: the last is the one it is of.

    The first is about the claim; each other one undercuts the one before it.
    """

    arguments: tuple[Argument, ...]
    premise: URIRef


class Steps:
    """The steps by which claims are supported or attacked, by the claim."""

    def __init__(self, arguments: Iterable[Argument]) -> None:
        self._concluding: dict[Node, list[Argument]] = {}
        for one in arguments:
            self._concluding.setdefault(one.conclusion, []).append(one)
        self._known: dict[URIRef, tuple[Step, ...]] = {}

    def of(self, claim: URIRef) -> tuple[Step, ...]:
        """Return the steps that lead to a claim: an argument's own before what undercuts it."""
        if claim not in self._known:
            self._known[claim] = tuple(self._walk(claim))
        return self._known[claim]

    def _walk(self, claim: URIRef) -> Iterator[Step]:
        waiting: list[tuple[Argument, ...]]
        waiting = [(one,) for one in reversed(self._concluding.get(claim, ()))]
        while waiting:
            chain = waiting.pop()
            for premise in dict.fromkeys(chain[-1].premises):
                yield Step(chain, premise)
            attacks = self._concluding.get(chain[-1].iri, ())
            waiting += [(*chain, one) for one in reversed(attacks) if one not in chain]


@dataclass(eq=False)
class Tree:
    """A claim, and those of its steps that are drawn with it; `begin` counts the steps before."""

    claim: URIRef
    steps: list[tuple[Step, Tree]] = field(default_factory=list)
    begin: int = 0

    def trees(self) -> Iterator[Tree]:
        """Return this one and all that are drawn within."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += [each for _, each in reversed(one.steps)]


@dataclass(frozen=True)
class Row:
    """Claims beside each other.

    `steps` are the arguments that they are premises of, as those of a Step; `more` where the row
    above holds others of these premises.
    """

    claims: tuple[URIRef, ...]
    steps: tuple[Argument, ...] = ()
    more: bool = False


@dataclass(eq=False)
class Sheet:
    """What a sheet shows: blocks one below the other, beneath a claim at its head.

    `about` says what it is, `lead` by which arguments its first claim bears on the claim at its
    head; `height` is in pixels.
    """

    about: str
    head: URIRef | None = None
    lead: tuple[Argument, ...] = ()
    blocks: list[Tree | Row] = field(default_factory=list)
    height: float = 0.0


@dataclass
class Packing:
    """Fills sheets; `tall` returns the height of a claim's card, `room` that of a sheet."""

    steps: Steps
    tall: Callable[[URIRef], float]
    room: float
    sheets: list[Sheet] = field(default_factory=list)
    # The sheets on which the steps of a claim are drawn, by their places.
    drawn: dict[URIRef, list[int]] = field(default_factory=dict)
    shown: set[URIRef] = field(default_factory=set)

    def row(self, row: Row, extra: float, again: Callable[[], None]) -> None:
        """Add a row with `extra` height above; `again` begins a sheet where the last is full."""
        sheet = self.sheets[-1]
        height = max(map(self.tall, row.claims), default=0.0) + extra
        if sheet.blocks and sheet.height + height > self.room:
            again()
            sheet = self.sheets[-1]
        self._add(sheet, row, height)
        self.shown.update(row.claims)

    def trees(self, claims: Iterable[URIRef], again: Callable[[], None]) -> None:
        """Draw claims with all that they rest on, as far as that is not drawn already.

        It begins on the last sheet; `again` begins a further one.
        """
        waiting = deque(Tree(one) for one in claims if self.steps.of(one))
        while waiting:
            if not waiting[0].begin and waiting[0].claim in self.drawn:
                waiting.popleft()
                continue
            tree = self._fitting(waiting)
            if tree is None:
                again()
                tree = self._fitting(waiting) or self._part(waiting.popleft())
            end, sheet = tree.begin + len(tree.steps), self.sheets[-1]
            rest = self._grow(tree, self.room - sheet.height)
            self._add(sheet, tree, self.height(tree))
            if end < len(self.steps.of(tree.claim)):
                waiting.appendleft(Tree(tree.claim, begin=end))
            waiting.extend(map(Tree, rest))

    def height(self, tree: Tree) -> float:
        """Return the height of a tree: of its card, or of what is drawn beside it."""
        beside = sum(self.height(one) for _, one in tree.steps)
        beside += BETWEEN * max(0, len(tree.steps) - 1)
        return max(self.tall(tree.claim), beside)

    def _add(self, sheet: Sheet, block: Tree | Row, height: float) -> None:
        sheet.height += height + BETWEEN * 2
        sheet.blocks.append(block)

    def _fitting(self, waiting: deque[Tree]) -> Tree | None:
        """Take the first of the waiting trees whose steps all fit on the last sheet."""
        room = self.room - self.sheets[-1].height
        for place, one in enumerate(islice(waiting, _AHEAD)):
            if not one.begin and one.claim in self.drawn:
                continue
            tree = self._of(one.claim, self.steps.of(one.claim)[one.begin :], one.begin)
            if self.height(tree) <= room:
                del waiting[place]
                return tree
        return None

    def _part(self, cut: Tree) -> Tree:
        """Return a tree with as many of its steps as fit on the last sheet, one at least."""
        steps, count = self.steps.of(cut.claim)[cut.begin :], 1
        room = self.room - self.sheets[-1].height
        beside = self.tall(steps[0].premise)
        while count < len(steps):
            beside += BETWEEN + self.tall(steps[count].premise)
            if beside > room:
                break
            count += 1
        return self._of(cut.claim, steps[:count], cut.begin)

    def _of(self, claim: URIRef, steps: Sequence[Step], begin: int = 0) -> Tree:
        return Tree(claim, [(one, Tree(one.premise)) for one in steps], begin)

    def _grow(self, tree: Tree, room: float) -> list[URIRef]:
        """Unfold what a tree's claims rest on while there is room; return what is left to draw."""
        place = len(self.sheets) - 1
        self.drawn.setdefault(tree.claim, []).append(place)
        waiting = deque((one, 1) for _, one in tree.steps)
        left: dict[URIRef, None] = {}
        while waiting:
            leaf, column = waiting.popleft()
            steps = self.steps.of(leaf.claim)
            if not steps or leaf.claim in self.drawn:
                continue
            if column < COLUMNS - 1:
                leaf.steps = self._of(leaf.claim, steps).steps
                if self.height(tree) <= room:
                    self.drawn[leaf.claim] = [place]
                    waiting.extend((one, column + 1) for _, one in leaf.steps)
                    continue
                leaf.steps = []
            left[leaf.claim] = None
        self.shown.update(one.claim for one in tree.trees())
        return [one for one in left if one not in self.drawn]
