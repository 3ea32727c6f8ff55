"""What a claim cannot stand without, and what is most worth checking."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.claims.weighing.weighing import subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib.term import Node

    from claimgraph.claims.weighing.outcomes import Difference, Standing
    from claimgraph.claims.weighing.weighing import Weighing

# So many suppositions are tried before the search stops and says so.
LIMIT = 20_000
# And so many claims and arguments are weighed again in all, so that a huge article ends, too.
_WORK = 2_000_000
KINDS = ("sources", "claims", "actors")


@dataclass(frozen=True, slots=True)
class Critical:
    """The minimal sets without which a claim is no longer accepted, the smallest first.

    `complete` is whether all of up to the size asked for were found.
    """

    claim: Standing
    sets: tuple[tuple[Node, ...], ...]
    complete: bool


def critical(
    weighing: Weighing, claim: Node, kind: str = "sources", size: int = 3, limit: int = LIMIT
) -> Critical:
    """Return the minimal sets of up to `size` sources, claims or actors that a claim needs.

    Each accepted state names the things that it needs, one of which every larger set must hold
    (Reiter's hitting-set tree, 1987): the search leaves out no set. It stops after `limit` trials.
    """
    start = subject(weighing, claim)
    search = _Search(start, claim, kind)
    minimal: list[frozenset[Node]] = []
    waiting: deque[frozenset[Node]] = deque([frozenset()])
    known = {frozenset[object]()}
    trials = 0
    limit = min(limit, _WORK // len(start.framework.leads_to) + 1)
    while waiting and trials < limit:
        removed = waiting.popleft()
        if any(one <= removed for one in minimal):
            continue
        trials += 1
        after = start.without(*removed) if removed else start
        if not after.grades.least[after.framework.number[claim]]:
            if removed:
                minimal.append(removed)
            continue
        if len(removed) < size:
            for thing in sorted(search.needs(after) - removed, key=str):
                larger = removed | {thing}
                if larger not in known:
                    known.add(larger)
                    waiting.append(larger)
    sets = sorted((tuple(sorted(one, key=str)) for one in minimal), key=lambda one: (len(one), one))
    return Critical(weighing.standing(claim), tuple(sets), not waiting)


class _Search:
    def __init__(self, weighing: Weighing, claim: Node, kind: str) -> None:
        self.claim, self.kind = claim, kind
        self.framework = weighing.framework
        self.standpoints = weighing.material.standpoints
        self.apart = weighing.material.apart

    def needs(self, weighing: Weighing) -> frozenset[Node]:
        """Return things such that the claim stays accepted as long as none of them is removed."""
        needed: set[Node] = set()
        waiting = [self.framework.number[self.claim]]
        seen = set(waiting)
        for node in waiting:
            if not weighing.grades.least[node]:
                continue
            needed |= self.own(node, weighing)
            for other in self.upholding(node, weighing):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return frozenset(needed - {self.claim})

    def own(self, node: int, weighing: Weighing) -> set[Node]:
        """Return the things that a claim itself falls with, none for an inference."""
        framework = self.framework
        if not framework.is_claim(node):
            return set()
        claim: Node = framework.claims[node]  # type: ignore[assignment]
        if self.kind == "claims":
            return {self.apart.get(claim, claim)}
        if framework.basis(node, weighing.inputs) < weighing.grades.least[node]:
            return set()
        standpoint = self.standpoints[claim]
        if standpoint.word:
            return set(standpoint.authors) if self.kind == "actors" else set()
        return {
            thing
            for one in standpoint.grounds
            for thing in (one.sources if self.kind == "sources" else one.actors)
        }

    def upholding(self, node: int, weighing: Weighing) -> Iterator[int]:
        """Yield what a node is accepted by, and what keeps down all that speaks against it.

        What is removed can raise an objection only where something speaks against that one.
        """
        framework = self.framework
        if framework.is_claim(node):
            yield from self.supporting(node, weighing)
            against = framework.objections[node]
        else:
            yield from framework.premises[node]
            against = framework.undercuts[node]
        for one in against:
            yield from self.attackers(one)

    def supporting(self, claim: int, weighing: Weighing) -> list[int]:
        """Return inferences that alone keep a claim at its grade, none where its basis does.

        Of those in a circle with the claim some may owe their own grade to it: all are returned.
        """
        framework, least = self.framework, weighing.grades.least
        if framework.basis(claim, weighing.inputs) >= least[claim]:
            return []
        best = [one for one in framework.supports[claim] if least[one] >= least[claim]]
        here = framework.component[claim]
        return [one for one in best if framework.component[one] != here][:1] or best

    def attackers(self, node: int) -> Iterator[int]:
        """Yield all that speaks against a node or against what it is made of, with its own."""
        framework = self.framework
        waiting = [node]
        seen = {node}
        for one in waiting:
            yield from (
                framework.objections[one] if framework.is_claim(one) else (framework.undercuts[one])
            )
            for other in framework.behind(one):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)


# ── What to check first ──────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Crux:
    """A source or an unsupported premise, and how much of theses and pillars hangs on it.

    `if_false` and `if_true` are by how many grades they move in all, `falls` and `rises` what
    stands otherwise then; `claims` say it, in the passages to look at.
    """

    thing: Node
    kind: str
    if_false: int
    if_true: int
    falls: tuple[Difference, ...]
    rises: tuple[Difference, ...]
    claims: tuple[Node, ...]


def crux(weighing: Weighing, claim: Node | None = None) -> tuple[Crux, ...]:
    """Return what is most worth checking, for a claim or for all theses and pillars.

    What moves most comes first; what moves nothing is left out.
    """
    if claim is not None:
        weighing = subject(weighing, claim)
    targets = {claim} if claim is not None else {*weighing.material.theses, *weighing.pillars}
    cruxes = [_crux(weighing, thing, kind, targets) for thing, kind in _checkable(weighing)]
    moving = [one for one in cruxes if one.if_false or one.if_true]
    return tuple(
        sorted(moving, key=lambda one: (-one.if_false - one.if_true, one.kind, str(one.thing)))
    )


def _checkable(weighing: Weighing) -> Iterator[tuple[Node, str]]:
    material, framework = weighing.material, weighing.framework
    sources = {
        source
        for standpoint in material.standpoints.values()
        for one in standpoint.grounds
        for source in one.sources
    }
    for source in sorted(sources, key=str):
        yield source, "source"
    premises = dict.fromkeys(premise for one in material.inferences for premise in one.premises)
    for premise in premises:
        node = framework.number.get(premise)
        shown = premise in material.order
        if node is not None and shown and framework.is_claim(node) and not framework.argued[node]:
            yield premise, "premise"  # type: ignore[misc]


def _crux(weighing: Weighing, thing: Node, kind: str, targets: set[Node]) -> Crux:
    false = weighing.without(thing)
    supposed = weighing.supposed
    right = (
        replace(supposed, sure=supposed.sure | {thing})
        if kind == "source"
        else replace(supposed, restored=supposed.restored | {thing})
    )
    true = weighing.supposing(right)
    falls = _among(false.differences(weighing), targets)
    rises = _among(true.differences(weighing), targets)
    claims = weighing.material.resting_on.get(thing, ()) if kind == "source" else (thing,)
    return Crux(thing, kind, _moved(falls), _moved(rises), falls, rises, tuple(claims))


def _among(differences: Iterable[Difference], targets: set[Node]) -> tuple[Difference, ...]:
    return tuple(one for one in differences if one.before.iri in targets)


def _moved(differences: Iterable[Difference]) -> int:
    return sum(abs(one.after.grade - one.before.grade) for one in differences)
