"""Weighs claims and inferences: who is accepted, and with which grade.

Acceptance follows Carneades (Gordon, Prakken and Walton 2007, proof standard *preponderance*):
premises are jointly needed, inferences for one conclusion are alternatives, an undercut is an
exception. A grade is that of the weakest link (possibilistic; Amgoud and Prade 2009), never a sum.
Circles have the well-founded fixpoint (Denecker, Marek and Truszczyński 2000): it is the grounded
one where claims attack each other in a circle, and support that leads back to itself counts for
nothing.
`docs/weighing.md` states all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence


# The firmest grade of all.
FIRMEST = 4
# What links add: a claim that carries the one that says the same, and one that contradicts another.
CARRIES, CONTRADICTS = "carries", "contradicts"


@dataclass(frozen=True, slots=True)
class Inference:
    """A step from premises to a conclusion, a claim or for an undercut another inference.

    `way` is "supports", "opposes", "undercuts", `CARRIES` or `CONTRADICTS`; `cap` the firmest that
    it makes its conclusion. A draft may have one lead to several conclusions: `also` are the
    further ones.
    """

    iri: Hashable
    way: str
    conclusion: Hashable
    premises: tuple[Hashable, ...]
    cap: int = FIRMEST
    explicit: bool = True
    also: tuple[Hashable, ...] = ()

    @property
    def ends(self) -> tuple[Hashable, ...]:
        """All that it leads to."""
        return (self.conclusion, *self.also)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is weighed: the basis of each claim, by number, and what is put in or taken out.

    `fixed` claims have a grade of their own whatever else is said; `out` are nodes taken out.
    """

    basis: Sequence[int]
    fixed: Mapping[int, int] = field(default_factory=dict)
    out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grades:
    """The least and the greatest grade that each node can have: 0 where it is not accepted.

    They differ only for what a circle of attacks leaves open, and for what hangs on that.
    """

    least: list[int]
    most: list[int]


class Framework:
    """Claims and inferences by number, claims first, and the order in which to weigh them.

    An inference that leads to nothing known is left out; one from an unknown premise never holds.
    `argued_for` is the least basis that counts for a claim which is argued for.
    """

    def __init__(
        self,
        claims: Iterable[Hashable],
        inferences: Iterable[Inference],
        argued_for: int = 2,
    ) -> None:
        self.claims = list(dict.fromkeys(claims))
        self.inferences = list({one.iri: one for one in inferences}.values())
        self.argued_for = argued_for
        first = len(self.claims)
        self.number = {iri: n for n, iri in enumerate(self.claims)}
        self.number |= {one.iri: first + n for n, one in enumerate(self.inferences)}
        size = first + len(self.inferences)
        self.supports: list[list[int]] = [[] for _ in range(first)]
        # Whether a claim is argued for: what only carries it leaves its basis as it is.
        self.argued = [False] * first
        self.objections: list[list[int]] = [[] for _ in range(first)]
        self.undercuts: list[list[int]] = [[] for _ in range(size)]
        self.premises: list[tuple[int, ...]] = [()] * size
        self.leads_to: list[list[int]] = [[] for _ in range(size)]
        for node, one in enumerate(self.inferences, first):
            self._link(node, one)
        self._order()

    def _link(self, node: int, one: Inference) -> None:
        claims = len(self.claims)
        if one.way == "undercuts":
            places, possible = self.undercuts, range(claims, len(self.leads_to))
        elif one.way in ("supports", CARRIES, "opposes", CONTRADICTS):
            places = self.supports if one.way in ("supports", CARRIES) else self.objections
            possible = range(claims)
        else:
            return
        for iri in one.ends:
            end = self.number.get(iri, -1)
            if end in possible:
                places[end].append(node)
                self.leads_to[node].append(end)
                if one.way == "supports":
                    self.argued[end] = True
        if not self.leads_to[node]:
            return
        numbers = [self.number.get(premise, -1) for premise in dict.fromkeys(one.premises)]
        if all(0 <= number < claims for number in numbers):
            self.premises[node] = tuple(numbers)
            for number in numbers:
                self.leads_to[number].append(node)

    def inference(self, node: int) -> Inference:
        """Return the inference of a number."""
        return self.inferences[node - len(self.claims)]

    def is_claim(self, node: int) -> bool:
        """Tell whether a number is a claim's."""
        return node < len(self.claims)

    def behind(self, node: int) -> list[int]:
        """Return what a node's grade is made of: its inferences, or its premises and undercuts."""
        if self.is_claim(node):
            return self.supports[node] + self.objections[node]
        return [*self.premises[node], *self.undercuts[node]]

    def _order(self) -> None:
        """Put nodes into components, each after what it is made of (Tarjan 1972)."""
        size = len(self.leads_to)
        self.component = [-1] * size
        self.components: list[list[int]] = []
        index = [-1] * size
        low = [0] * size
        waiting: list[int] = []
        counter = 0
        for root in range(size):
            if index[root] >= 0:
                continue
            index[root] = low[root] = counter
            counter += 1
            waiting.append(root)
            path = [(root, iter(self.behind(root)))]
            while path:
                node, following = path[-1]
                for other in following:
                    if index[other] < 0:
                        index[other] = low[other] = counter
                        counter += 1
                        waiting.append(other)
                        path.append((other, iter(self.behind(other))))
                        break
                    if self.component[other] < 0:
                        low[node] = min(low[node], index[other])
                else:
                    path.pop()
                    if path:
                        low[path[-1][0]] = min(low[path[-1][0]], low[node])
                    if low[node] == index[node]:
                        members: list[int] = []
                        while not members or members[-1] != node:
                            members.append(waiting.pop())
                            self.component[members[-1]] = len(self.components)
                        self.components.append(sorted(members))

    # ── Grades ───────────────────────────────────────────────────────────────────────────────────

    def weigh(self, inputs: Inputs) -> Grades:
        """Return the grade of every node."""
        size = len(self.leads_to)
        grades = Grades([0] * size, [0] * size)
        for members in self.components:
            self._component(members, inputs, grades)
        return grades

    def again(self, before: Grades, inputs: Inputs, changed: Iterable[int]) -> Grades:
        """Return the grades under other inputs: only what hangs on the `changed` nodes is weighed.

        `before` are the grades under inputs that differ in these nodes alone.
        """
        grades = Grades(before.least.copy(), before.most.copy())
        waiting: list[int] = sorted({self.component[node] for node in changed})
        known = set(waiting)
        while waiting:
            members = self.components[heappop(waiting)]
            old = [(grades.least[node], grades.most[node]) for node in members]
            self._component(members, inputs, grades)
            for node, pair in zip(members, old, strict=True):
                if pair != (grades.least[node], grades.most[node]):
                    for other in self.leads_to[node]:
                        if (component := self.component[other]) not in known:
                            known.add(component)
                            heappush(waiting, component)
        return grades

    def _component(self, members: list[int], inputs: Inputs, grades: Grades) -> None:
        least, most = grades.least, grades.most
        if len(members) == 1 and members[0] not in self.behind(members[0]):
            node = members[0]
            least[node] = self.grade(inputs, least, most, node)
            most[node] = self.grade(inputs, most, least, node)
            return
        # The alternating fixpoint: what is certain from what is at most possible, and again.
        for node in members:
            most[node] = FIRMEST
        while True:
            for node in members:
                least[node] = 0
            self._fixpoint(members, partial(self.grade, inputs, least, most), least)
            possible = _Over(most)
            for node in members:
                possible[node] = 0
            self._fixpoint(members, partial(self.grade, inputs, possible, least), possible)
            if all(possible[node] == most[node] for node in members):
                return
            for node in members:
                most[node] = possible[node]

    def _fixpoint(
        self, members: list[int], grade: Callable[[int], int], into: list[int] | _Over
    ) -> None:
        waiting = dict.fromkeys(members)
        inside = set(members)
        while waiting:
            node = next(iter(waiting))
            del waiting[node]
            reached = grade(node)
            if reached > into[node]:
                into[node] = reached
                waiting.update(dict.fromkeys(n for n in self.leads_to[node] if n in inside))

    def grade(
        self,
        inputs: Inputs,
        grades: Sequence[int] | _Over,
        against: Sequence[int] | _Over,
        node: int,
    ) -> int:
        """Return a node's grade from those of what is for it and of what is against it."""
        if node in inputs.out:
            return 0
        if not self.is_claim(node):
            if not self.premises[node] or any(against[one] for one in self.undercuts[node]):
                return 0
            return min(
                self.inference(node).cap, min(grades[premise] for premise in self.premises[node])
            )
        if node in inputs.fixed:
            return inputs.fixed[node]
        pro = self.pro(node, inputs, grades)
        con = max((against[one] for one in self.objections[node]), default=0)
        return pro if pro > con else 0

    def pro(self, claim: int, inputs: Inputs, grades: Sequence[int] | _Over) -> int:
        """Return what speaks for a claim: the best of its basis and of the inferences for it."""
        supports = self.supports[claim]
        return max(self.basis(claim, inputs), max((grades[one] for one in supports), default=0))

    def basis(self, claim: int, inputs: Inputs) -> int:
        """Return the basis of a claim that counts: a weak one does not where it is argued for."""
        basis = inputs.basis[claim]
        return basis if basis >= self.argued_for or not self.argued[claim] else 0

    def con(self, claim: int, grades: Sequence[int], *, explicit: bool) -> int:
        """Return the best objection, of those that the article draws or of the others."""
        return max(
            (
                grades[one]
                for one in self.objections[claim]
                if self.inference(one).explicit == explicit
                and self.inference(one).way != CONTRADICTS
            ),
            default=0,
        )

    def contradiction(self, claim: int, grades: Sequence[int]) -> int:
        """Return the grade of the firmest claim of another article that contradicts one."""
        contradicting = (
            grades[one] for one in self.objections[claim] if self.inference(one).way == CONTRADICTS
        )
        return max(contradicting, default=0)


class _Over:
    """A list with some items put over it."""

    def __init__(self, under: list[int]) -> None:
        self._under = under
        self._over: dict[int, int] = {}

    def __getitem__(self, node: int) -> int:
        return self._over.get(node, self._under[node])

    def __setitem__(self, node: int, value: int) -> None:
        self._over[node] = value
