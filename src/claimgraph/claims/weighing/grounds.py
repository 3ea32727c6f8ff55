"""Reads what claims rest on outside their articles, and grades it by a table.

The grade of what a claim rests on is its basis: see `docs/weighing.md`. All claims of a graph are
read in one pass over the properties that matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, SKOS, URIRef

from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import WAYS
from claimgraph.claims.weighing.semantics import FIRMEST, Inference
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.weighing.table import Table

UNNAMED = "unnamed"
_ASSERTED = URIRef(f"{SCHEME}certainty/asserted")
_RAISED = URIRef(f"{SCHEME}certainty/raised")
_DENIES = URIRef(f"{SCHEME}speech-act/denies")
# Chains that a broken capture makes endless are followed so far.
_LONGEST_CHAIN = 50
_BELONGING = (CG.partOf, CG.subsidiaryOf, CG.employedBy)


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that a claim rests on, evidence or somebody's word, and how firm it is.

    `things` are what it falls with: the evidence, its kind, its sources, who speaks in them, and
    `UNNAMED` where a source or speaker has no name; `sources` and `actors` are some of them.
    """

    grade: int
    things: frozenset[Node | str]
    sources: frozenset[Node]
    actors: frozenset[Node]


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What a claim rests on, and the most that its certainty allows.

    `word` is whether the article says it on its author's word alone; `authors` whose word that is.
    """

    grounds: tuple[Ground, ...]
    cap: int
    word: bool
    authors: frozenset[Node]


@dataclass(frozen=True)
class Material:
    """All that is weighed: standpoints by claim, inferences, and which claims are theses."""

    standpoints: dict[Node, Standpoint]
    inferences: tuple[Inference, ...]
    theses: tuple[Node, ...]
    articles: dict[Node, tuple[Node, ...]]
    belonging: dict[Node, frozenset[Node]]
    certainties: dict[Node, Node]
    summing_up: frozenset[Node]

    @cached_property
    def resting_on(self) -> dict[Node | str, list[Node]]:
        """The claims that rest directly on each source, actor, kind of evidence, or `UNNAMED`."""
        found: dict[Node | str, list[Node]] = defaultdict(list)
        for claim, standpoint in self.standpoints.items():
            own = standpoint.authors if standpoint.word else frozenset()
            for thing in own.union(*(one.things for one in standpoint.grounds)):
                found[thing].append(claim)
        return found

    def part(self, claims: set[Node]) -> Material:
        """Return some of the claims, with the inferences that lead to them."""
        inferences: list[Inference] = []
        ends: set[object] = set(claims)
        # An undercut is known once the inference that it is aimed at is.
        waiting = list(self.inferences)
        while some := [one for one in waiting if one.conclusion in ends]:
            inferences += some
            taken = {one.iri for one in some}
            ends |= taken
            waiting = [one for one in waiting if one.iri not in taken]
        return replace(
            self,
            standpoints={one: point for one, point in self.standpoints.items() if one in claims},
            inferences=tuple(inferences),
            theses=tuple(one for one in self.theses if one in claims),
        )


class _Facts:
    """The values of properties of all subjects of a graph; each property is read once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._read: dict[URIRef, dict[Node, list[Node]]] = {}

    def __getitem__(self, name: URIRef) -> dict[Node, list[Node]]:
        if name not in self._read:
            values: dict[Node, list[Node]] = defaultdict(list)
            for subject, _, value in self.graph.triples((None, name, None)):
                values[subject].append(value)
            self._read[name] = {node: sorted(some, key=str) for node, some in values.items()}
        return self._read[name]

    def of(self, node: Node, name: URIRef) -> list[Node]:
        return self[name].get(node, [])

    def one(self, node: Node, name: URIRef) -> Node | None:
        return next(iter(self.of(node, name)), None)

    def within(self, above: Node) -> frozenset[Node]:
        """Return a class and those below it (rdfs:subClassOf)."""
        below = self.graph.transitive_subjects(RDFS.subClassOf, above)
        return frozenset(one for one in below if one is not None)

    def members(self, above: Node) -> set[Node]:
        """Return the things that are of a class or of one below it."""
        kinds = self.within(above)
        return {node for node, types in self[RDF.type].items() if not kinds.isdisjoint(types)}

    def above(self, node: Node, *names: URIRef) -> list[Node]:
        """Return a node and what lies above it by properties, the nearest first."""
        found = [node]
        for one in found:
            for name in names:
                found += [end for end in self.of(one, name) if end not in found]
        return found


def read(graph: Graph, table: Table) -> Material:
    """Read all claims and inferences of a graph, graded by a table."""
    facts = _Facts(graph)
    claims = sorted(facts[CG.paraphrase], key=str)
    reader = _Reader(facts, table)
    thesis = facts.members(CG.Thesis)
    return Material(
        {claim: reader.standpoint(claim) for claim in claims},
        tuple(reader.inferences()),
        tuple(claim for claim in claims if claim in thesis),
        {claim: reader.articles(claim) for claim in claims},
        {actor: frozenset(facts.above(actor, *_BELONGING)) for actor in reader.speakers},
        {claim: one for claim in claims if (one := facts.one(claim, CG.certainty)) is not None},
        frozenset(reader.summing_up(claims)),
    )


class _Reader:
    def __init__(self, facts: _Facts, table: Table) -> None:
        self.facts, self.table = facts, table
        self.unnamed = facts.members(CG.UnnamedSource)
        self.crowds = facts.members(CG.Crowd)
        self.speakers: set[Node] = set()

    def articles(self, claim: Node) -> tuple[Node, ...]:
        of = self.facts.of
        found = {one for passage in of(claim, CG.passage) for one in of(passage, OA.hasSource)}
        return tuple(sorted(found, key=str))

    def summing_up(self, claims: Iterable[Node]) -> set[Node]:
        of, takeaways = self.facts.of, self.facts.members(CG.KeyTakeaways)
        return {
            claim
            for claim in claims
            for passage in of(claim, CG.passage)
            if not takeaways.isdisjoint(of(passage, DCTERMS.isPartOf))
        }

    def standpoint(self, claim: Node) -> Standpoint:
        of = self.facts.of
        authors = frozenset(
            one for article in self.articles(claim) for one in of(article, DCTERMS.creator)
        )
        grounds = [self.evidence(one, claim) for one in of(claim, CG.evidence)]
        words = [self.words(one, authors) for one in of(claim, CG.attribution)]
        grounds += [one for one in words if one is not None]
        certainty = self.facts.one(claim, CG.certainty)
        raised = certainty == _RAISED
        return Standpoint(
            tuple(grounds), self.cap(claim, certainty), not grounds and not raised, authors
        )

    def cap(self, claim: Node, certainty: Node | None) -> int:
        table = self.table
        marked = bool(self.facts.of(claim, CG.hedge))
        if certainty is None:
            return table.hedged if marked else FIRMEST
        cap = self.graded(certainty, table.certainty, table.hedged)
        return min(cap, table.hedged) if marked else cap

    def graded(self, concept: Node, grades: object, otherwise: int) -> int:
        """Return the grade of a concept, or of the nearest one above it (skos:broader)."""
        known: dict[str, int] = dict(grades)  # type: ignore[call-overload]
        for one in self.facts.above(concept, SKOS.broader):
            if str(one) in known:
                return known[str(one)]
        return otherwise

    def evidence(self, node: Node, claim: Node) -> Ground:
        of, table = self.facts.of, self.table
        kinds, sources = of(node, CG.evidenceKind), of(node, CG.source)
        things: set[Node | str] = {node, *kinds}
        issuers = {one for source in sources for one in of(source, CG.issuer)}
        grade = table.named
        if issuers and not self.interested(issuers, claim):
            grade = max((self.graded(kind, table.evidence, grade) for kind in kinds), default=grade)
        elif kinds:
            grade = min(grade, *(self.graded(one, table.evidence, grade) for one in kinds))
        if not sources or not self.unnamed.isdisjoint(sources):
            things.add(UNNAMED)
            grade = min(grade, table.unnamed)
        return self.ground(grade, things, sources, issuers)

    def interested(self, issuers: set[Node], claim: Node) -> bool:
        """Tell whether a claim favours one who speaks for it, or whom that one belongs to."""
        favoured = set(self.facts.of(claim, CG.favours))
        return any(not favoured.isdisjoint(self.facts.above(one, *_BELONGING)) for one in issuers)

    def words(self, node: Node, authors: frozenset[Node]) -> Ground | None:
        """Return the word of others that a claim rests on, None for the author's own, or a denial.

        It is as firm as the weakest link of its chain.
        """
        of, table = self.facts.of, self.table
        chain: list[Node] = []
        link: Node | None = node
        while link is not None and link not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(link)
            link = self.facts.one(link, CG.through)
        if any(_DENIES in of(one, CG.speechAct) for one in chain):
            return None
        others = [one for one in chain if authors.isdisjoint(of(one, CG.actor))]
        if len(others) == len(chain) > 1 and not authors:
            del others[-1]
        things: set[Node | str] = set()
        cited: set[Node] = set()
        actors: set[Node] = set()
        grade = table.named
        for one in others:
            sources, speakers = of(one, CG.source), of(one, CG.actor)
            nameless = not self.unnamed.isdisjoint(sources) or not self.crowds.isdisjoint(speakers)
            if nameless:
                things.add(UNNAMED)
                grade = min(grade, table.unnamed)
            cited.update(sources)
            actors.update(speakers, *(of(source, CG.issuer) for source in sources))
        return self.ground(grade, things, cited, actors) if cited or actors else None

    def ground(
        self, grade: int, things: set[Node | str], sources: Iterable[Node], actors: Iterable[Node]
    ) -> Ground:
        cited, speaking = frozenset(sources), frozenset(actors)
        self.speakers |= speaking
        return Ground(grade, frozenset(things) | cited | speaking, cited, speaking)

    def inferences(self) -> Iterable[Inference]:
        of, table = self.facts.of, self.table
        ways = [(self.facts.within(kind), way) for kind, way in WAYS.items()]
        for node in sorted(self.facts[CG.conclusion], key=str):
            kinds = of(node, RDF.type)
            way = next((way for known, way in ways if not known.isdisjoint(kinds)), "bears on")
            explicit = str(self.facts.one(node, CG.explicit)).lower() in ("true", "1")
            caps = [self.graded(one, table.schemes, FIRMEST) for one in of(node, CG.scheme)]
            cap = min([table.explicit if explicit else table.reconstructed, *caps])
            for end in of(node, CG.conclusion):
                premises = tuple(of(node, CG.premise))
                yield Inference(node, way, end, premises, cap, explicit)


@dataclass(frozen=True, slots=True)
class Trust:
    """What counts differently: `gone` not at all, save what is `kept`.

    The word of the `doubted` counts no more than the author's, that of a doubted author nothing;
    what the `sure` say is as firm as can be, however it is hedged.
    """

    gone: frozenset[Node | str] = frozenset()
    doubted: frozenset[Node] = frozenset()
    kept: frozenset[Node | str] = frozenset()
    sure: frozenset[Node | str] = frozenset()


def basis(standpoint: Standpoint, table: Table, trust: Trust) -> int:
    """Return how firm a claim is by what it rests on outside the article."""
    if standpoint.word:
        lost = standpoint.authors & (trust.gone | trust.doubted) - trust.kept
        return 0 if lost else min(table.author, standpoint.cap)
    grades = [0]
    for one in standpoint.grounds:
        if one.things & trust.sure:
            return FIRMEST
        if not one.things & trust.gone or one.things & trust.kept:
            doubted = bool(one.actors & trust.doubted)
            grades.append(min(one.grade, table.author) if doubted else one.grade)
    return min(max(grades), standpoint.cap)
