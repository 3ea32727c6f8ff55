"""Conclusions that are stated more firmly than what carries them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from claimgraph.claims.weighing.semantics import FIRMEST, Framework, Inputs

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.claims.weighing.weighing import Weighing


@dataclass(frozen=True, slots=True)
class Rise:
    """A claim stated more firmly (`stated`) than the weakest claim that carries it (`carried`).

    `chain` leads from it to that claim, each with how firmly it is stated; `at` is the argument on
    the way whose conclusion is stated more firmly than its premise, the lowest such. `takeaway` is
    whether it stands in a summary of the article.
    """

    claim: Node
    stated: int
    carried: int
    at: Node
    chain: tuple[tuple[Node, int], ...]
    takeaway: bool


def inflation(weighing: Weighing) -> tuple[Rise, ...]:
    """Return the claims that are stated more firmly than what carries them, the worst first.

    How firmly a claim is stated is the most that its certainty allows in the table. What carries it
    is the best of its arguments, an argument no firmer than the weakest claim beneath it, over any
    number of steps.
    """
    material = weighing.material
    stated = {claim: one.cap for claim, one in material.standpoints.items()}
    supports = [
        replace(
            one,
            cap=min((stated.get(premise, 0) for premise in one.premises), default=0),  # type: ignore[call-overload]
        )
        for one in material.inferences
        if one.way == "supports"
    ]
    # What is argued for is carried by its arguments alone.
    framework = Framework(stated, supports, argued_for=FIRMEST + 1)
    inputs = Inputs(list(stated.values()))
    carried = framework.weigh(inputs).least
    rises: list[Rise] = []
    for node, claim in enumerate(stated):
        shown = claim in material.order
        if shown and framework.supports[node] and stated[claim] > carried[node]:
            at, chain = _chain(framework, carried, stated, node)
            rises.append(
                Rise(claim, stated[claim], carried[node], at, chain, claim in material.summing_up)
            )
    return tuple(sorted(rises, key=lambda one: (one.carried - one.stated, str(one.claim))))


def _chain(
    framework: Framework, carried: list[int], stated: dict[Node, int], node: int
) -> tuple[Node, tuple[tuple[Node, int], ...]]:
    claim: Node = framework.claims[node]  # type: ignore[assignment]
    chain = [(claim, stated[claim])]
    best = max(framework.supports[node], key=carried.__getitem__)
    at: Node = framework.inference(best).iri  # type: ignore[assignment]
    seen = {node}
    while framework.supports[node]:
        best = max(framework.supports[node], key=carried.__getitem__)
        numbers = framework.premises[best]
        if not numbers:  # of a draft, which does not describe them
            break
        node = min(numbers, key=lambda one: min(stated[framework.claims[one]], carried[one]))  # type: ignore[index]
        claim = framework.claims[node]  # type: ignore[assignment]
        if stated[claim] < chain[-1][1]:
            at = framework.inference(best).iri  # type: ignore[assignment]
        chain.append((claim, stated[claim]))
        if node in seen or stated[claim] <= carried[node]:
            break
        seen.add(node)
    return at, tuple(chain)
