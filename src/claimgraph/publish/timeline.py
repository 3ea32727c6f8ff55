"""The timeline: what happened when, as precisely as the article says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.publish import svg

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Graph, URIRef

    from claimgraph.publish.outline import Item


def draw(graph: Graph, around: URIRef | None = None, href: Callable[[URIRef], str] = str) -> str:
    """Return the picture as SVG; `href` gives the link for an IRI."""
    del graph, around, href
    root = svg.frame(640, 40, "Timeline", "Nothing is drawn yet.")
    return svg.text(root)


def outline(graph: Graph, around: URIRef | None = None) -> tuple[Item, ...]:
    """Return the picture's content as nested items."""
    del graph, around
    return ()
