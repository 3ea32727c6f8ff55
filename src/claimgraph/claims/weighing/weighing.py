"""What stands and what falls: standing and grade of every claim, and what would change them."""

from __future__ import annotations

import gc
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib.term import Node, URIRef

from claimgraph import display
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing import grounds, linking, properties, reasons
from claimgraph.claims.weighing.grounds import UNNAMED, Trust, basis
from claimgraph.claims.weighing.outcomes import (
    ACCEPTED,
    CONTESTED,
    DEFEATED,
    UNDECIDED,
    UNSUPPORTED,
    WITHDRAWN,
    Difference,
    Standing,
    Supposition,
)
from claimgraph.claims.weighing.semantics import FIRMEST, Framework, Grades, Inputs
from claimgraph.claims.weighing.table import DEFAULT, VERSION
from claimgraph.errors import UsageError
from claimgraph.graph.names import readable
from claimgraph.graph.stores import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rdflib import Graph

    from claimgraph.claims.model import Passage
    from claimgraph.claims.weighing.grounds import Material
    from claimgraph.claims.weighing.reasons import Step
    from claimgraph.claims.weighing.table import Table


class Weighing:
    """How all claims of a graph stand by a table, perhaps under a supposition.

    `before` is the weighing that a supposition was made about.
    """

    def __init__(
        self,
        material: Material,
        table: Table,
        reader: Reader,
        framework: Framework,
        supposed: Supposition,
        inputs: Inputs,
        grades: Grades,
        before: Weighing | None = None,
    ) -> None:
        self.before = before
        self.table, self.supposed = table, supposed
        self.material, self.framework = material, framework
        self.reader = reader
        self.inputs, self.grades = inputs, grades
        # Each is asked for again by what rests on it, and by every supposition.
        self._known: dict[Node, Standing] = {}

    def __repr__(self) -> str:
        counts = Counter(one.standing for one in self.standings)
        listed = ", ".join(f"{number} {standing}" for standing, number in sorted(counts.items()))
        return f"<Weighing by {self.table.name}: {listed}>"

    def _repr_html_(self) -> str:
        """Return how each claim stands, for a notebook."""
        rows = [(one.label, str(one), self.role(one.iri)) for one in self.standings]
        return display.table(("claim", "standing", "role"), rows, f"Weighed by {self.means}.")

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """All claims: theses first, then what they rest on directly, then the rest by IRI."""
        return tuple(self.standing(claim) for claim in self.order)

    @property
    def order(self) -> tuple[Node, ...]:
        """The claims in that order."""
        return tuple(self.material.order)

    @property
    def pillars(self) -> tuple[Node, ...]:
        """The premises of the arguments for a thesis."""
        return self.material.pillars

    def role(self, claim: Node) -> str:
        """Return what a claim is to its article: a thesis, a pillar of one, or an empty text."""
        return self.material.roles.get(claim, "")

    @property
    def means(self) -> str:
        """By which table and semantics claims are weighed, in words."""
        linked = ", with accepted links" if self.material.linked else ""
        return f"the {self.table.name} table, semantics {VERSION}{linked}"

    def name(self, node: Node) -> str:
        """Return what a thing is called."""
        return self.reader.term(node).label

    def article(self, claim: Node) -> Node | None:
        """Return the article of a claim, the first by IRI of several."""
        return next(iter(self.material.articles[claim]), None)

    def passages(self, claim: Node) -> tuple[Passage, ...]:
        """Return the passages in which a claim is made."""
        return self.reader.claim(URIRef(str(claim))).passages

    def holds(self, claim: Node) -> bool:
        """Tell whether a claim is among those that were weighed."""
        return claim in self.material.standpoints

    def standing(self, claim: Node) -> Standing:
        """Return how a claim stands; raises KeyError for what is not a claim."""
        if claim not in self.material.standpoints:
            raise KeyError(str(claim))
        if claim not in self._known:
            self._known[claim] = self._stands(claim)
        return self._known[claim]

    def _stands(self, claim: Node) -> Standing:
        node, framework, grades = self.framework.number[claim], self.framework, self.grades
        least, most = grades.least[node], grades.most[node]
        pro = framework.pro(node, self.inputs, grades.least)
        con = max(framework.con(node, grades.least, explicit=way) for way in (True, False))
        # A contradiction attacks at the weaker of the two grades.
        con = max(con, min(pro, framework.contradiction(node, grades.least)))
        if node in self.inputs.fixed:
            pro, con = self.inputs.fixed[node], 0
        standing = self._standing(node, least, most)
        base = self.inputs.basis[node]
        shown = self.material.apart.get(claim, claim)
        return Standing(shown, self.name(shown), standing, least, pro, con, base, most)

    def _standing(self, node: int, least: int, most: int) -> str:
        framework, grades = self.framework, self.grades
        if node in self.inputs.out:
            return WITHDRAWN
        if least:
            return ACCEPTED
        if most:
            return UNDECIDED
        # An objection that the article does not draw can contest a claim but not defeat it.
        most_pro = framework.pro(node, self.inputs, grades.most)
        if framework.con(node, grades.least, explicit=True) > most_pro:
            return DEFEATED
        return CONTESTED if most_pro else UNSUPPORTED

    def answer(self) -> Answer:
        """Return how all claims stand as rows, like the answer to a stored question."""
        from claimgraph.claims.weighing import rows

        return Answer.held(rows.standings(self, self.standings))

    # ── What if ──────────────────────────────────────────────────────────────────────────────────

    def without(
        self,
        *things: Node | str,
        doubt: Iterable[Node | str] = (),
        restore: Iterable[Node | str] = (),
    ) -> Weighing:
        """Return how claims stand when some things count no more: see `Supposition`.

        A thing is given by its IRI, by the last part of that, by its label, or as "unnamed".
        Raises UsageError for a name that is unknown or ambiguous.
        """
        gone, doubted, kept = (
            frozenset(map(self.thing, some)) for some in (things, doubt, restore)
        )
        supposed = self.supposed
        return self.supposing(
            replace(
                supposed,
                without=supposed.without | gone,
                doubted=supposed.doubted
                | frozenset(one for one in doubted if isinstance(one, Node)),
                restored=supposed.restored | kept,
            )
        )

    def must_count(self, things: Iterable[Node | str], doubted: Iterable[Node | str]) -> None:
        """Raise UsageError for what nothing can rest on, and for doubt of what is not an actor."""
        known = self.framework.number.keys() | self.material.resting_on.keys()
        kinds = (CG.Source, CG.Evidence, CG.Actor, CG.Claim, CG.Argument)
        for one in things:
            if isinstance(one, Node) and one not in known and not self._is(one, *kinds):
                raise UsageError(
                    f"{self.name(one)}: is not a source, claim, argument or actor, and no claim "
                    "rests on evidence of this kind: name something else"
                )
        for one in doubted:
            if not isinstance(one, Node) or not self._is(one, CG.Actor):
                label = self.name(one) if isinstance(one, Node) else one
                raise UsageError(f"{label}: is not an actor: only an actor's word can be doubted")

    def _is(self, node: Node, *classes: Node) -> bool:
        return any(kind.within(one) for kind in self.reader.kinds_of(node) for one in classes)

    def thing(self, name: Node | str) -> Node | str:
        """Return what a name stands for among all that is weighed."""
        if isinstance(name, Node) or name == UNNAMED:
            return name
        things = [
            node
            for node in (*self.framework.number, *self.material.resting_on)
            if isinstance(node, Node) and name in (str(node), readable(str(node)), self.name(node))
        ]
        if len(set(things)) == 1:
            return things[0]
        if things:
            listed = ", ".join(sorted({str(one) for one in things}))
            raise UsageError(f"{name}: several things have this name: give one of {listed}")
        raise UsageError(
            f"{name}: no claim, argument, source, actor or evidence kind has this name"
        )

    @property
    def changes(self) -> tuple[Difference, ...]:
        """What stands otherwise than before the supposition."""
        return () if self.before is None else self.differences(self.before)

    def supposing(self, supposed: Supposition) -> Weighing:
        """Return how claims stand under a supposition; only what hangs on it is weighed anew."""
        number, before = self.framework.number, self.inputs
        trust = self._trust(supposed)
        touched = self._touched(supposed, trust)
        inputs = self._supposed(supposed, trust, touched)
        changed = {
            node for claim in touched if before.basis[node := number[claim]] != inputs.basis[node]
        }
        changed |= before.out ^ inputs.out
        changed |= {node for node, _ in before.fixed.items() ^ inputs.fixed.items()}
        grades = self.framework.again(self.grades, inputs, changed)
        return Weighing(
            self.material, self.table, self.reader, self.framework, supposed, inputs, grades, self
        )

    def _trust(self, supposed: Supposition) -> Trust:
        doubted = frozenset(
            actor
            for actor, above in self.material.belonging.items()
            if not supposed.doubted.isdisjoint(above)
        )
        return Trust(supposed.without, doubted | supposed.doubted, supposed.restored, supposed.sure)

    def _supposed(self, supposed: Supposition, trust: Trust, touched: Iterable[Node]) -> Inputs:
        number, framework = self.framework.number, self.framework
        gone = self._with_stand_ins(supposed.without - supposed.restored)
        kept = self._with_stand_ins(supposed.restored - supposed.without)
        out = {number[one] for one in gone if one in number}
        granted = [number[one] for one in kept if one in number]
        out |= {cut for node in granted for cut in framework.undercuts[node]}
        basises = list(self.inputs.basis)
        for claim in touched:
            standpoint = self.material.standpoints[claim]
            basises[number[claim]] = basis(standpoint, self.table, trust)
        fixed = {node: FIRMEST for node in granted if framework.is_claim(node)}
        return Inputs(basises, fixed, frozenset(out))

    def _with_stand_ins(self, things: frozenset[Node | str]) -> list[Node | str]:
        apart = self.material.apart
        return [*things, *(one for one, claim in apart.items() if claim in things)]

    def _touched(self, supposed: Supposition, trust: Trust) -> set[Node]:
        """Return the claims whose basis may be another under one supposition or the other."""
        things: set[Node | str] = set()
        for one in (supposed, self.supposed):
            things |= one.without | one.doubted | one.restored | one.sure
        things |= trust.doubted
        if self.supposed.doubted - supposed.doubted:
            things |= set(self.material.belonging)
        resting_on = self.material.resting_on
        return {claim for thing in things for claim in resting_on.get(thing, ())}

    def chain(self, claim: Node) -> tuple[Step, ...]:
        """Return the way from a claim to the link that decides how it stands."""
        return self._ways.way(claim)

    def weakest(self, claim: Node) -> Step:
        """Return that link alone."""
        return self._ways.end(claim)

    @cached_property
    def _ways(self) -> reasons.Ways:
        return reasons.ways(self)

    def differences(self, before: Weighing) -> tuple[Difference, ...]:
        """Return the claims that stand otherwise than before, in the order of `order`."""
        framework = self.framework
        changed = self.inputs.out ^ before.inputs.out
        for old, new in (
            (before.grades.least, self.grades.least),
            (before.grades.most, self.grades.most),
            (before.inputs.basis, self.inputs.basis),
        ):
            pairs = enumerate(zip(old, new, strict=True))
            changed |= {node for node, (was, now) in pairs if was != now}
        changed |= {end for node in changed for end in framework.leads_to[node]}
        place = self.material.order
        claims: list[Node] = [framework.claims[one] for one in changed if framework.is_claim(one)]  # type: ignore[misc]
        claims = [one for one in claims if one in place]
        differing: list[Difference] = []
        causes = reasons.causes(self, before)
        for claim in sorted(claims, key=place.__getitem__):
            earlier, later = before.standing(claim), self.standing(claim)
            if str(earlier) != str(later):
                chain = causes.way(claim)
                cause = chain[-1].standing
                happened = reasons.happened(before.standing(cause.iri), cause)
                differing.append(Difference(earlier, later, chain, happened))
        return tuple(differing)


def weigh(
    graph: Graph,
    table: Table = DEFAULT,
    language: str = "en",
    article: Node | None = None,
    *,
    linked: bool = False,
) -> Weighing:
    """Weigh all claims of a graph, or those of one article, each by what its own article says.

    If `linked`, by what other articles say, too, as far as accepted links lead. Raises UsageError
    for a table that names what is unknown, and for more links than can be weighed.
    """
    table.must_be_known(graph)
    with _uncollected():
        if linked:
            material = linking.read(graph, table, article)
        elif article is None:
            material = grounds.read(graph, table)
        else:
            material = grounds.read(properties.of_article(graph, article), table)
            material = material.part(
                {claim for claim, articles in material.articles.items() if article in articles}
            )
        weighing = _weighed(material, table, Reader(graph, language))
        # What every supposition looks up, so that the first is as fast as the others.
        _ = material.resting_on, material.order
        return weighing


def bearing_on(
    graph: Graph, claims: Iterable[Node], table: Table = DEFAULT, language: str = "en"
) -> Weighing:
    """Weigh some claims of any articles, each by what its own says; only what bears on them."""
    material = grounds.read(properties.of_claims(graph, claims), table)
    return _weighed(material, table, Reader(graph, language))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold off the garbage collector: all that is read stays, and to search it doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def subject(weighing: Weighing, claim: Node) -> Weighing:
    """Return a weighing of a claim and of all that bears on it, and of nothing else.

    Raises KeyError for what is not a claim.
    """
    material, framework = weighing.material, weighing.framework
    if claim not in material.standpoints:
        raise KeyError(str(claim))
    waiting = [framework.number[claim]]
    seen = set(waiting)
    for node in waiting:
        for other in framework.behind(node):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    claims: set[Node] = {framework.claims[one] for one in seen if framework.is_claim(one)}  # type: ignore[misc]
    part = _weighed(material.part(claims), weighing.table, weighing.reader)
    return part.supposing(weighing.supposed)


def _weighed(material: Material, table: Table, reader: Reader) -> Weighing:
    framework = Framework(material.standpoints, material.inferences, table.argued_for)
    inputs = Inputs([basis(one, table, Trust()) for one in material.standpoints.values()])
    grades = framework.weigh(inputs)
    return Weighing(material, table, reader, framework, Supposition(), inputs, grades)
