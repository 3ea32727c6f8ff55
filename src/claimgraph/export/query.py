"""A source together with the vocabulary, to be asked in SPARQL."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from rdflib.term import Literal

from claimgraph.claims.reading import Reader
from claimgraph.graph import loading, names
from claimgraph.graph import project as projects
from claimgraph.graph.stores.memory import Embedded
from claimgraph.vocab import CG, GRAPH, RDF, RDFS, SKOS, WEIGHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rdflib.term import Node

    from claimgraph.export import Source

PREFIXES = (
    f"PREFIX cg: <{CG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX oa: <http://www.w3.org/ns/oa#> "
    "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX schema: <https://schema.org/> "
    "PREFIX speech-act: <https://w3id.org/claimgraph/scheme/speech-act/> "
)


_ONE = ox.NamedNode(GRAPH + "all")
_WEIGHING = ox.NamedNode(WEIGHING)


def _merged(source: Source, more: tuple[projects.RdfFile, ...]) -> Iterator[ox.Quad]:
    """Yield the source, the vocabulary and further files as one graph, without what is derived."""
    files = loading.parsed([*source.project.vocabulary_files, *more])
    captured = (quad for quad in source.quads() if quad.graph_name != _WEIGHING)
    return merged(chain(captured, (quad for one in files for quad in one.quads)))


def merged(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads as one graph.

    A triple that stands in several graphs would be found once for each, and a path of several steps
    once for each of their combinations.
    """
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object, _ONE)


def asked(source: Source, *more: projects.RdfFile) -> Embedded:
    """Return the source's statements with the vocabulary's, and those of further files."""
    return Embedded(_merged(source, more))


def reader(source: Source, *more: projects.RdfFile) -> Reader:
    """Return what reads articles and claims of the source, with the vocabulary's words."""
    return Reader(asked(source, *more).union)


def constructed(
    source: Source, sparql: str, *more: projects.RdfFile, prefixes: dict[str, str] | None = None
) -> list[ox.Quad]:
    """Return what a CONSTRUCT over the source and the vocabulary makes, as Oxigraph has it."""
    store = ox.Store()
    store.bulk_extend(_merged(source, more))
    made = store.query(PREFIXES + sparql, prefixes=prefixes, use_default_graph_as_union=True)
    # A QueryTriples, which the stubs do not tell from solutions.
    return [ox.Quad(one.subject, one.predicate, one.object) for one in cast("Any", made)]


def any_of(base: str, *branches: str) -> str:
    """Return a SELECT of what a pattern binds, and of what each branch adds to it, row by row.

    Made of OPTIONALs, a thing's values of one property would be multiplied by those of every other.
    """
    # Joined to the branches as a whole, of which one binds nothing, it would be compared with all
    # that they bind: the time would grow with the square of the data.
    things = f"{{ SELECT DISTINCT * {{ {base} }} }}"
    alternatives = " UNION ".join(f"{{ {things} {branch} }}" for branch in ("", *branches))
    return f"SELECT DISTINCT * {{ {alternatives} }}"


def rows(store: Embedded, sparql: str) -> list[Mapping[str, Node]]:
    """Return the solutions of a SELECT that may use PREFIXES."""
    return list(store.query(PREFIXES + sparql).rows)


def grouped(
    solutions: Iterable[Mapping[str, Node]], *key: str
) -> dict[tuple[str, ...], dict[str, list[Node]]]:
    """Return by the values of `key`, sorted, the distinct values of each variable, sorted.

    English stands before other languages, so that the first value is the one to show.
    """
    groups: dict[tuple[str, ...], dict[str, set[Node]]] = {}
    for row in solutions:
        group = groups.setdefault(tuple(str(row.get(name, "")) for name in key), {})
        for name, value in row.items():
            group.setdefault(name, set()).add(value)
    return {
        name: {one: sorted(values, key=_in_order) for one, values in groups[name].items()}
        for name in sorted(groups)
    }


def _in_order(value: Node) -> tuple[int, str, str]:
    return (*names.order(value.language if isinstance(value, Literal) else None), str(value))


def first(group: Mapping[str, list[Node]], name: str) -> str:
    """Return the first value of a variable as a string, empty where it has none."""
    return next((str(value) for value in group.get(name, ())), "")
