"""The pictures of an article as its page shows them: each with its text alternative."""

from __future__ import annotations

import importlib
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from claimgraph.errors import ClaimgraphError
from claimgraph.pages.island import island
from claimgraph.pages.page import Value
from claimgraph.pictures import sheets, stars

if TYPE_CHECKING:
    from rdflib.term import URIRef

    from claimgraph.claims.model import Article
    from claimgraph.pages.page import Here
    from claimgraph.pictures.svg import Item

_PICTURES = (
    ("map", "Argument map", "How the claims hold each other up."),
    ("timeline", "Timeline", "What happened when, as precisely as the article says."),
    ("actors", "Actors", "Who does what to whom, according to the claims."),
    ("evidence", "Evidence", "From the sources, through the claims, to the pillars."),
)
# Its own key lies at the end of a picture larger than any window.
_SIGNS = (
    "Every claim and every argument. A round plus is an argument for its conclusion, a square "
    "minus one against it, a slashed rhomb one against an argument; lines that meet there are "
    "premises needed together. Dashed: reconstructed. Dotted outline and ~: not plainly asserted."
)


@dataclass(frozen=True)
class Entry:
    """A line of a picture's text alternative."""

    link: Value
    children: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A picture, and its content as a nested list.

    `island` is the graph behind a map, as JSON; `sheets` are what is printed in its place.
    """

    name: str
    title: str
    caption: str
    picture: Markup
    width: str
    outline: tuple[Entry, ...]
    island: Markup | None = None
    sheets: tuple[Markup, ...] = ()


def figures(here: Here, article: Article) -> list[Figure]:
    """Return the pictures of an article; one that cannot be drawn is left out."""
    drawn = [_drawn(here, article.iri, *each) for each in _PICTURES]
    shown = [one for one in drawn if one is not None and one.outline]
    return [_walked(here, article, one) if one.name == "map" else one for one in shown]


def whole_map(here: Here, article: URIRef) -> Figure | None:
    """Return the argument map with every claim, if it can be drawn."""
    drawn = _drawn(here, article, "map", "Whole argument map", _SIGNS, whole=True)
    return drawn and _walked(here, here.reader.article(article), drawn)


def _walked(here: Here, article: Article, shown: Figure) -> Figure:
    """Return a map with the graph for its script; without that it is a picture still."""
    with suppress(ClaimgraphError):
        return replace(shown, island=island(here, article)) if shown.outline else shown
    return shown


def _drawn(
    here: Here, article: URIRef, name: str, title: str, caption: str, *, whole: bool = False
) -> Figure | None:
    with suppress(ClaimgraphError):
        return figure(here, article, name, title, caption, whole=whole)
    return None


def figure(
    here: Here,
    around: URIRef | None,
    name: str,
    title: str,
    caption: str,
    *,
    whole: bool = False,
    prefix: str = "",
) -> Figure:
    """Return a picture of an article or of all; raises PictureError.

    Names of places in it begin with the prefix.

    Its markup is made by an XML writer of texts that it escapes (`pictures.svg`).
    """
    module = importlib.import_module(f"claimgraph.pictures.{name}")
    graph, options = here.things.graph, {"whole": True} if whole else {}
    drawn = module.draw(
        graph, around, lambda iri: here.href(str(iri)), prefix=f"{prefix}{name}-", **options
    )
    outline = module.outline(graph, around, **options)
    entries = tuple(_entry(here, one) for one in outline)
    shown = Figure(name, title, caption, Markup(drawn), drawn.width, entries)
    papers: tuple[sheets.Paper, ...] = ()
    if name == "map" and around is not None:
        papers = sheets.sheets(graph, around, lambda iri: here.href(str(iri)))
    elif name == "actors" and not stars.fits(drawn):
        papers = stars.papers(graph, around, lambda iri: here.href(str(iri)))
    return replace(shown, sheets=tuple(Markup(one.picture) for one in papers))


def _entry(here: Here, item: Item) -> Entry:
    href = here.href(str(item.iri)) if item.iri is not None else ""
    return Entry(Value(item.text, href), tuple(_entry(here, one) for one in item.children))
