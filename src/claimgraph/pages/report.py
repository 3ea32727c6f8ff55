"""The report: one article in one HTML file that asks nothing of any host, to mail or to print."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

import jinja2
from markupsafe import Markup, escape
from rdflib import XSD, Graph, URIRef

from claimgraph import text as controls
from claimgraph.claims import dates, fetching
from claimgraph.claims.model import CG
from claimgraph.claims.reading import Reader
from claimgraph.errors import UsageError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import anchors, entries
from claimgraph.pictures import PICTURES, colours, svg
from claimgraph.questions import catalogue, naming
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rdflib.term import Node

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.pages.anchors import Anchors
    from claimgraph.pictures.outline import Item
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
class Cell:
    """A value of a table: its text, and the place in the report that it leads to, if any."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Table:
    """A stored question and its answer."""

    question: Question
    says: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Part:
    """A chapter: a picture, its content as nested items, the answers that go with it."""

    name: str
    title: str
    says: str
    picture: Markup
    width: str
    outline: tuple[Item, ...]
    tables: tuple[Table, ...]


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
    reader = Reader(store.graph)
    told = reader.article(article)
    claims = entries.claims(told)
    things = entries.things(reader, claims)
    places = anchors.of(claims, things)
    issued = dates.date(told.issued or "")
    parts = tuple(_part(project, store, loaded, name, places, allow_service) for name in _TITLES)
    return _page(
        title=told.title,
        article=article,
        url=told.url if told.url and svg.safe(told.url) else "",
        by=[who.label for who in told.creators],
        publisher=", ".join(who.label for who in told.publishers),
        issued=issued.shown if issued else "",
        status=told.review.label if told.review else "",
        theses=[one for section in claims for one in section.claims if one.said.thesis],
        counts=_counts(claims, things),
        parts=parts,
        sections=claims,
        things=things,
        places=places,
    )


def _alone(article: URIRef, store: Embedded) -> Embedded:
    """Leave out the named graphs that hold other articles."""
    own: set[Node] = set()
    others: set[Node] = set()
    for subject, _, _, name in store.graph.quads((None, URIRef(f"{RDF}type"), CG.Article, None)):
        (own if subject == article else others).add(cast("Node", name))
    if not others - own:
        return store
    alone = Embedded()
    for quad in store.graph.quads((None, None, None, None)):
        if quad[3] in own or quad[3] not in others:
            alone.graph.add(quad)  # type: ignore[arg-type]  # as it came
    return alone


def _part(
    project: Project,
    store: Embedded,
    loaded: Sequence[Loaded],
    name: str,
    places: Anchors,
    allow_service: bool,
) -> Part:
    module = importlib.import_module(f"claimgraph.pictures.{name}")
    # Our own XML: the writer of the picture has escaped what others wrote.
    picture = Markup(svg.without_style(module.draw(store.graph, None, places.href)))
    title, says = _TITLES[name]
    wanted = {query.stem for query in project.query_files} & set(_ASKED[name])
    tables = tuple(
        _table(question, store, loaded, places)
        for question in (
            catalogue.find(project, asked, allow_service=allow_service)
            for asked in _ASKED[name]
            if asked in wanted
        )
    )
    width = re.search(r'width="([\d.]+)"', picture)
    assert width is not None  # each picture has a size
    return Part(name, title, says, picture, width[1], module.outline(store.graph), tables)


def _table(question: Question, store: Embedded, loaded: Sequence[Loaded], places: Anchors) -> Table:
    answer = catalogue.ask(question, {}, store, loaded)
    labels = naming.labels(answer.rows, store, loaded)

    def cell(value: Node | None) -> Cell:
        if value is None:
            return Cell("")
        href = places.href(value) if isinstance(value, URIRef) else ""
        if getattr(value, "datatype", None) is not None and str(value) in ("true", "false"):
            return Cell("yes" if str(value) == "true" else "no")
        if getattr(value, "datatype", None) == XSD.integer and re.fullmatch(
            r"-?\d{5,}", str(value)
        ):
            return Cell(f"{int(str(value)):,}")
        return Cell(labels.get(value, str(value)), href)

    shown = tuple(
        name for name in answer.variables if any(row.get(name) is not None for row in answer.rows)
    )
    rows = tuple(tuple(cell(row.get(name)) for name in shown) for row in answer.rows)
    # What a description sets in backticks are names.
    says = Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(question.description))))
    return Table(question, says, tuple(name.replace("_", " ") for name in shown), rows)


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


def _page(**content: Any) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("claimgraph.pages"),
        autoescape=True,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("report.html").render(
        **content, style=Markup(_style()), names=PICTURES
    )


def _style() -> str:
    """Return the style sheets of the pictures and the report's own, each rule once."""
    own = resources.files("claimgraph.pages").joinpath("static", "report.css")
    rules: dict[str, None] = dict.fromkeys(colours.css().split("\n"))
    for name in PICTURES:
        drawn = importlib.import_module(f"claimgraph.pictures.{name}").draw(Graph())
        for style in re.findall(r"<style>(.*?)</style>", drawn, re.DOTALL):
            rules.update(dict.fromkeys(style.replace("&gt;", ">").split("\n")))
    return "\n".join([*rules, own.read_text(encoding="utf-8")])


def _harmless(value: Any) -> Any:
    if isinstance(value, Markup | jinja2.Undefined):
        return value
    return controls.only_xml(controls.harmless(str(value)))
