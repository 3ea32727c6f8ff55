"""Articles and claims of any store: read where they lie, or brought from a SPARQL server.

From a server come only the statements about the one article or claim that is asked for, in a few
queries, however much it holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph, URIRef

from claimgraph.claims.model import CG, OA
from claimgraph.claims.reading import Reader
from claimgraph.errors import UsageError
from claimgraph.graph import names
from claimgraph.graph.stores.memory import Embedded, Union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.claims.model import Article, Claim
    from claimgraph.graph.stores import Store

    Held = Store | Graph | ox.Store

_PREFIXES = f"""\
PREFIX cg: <{CG}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <{OA}>
PREFIX rdf: <{RDF}>
PREFIX rdfs: <{RDFS}>
PREFIX schema: <https://schema.org/>
"""
# What is part of a claim, an argument or an explanation: blank nodes come in one answer with it.
_PARTS = (
    "(cg:involves|cg:asserts|cg:quantity)",
    "cg:evidence/cg:source?",
    "cg:attribution/cg:through*/cg:source?",
    "cg:event/cg:involves?",
    "cg:passage/(oa:hasSelector|dcterms:isPartOf|oa:hasSource)?",
)
# What leads to a claim: arguments, those against them, explanations.
_LEADING = "(cg:conclusion+|cg:premise|cg:explains|cg:explainedBy)"
# So many IRIs go into one query: servers limit its length.
_AT_ONCE = 500
# So many articles are named in a message.
_SHOWN = 10


def articles(store: Held) -> list[URIRef]:
    """Return the IRIs of all articles of a store, sorted."""
    if (graph := _graph(store)) is not None:
        return Reader(graph).articles()
    query = f"{_PREFIXES}SELECT DISTINCT ?s {{ ?s rdf:type/rdfs:subClassOf* cg:Article }}"
    rows = _store(store).query(query).rows
    return sorted(row["s"] for row in rows if isinstance(row["s"], URIRef))


def chosen(store: Held, name: str | None = None) -> URIRef:
    """Return the article of that IRI, last part of an IRI or label; without one, the only one.

    Raises UsageError where there is no such article, or several.
    """
    known = articles(store)
    if name is None:
        if len(known) == 1:
            return known[0]
        raise UsageError(
            f"several articles are here: name one of {_listed(known)}"
            if known
            else "no article is here: describe one as a cg:Article"
        )
    ends = [iri for iri in known if name in (str(iri), names.readable(str(iri)))]
    labelled = [] if ends else [iri for iri in known if name == _name(store, iri)]
    for named in (ends, labelled):
        if len(named) == 1:
            return named[0]
        if named:
            raise UsageError(
                f"{name}: several articles have this name: give one of {_listed(named)}"
            )
    raise UsageError(f"{name}: is not an article: name one of {_listed(known)}")


def selected(store: Held, name: str | None = None) -> list[URIRef]:
    """Return the article of that name; without one, all.

    Raises UsageError as `chosen` does, and where the store has no article.
    """
    known = articles(store) if name is None else []
    return known if len(known) > 1 else [chosen(store, name)]


def _name(store: Held, iri: URIRef) -> str:
    graph = _graph(store)
    return (
        names.name(graph, iri)
        if graph is not None
        else str(names.of([iri], _store(store)).get(iri, ""))
    )


def _listed(iris: list[URIRef]) -> str:
    shown = ", ".join(names.readable(str(iri)) for iri in iris[:_SHOWN])
    return f"{shown} and {len(iris) - _SHOWN} more" if len(iris) > _SHOWN else shown


def article(store: Held, iri: URIRef, language: str = "en") -> Article:
    """Return an article with all that it says; other articles are not read."""
    graph = _graph(store)
    if graph is None:
        seeds = f"?passage oa:hasSource {iri.n3()} . ?c cg:passage ?passage ."
        own = (
            f"VALUES ?s {{ {iri.n3()} }} ?s ?p ?o",
            f"?s dcterms:isPartOf|oa:hasSource {iri.n3()} . ?s ?p ?o",
            f"?s ^oa:hasSelector/oa:hasSource {iri.n3()} . ?s ?p ?o",
        )
        graph = _fetched(_store(store), seeds, own)
    return Reader(graph, language).article(iri)


def claim(store: Held, iri: URIRef, language: str = "en") -> Claim:
    """Return a claim; raises KeyError where the store has no claim of that IRI."""
    reader = around(store, iri, language)
    if not reader.is_claim(iri):
        raise KeyError(str(iri))
    return reader.claim(iri)


def around(store: Held, iri: URIRef, language: str = "en") -> Reader:
    """Return a reader of a claim and the arguments that lead to it or begin with it."""
    graph = _graph(store)
    if graph is None:
        graph = _fetched(_store(store), f"VALUES ?c {{ {iri.n3()} }}", ())
    return Reader(graph, language)


def _graph(store: Held) -> Graph | None:
    """Return what can be walked without asking a server."""
    if isinstance(store, Graph):
        return store
    if isinstance(store, Embedded):
        return store.union
    if isinstance(store, ox.Store):
        return Union(store)
    return None


def _store(store: Held) -> Store:
    assert not isinstance(store, Graph | ox.Store)  # they are walked
    return store


def _fetched(store: Store, seeds: str, own: tuple[str, ...]) -> Graph:
    """Return all statements about claims, about what is part of them and leads to them."""
    arms = list(own)
    for about in (seeds, f"{seeds} ?a {_LEADING} ?c ."):
        subject = "?c" if about is seeds else "?a"
        arms.append(f"{about} {subject} ?p ?o . BIND({subject} AS ?s)")
        arms += [f"{about} {subject} {part} ?s . ?s ?p ?o" for part in _PARTS]
    union = " UNION ".join(f"{{ {arm} }}" for arm in arms)
    graph = Graph()
    _add(graph, store, f"SELECT DISTINCT ?s ?p ?o {{ {union} }}")
    for some in _batches(_mentioned(graph)):
        named = " ".join(one.n3() for one in (*names.PROPERTIES, RDF.type))
        wanted = f"VALUES ?s {{ {some} }} VALUES ?p {{ {named} }} ?s ?p ?o"
        _add(graph, store, f"SELECT DISTINCT ?s ?p ?o {{ {wanted} }}")
    tree = "VALUES ?p { rdfs:subClassOf } ?s ?p ?o FILTER(isIRI(?o))"
    _add(graph, store, f"SELECT DISTINCT ?s ?p ?o {{ {tree} }}")
    return graph


def _add(graph: Graph, store: Store, query: str) -> None:
    for row in store.rows(_PREFIXES + query).solutions:
        graph.add((row["s"], row["p"], row["o"]))


def _mentioned(graph: Graph) -> list[URIRef]:
    """Return the IRIs that are spoken of and not described: they need names."""
    spoken = set(graph.objects()) - set(graph.subjects())
    return sorted(one for one in spoken if isinstance(one, URIRef))


def _batches(iris: list[URIRef]) -> Iterator[str]:
    for start in range(0, len(iris), _AT_ONCE):
        yield " ".join(iri.n3() for iri in iris[start : start + _AT_ONCE])
