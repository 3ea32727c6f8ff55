"""Results of weighing as rows, as a stored question's answer has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib.term import Literal, Node

from claimgraph.graph.stores import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claimgraph.claims.weighing.apart import Gathered
    from claimgraph.claims.weighing.critical import Critical, Crux
    from claimgraph.claims.weighing.inflation import Rise
    from claimgraph.claims.weighing.outcomes import Difference, Standing
    from claimgraph.claims.weighing.weighing import Weighing


def standings(weighing: Weighing | Gathered, shown: Iterable[Standing]) -> Rows:
    """Return how claims stand, with the weakest link of each and why it is that."""
    names = ("article", "claim", "standing", "grade", "pro", "con", "basis", "weakest", "why")
    return _rows(names, (_standing(weighing, one) for one in shown))


def _standing(weighing: Weighing | Gathered, one: Standing) -> Mapping[str, object]:
    link = weighing.weakest(one.iri)
    return {
        "article": weighing.article(one.iri),
        "claim": one.iri,
        "standing": one.standing,
        "grade": one.grade,
        "pro": one.pro,
        "con": one.con,
        "basis": one.basis,
        "weakest": link.standing.iri,
        "why": link.why,
    }


def differences(weighing: Weighing, differing: Iterable[Difference]) -> Rows:
    """Return what stands otherwise, with the claim that the loss began with."""
    names = ("article", "claim", "before", "after", "grade_before", "grade_after", "from", "why")
    return _rows(
        names,
        (
            {
                "article": weighing.article(one.after.iri),
                "claim": one.after.iri,
                "before": one.before.standing,
                "after": one.after.standing,
                "grade_before": one.before.grade,
                "grade_after": one.after.grade,
                "from": one.chain[-1].standing.iri,
                "why": one.chain[-1].why,
            }
            for one in differing
        ),
    )


def critical(minimal: Critical) -> Rows:
    """Return minimal sets, a row for each thing in one; `set` numbers them."""
    return _rows(
        ("claim", "set", "size", "thing"),
        (
            {"claim": minimal.claim.iri, "set": number, "size": len(one), "thing": thing}
            for number, one in enumerate(minimal.sets, 1)
            for thing in one
        ),
    )


def cruxes(weighing: Weighing, most_worth: Iterable[Crux]) -> Rows:
    """Return what is most worth checking, with the passages of the claims that say it."""
    return _rows(
        ("thing", "kind", "if_false", "if_true", "claim", "passage"),
        (
            {
                "thing": one.thing,
                "kind": one.kind,
                "if_false": one.if_false,
                "if_true": one.if_true,
                "claim": claim,
                "passage": passage,
            }
            for one in most_worth
            for claim in one.claims
            for passage in _passages(weighing, claim)
        ),
    )


def _passages(weighing: Weighing, claim: Node) -> Iterable[Node | None]:
    return [one.iri for one in weighing.passages(claim)] or [None]


def rises(weighing: Weighing, inflated: Iterable[Rise]) -> Rows:
    """Return conclusions stated more firmly than what carries them."""
    return _rows(
        ("article", "claim", "stated", "carried", "argument", "weakest", "takeaway"),
        (
            {
                "article": weighing.article(one.claim),
                "claim": one.claim,
                "stated": one.stated,
                "carried": one.carried,
                "argument": one.at,
                "weakest": one.chain[-1][0],
                "takeaway": one.takeaway,
            }
            for one in inflated
        ),
    )


def _rows(names: tuple[str, ...], values: Iterable[Mapping[str, object]]) -> Rows:
    solutions = (
        {
            name: value if isinstance(value, Node) else Literal(value)
            for name, value in each.items()
            if value is not None
        }
        for each in values
    )
    return Rows(names, solutions)
