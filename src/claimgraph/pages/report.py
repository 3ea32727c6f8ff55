"""The report: one article in one HTML file that asks nothing of any host, to mail or to print."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from rdflib import RDF, URIRef

from claimgraph.claims import dates, fetching, world
from claimgraph.claims.model import CG
from claimgraph.claims.network import linked, mentioning
from claimgraph.claims.reading import Reader
from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import addresses, data, listings, render
from claimgraph.pages.addresses import Names
from claimgraph.pages.figures import figure
from claimgraph.pages.page import Here
from claimgraph.pages.things import Things
from claimgraph.pictures import svg
from claimgraph.questions import catalogue, naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.claims.model import Argument, Article
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Answer
    from claimgraph.pages.figures import Figure
    from claimgraph.questions import Question


@dataclass(frozen=True)
class Passage:
    """Where a claim is said: a label, and a link that opens the original at the words."""

    label: str
    href: str


@dataclass(frozen=True)
class Claim:
    """A claim with all that the report says of it: its own words, and the arguments around it."""

    said: model.Claim
    passages: tuple[Passage, ...]
    arguments: tuple[Argument, ...]
    used: tuple[Argument, ...]

    @property
    def iri(self) -> URIRef:
        """Its name."""
        return self.said.iri


@dataclass(frozen=True)
class Section:
    """A section of the article with the claims that it makes, in their order."""

    label: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Thing:
    """A source, an actor, an event, a measure or a technology, and the claims that speak of it."""

    iri: Node
    label: str
    kind: str
    group: str
    claims: tuple[URIRef, ...] = field(default=())


_GROUPS = {
    "Sources": CG.Source,
    "Actors": CG.Actor,
    "Events": CG.Event,
    "Measures": CG.Measure,
    "Technologies": CG.Technology,
}


def _sections(article: Article) -> list[Section]:
    """Return the claims of an article by its sections; what it says twice stands in its body."""
    network = linked(article.claims, article.arguments)
    sections: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for one in article.claims:
        arguments = network.concluding.get(one.iri, [])
        attacks = [a for each in arguments for a in network.concluding.get(each.iri, ())]
        section = one.passages[0].section
        place = (section.position or 0, section.label) if section else (0, "")
        sections[place].append(
            Claim(
                one,
                tuple(map(_passage, one.passages)),
                (*arguments, *attacks),
                tuple(network.using.get(one.iri, ())),
            )
        )
    return [Section(label, tuple(some)) for (_, label), some in sorted(sections.items())]


def _passage(passage: model.Passage) -> Passage:
    url, fragment = passage.url or "", passage.fragment
    href = f"{url.partition('#')[0]}#{fragment}" if url and fragment else url
    return Passage(passage.label, href if svg.safe(href) else "")


def _things(reader: Reader, sections: Sequence[Section]) -> list[Thing]:
    """Return the things that claims speak of, in groups, by label."""
    order = {claim.iri: n for n, claim in enumerate(c for s in sections for c in s.claims)}

    def speaking(iri: Node) -> tuple[URIRef, ...]:
        found = mentioning(reader.graph, iri) & set(order)
        return tuple(sorted(found, key=order.__getitem__))

    found = []
    for group, kind in _GROUPS.items():
        if group == "Events":
            for event in world.events(reader.graph):
                when = event.period.shown if event.period else "no date"
                found.append(Thing(event.iri, event.label, when, group, speaking(event.iri)))
            continue
        some = []
        for iri in reader.of_kind(kind):
            nearest = next(one.label for one in reader.kinds_of(iri) if one.within(kind))
            some.append(Thing(iri, reader.term(iri).label, nearest, group, speaking(iri)))
        spoken = [thing for thing in some if thing.claims or group == "Sources"]
        found += sorted(spoken, key=lambda thing: (thing.label.casefold(), thing.iri))
    return found


@dataclass(frozen=True)
class Anchors:
    """The names of the places, by IRI, and the numbers of the claims."""

    names: dict[Node, str]
    numbers: dict[Node, int]

    def href(self, iri: Node) -> str:
        """Return the link to an IRI's place; empty where it has none."""
        return f"#{self.names[iri]}" if iri in self.names else ""


def _places(sections: Sequence[Section], things: Iterable[Thing]) -> Anchors:
    """Give each claim, argument and thing a place, named by the end of its IRI."""
    names: dict[Node, str] = {}
    taken: set[str] = set()
    claims = [one for section in sections for one in section.claims]
    arguments = [one for claim in claims for one in claim.arguments]
    kinds = (("claim", claims), ("argument", arguments), ("thing", things))
    for kind, some in kinds:
        for one in some:
            if one.iri in names:
                continue
            end = re.sub("[^a-z0-9]+", "-", str(one.iri).rstrip("/#").lower().split("/")[-1])
            name = base = f"{kind}-{end.strip('-')[:60] or 'x'}"
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
            names[one.iri] = name
    return Anchors(names, {claim.iri: number for number, claim in enumerate(claims, start=1)})


_TITLES = {
    "map": ("The argument", "How the claims hold each other up, folded to the pillars."),
    "evidence": (
        "The evidence",
        "From sources through the claims that cite them to the pillars.",
    ),
    "timeline": ("The timeline", "What happened when, as precisely as the article says."),
    "actors": ("The actors", "Who does what to whom, according to the claims."),
}
# The stored questions whose answers follow each picture; one that a project lacks is left out.
_ASKED = {
    "map": (
        "contested-claims", "denied-premises", "normative-gaps", "circular-support", "post-hoc",
        "certainty-inflation", "recommendations",
    ),
    "evidence": (
        "sources", "interested-sources", "single-source-claims", "unsupported-claims",
        "vague-belief", "unsourced-figures", "hedged-claims",
    ),
    "timeline": ("durations", "amounts"),
    "actors": ("backers", "supply-paths"),
}  # fmt: skip


@dataclass(frozen=True)
class Inside(Here):
    """A page that holds all: links lead to places in it, and nowhere else."""

    places: Anchors

    def href(self, iri: str) -> str:
        """Return the link to an IRI's place; empty where it has none."""
        return self.places.href(URIRef(iri))


@dataclass(frozen=True)
class Part:
    """A chapter: a picture with its content as a list, and answers that go with it."""

    figure: Figure
    tables: tuple[tuple[Question, dict[str, object]], ...]


def article(name: str | None, store: Embedded, loaded: Sequence[Loaded] = ()) -> URIRef:
    """Return the article of that IRI, label or name; without one, the only one that there is.

    Raises QuestionError for what is not in the graph, UsageError for what is not an article.
    """
    if name is None:
        return fetching.chosen(store)
    wanted, known = naming.article(name, store, loaded), fetching.articles(store)
    if wanted in known:
        return wanted
    raise UsageError(f"{wanted}: is not an article: name one of {', '.join(known)}")


def report(
    project: Project,
    store: Embedded,
    loaded: Sequence[Loaded],
    article: URIRef,
    *,
    allow_service: bool = False,
) -> str:
    """Return the report on one article as HTML; what other articles say is left out.

    `loaded` knows the prefixes. Raises PictureError, QuestionError, and SyntaxFault for a broken
    question.
    """
    store = _alone(article, store)
    things = Things(store.union.quads, copied=False)
    reader = Reader(things.graph)
    read = reader.article(article)
    sections = _sections(read)
    listed = _things(reader, sections)
    places = _places(sections, listed)
    here = Inside(things, Names(), "", places)
    issued = dates.date(read.issued or "")

    def part(name: str) -> Part:
        wanted = {query.stem for query in project.query_files} & set(_ASKED[name])
        asked = [
            catalogue.find(project, one, allow_service=allow_service)
            for one in _ASKED[name]
            if one in wanted
        ]
        tables = ((one, catalogue.ask(data.published(one), {}, store, loaded)) for one in asked)
        return Part(
            figure(here, None, name, *_TITLES[name]),
            tuple((one, listings.table(here, _within(answer), None)) for one, answer in tables),
        )

    return render.report(
        {
            "here": here,
            "title": here.said(read.title),
            "article": article,
            "url": addresses.outward(read.url or ""),
            "by": [who.label for who in read.creators],
            "publisher": ", ".join(who.label for who in read.publishers),
            "issued": issued.shown if issued else "",
            "status": read.review,
            "theses": [one for some in sections for one in some.claims if one.said.thesis],
            "counts": _counts(sections, listed),
            "parts": list(map(part, _TITLES)),
            "sections": sections,
            "things": listed,
            "places": places,
        }
    )


def _alone(article: URIRef, store: Embedded) -> Embedded:
    """Leave out the named graphs that hold other articles."""
    own: set[Node] = set()
    others: set[Node] = set()
    for subject, _, _, name in store.graph.quads((None, RDF.type, CG.Article, None)):
        (own if subject == article else others).add(cast("Node", name))
    if not others - own:
        return store
    alone = Embedded()
    for quad in store.graph.quads((None, None, None, None)):
        if quad[3] in own or quad[3] not in others:
            alone.graph.add(quad)  # type: ignore[arg-type]  # as it came
    return alone


def _within(answer: Answer) -> Answer:
    """Leave out the column that holds the one article."""
    return replace(answer, variables=tuple(one for one in answer.variables if one != "article"))


def _counts(sections: Sequence[Section], things: Sequence[Thing]) -> dict[str, int]:
    claims = [one for section in sections for one in section.claims]
    kinds = [thing.group for thing in things]
    return {
        "claims": len(claims),
        "arguments": len({a.iri for one in claims for a in one.arguments}),
        "sources": kinds.count("Sources"),
        "of them unnamed": sum(thing.kind == "unnamed source" for thing in things),
        "actors": kinds.count("Actors"),
        "events": kinds.count("Events"),
    }
