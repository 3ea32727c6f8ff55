"""Made-up frameworks of claims and inferences, and three other ways to weigh them.

The oracles know nothing of how claimgraph computes: the derivations as arguments of a Dung
framework, whose grounded extension `formal-argumentation` finds; a logic program for `clingo`;
and, where nothing is graded, an abstract dialectical framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import clingo
from argumentation.core.dung import ArgumentationFramework, grounded_extension
from argumentation.frameworks import adf
from hypothesis import assume
from hypothesis import strategies as st

from claimgraph.claims.weighing.semantics import FIRMEST, Framework, Grades, Inference, Inputs

ARGUED_FOR = 2
# What is weighed by listing all derivations may have so many of them.
MOST_DERIVATIONS = 250


@dataclass(frozen=True)
class Made:
    """A made-up framework: the basis of each claim, and the inferences."""

    bases: dict[str, int]
    inferences: tuple[Inference, ...]

    def weigh(self) -> dict[str, tuple[int, int]]:
        """Return the least and greatest grade of each claim, as claimgraph finds them."""
        framework = Framework(self.bases, self.inferences, ARGUED_FOR)
        return by_claim(framework, framework.weigh(Inputs(list(self.bases.values()))))

    def of(self, way: str, end: str) -> list[Inference]:
        """Return the inferences of a kind that lead to something."""
        return [one for one in self.inferences if (one.way, one.conclusion) == (way, end)]

    def basis(self, claim: str) -> int:
        """Return the basis that counts: a weak one does not where a claim is argued for."""
        basis = self.bases[claim]
        return 0 if self.of("supports", claim) and basis < ARGUED_FOR else basis


def by_claim(framework: Framework, grades: Grades) -> dict[str, tuple[int, int]]:
    """Return the least and greatest grade of each claim by name."""
    return {
        str(claim): (grades.least[number], grades.most[number])
        for number, claim in enumerate(framework.claims)
    }


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


# ── Derivations as arguments of a Dung framework ─────────────────────────────────────────────────


@dataclass(frozen=True)
class Derivation:
    """How a claim or inference comes to hold: its basis, or an inference from derived premises."""

    end: str
    strength: int
    parts: tuple[Derivation, ...] = ()

    def whole(self) -> list[Derivation]:
        """Return it and all derivations that it is made of."""
        return [self, *(one for part in self.parts for one in part.whole())]


def derivations(made: Made) -> list[Derivation]:
    """Return all derivations in which no claim is derived from itself."""
    found: list[Derivation] = []

    def of_inference(one: Inference, above: frozenset[str]) -> list[Derivation]:
        parts = [of_claim(premise, above) for premise in one.premises]
        return [
            Derivation(one.iri, min(one.cap, *(part.strength for part in chosen)), chosen)
            for chosen in product(*parts)
        ]

    def of_claim(claim: str, above: frozenset[str]) -> list[Derivation]:
        if claim in above:
            return []
        basis = made.basis(claim)
        own = [Derivation(claim, basis)] if basis else []
        for one in made.of("supports", claim):
            for inner in of_inference(one, above | {claim}):
                own.append(Derivation(claim, inner.strength, (inner,)))
        assume(len(own) <= MOST_DERIVATIONS)
        return own

    for claim in made.bases:
        found += of_claim(claim, frozenset())
    for one in made.inferences:
        found += of_inference(one, frozenset())
    assume(len(found) <= MOST_DERIVATIONS)
    return found


def by_derivations(made: Made) -> dict[str, tuple[int, int]]:
    """Weigh by the grounded extension of the derivations.

    An objection attacks the derivations of its claim that are no stronger, and an undercut all of
    its inference, on their own and as parts of others.
    """
    every = derivations(made)
    name = {id(one): f"d{number}" for number, one in enumerate(every)}
    made_of = {id(one): one.whole() for one in every}
    attacking = {one.iri: one for one in made.inferences if one.way != "supports"}
    attacks: set[tuple[str, str]] = set()
    for one in every:
        inference = attacking.get(one.end)
        if inference is None:
            continue
        for other in every:
            if any(
                part.end == inference.conclusion
                and (inference.way == "undercuts" or one.strength >= part.strength)
                for part in made_of[id(other)]
            ):
                attacks.add((name[id(one)], name[id(other)]))
    found = grounded_extension(ArgumentationFramework(frozenset(name.values()), frozenset(attacks)))
    beaten = {target for attacker, target in attacks if attacker in found}

    def greatest(claim: str, among: set[str]) -> int:
        strengths = [one.strength for one in every if one.end == claim and name[id(one)] in among]
        return max(strengths, default=0)

    return {
        claim: (greatest(claim, set(found)), greatest(claim, set(name.values()) - beaten))
        for claim in made.bases
    }


# ── A logic program ──────────────────────────────────────────────────────────────────────────────

RULES = """
level(1..4).
pro(C,K) :- basis(C,B), level(K), K <= B.
pro(C,K) :- supports(I,C), firm(I,K).
firm(C,K) :- claim(C), pro(C,K), accepted(C).
accepted(C) :- pro(C,K), not opposed(C,K).
firm(I,K) :- cap(I,M), level(K), K <= M, not cut(I), firm(P,K) : premise(I,P).
con(C,K) :- opposes(I,C), firm(I,K).
undercut(I) :- undercuts(J,I), firm(J,1).
#show firm/2. #show con/2. #show undercut/1.
"""
# One program: what speaks against a thing is what follows itself.
JOINED = "opposed(C,K) :- con(C,K). cut(I) :- undercut(I)."


def facts(made: Made) -> str:
    """Return a framework as facts of the program."""
    lines = [f"claim({claim}). basis({claim},{made.basis(claim)})." for claim in made.bases]
    for one in made.inferences:
        lines.append(f"{one.way}({one.iri},{one.conclusion}). cap({one.iri},{one.cap}).")
        lines += [f"premise({one.iri},{premise})." for premise in one.premises]
    return "\n".join(lines)


def models(*texts: str) -> list[set[str]]:
    """Return the stable models of a program, as what each shows."""
    control = clingo.Control(["0", "--warn=none"])
    control.add("base", [], "\n".join(texts))
    control.ground([("base", [])])
    with control.solve(yield_=True) as found:
        return [{str(symbol) for symbol in model.symbols(shown=True)} for model in found]


def against(model: set[str]) -> str:
    """Return what speaks against something in a model, as facts of the program."""
    taken = [
        one.replace("con(", "opposed(").replace("undercut(", "cut(")
        for one in model
        if not one.startswith("firm(")
    ]
    return "".join(f"{one}." for one in sorted(taken)) + "#defined opposed/2. #defined cut/1."


def grades_in(made: Made, model: set[str]) -> dict[str, int]:
    """Return the grade of each claim in a model."""
    return {
        claim: max((k for k in range(1, FIRMEST + 1) if f"firm({claim},{k})" in model), default=0)
        for claim in made.bases
    }


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
