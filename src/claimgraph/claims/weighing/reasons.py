"""Says why a claim stands as it does, and what made it stand otherwise than before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from claimgraph.claims.weighing.semantics import CARRIES, CONTRADICTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib.term import Node

    from claimgraph.claims.weighing.outcomes import Standing
    from claimgraph.claims.weighing.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a weakest link: a claim, how it stands, and why.

    `by` is the inference that the way goes on with, None where it ends; `why` is in words.
    """

    standing: Standing
    by: Node | None
    why: str


Link = tuple["Node | None", str, "int | None"]
_WHAT = {
    "supports": "the argument for",
    "opposes": "the argument against",
    CARRIES: "what other articles say for",
    CONTRADICTS: "what contradicts",
}
# So many steps of a way are given; of a longer one the first, and the last.
_SHOWN = 20


class Ways:
    """The ways from claims to what decides how they stand; a stretch that many share is found once.

    `link` says of a claim by which inference the way goes on, why, and to which claim.
    """

    def __init__(self, weighing: Weighing, link: Callable[[int], Link]) -> None:
        self._weighing = weighing
        self._link = cache(link)
        # The last claim of the way from each claim, how many steps it is away, and if in a circle.
        self._ends: dict[int, tuple[int, int, bool]] = {}

    def way(self, claim: Node) -> tuple[Step, ...]:
        """Return the way from a claim."""
        node = self._weighing.framework.number[claim]
        end, distance, circle = self._end(node)
        steps: list[Step] = []
        while node != end and len(steps) < _SHOWN - 1:
            by, why, following = self._link(node)
            steps.append(self._step(node, by, why))
            assert following is not None  # the end is still ahead
            node = following
        if left := distance - len(steps):
            claims = "claim is" if left == 1 else "claims are"
            steps[-1] = replace(steps[-1], why=f"{steps[-1].why}; {left} {claims} left out")
        by, why, _ = self._link(end)
        steps.append(self._step(end, by, f"{why}, in a circle" if circle else why))
        return tuple(steps)

    def end(self, claim: Node) -> Step:
        """Return the last step of the way from a claim."""
        node, _, circle = self._end(self._weighing.framework.number[claim])
        by, why, _ = self._link(node)
        return self._step(node, by, f"{why}, in a circle" if circle else why)

    def _step(self, node: int, by: Node | None, why: str) -> Step:
        claim = self._weighing.framework.claims[node]
        return Step(self._weighing.standing(claim), by, why)  # type: ignore[arg-type]

    def _end(self, node: int) -> tuple[int, int, bool]:
        path: dict[int, None] = {}
        following: int | None = node
        while following is not None and following not in path and following not in self._ends:
            path[following] = None
            node = following
            following = self._link(node)[2]
        known = None if following is None else self._ends.get(following)
        end, distance, circle = known or (node, -1, following is not None)
        for one in reversed(path):
            distance += 1
            self._ends[one] = (end, distance, circle)
        return self._ends[next(iter(path))] if path else (end, distance, circle)


def ways(weighing: Weighing) -> Ways:
    """Return the ways from claims to the links that decide how they stand."""
    return Ways(weighing, partial(_link, weighing))


def causes(weighing: Weighing, before: Weighing) -> Ways:
    """Return the ways from claims to what made the difference to them."""
    return Ways(weighing, partial(_step, weighing, before))


def _link(weighing: Weighing, node: int) -> Link:
    framework, grades = weighing.framework, weighing.grades
    standing = weighing.standing(framework.claims[node])  # type: ignore[arg-type]
    if node in weighing.inputs.out:
        return None, "withdrawn", None
    if node in weighing.inputs.fixed:
        return None, "granted", None
    if standing.con >= max(standing.pro, 1):
        best = max(framework.objections[node], key=lambda one: grades.least[one])
        return _iri(weighing, best), _objection(weighing, best, standing.con), None
    if grades.most[node] > grades.least[node]:
        for one in framework.objections[node]:
            if framework.inference(one).way == CONTRADICTS and grades.most[one] > grades.least[one]:
                why = f"left open by {_contradicting(weighing, one)}, which contradicts it"
                return _iri(weighing, one), why, None
    supports = framework.supports[node]
    if not framework.argued[node]:
        # What is said elsewhere and carries nothing does not decide.
        supports = [one for one in supports if grades.least[one]]
    if not supports or (standing.grade and framework.basis(node, weighing.inputs) == standing.pro):
        return None, _rests_on(weighing, standing), None
    best = max(supports, key=lambda one: (grades.least[one], -one))
    return _through(weighing, best)


def _objection(weighing: Weighing, node: int, grade: int) -> str:
    if weighing.framework.inference(node).way == CONTRADICTS:
        return f"contradicted by {_contradicting(weighing, node)}, at grade {grade}"
    return f"an objection of grade {grade} holds"


def _contradicting(weighing: Weighing, node: int) -> str:
    """Say which claim of which article contradicts one."""
    claim: Node = weighing.framework.inference(node).premises[0]  # type: ignore[assignment]
    article = weighing.article(claim)
    there = "" if article is None else f" ({weighing.name(article)})"
    return f"“{weighing.name(claim)}”{there}"


def _through(weighing: Weighing, node: int) -> Link:
    """Say which premise limits an inference, or what else does."""
    framework, grades = weighing.framework, weighing.grades
    inference, iri = framework.inference(node), _iri(weighing, node)
    if node in weighing.inputs.out:
        return iri, "the argument is withdrawn", None
    undercut = next((one for one in framework.undercuts[node] if grades.most[one]), None)
    if undercut is not None:
        return iri, f"undercut by {weighing.name(_iri(weighing, undercut))}", None
    premises = framework.premises[node]
    if not premises:
        return iri, "a premise is not described", None
    weakest = min(premises, key=lambda one: grades.least[one])
    if inference.way == CARRIES:
        return iri, "said elsewhere on other sources", weakest
    if inference.cap < grades.least[weakest]:
        drawn = "explicit" if inference.explicit else "reconstructed"
        return iri, f"an argument of this kind ({drawn}) carries at most {inference.cap}", None
    return iri, "no firmer than its weakest premise", weakest


def _iri(weighing: Weighing, node: int) -> Node:
    return weighing.framework.inference(node).iri  # type: ignore[return-value]


def _rests_on(weighing: Weighing, standing: Standing) -> str:
    standpoint = weighing.material.standpoints[standing.iri]
    if standpoint.word:
        return "rests on the author’s word" if standing.basis else "the author’s word is gone"
    if not standpoint.grounds:
        return "only raised, and argued for by nothing"
    if not standing.basis:
        return "not held, or what it rests on is gone"
    capped = any(one.grade > standing.basis for one in standpoint.grounds)
    return "rests on sources, hedged" if capped else "rests on sources outside the article"


def happened(before: Standing, after: Standing) -> str:
    """Say what became of a claim that made others stand otherwise."""
    if before.grade and not after.grade:
        return "fell"
    if after.grade and not before.grade:
        return "is accepted now"
    if after.grade != before.grade:
        return "became weaker" if after.grade < before.grade else "became firmer"
    return "stands otherwise"


def _moved(what: str, was: int, now: int) -> str:
    if not now:
        return f"{what} no longer counts (grade {was} before)"
    return f"{what} counts {now}, not {was}" if was else f"{what} counts now (grade {now})"


def _step(weighing: Weighing, before: Weighing, node: int) -> Link:
    framework = weighing.framework
    old, new = before.grades, weighing.grades
    if node in weighing.inputs.out:
        return None, "it is withdrawn", None
    if node in weighing.inputs.fixed:
        return None, "it is granted", None
    if weighing.inputs.basis[node] != before.inputs.basis[node]:
        was, now = before.inputs.basis[node], weighing.inputs.basis[node]
        return None, _moved("what it rests on", was, now), None
    for one in sorted(
        framework.behind(node), key=lambda one: -abs(old.least[one] - new.least[one])
    ):
        if (old.least[one], old.most[one]) == (new.least[one], new.most[one]):
            break
        iri = _iri(weighing, one)
        what = f"{_WHAT[framework.inference(one).way]} it"
        why = _moved(what, old.least[one], new.least[one])
        if old.least[one] == new.least[one]:
            still = "is" if new.most[one] > new.least[one] else "is no longer"
            why = f"{what} {still} left open by a circle"
        if one in weighing.inputs.out:
            return iri, "the argument is withdrawn", None
        moved = [
            premise
            for premise in framework.premises[one]
            if (old.least[premise], old.most[premise]) != (new.least[premise], new.most[premise])
        ]
        if moved:
            return iri, why, min(moved, key=lambda premise: new.least[premise])
        undercuts = framework.undercuts[one]
        changed = [cut for cut in undercuts if old.least[cut] != new.least[cut]]
        if changed:
            premises = framework.premises[changed[0]]
            following = [p for p in premises if old.least[p] != new.least[p]]
            name = weighing.name(_iri(weighing, changed[0]))
            return iri, f"{why} (undercut: {name})", next(iter(following), None)
        return iri, why, None
    return None, "", None
