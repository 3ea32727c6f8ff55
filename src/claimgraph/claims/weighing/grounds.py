"""Reads what claims rest on outside their articles, and grades it by a table.

The grade of what a claim rests on is its basis: see `docs/weighing.md`. All claims of a graph are
read in one pass over the properties that matter.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from rdflib import DCTERMS, SKOS, URIRef

from claimgraph.claims.facts import is_true
from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import WAYS
from claimgraph.claims.weighing.properties import BELONGING, Properties
from claimgraph.claims.weighing.semantics import FIRMEST, Inference
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.claims.weighing.table import Table

UNNAMED = "unnamed"
_ASSERTED = URIRef(f"{SCHEME}certainty/asserted")
_RAISED = URIRef(f"{SCHEME}certainty/raised")
_DENIES = URIRef(f"{SCHEME}speech-act/denies")
# Chains that a broken capture makes endless are followed so far.
_LONGEST_CHAIN = 50
# Each is looked up for every claim, and a namespace makes its names anew.
_PASSAGE, _EVIDENCE, _ATTRIBUTION, _HEDGE = CG.passage, CG.evidence, CG.attribution, CG.hedge
_CERTAINTY, _FAVOURS, _KIND, _SOURCE = CG.certainty, CG.favours, CG.evidenceKind, CG.source
_ISSUER, _ACTOR, _THROUGH, _SPEECH_ACT = CG.issuer, CG.actor, CG.through, CG.speechAct
_CONCLUSION, _PREMISE, _SCHEME, _EXPLICIT = CG.conclusion, CG.premise, CG.scheme, CG.explicit
_ARTICLE, _PART_OF, _CREATOR, _BROADER = (
    OA.hasSource,
    DCTERMS.isPartOf,
    DCTERMS.creator,
    SKOS.broader,
)


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
    summing_up: frozenset[Node]
    # Claims that are not restated, as a draft has them.
    left_out: frozenset[Node] = frozenset()
    # The claims that stand-ins stand for, and those of other articles that are weighed along: of
    # both nothing is shown.
    apart: Mapping[Node, Node] = field(default_factory=dict)
    beyond: frozenset[Node] = frozenset()
    # Whether accepted links count.
    linked: bool = False

    @cached_property
    def pillars(self) -> tuple[Node, ...]:
        """The premises of the arguments for a thesis."""
        return tuple(self.argued)

    @cached_property
    def argued(self) -> dict[Node, tuple[str, int]]:
        """The argument for a thesis that has each pillar first, and where in that it stands."""
        theses = set(self.theses)
        places: dict[Node, tuple[str, int]] = {}
        for one in self.inferences:
            if one.way == "supports" and not theses.isdisjoint(one.ends):
                for number, premise in enumerate(one.premises):
                    if premise in self.standpoints and premise not in theses:
                        places.setdefault(premise, (str(one.iri), number))
        return places

    @cached_property
    def roles(self) -> dict[Node, str]:
        """What theses and pillars are to their articles, in a word."""
        return dict.fromkeys(self.pillars, "pillar") | dict.fromkeys(self.theses, "thesis")

    @cached_property
    def order(self) -> dict[Node, int]:
        """The place of each claim: theses first, then pillars, then the rest by IRI."""
        claims = dict.fromkeys([*self.theses, *self.pillars, *self.standpoints])
        shown = (one for one in claims if one not in self.apart and one not in self.beyond)
        return {claim: place for place, claim in enumerate(shown)}

    @cached_property
    def resting_on(self) -> dict[Node | str, list[Node]]:
        """The claims that rest directly on each source, actor, kind of evidence, or `UNNAMED`."""
        claims_by_thing: dict[Node | str, list[Node]] = defaultdict(list)
        for claim, standpoint in self.standpoints.items():
            own = standpoint.authors if standpoint.word else frozenset()
            for thing in own.union(*(one.things for one in standpoint.grounds)):
                claims_by_thing[thing].append(claim)
        return claims_by_thing

    def part(self, claims: set[Node]) -> Material:
        """Return some of the claims, with the inferences that lead to them."""
        inferences: list[Inference] = []
        ends: set[object] = set(claims)
        # An undercut is known once the inference that it is aimed at is.
        waiting = list(self.inferences)
        while some := [one for one in waiting if not ends.isdisjoint(one.ends)]:
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

    def showing(self, article: Node) -> Material:
        """Return the same with the claims of one article alone to be shown."""
        beyond = {claim for claim, some in self.articles.items() if article not in some}
        theses = tuple(one for one in self.theses if one not in beyond)
        return replace(self, theses=theses, beyond=frozenset(beyond))


def read(graph: Graph, table: Table) -> Material:
    """Read all claims and inferences of a graph, graded by a table."""
    facts = Properties(graph)
    claims = sorted(graph.subjects(CG.paraphrase, unique=True), key=str)
    reader = _Standpoints(facts, table)
    thesis = facts.members(CG.Thesis)
    return Material(
        {claim: reader.standpoint(claim) for claim in claims},
        tuple(reader.inferences()),
        tuple(claim for claim in claims if claim in thesis),
        {claim: reader.articles(claim) for claim in claims},
        {actor: frozenset(facts.above(actor, *BELONGING)) for actor in reader.speakers},
        frozenset(reader.summing_up(claims)),
        frozenset(facts.members(CG.Claim).difference(claims)),
    )


class _Standpoints:
    def __init__(self, facts: Properties, table: Table) -> None:
        self.facts, self.table = facts, table
        self.unnamed = facts.members(CG.UnnamedSource)
        self.crowds = facts.members(CG.Crowd)
        self.speakers: set[Node] = set()
        # Many claims share each of these.
        self._graded: dict[tuple[Node, str], int] = {}
        self._above: dict[Node | None, list[Node]] = {None: [_ASSERTED]}
        self._evidence: dict[tuple[Node, ...], Ground] = {}

    def articles(self, claim: Node) -> tuple[Node, ...]:
        of = self.facts.of
        containing = {one for passage in of(claim, _PASSAGE) for one in of(passage, _ARTICLE)}
        return tuple(sorted(containing, key=str) if len(containing) > 1 else containing)

    def summing_up(self, claims: Iterable[Node]) -> set[Node]:
        of, takeaways = self.facts.of, self.facts.members(CG.KeyTakeaways)
        return takeaways and {
            claim
            for claim in claims
            for passage in of(claim, _PASSAGE)
            if not takeaways.isdisjoint(of(passage, _PART_OF))
        }

    def standpoint(self, claim: Node) -> Standpoint:
        of = self.facts.of
        authors = frozenset(
            one for article in self.articles(claim) for one in of(article, _CREATOR)
        )
        self.speakers |= authors
        chains = [self.chain(one) for one in of(claim, _ATTRIBUTION)]
        affirming = [one for one in chains if not self.denial(one)]
        evidence = [self.evidence(one, claim) for one in of(claim, _EVIDENCE)]
        words = [one for chain in affirming if (one := self.words(chain, authors)) is not None]
        grounds = self.joined(evidence, words) if words else evidence
        certainty = self.facts.one(claim, _CERTAINTY)
        if certainty is not None and certainty not in self._above:
            self._above[certainty] = self.facts.above(certainty, _BROADER)
        kinds = self._above[certainty]
        # What is only raised, or only denied, is nobody's word, unless the author asserts it.
        nobody = _RAISED in kinds or (len(affirming) < len(chains) and _ASSERTED not in kinds)
        return Standpoint(
            tuple(grounds), self.cap(claim, certainty), not grounds and not nobody, authors
        )

    def joined(self, evidence: Iterable[Ground], words: Iterable[Ground]) -> Iterable[Ground]:
        """Yield evidence and words; words from the source of a piece of evidence are one with it.

        They tell how the article came by it, so that it falls with whoever passed it on.
        """
        alone = list(words)
        for one in evidence:
            telling = [word for word in words if not word.sources.isdisjoint(one.sources)]
            alone = [word for word in alone if word not in telling]
            if not telling:
                yield one
            for word in telling:
                most = self.table.unnamed if UNNAMED in word.things else one.grade
                yield Ground(
                    min(one.grade, most),
                    one.things | word.things,
                    one.sources | word.sources,
                    one.actors | word.actors,
                )
        yield from alone

    def cap(self, claim: Node, certainty: Node | None) -> int:
        table = self.table
        marked = bool(self.facts.of(claim, _HEDGE))
        if certainty is None:
            return table.hedged if marked else FIRMEST
        cap = self.graded(certainty, "certainty", table.hedged)
        return min(cap, table.hedged) if marked else cap

    def graded(self, concept: Node, scheme: str, otherwise: int) -> int:
        """Return the grade of a concept, or of the nearest one above it (skos:broader)."""
        if (concept, scheme) not in self._graded:
            grades: Mapping[str, int] = getattr(self.table, scheme)
            above = map(str, self.facts.above(concept, _BROADER))
            self._graded[concept, scheme] = next(
                (grades[one] for one in above if one in grades), otherwise
            )
        return self._graded[concept, scheme]

    def evidence(self, node: Node, claim: Node) -> Ground:
        key = (node, *self.facts.of(claim, _FAVOURS))
        if key not in self._evidence:
            self._evidence[key] = self._of_evidence(node, set(key[1:]))
        return self._evidence[key]

    def _of_evidence(self, node: Node, favoured: set[Node]) -> Ground:
        of, table = self.facts.of, self.table
        kinds, sources = of(node, _KIND), of(node, _SOURCE)
        things: set[Node | str] = {node, *kinds}
        issuers = {one for source in sources for one in of(source, _ISSUER)}
        grade = table.named
        grades = [self.graded(one, "evidence", grade) for one in kinds]
        if issuers and not self.interested(issuers, favoured):
            grade = max(grades, default=grade)
        else:
            grade = min(grade, *grades) if grades else grade
        if not sources or not self.unnamed.isdisjoint(sources):
            things.add(UNNAMED)
            grade = min(grade, table.unnamed)
        return self.ground(grade, things, sources, issuers)

    def interested(self, issuers: set[Node], favoured: set[Node]) -> bool:
        """Tell whether a claim favours one who speaks for it, or whom that one belongs to."""
        return any(not favoured.isdisjoint(self.facts.above(one, *BELONGING)) for one in issuers)

    def chain(self, node: Node) -> list[Node]:
        """Return an attribution and those through which it reaches the reader."""
        chain: list[Node] = []
        link: Node | None = node
        while link is not None and link not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(link)
            link = self.facts.one(link, _THROUGH)
        return chain

    def denial(self, chain: Iterable[Node]) -> bool:
        """Tell whether somebody in a chain of attributions denies the claim."""
        return any(_DENIES in self.facts.of(one, _SPEECH_ACT) for one in chain)

    def words(self, chain: list[Node], authors: frozenset[Node]) -> Ground | None:
        """Return the word of others that a claim rests on, None for the author's own.

        It is as firm as the weakest link of its chain.
        """
        of, table = self.facts.of, self.table
        others = [one for one in chain if authors.isdisjoint(of(one, _ACTOR))]
        if len(others) == len(chain) > 1 and not authors:
            del others[-1]
        things: set[Node | str] = set()
        cited: set[Node] = set()
        actors: set[Node] = set()
        grade = table.named
        for one in others:
            sources, speakers = of(one, _SOURCE), of(one, _ACTOR)
            nameless = not self.unnamed.isdisjoint(sources) or not self.crowds.isdisjoint(speakers)
            if nameless:
                things.add(UNNAMED)
                grade = min(grade, table.unnamed)
            cited.update(sources)
            actors.update(speakers, *(of(source, _ISSUER) for source in sources))
        return self.ground(grade, things, cited, actors) if cited or actors else None

    def ground(
        self, grade: int, things: set[Node | str], sources: Iterable[Node], actors: Iterable[Node]
    ) -> Ground:
        cited, speaking = frozenset(sources), frozenset(actors)
        self.speakers |= speaking
        return Ground(grade, frozenset(things) | cited | speaking, cited, speaking)

    def inferences(self) -> Iterable[Inference]:
        of, table = self.facts.of, self.table
        ways = [(self.facts.members(kind), way) for kind, way in WAYS.items()]
        for node in sorted(self.facts[_CONCLUSION], key=str):
            way = next((way for known, way in ways if node in known), "bears on")
            explicit = is_true(self.facts.one(node, _EXPLICIT))
            caps = [self.graded(one, "schemes", FIRMEST) for one in of(node, _SCHEME)]
            cap = min([table.explicit if explicit else table.reconstructed, *caps])
            end, *also = of(node, _CONCLUSION)
            premises = tuple(of(node, _PREMISE))
            yield Inference(node, way, end, premises, cap, explicit, tuple(also))


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
