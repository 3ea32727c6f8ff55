"""Pictures and pages that people look at: the argument map, the timeline, the actors, the report.

Each picture is a module (`map`, `timeline`, `actors`, `evidence`): a `STYLE` and two functions.

- `draw(graph, around=None, href=str, prefix=None)` returns the text of one SVG element; `href` maps
  an IRI to the link written into the picture, and an empty string to none; with a `prefix` it is
  for a page that has the style of all pictures, and the names of places in it begin with that;
- `outline(graph, around=None)` returns the same content as nested items, its text alternative.

`around` is an article (what belongs to it) or a thing within (its neighbourhood); without it, the
whole graph is drawn.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rdflib import Graph, URIRef
    from rdflib.term import Node

PICTURES = ("map", "timeline", "actors", "evidence")


def draw(
    picture: str,
    graph: Graph,
    around: URIRef | None = None,
    href: Callable[[Node], str] = str,
    *,
    whole: bool = False,
) -> str:
    """Return the picture of that name as SVG; `whole` is for the map alone.

    Raises UsageError for another name, PictureError where it cannot be laid out.
    """
    must_be(picture, whole=whole)
    module = importlib.import_module(f"claimgraph.pictures.{picture}")
    drawn: str = module.draw(graph, around, href, **({"whole": True} if whole else {}))
    return drawn


def each(picture: str, graph: Graph, articles: Sequence[URIRef], *, whole: bool = False) -> str:
    """Return the pictures of articles as SVG: each below its label, where there are several."""
    from claimgraph.graph import names
    from claimgraph.pictures import svg

    if len(articles) < 2:
        return draw(picture, graph, articles[0] if articles else None, whole=whole)
    must_be(picture, whole=whole)
    module = importlib.import_module(f"claimgraph.pictures.{picture}")
    options = {"whole": True} if whole else {}
    parts = [
        (names.name(graph, one), module.draw(graph, one, prefix=f"a{number}-", **options))
        for number, one in enumerate(articles)
    ]
    return svg.stacked(parts, f"{picture.capitalize()} of {len(parts)} articles", module.STYLE)


def style() -> str:
    """Return the rules that all pictures need, each once, for a page that has them within."""
    from claimgraph.pictures import svg

    modules = (importlib.import_module(f"claimgraph.pictures.{name}") for name in PICTURES)
    rules = "\n".join(module.STYLE for module in modules)
    return "\n".join(dict.fromkeys([svg.colours(), svg.COMMON, *rules.split("\n")]))


def must_be(picture: str, *, whole: bool = False) -> None:
    """Raise UsageError where there is no such picture, or it is never folded."""
    if picture not in PICTURES:
        raise UsageError(f"no picture '{picture}': it is one of {', '.join(PICTURES)}")
    if whole and picture != "map":
        raise UsageError(f"--whole is for the map: the {picture} picture is never folded")
