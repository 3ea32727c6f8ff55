"""The report: articles in one HTML file that asks nothing of any host, to mail or to print."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
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
    from collections.abc import Iterable, Mapping, Sequence

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


_TYPE = ox.NamedNode(RDF.type)
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


def _things(reader: Reader, article: URIRef, sections: Sequence[Section]) -> list[Thing]:
    """Return the things that an article's claims speak of, in groups, by label."""
    order = {claim.iri: n for n, claim in enumerate(c for s in sections for c in s.claims)}

    def speaking(iri: Node) -> tuple[URIRef, ...]:
        found = mentioning(reader.graph, iri) & set(order)
        return tuple(sorted(found, key=order.__getitem__))

    found = []
    for group, kind in _GROUPS.items():
        if group == "Events":
            for event in world.events(reader.graph, article):
                when = event.period.shown if event.period else "no date"
                found.append(Thing(event.iri, event.label, when, group, speaking(event.iri)))
            continue
        some = []
        for iri in reader.of_kind(kind):
            nearest = next(one.label for one in reader.kinds_of(iri) if one.within(kind))
            some.append(Thing(iri, reader.term(iri).label, nearest, group, speaking(iri)))
        spoken = [
            thing
            for thing in some
            if thing.claims or (group == "Sources" and not mentioning(reader.graph, thing.iri))
        ]
        found += sorted(spoken, key=lambda thing: (thing.label.casefold(), thing.iri))
    return found


@dataclass(frozen=True)
class Anchors:
    """The names of the places, by IRI, and the numbers and labels of the claims."""

    names: dict[Node, str]
    numbers: dict[Node, int]
    labels: dict[Node, str]

    def href(self, iri: Node) -> str:
        """Return the link to an IRI's place; empty where it has none."""
        return f"#{self.names[iri]}" if iri in self.names else ""


def _places(sections: Sequence[Section], things: Iterable[Thing], prefix: str) -> Anchors:
    """Give each claim, argument and thing a place, named by a prefix and the end of its IRI."""
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
            name = base = f"{prefix}{kind}-{end.strip('-')[:60] or 'x'}"
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
            taken.add(name)
            names[one.iri] = name
    return Anchors(
        names,
        {claim.iri: number for number, claim in enumerate(claims, start=1)},
        {claim.iri: claim.said.label for claim in claims},
    )


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


def articles(name: str | None, store: Embedded, loaded: Sequence[Loaded] = ()) -> Sequence[URIRef]:
    """Return the article of that IRI, label or name; without one, all that there are.

    Raises QuestionError for what is not in the graph, UsageError for what is not an article.
    """
    if name is None:
        return fetching.selected(store)
    wanted, known = naming.article(name, store, loaded), fetching.articles(store)
    if wanted in known:
        return [wanted]
    raise UsageError(f"{wanted}: is not an article: name one of {', '.join(known)}")


def report(
    project: Project,
    store: Embedded,
    loaded: Sequence[Loaded],
    articles: Sequence[URIRef],
    *,
    allow_service: bool = False,
) -> str:
    """Return the report on articles as HTML, one after the other; what others say is left out.

    `loaded` knows the prefixes. Raises PictureError, QuestionError, and SyntaxFault for a broken
    question.
    """
    wanted = {query.stem for query in project.query_files}
    asked = {
        name: [
            catalogue.find(project, one, allow_service=allow_service)
            for one in some
            if one in wanted
        ]
        for name, some in _ASKED.items()
    }
    known = fetching.articles(store)
    prefixes = [f"a{n}-" for n in range(1, len(articles) + 1)] if len(articles) > 1 else [""]
    return render.report(
        [
            _told(_alone(one, known, store), loaded, one, asked, prefix)
            for one, prefix in zip(articles, prefixes, strict=True)
        ]
    )


def _told(
    store: Embedded,
    loaded: Sequence[Loaded],
    article: URIRef,
    asked: Mapping[str, Sequence[Question]],
    prefix: str,
) -> dict[str, object]:
    """Return what a report tells of one article; names of places in it begin with a prefix."""
    things = Things(store.union.quads, copied=False)
    reader = Reader(things.graph)
    read = reader.article(article)
    sections = _sections(read)
    listed = _things(reader, article, sections)
    places = _places(sections, listed, prefix)
    here = Inside(things, Names(), "", places)
    issued = dates.date(read.issued or "")

    def part(name: str) -> Part:
        answers = (
            (one, catalogue.ask(data.published(one), {}, store, loaded)) for one in asked[name]
        )
        return Part(
            figure(here, article, name, *_TITLES[name], prefix=prefix),
            tuple(
                (one, listings.table(here, _within(answer, article), None))
                for one, answer in answers
            ),
        )

    return {
        "prefix": prefix,
        "here": here,
        "title": here.said(read.title) or here.link(article),
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


def _alone(article: URIRef, known: Iterable[URIRef], store: Embedded) -> Embedded:
    """Leave out the named graphs that hold only other articles."""
    held = store.union.quads
    graphs = {
        one: {quad.graph_name for quad in held.quads_for_pattern(ox.NamedNode(one), _TYPE, None)}
        for one in known
    }
    others = set().union(*graphs.values()) - graphs[article]
    if not others:
        return store
    names = (ox.DefaultGraph(), *held.named_graphs())
    return Embedded(
        quad
        for name in names
        if name not in others
        for quad in held.quads_for_pattern(None, None, None, name)
    )


def _within(answer: Answer, article: URIRef) -> Answer:
    """Leave out the rows of other articles and the column that holds this one."""
    return replace(
        answer,
        variables=tuple(one for one in answer.variables if one != "article"),
        rows=tuple(row for row in answer.rows if row.get("article") in (None, article)),
    )


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
