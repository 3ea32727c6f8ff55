"""Made-up frameworks of claims and inferences, and how the oracles weigh them (`oracles.py`)."""

from __future__ import annotations

from argumentation.frameworks import adf
from hypothesis import strategies as st

from claimgraph.claims.weighing.semantics import FIRMEST, Inference
from oracles import JOINED, RULES, Made, against, facts, grades_in, models


@st.composite
def frameworks(
    draw, *, circles: bool = True, graded: bool = True, supports_in_circles: bool = True
) -> Made:
    """Make a framework of up to seven claims and nine inferences.

    Without `circles` a premise comes before its conclusion; ungraded, all that counts counts 1.
    """
    grade = st.integers(0, FIRMEST) if graded else st.sampled_from([0, 1])
    bases = {f"c{n}": one for n, one in enumerate(draw(st.lists(grade, min_size=2, max_size=7)))}
    claims = list(bases)
    inferences: list[Inference] = []
    rank: dict[str, int] = {claim: number for number, claim in enumerate(claims)}
    for number in range(draw(st.integers(1, 9))):
        name = f"i{number}"
        ways = ["supports", "supports", "opposes"] + ["undercuts"] * bool(inferences)
        way = draw(st.sampled_from(ways))
        free = circles and (way != "supports" or supports_in_circles)
        ends = [one.iri for one in inferences] if way == "undercuts" else claims
        possible = [end for end in ends if free or rank[end]]
        if not possible:
            continue
        end = draw(st.sampled_from(possible))
        before = claims if free else claims[: rank[end]]
        premises = draw(st.lists(st.sampled_from(before), min_size=1, max_size=3, unique=True))
        cap = draw(st.integers(1, FIRMEST)) if graded else FIRMEST
        rank[name] = rank[end]
        inferences.append(Inference(name, way, end, tuple(premises), cap, draw(st.booleans())))
    return Made(bases, tuple(inferences))


# ── A logic program ──────────────────────────────────────────────────────────────────────────────


def by_programs(made: Made) -> dict[str, tuple[int, int]]:
    """Weigh by the well-founded model, as the alternating fixpoint of clingo's answers.

    Each answer is the least model of a program without negation: the reduct by the answer before
    (Van Gelder 1993).
    """
    given = facts(made)
    certain: set[str] = set()
    while True:
        (possible,) = models(given, RULES, against(certain))
        (following,) = models(given, RULES, against(possible))
        if following == certain:
            break
        certain = following
    least, most = grades_in(made, certain), grades_in(made, possible)
    return {claim: (least[claim], most[claim]) for claim in made.bases}


def by_stable_models(made: Made) -> list[dict[str, int]]:
    """Return the grades in each stable model: one where nothing leads back to itself."""
    return [grades_in(made, model) for model in models(facts(made), RULES, JOINED)]


# ── An abstract dialectical framework ────────────────────────────────────────────────────────────


def by_dialectical_framework(made: Made) -> dict[str, tuple[int, int]]:
    """Weigh what is not graded by the grounded interpretation (Brewka and Gordon 2010)."""

    def some(names: list[str]) -> adf.AcceptanceCondition:
        return adf.Or(tuple(adf.Atom(one) for one in names)) if names else adf.False_()

    conditions: dict[str, adf.AcceptanceCondition] = {}
    links: set[tuple[str, str]] = set()
    for claim in made.bases:
        pro = [one.iri for one in made.of("supports", claim)]
        con = [one.iri for one in made.of("opposes", claim)]
        holds = adf.True_() if made.bases[claim] and not pro else some(pro)
        conditions[claim] = adf.And((holds, adf.Not(some(con))))
        links |= {(one, claim) for one in pro + con}
    for one in made.inferences:
        cuts = [cut.iri for cut in made.of("undercuts", one.iri)]
        premises = tuple(adf.Atom(premise) for premise in one.premises)
        conditions[one.iri] = adf.And((*premises, adf.Not(some(cuts))))
        links |= {(parent, one.iri) for parent in (*one.premises, *cuts)}
    framework = adf.AbstractDialecticalFramework(
        frozenset(conditions), frozenset(links), conditions
    )
    values = dict(adf.grounded_interpretation(framework))
    bounds = {
        adf.ThreeValued.T: (1, 1),
        adf.ThreeValued.F: (0, 0),
        adf.ThreeValued.U: (0, 1),
    }
    return {claim: bounds[values[claim]] for claim in made.bases}
