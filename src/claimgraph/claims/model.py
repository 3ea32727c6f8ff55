"""What an article says, as values: claims, how they hold each other up, what they rest on.

The values are frozen and hold no graph, so that they can be compared, kept and sent to other
processes; `claims.reading` makes them. Kinds are open: a project's own subclass is a `Kind` with
its own label, and says of which of the vocabulary's classes it is one. What the graph does not
say is None or empty; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import Namespace, URIRef

from claimgraph import display
from claimgraph.claims import dates
from claimgraph.claims.facts import NO_TEXT
from claimgraph.claims.facts import Kind as Kind
from claimgraph.claims.facts import Term as Term
from claimgraph.claims.facts import Text as Text
from claimgraph.claims.locations import Passage as Passage
from claimgraph.claims.locations import Section as Section
from claimgraph.vocab import CG as CG_IRI
from claimgraph.vocab import OA as OA_IRI
from claimgraph.vocab import SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from claimgraph.claims.dates import Period

CG = Namespace(CG_IRI)
OA = Namespace(OA_IRI)
SCHEMA = Namespace("https://schema.org/")

_ASSERTED = URIRef(f"{SCHEME}certainty/asserted")
_RAISED = URIRef(f"{SCHEME}certainty/raised")
_DENIES = URIRef(f"{SCHEME}speech-act/denies")
_HOLDS = URIRef(f"{SCHEME}polarity/asserted")


@dataclass(frozen=True, slots=True)
class Participation:
    """That an actor takes part in a claim or an event, in a role."""

    iri: Node
    actor: Term | None
    role: Term | None


@dataclass(frozen=True, slots=True)
class Source:
    """A document, statement or report outside the article; `issuer` speaks in it."""

    iri: Node
    label: str
    kind: Kind | None = None
    issuer: Term | None = None
    issued: str | None = None
    url: str | None = None

    @property
    def unnamed(self) -> bool:
        """Whether the article relies on the source without naming it."""
        return self.kind is not None and self.kind.within(CG.UnnamedSource)

    @property
    def called(self) -> str:
        """Its kind in words."""
        return "unnamed source" if self.unnamed else self.kind.label if self.kind else "source"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim rests on outside the article."""

    iri: Node
    label: str
    kind: Term | None = None
    source: Source | None = None
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """That an actor performs a speech act with a claim, and by which attribution we know."""

    iri: Node
    actor: Term | None = None
    speech_act: Term | None = None
    source: Source | None = None
    through: Attribution | None = None

    @property
    def denies(self) -> bool:
        """Whether the actor says that the claim does not hold."""
        return self.speech_act is not None and self.speech_act.iri == _DENIES

    @property
    def chain(self) -> tuple[Attribution, ...]:
        """The links from this one, the innermost, to the article's author."""
        links: list[Attribution] = []
        link: Attribution | None = self
        while link is not None:
            links.append(link)
            link = link.through
        return tuple(links)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a claim says about the world: three terms, and how they are said to hold.

    Without `polarity` it is asserted, without `modality` outright; `recipient` is the third end.
    """

    iri: Node
    subject: Term | None
    predicate: Term | None
    object: Term | None
    polarity: Term | None = None
    modality: Term | None = None
    recipient: Term | None = None

    @property
    def plain(self) -> bool:
        """Whether the relation is said to hold, outright."""
        holds = self.polarity is None or self.polarity.iri == _HOLDS
        return holds and self.modality is None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `start` and `end` as the article gives them (xsd:gYearMonth, …)."""

    iri: Node
    label: str
    start: str | None = None
    end: str | None = None
    participations: tuple[Participation, ...] = ()
    enacts: tuple[Term, ...] = ()
    terminates: tuple[Term, ...] = ()
    about: tuple[Term, ...] = ()
    computed: bool = False

    @property
    def period(self) -> Period | None:
        """When it was, None where the dates cannot be read."""
        first = dates.date(self.start) if self.start else None
        last = dates.date(self.end) if self.end else None
        if first is None:
            return None
        return dates.Period(first, last if last and last.last >= first.first else None)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `value` and `value_to` as written, in `unit`; `measures` what it is a figure of."""

    iri: Node
    label: str
    value: str | None = None
    value_to: str | None = None
    unit: Term | None = None
    comparator: Term | None = None
    measures: str | None = None
    as_of: str | None = None
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, is acted upon or is spoken of as doing so; `also` are its other names.

    `same` are names that others give it (skos:exactMatch).
    """

    iri: Node
    label: str
    kind: Kind | None = None
    also: tuple[str, ...] = ()
    same: tuple[Node, ...] = ()
    part_of: tuple[Term, ...] = ()
    based_in: tuple[Term, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is an actor of no kind in particular."""
        return self.kind is None or self.kind.iri == CG.Actor

    @property
    def person(self) -> bool:
        """Whether it is a human being."""
        return self.kind is not None and self.kind.within(CG.Person)


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a claim puts forward, without what it rests on; whether it is true is not said.

    `kind` is the most telling of its classes. `hedges` are the marker words as the article has
    them.
    """

    iri: URIRef
    label: str
    paraphrase: Text = NO_TEXT
    kind: Kind | None = None
    thesis: bool = False
    certainty: Term | None = None
    hedges: tuple[Text, ...] = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self.iri).rpartition('/')[2]}: {self.label}>"

    @property
    def plain(self) -> bool:
        """Whether the article states it flatly."""
        return self.certainty is None or self.certainty.iri == _ASSERTED

    @property
    def raised(self) -> bool:
        """Whether the article only raises it, so as to speak of it."""
        return self.certainty is not None and self.certainty.iri == _RAISED


@dataclass(frozen=True, slots=True, repr=False)
class Claim(Proposition):
    """A proposition as an article puts it forward, with all that is said of it.

    `conditions` are other claims, or restated in words. `speech` are the attributions, each the
    innermost link of its chain.
    """

    passages: tuple[Passage, ...] = ()
    participations: tuple[Participation, ...] = ()
    statements: tuple[Statement, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    speech: tuple[Attribution, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    events: tuple[Event, ...] = ()
    about: tuple[Term, ...] = ()
    conditions: tuple[Term, ...] = ()
    horizons: tuple[Term, ...] = ()
    addressees: tuple[Term, ...] = ()
    favours: tuple[Term, ...] = ()
    review: Term | None = None

    def _repr_html_(self) -> str:
        """Return what is known of it, for a notebook."""
        facts = [
            ("name", str(self.iri).rpartition("/")[2]),
            ("kind", "thesis" if self.thesis else self.kind.label if self.kind else ""),
            ("certainty", self.certainty.label if self.certainty else ""),
            ("hedges", ", ".join(self.hedges)),
            ("paraphrase", self.paraphrase),
            ("passages", "; ".join(one.label for one in self.passages)),
            ("evidence", "; ".join(one.label for one in self.evidence)),
            ("sources", "; ".join(one.label for one in self.sources)),
        ]
        return display.card(self.label, facts)

    @property
    def denied(self) -> bool:
        """Whether somebody is said to deny it, directly."""
        return any(one.denies for one in self.speech)

    @property
    def articles(self) -> tuple[Node, ...]:
        """The articles that it has passages in."""
        return tuple(dict.fromkeys(one.article for one in self.passages if one.article))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of its evidence, and those that its attributions name, sorted by IRI."""
        return cited(self.evidence, self.speech)


def cited(evidence: Iterable[Evidence], speech: Iterable[Attribution]) -> tuple[Source, ...]:
    """Return the sources of evidence, and those that attributions name, sorted by IRI."""
    sources = [one.source for one in evidence]
    sources += [link.source for one in speech for link in one.chain]
    by_iri = {str(one.iri): one for one in sources if one is not None}
    return tuple(by_iri[iri] for iri in sorted(by_iri))


@dataclass(frozen=True, slots=True)
class Argument:
    """An inference from premises, jointly needed; several for one conclusion are alternatives.

    `way` is what it does to its conclusion: "supports", "opposes", "undercuts" (the conclusion is
    then an argument), or "bears on" where its class does not say. `explicit` where the article
    draws it, not its capturer. `conclusions` are more than one only in a broken capture.
    """

    iri: Node
    label: str
    way: str
    kind: Kind | None = None
    scheme: Term | None = None
    explicit: bool = False
    premises: tuple[URIRef, ...] = ()
    conclusions: tuple[Node, ...] = ()
    passages: tuple[Passage, ...] = ()

    def __repr__(self) -> str:
        return f"<Argument {str(self.iri).rpartition('/')[2]}: {self.label}>"

    @property
    def conclusion(self) -> Node:
        """What it bears on: a claim, or for an undercut another argument."""
        return self.conclusions[0]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something that the article takes for granted is so: it supports nothing."""

    iri: Node
    label: str
    explains: tuple[URIRef, ...] = ()
    explained_by: tuple[URIRef, ...] = ()
    explicit: bool = False
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """An argumentative text as it was published, without what it says.

    `digest` is the SHA-256 of its normalised text, `url` where that can be read.
    """

    iri: URIRef
    label: str
    title: Text = NO_TEXT
    creators: tuple[Term, ...] = ()
    publishers: tuple[Term, ...] = ()
    issued: str | None = None
    url: str | None = None
    digest: str | None = None
    subjects: tuple[Term, ...] = ()
    review: Term | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Article(Publication):
    """An argumentative text with all that it says; claims in the order in which it makes them."""

    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    claims: tuple[Claim, ...] = ()
    arguments: tuple[Argument, ...] = ()
    explanations: tuple[Explanation, ...] = ()

    def __repr__(self) -> str:
        said = f"{len(self.claims)} claims, {len(self.arguments)} arguments"
        return f"<Article {self.slug}: {said}>"

    def _repr_html_(self) -> str:
        """Return what is known of it and its theses, for a notebook."""
        facts = [
            ("name", self.slug),
            ("by", ", ".join(one.label for one in self.creators)),
            ("published by", ", ".join(one.label for one in self.publishers)),
            ("issued", self.issued or ""),
            ("sections", str(len(self.sections))),
            ("claims", str(len(self.claims))),
            ("arguments", str(len(self.arguments))),
            ("theses", "; ".join(one.label for one in self.theses)),
        ]
        return display.card(self.title or self.label, facts)

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return str(self.iri).rstrip("/#").rpartition("/")[2]

    @property
    def theses(self) -> tuple[Claim, ...]:
        """The claims that it sets out to defend."""
        return tuple(claim for claim in self.claims if claim.thesis)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources that its claims rest on or quote, sorted by IRI."""
        by_iri = {str(one.iri): one for claim in self.claims for one in claim.sources}
        return tuple(by_iri[iri] for iri in sorted(by_iri))

    def claim(self, name: str) -> Claim:
        """Return the claim of that IRI, last part of an IRI, or label; raises KeyError."""
        for claim in self.claims:
            if name in (str(claim.iri), str(claim.iri).rpartition("/")[2], claim.label):
                return claim
        raise KeyError(name)
