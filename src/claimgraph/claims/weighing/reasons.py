"""Says why a claim stands as it does, and what made it stand otherwise than before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.claims.weighing.weighing import Standing, Weighing


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a weakest link: a claim, how it stands, and why.

    `by` is the inference that the way goes on with, None where it ends; `why` is in words.
    """

    standing: Standing
    by: Node | None
    why: str


def chain(weighing: Weighing, claim: Node) -> tuple[Step, ...]:
    """Return the way from a claim to the link that decides how it stands."""
    steps: list[Step] = []
    node: int | None = weighing.framework.number[claim]
    seen: set[int] = set()
    while node is not None and node not in seen:
        seen.add(node)
        standing = weighing.standing(weighing.framework.claims[node])  # type: ignore[arg-type]
        by, why, node = _link(weighing, node, standing)
        steps.append(Step(standing, by, why))
    return tuple(steps)


def _link(weighing: Weighing, node: int, standing: Standing) -> tuple[Node | None, str, int | None]:
    framework, grades = weighing.framework, weighing.grades
    if node in weighing.inputs.out:
        return None, "withdrawn", None
    if node in weighing.inputs.fixed:
        return None, "granted", None
    if standing.con >= max(standing.pro, 1):
        best = max(framework.objections[node], key=lambda one: grades.least[one])
        return _iri(weighing, best), f"an objection of grade {standing.con} holds", None
    supports = framework.supports[node]
    if not supports or (
        standing.grade and standing.basis == standing.pro >= weighing.table.argued_for
    ):
        return None, _rests_on(weighing, standing), None
    best = max(supports, key=lambda one: (grades.least[one], -one))
    return _through(weighing, best)


def _through(weighing: Weighing, node: int) -> tuple[Node | None, str, int | None]:
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


def cause(weighing: Weighing, before: Weighing, claim: Node) -> tuple[Step, ...]:
    """Return the way from a claim to what made the difference to it."""
    steps: list[Step] = []
    node: int | None = weighing.framework.number[claim]
    seen: set[int] = set()
    while node is not None and node not in seen:
        seen.add(node)
        standing = weighing.standing(weighing.framework.claims[node])  # type: ignore[arg-type]
        by, why, following = _step(weighing, before, node)
        steps.append(Step(standing, by, why))
        node = following
    return tuple(steps)


def _step(weighing: Weighing, before: Weighing, node: int) -> tuple[Node | None, str, int | None]:
    framework = weighing.framework
    old, new = before.grades, weighing.grades
    if node in weighing.inputs.out:
        return None, "withdrawn", None
    if node in weighing.inputs.fixed:
        return None, "granted", None
    if weighing.inputs.basis[node] != before.inputs.basis[node]:
        was, now = before.inputs.basis[node], weighing.inputs.basis[node]
        return None, f"what it rests on counted {was} and counts {now}", None
    for one in sorted(
        framework.behind(node), key=lambda one: -abs(old.least[one] - new.least[one])
    ):
        if (old.least[one], old.most[one]) == (new.least[one], new.most[one]):
            break
        iri = _iri(weighing, one)
        way = "for" if one in framework.supports[node] else "against"
        why = f"the argument {way} it counted {old.least[one]} and counts {new.least[one]}"
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
