"""The report: one article in one HTML file that asks nothing of any host, to mail or to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rdflib import RDF, URIRef

from claimgraph.claims import dates, fetching
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import addresses, entries, listings, render
from claimgraph.pages.addresses import Names
from claimgraph.pages.figures import figure
from claimgraph.pages.page import Here
from claimgraph.pages.things import Things
from claimgraph.questions import catalogue, naming

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib.term import Node

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.pages.entries import Anchors
    from claimgraph.pages.figures import Figure
    from claimgraph.questions import Question

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
    sections = entries.claims(read)
    listed = entries.things(reader, sections)
    places = entries.places(sections, listed)
    here = Inside(things, Names(), "", places)
    issued = dates.date(read.issued or "")

    def part(name: str) -> Part:
        wanted = {query.stem for query in project.query_files} & set(_ASKED[name])
        asked = [
            catalogue.find(project, one, allow_service=allow_service)
            for one in _ASKED[name]
            if one in wanted
        ]
        tables = ((one, catalogue.ask(one, {}, store, loaded)) for one in asked)
        return Part(
            figure(here, None, name, *_TITLES[name]),
            tuple((one, listings.table(here, answer, None)) for one, answer in tables),
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


def _counts(sections: Sequence[entries.Section], things: Sequence[entries.Thing]) -> dict[str, int]:
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
