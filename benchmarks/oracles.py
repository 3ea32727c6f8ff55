"""Three other ways to weigh claims, for tests and benchmarks, by nothing that claimgraph computes.

The derivations as arguments of a Dung framework, whose grounded extension `formal-argumentation`
finds; a logic program for `clingo`; and a plain fixpoint over a graph of rdflib.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import clingo
from argumentation.core.dung import ArgumentationFramework, grounded_extension
from rdflib import Graph, Literal, Namespace
from rdflib.term import Node

from claimgraph.claims.weighing.semantics import FIRMEST, Framework, Grades, Inference, Inputs

ARGUED_FOR = 2


class TooManyError(Exception):
    """There are more derivations than were asked for."""


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
        return self._leading.get((way, end), [])

    @cached_property
    def _leading(self) -> dict[tuple[str, object], list[Inference]]:
        found: dict[tuple[str, object], list[Inference]] = defaultdict(list)
        for one in self.inferences:
            found[one.way, one.conclusion].append(one)
        return found

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


# ── Derivations as arguments of a Dung framework ─────────────────────────────────────────────────


@dataclass(frozen=True, eq=False)
class Derivation:
    """How a claim or inference comes to hold: its basis, or an inference from derived premises."""

    end: str
    strength: int
    parts: tuple[Derivation, ...] = ()


class Derivations:
    """All derivations of a framework in which no claim is derived from itself."""

    def __init__(self, made: Made, most: int | None = None) -> None:
        self.made, self.most = made, most
        self.every: list[Derivation] = []
        for claim in made.bases:
            self._found(self.of_claim(claim, frozenset()))
        for one in made.inferences:
            self._found(self.of_inference(one, frozenset()))

    def _found(self, some: list[Derivation]) -> None:
        self.every += some
        if self.most is not None and len(self.every) > self.most:
            raise TooManyError

    def of_inference(self, one: Inference, above: frozenset[str]) -> list[Derivation]:
        """Return the derivations of an inference from what lies below some claims."""
        parts = [self.of_claim(str(premise), above) for premise in one.premises]
        return [
            Derivation(str(one.iri), min(one.cap, *(part.strength for part in chosen)), chosen)
            for chosen in product(*parts)
        ]

    def of_claim(self, claim: str, above: frozenset[str]) -> list[Derivation]:
        """Return the derivations of a claim from what lies below some claims."""
        if claim in above:
            return []
        basis = self.made.basis(claim)
        own = [Derivation(claim, basis)] if basis else []
        for one in self.made.of("supports", claim):
            for inner in self.of_inference(one, above | {claim}):
                own.append(Derivation(claim, inner.strength, (inner,)))
        if self.most is not None and len(own) > self.most:
            raise TooManyError
        return own

    @cached_property
    def names(self) -> dict[Derivation, str]:
        """A name for each."""
        return {one: f"d{number}" for number, one in enumerate(self.every)}

    @cached_property
    def attacks(self) -> set[tuple[str, str]]:
        """Who attacks whom, by name.

        An objection attacks the derivations of its claim that are no stronger, an undercut all of
        its inference, on their own and as parts of others.
        """
        attacking = {str(one.iri): one for one in self.made.inferences if one.way != "supports"}
        ends = {str(one.conclusion) for one in attacking.values()}
        holding: dict[str, list[tuple[int, Derivation]]] = defaultdict(list)
        for whole in self.every:
            waiting = [whole]
            for part in waiting:
                waiting += part.parts
                if part.end in ends:
                    holding[part.end].append((part.strength, whole))
        return {
            (self.names[one], self.names[whole])
            for one in self.every
            if (inference := attacking.get(one.end))
            for strength, whole in holding[str(inference.conclusion)]
            if inference.way == "undercuts" or one.strength >= strength
        }


def by_derivations(made: Made, most: int | None = None) -> dict[str, tuple[int, int]]:
    """Weigh by the grounded extension of the derivations; raises TooManyError."""
    derivations = Derivations(made, most)
    names, attacks = derivations.names, derivations.attacks
    certain = grounded_extension(
        ArgumentationFramework(frozenset(names.values()), frozenset(attacks))
    )
    beaten = {target for attacker, target in attacks if attacker in certain}
    least = dict.fromkeys(made.bases, 0)
    greatest = dict.fromkeys(made.bases, 0)
    for one, name in names.items():
        if one.end in least:
            if name in certain:
                least[one.end] = max(least[one.end], one.strength)
            if name not in beaten:
                greatest[one.end] = max(greatest[one.end], one.strength)
    return {claim: (least[claim], greatest[claim]) for claim in made.bases}


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


# ── A plain fixpoint over triples ────────────────────────────────────────────────────────────────

_X = Namespace("https://example.org/")


def triples(made: Made) -> Graph:
    """Return a framework as a graph of rdflib."""
    graph = Graph()
    for claim in made.bases:
        graph.add((_X[claim], _X.basis, Literal(made.basis(claim))))
    for one in made.inferences:
        node = _X[str(one.iri)]
        graph.add((node, _X.cap, Literal(one.cap)))
        graph.add((node, _X[one.way], _X[str(one.conclusion)]))
        for premise in one.premises:
            graph.add((node, _X.premise, _X[str(premise)]))
    return graph


def by_rounds(graph: Graph) -> dict[str, int]:
    """Weigh what does not lead back to itself, all of it again until nothing changes."""
    grades: dict[Node, int] = defaultdict(int)
    bases = list(graph.subject_objects(_X.basis))
    caps = list(graph.subject_objects(_X.cap))
    changed = True
    while changed:
        changed = False
        for node, value in (*caps, *bases):
            if (node, _X.cap, None) in graph:
                cut = any(grades[one] for one in graph.subjects(_X.undercuts, node))
                premises = [grades[one] for one in graph.objects(node, _X.premise)]
                grade = 0 if cut else min(int(str(value)), *premises)
            else:
                supports = [grades[one] for one in graph.subjects(_X.supports, node)]
                pro = max(int(str(value)), *supports, 0)
                con = max((grades[one] for one in graph.subjects(_X.opposes, node)), default=0)
                grade = pro if pro > con else 0
            changed = changed or grade != grades[node]
            grades[node] = grade
    return {str(node).removeprefix(_X): grades[node] for node, _ in bases}
