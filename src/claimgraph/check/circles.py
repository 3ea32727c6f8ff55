"""Circles of support, spelt out: a result for each argument of each circle, where it stands."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from claimgraph.graph.classes import Classes
from claimgraph.graph.terms import n_triples, term
from claimgraph.vocab import CG, RDF, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.check.engines import Result

_RULE = SHAPES + "argument-not-circular"
_PREMISE, _CONCLUSION = CG + "premise", CG + "conclusion"


class Told(NamedTuple):
    """A result with the arguments of its circle, in order from its focus; most have no circle."""

    result: Result
    circle: tuple[Node, ...] = ()


class _Step(NamedTuple):
    """An argument of a circle, and the premise by which the circle enters it, as N-Triples."""

    argument: str
    premise: str


def told(results: Iterable[Result], quads: Sequence[ox.Quad]) -> list[Told]:
    """Return the results, with those on circular support given their circles.

    The shape has a result for each argument and each premise to which it leads back. The circles
    are the shortest through each of these, so that none of them is left out; each is told at all
    of its arguments, beginning there. A circle with an objection in it is not a circle of support,
    which the shape's path cannot tell: a result on such circles alone is dropped.
    """
    others: list[Told] = []
    circular: dict[_Step, Result] = {}
    for result in results:
        if str(result.shape) == _RULE and result.value is not None:
            circular[_Step(n_triples(result.focus), n_triples(result.value))] = result
        else:
            others.append(Told(result))
    if not circular:
        return others
    reasoning = _Reasoning(quads)
    circles: dict[frozenset[str], list[_Step]] = {}
    for step in sorted(circular):
        if steps := reasoning.shortest(step):
            circles.setdefault(frozenset(each.argument for each in steps), steps)
        elif not reasoning.shortest(step, through_objections=True):
            others.append(Told(circular[step]))
    for steps in circles.values():
        for place, step in enumerate(steps):
            if step in circular:
                turned = (*steps[place:], *steps[:place])
                members = tuple(reasoning.nodes[each.argument] for each in turned)
                others.append(Told(circular[step], members))
    return others


class _Reasoning:
    """Which claims arguments infer from which; `nodes` are the arguments by their N-Triples."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self.nodes: dict[str, Node] = {}
        self._from: dict[str, set[str]] = defaultdict(set)
        self._to: dict[str, set[str]] = defaultdict(set)
        self._objections = _objections(quads)
        for quad in quads:
            if quad.predicate.value == _PREMISE:
                self._from[str(quad.object)].add(str(quad.subject))
            elif quad.predicate.value == _CONCLUSION:
                self._to[str(quad.subject)].add(str(quad.object))
            else:
                continue
            self.nodes[str(quad.subject)] = term(quad.subject)

    def shortest(self, start: _Step, *, through_objections: bool = False) -> list[_Step]:
        """Return the fewest steps from an argument's premise back to that premise, if there are.

        What undercuts an argument leads to the argument itself, and so to its conclusion.
        """
        left_out = set() if through_objections else self._objections
        came: dict[str, _Step] = {}
        ahead = deque([start])
        while ahead:
            step = ahead.popleft()
            for reached in sorted(self._to.get(step.argument, ())):
                if reached == start.premise:
                    return self._back(start, step, came)
                following = [_Step(each, reached) for each in sorted(self._from.get(reached, ()))]
                if reached in self._to:
                    following.append(_Step(reached, reached))
                for each in following:
                    if each.argument in left_out:
                        continue
                    if each.argument not in came and each != start:
                        came[each.argument] = step
                        ahead.append(each)
        return []

    @staticmethod
    def _back(start: _Step, last: _Step, came: Mapping[str, _Step]) -> list[_Step]:
        steps = [last]
        while steps[-1] != start:
            steps.append(came[steps[-1].argument])
        return steps[::-1]


def _objections(quads: Sequence[ox.Quad]) -> set[str]:
    """Return the arguments that are opposing ones or undercuts, of a project's own kinds or not."""
    classes = Classes.of(quads)
    kinds = classes.below(f"{CG}OpposingArgument") | classes.below(f"{CG}Undercut")
    return {
        str(quad.subject)
        for quad in quads
        if quad.predicate.value == f"{RDF}type" and getattr(quad.object, "value", "") in kinds
    }


def written(names: Sequence[str]) -> str:
    """Spell a circle out: ‘a’ → ‘b’ → ‘a’."""
    return " → ".join((*names, names[0]))
