"""`claimgraph stats`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import options
from claimgraph.layout import Layout

if TYPE_CHECKING:
    from rdflib import URIRef


def stats(
    article: options.Article = None,
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    store: options.Store = None,
    endpoint: options.Endpoints = None,
    graph: options.Graphs = None,
    own_union: options.OwnUnion = False,
    timeout: options.Timeout = None,
    max_size: options.MaxSize = None,
    layout: options.Laid = Layout.auto,
) -> None:
    """Show what is in each article, per kind and per section."""
    from dataclasses import replace

    from claimgraph.claims import fetching, progress
    from claimgraph.claims.capture import Captured
    from claimgraph.cli import terminal
    from claimgraph.graph import names
    from claimgraph.questions import stats as work

    place = options.Place(store, endpoint or (), graph or (), own_union, timeout, max_size)
    source = options.project(project, in_store=place.elsewhere)
    opened, loaded = options.asked(source, place)
    captured = Captured(() if place.elsewhere else loaded)

    def counted(of: URIRef, only: URIRef | None) -> work.Stats:
        """Count what is in the graph, and in an article's text where that is at hand."""
        stats = work.stats(opened, only)
        text = captured.text(of)
        known = text and progress.sentences(fetching.around(opened, of), of, text)
        if not known:
            return stats
        sentences = work.Kind("Sentence", known.number, (("covered by claims", known.covered),))
        return replace(stats, kinds=(*stats.kinds, sentences))

    known = fetching.articles(opened)
    if article is None and len(known) < 2:
        stats_of = counted(known[0], None) if known else work.stats(opened)
        terminal.stats(stats_of, sys.stdout, layout=layout)
        return
    several = fetching.selected(opened, article)
    labels = names.of(several, opened)
    for each in several:
        heading = str(labels.get(each, each)) if len(several) > 1 else ""
        terminal.stats(counted(each, each), sys.stdout, heading, layout)
