"""A source together with the vocabulary, to be asked in SPARQL."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pyoxigraph as ox
from rdflib.term import Literal

from claimgraph import project as projects
from claimgraph.stores.embedded import Embedded
from claimgraph.vocab import CG, RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib.term import Node

    from claimgraph.export import Source

PREFIXES = (
    f"PREFIX cg: <{CG}> PREFIX rdf: <{RDF}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX oa: <http://www.w3.org/ns/oa#> "
    "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX schema: <https://schema.org/> "
    "PREFIX speech-act: <https://w3id.org/claimgraph/scheme/speech-act/> "
)


class Text(NamedTuple):
    """A text and its language tag, empty where it has none."""

    text: str
    language: str = ""


def asked(source: Source, *more: projects.RdfFile) -> Embedded:
    """Return the source's quads with the vocabulary's, and those of further files, in one store."""
    files = projects.parsed([*source.project.vocabulary_files, *more])
    return Embedded(chain(source.quads(), (quad for one in files for quad in one.quads)))


def constructed(
    source: Source, sparql: str, *more: projects.RdfFile, prefixes: dict[str, str] | None = None
) -> list[ox.Quad]:
    """Return what a CONSTRUCT over the source and the vocabulary makes, as Oxigraph has it."""
    store = ox.Store()
    files = projects.parsed([*source.project.vocabulary_files, *more])
    store.bulk_extend(chain(source.quads(), (quad for one in files for quad in one.quads)))
    made = store.query(PREFIXES + sparql, prefixes=prefixes, use_default_graph_as_union=True)
    # A QueryTriples, which the stubs do not tell from solutions.
    return [ox.Quad(one.subject, one.predicate, one.object) for one in cast("Any", made)]


def rows(store: Embedded, sparql: str) -> list[Mapping[str, Node]]:
    """Return the solutions of a SELECT that may use PREFIXES."""
    return list(store.query(PREFIXES + sparql).rows)


def grouped(
    found: Iterable[Mapping[str, Node]], *key: str
) -> dict[tuple[str, ...], dict[str, list[Node]]]:
    """Return by the values of `key`, sorted, the distinct values of each variable, sorted.

    English stands before other languages, so that the first value is the one to show.
    """
    groups: dict[tuple[str, ...], dict[str, set[Node]]] = {}
    for row in found:
        group = groups.setdefault(tuple(str(row.get(name, "")) for name in key), {})
        for name, value in row.items():
            group.setdefault(name, set()).add(value)
    return {
        name: {one: sorted(values, key=_english_first) for one, values in groups[name].items()}
        for name in sorted(groups)
    }


def _english_first(value: Node) -> tuple[bool, str, str]:
    language = (value.language or "") if isinstance(value, Literal) else ""
    return (language.partition("-")[0] != "en", language, str(value))


def first(group: Mapping[str, list[Node]], name: str) -> str:
    """Return the first value of a variable as a string, empty where it has none."""
    return next((str(value) for value in group.get(name, ())), "")


def text(group: Mapping[str, list[Node]], name: str) -> Text:
    """Return the first value of a variable with its language."""
    for value in group.get(name, ()):
        return Text(str(value), (value.language or "") if isinstance(value, Literal) else "")
    return Text("")
