"""A question about one article of a store on disk is asked of the graphs that its rows rest on.

The engine would look at every article and leave out the others at the end. A question whose header
says `by_article: true` or `named` promises that the rows of an article follow from its graph and
from what all articles share; graphs that hang together by what they describe and mention are asked
together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph import ties
from claimgraph.graph.classes import Classes
from claimgraph.graph.sparql import read
from claimgraph.graph.stores.disk import OnDisk
from claimgraph.graph.stores.memory import Part
from claimgraph.graph.ties import Said
from claimgraph.vocab import CG, GRAPH, OA, RDF, WEIGHING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from claimgraph.graph.stores import Store
    from claimgraph.questions import Question
    from claimgraph.questions.binding import Term

# The engine looks for each triple in each graph: of more graphs, all are faster.
_MOST = 24
# What these say of an article's claims is asked with the article, and ties it to no other.
_ABOUT_ARTICLES = frozenset({f"{GRAPH}links", WEIGHING})
_ARTICLE_HAS = (f"{OA}hasSource", "http://purl.org/dc/terms/isPartOf")


def store(question: Question, terms: Mapping[str, Term], whole: Store) -> Store:
    """Return what has to be asked: graphs of a store on disk, or the whole of any store.

    `terms` are what the question's variables are bound to.
    """
    if not question.one_article or not isinstance(whole, OnDisk):
        return whole
    variables = [each.variable for each in question.parameters if each.name == "article"]
    article = terms.get(variables[0]) if variables else None
    parts = read(question.sparql)
    if not isinstance(article, ox.NamedNode) or parts.dataset or parts.limited:
        return whole
    graphs = _graphs(article, whole)
    return Part(whole, graphs) if graphs else whole


def _graphs(article: ox.NamedNode, whole: OnDisk) -> Collection[str]:
    """Return the graphs that an article's rows rest on; empty where they are many, or unclear."""
    shared = frozenset(whole.remembered("shared-graphs", lambda: _shared(whole)))
    if not shared:
        return ()
    ahead = _some(whole.graphs_with(article)) - shared
    reached: set[str] = set()
    while ahead and len(ahead | reached | shared) <= _MOST:
        graph = ahead.pop()
        reached.add(graph)
        ahead |= _tied(graph, whole) - shared - reached
    return () if ahead else sorted(reached | shared)


def _shared(whole: OnDisk) -> Collection[str]:
    """Return the graphs that hold no article, nor a part of one.

    Returns no graph where an article describes what they describe or mention: then no article is
    apart.
    """
    patterns = [(f"{RDF}type", name) for name in Classes(whole.above()).below(f"{CG}Article")]
    patterns += [(predicate, "") for predicate in _ARTICLE_HAS]
    shared = {
        graph
        for graph in whole.names()
        if not any(whole.has(graph, *pattern) for pattern in patterns)
    }
    for graph in shared - _ABOUT_ARTICLES:
        said = Said.of(whole.of_graph(graph))
        for iri in said.describes | said.mentions:
            for other in _some(whole.graphs_of(ox.NamedNode(iri))) - shared:
                if not iri.startswith(ties.namespace(other)):
                    return ()
    return shared


def _tied(graph: str, whole: OnDisk) -> set[str]:
    """Return the graphs that mention what an article's describes, or describe what it mentions."""

    def describing(iri: str) -> set[str]:
        return _some(whole.graphs_of(ox.NamedNode(iri)))

    def speaking(iri: str) -> set[str]:
        return _some(whole.graphs_with(ox.NamedNode(iri)))

    return ties.neighbours(graph, Said.of(whole.of_graph(graph)), describing, speaking)


def _some(graphs: Iterator[str]) -> set[str]:
    """Return graphs, once more than enough of them no further."""
    names: set[str] = set()
    for graph in graphs:
        names.add(graph)
        if len(names) > _MOST:
            break
    return names
