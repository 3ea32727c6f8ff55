"""The pictures of an article as its page shows them: each with its text alternative."""

from __future__ import annotations

import importlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup
from rdflib import Graph

from claimgraph.errors import ClaimgraphError
from claimgraph.pictures import svg

if TYPE_CHECKING:
    from rdflib.term import URIRef

    from claimgraph.pages.page import Here, Value
    from claimgraph.pictures.outline import Item

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
    """A picture, and its content as a nested list."""

    name: str
    title: str
    caption: str
    picture: Markup
    outline: tuple[Entry, ...]


def figures(here: Here, article: URIRef) -> list[Figure]:
    """Return the pictures of an article; one that cannot be drawn is left out.

    Their markup is made by an XML writer of texts that it escapes (`publish.svg`).
    """
    drawn = (_figure(here, article, *each) for each in _PICTURES)
    return [one for one in drawn if one is not None]


def whole_map(here: Here, article: URIRef) -> Figure | None:
    """Return the argument map with every claim, if it can be drawn."""
    title, caption = "Whole argument map", _SIGNS
    return _figure(here, article, "map", title, caption, whole=True)


def _figure(
    here: Here, article: URIRef, name: str, title: str, caption: str, **options: bool
) -> Figure | None:
    module = importlib.import_module(f"claimgraph.pictures.{name}")
    graph = here.things.graph
    try:
        drawn = module.draw(graph, article, lambda iri: here.href(str(iri)), **options)
        outline = module.outline(graph, article, **options)
    except ClaimgraphError:
        return None
    if not outline:
        return None
    picture = Markup(svg.without_style(_apart(drawn, name)))
    return Figure(name, title, caption, picture, tuple(_entry(here, one) for one in outline))


def _entry(here: Here, item: Item) -> Entry:
    from claimgraph.pages.page import Value

    href = here.href(str(item.iri)) if item.iri is not None else ""
    return Entry(Value(item.text, href), tuple(_entry(here, one) for one in item.children))


def _apart(drawn: str, name: str) -> str:
    """Return a picture whose ids differ from those of other pictures on the page."""
    drawn = re.sub(r'\bid="', f'id="{name}-', drawn)
    drawn = re.sub(r'(url\(|href=")#', rf"\g<1>#{name}-", drawn)
    return re.sub(r'(aria-(?:labelledby|describedby)=")(?=[^"])', rf"\g<1>{name}-", drawn)


@lru_cache(maxsize=1)
def style() -> str:
    """Return the rules that all pictures need: they go to the style sheet, not to each page."""
    found: dict[str, None] = {}
    for name, _, _ in _PICTURES:
        module = importlib.import_module(f"claimgraph.pictures.{name}")
        try:
            drawn = module.draw(Graph())
        except ClaimgraphError:
            continue
        for rules in re.findall(r"<style>(.*?)</style>", drawn, re.DOTALL):
            found.update(
                dict.fromkeys(rules.replace("&gt;", ">").replace("&amp;", "&").split("\n"))
            )
    return "\n".join(found)
