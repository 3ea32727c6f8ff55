"""A question about one article is asked of the graphs that its rows rest on, not of all articles.

The engine would look at every article and leave out the others at the end. A question whose header
says `by_article: true` or `named` promises that the rows of an article follow from its graph and
from what all articles share; graphs that hang together by what they describe and mention are asked
together. A store on disk and a server are asked so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import StoreError
from claimgraph.graph import ties
from claimgraph.graph.classes import Classes
from claimgraph.graph.sparql import read
from claimgraph.graph.stores.parts import Parted
from claimgraph.vocab import CG, GRAPH, OA, RDF, WEIGHING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from claimgraph.graph.stores import Store
    from claimgraph.graph.stores.parts import LookUps
    from claimgraph.questions import Question
    from claimgraph.questions.binding import Term

# The engine looks for each triple in each graph: of more graphs, all are faster.
_MOST = 24
# What these say of an article's claims is asked with the article, and ties it to no other.
_ABOUT_ARTICLES = frozenset({f"{GRAPH}links", WEIGHING})
_ARTICLE_HAS = (f"{OA}hasSource", "http://purl.org/dc/terms/isPartOf")


def store(question: Question, terms: Mapping[str, Term], whole: Store) -> Store:
    """Return what has to be asked: graphs of a store on disk or a server, or a whole store.

    `terms` are what the question's variables are bound to.
    """
    if not question.one_article or not isinstance(whole, Parted):
        return whole
    variables = [each.variable for each in question.parameters if each.name == "article"]
    article = terms.get(variables[0]) if variables else None
    parts = read(question.sparql)
    if not isinstance(article, ox.NamedNode) or parts.dataset or parts.limited:
        return whole
    try:
        graphs = _graphs(article.value, whole.look_ups())
    except StoreError:
        # A server may answer the question and not these; what is broken shows there, too.
        return whole
    return whole.part(graphs) if graphs else whole


def _graphs(article: str, look_ups: LookUps) -> Collection[str]:
    """Return the graphs that an article's rows rest on; empty where they are many, or unclear."""
    shared = frozenset(look_ups.remembered("shared-graphs", lambda: _shared(look_ups)))
    if not shared:
        return ()
    reached: set[str] = set()
    ahead = look_ups.graphs({article}, (), _MOST) - shared
    while ahead and len(ahead | reached | shared) <= _MOST:
        reached |= ahead
        tied = ties.neighbours(
            look_ups.said(ahead),
            lambda mentioned, described: look_ups.graphs(mentioned, described, _MOST),
        )
        ahead = tied - shared - reached
    return () if ahead or not reached else sorted(reached | shared)


def _shared(look_ups: LookUps) -> Collection[str]:
    """Return the graphs that hold no article, nor a part of one.

    Returns no graph where they are many, or where an article describes what they describe or
    mention: then no article is apart.
    """
    article = f"{CG}Article"
    kinds = Classes(look_ups.above()).below(article) - {article}
    # Almost every graph has the first.
    patterns = [(f"{RDF}type", kind) for kind in (article, *sorted(kinds))]
    patterns += [(predicate, "") for predicate in _ARTICLE_HAS]
    shared = look_ups.without(patterns)
    if len(shared) >= _MOST:
        return ()
    return () if look_ups.is_described_beside(shared - _ABOUT_ARTICLES, shared) else shared
