"""The dataset's description: what the data says of itself, with VoID's counts and DCAT's forms."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import count
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from claimgraph.export import NAMES, Form, form
from claimgraph.graph import loading, prefixes
from claimgraph.graph.turtle import writer
from claimgraph.vocab import CG, RDF, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claimgraph.export import Source

VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TYPE, _MATCH = ox.NamedNode(RDF + "type"), ox.NamedNode(SKOS + "exactMatch")
_DATASET, _SUBSET = ox.NamedNode(VOID + "Dataset"), ox.NamedNode(VOID + "subset")
_ABOUT_DATASETS = {ox.NamedNode(VOID + "DatasetDescription"), ox.NamedNode(DCAT + "Dataset")}
_LICENSE = ox.NamedNode(DCTERMS + "license")

Term = ox.NamedNode | ox.BlankNode


def write(source: Source, out: BinaryIO) -> None:
    """Write Turtle: the description in the data, completed by counts, link sets and distributions.

    Counted are the graphs that do not describe datasets themselves (VoID, W3C, 2011, 4.6): all of
    them together, and each.
    """
    quads = list(source.quads())
    about = {quad.graph_name for quad in quads if quad.object in _ABOUT_DATASETS}
    described = [quad.triple for quad in quads if quad.graph_name in about]
    graphs: defaultdict[ox.NamedNode, set[ox.Triple]] = defaultdict(set)
    for quad in quads:
        if quad.graph_name not in about and isinstance(quad.graph_name, ox.NamedNode):
            graphs[quad.graph_name].add(quad.triple)
    fresh = (ox.BlankNode(f"n{number}") for number in count())
    root = _root(described) or next(fresh)
    made = [ox.Triple(root, _TYPE, _DATASET), *described]
    made += _counted(root, set[ox.Triple]().union(*graphs.values()), fresh)
    for graph, triples in graphs.items():
        made += [ox.Triple(root, _SUBSET, graph), ox.Triple(graph, _TYPE, _DATASET)]
        made += _counts(graph, triples)
    made += _links(root, set[ox.Triple]().union(*graphs.values()), fresh)
    made += _distributions(root, described, fresh)
    made += _vocabulary(source)
    of_description = [ox.Quad(one.subject, one.predicate, one.object) for one in set(made)]
    out.write(
        writer.turtle(of_description, prefixes.of_quads(of_description, source.prefixes)).encode()
    )


def _root(described: Iterable[ox.Triple]) -> ox.NamedNode | None:
    """Return the dataset that the data says it is, if it says so of one."""
    datasets = {
        one.subject
        for one in described
        if one.predicate == _TYPE and one.object == ox.NamedNode(DCAT + "Dataset")
    }
    only = next(iter(datasets)) if len(datasets) == 1 else None
    return only if isinstance(only, ox.NamedNode) else None


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)


def _counts(of: Term, triples: set[ox.Triple]) -> Iterator[ox.Triple]:
    """Yield a dataset's statistics; entities are the IRIs that are of a class."""
    typed = [one for one in triples if one.predicate == _TYPE]
    counted = {
        "triples": len(triples),
        "entities": len({t.subject for t in typed if isinstance(t.subject, ox.NamedNode)}),
        "classes": len({one.object for one in typed}),
        "properties": len({one.predicate for one in triples}),
        "distinctSubjects": len({one.subject for one in triples}),
        "distinctObjects": len({one.object for one in triples}),
    }
    for name, value in counted.items():
        yield ox.Triple(of, _void(name), _number(value))


def _counted(
    root: Term, triples: set[ox.Triple], fresh: Iterator[ox.BlankNode]
) -> Iterator[ox.Triple]:
    """Yield the statistics of the whole, with a partition for each class and each property."""
    yield from _counts(root, triples)
    classes = Counter(one.object for one in triples if one.predicate == _TYPE)
    properties = Counter(one.predicate for one in triples)
    for partition, key, unit, counted in (
        ("classPartition", "class", "entities", classes),
        ("propertyPartition", "property", "triples", properties),
    ):
        for value, number in counted.items():
            part = next(fresh)
            yield ox.Triple(root, _void(partition), part)
            yield ox.Triple(part, _void(key), value)
            yield ox.Triple(part, _void(unit), _number(number))


def _links(
    root: Term, triples: set[ox.Triple], fresh: Iterator[ox.BlankNode]
) -> Iterator[ox.Triple]:
    """Yield a link set for each namespace to which skos:exactMatch leads."""
    spaces: Counter[str] = Counter()
    for one in triples:
        if one.predicate == _MATCH and isinstance(one.object, ox.NamedNode):
            iri = one.object.value
            spaces[iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]] += 1
    for space, number in spaces.items():
        links, target = next(fresh), next(fresh)
        yield ox.Triple(root, _SUBSET, links)
        yield ox.Triple(links, _TYPE, _void("Linkset"))
        yield ox.Triple(links, _void("linkPredicate"), _MATCH)
        yield ox.Triple(links, _void("triples"), _number(number))
        yield ox.Triple(links, _void("subjectsTarget"), root)
        yield ox.Triple(links, _void("objectsTarget"), target)
        yield ox.Triple(target, _TYPE, _DATASET)
        yield ox.Triple(target, _void("uriSpace"), ox.Literal(space))


def _distributions(
    root: Term, described: Iterable[ox.Triple], fresh: Iterator[ox.BlankNode]
) -> Iterator[ox.Triple]:
    """Yield a distribution for each form of export, under the dataset's own licence."""
    licences = {
        one.object for one in described if one.subject == root and one.predicate == _LICENSE
    }
    for name in NAMES:
        one = (
            ox.NamedNode(f"{root.value}#{name}") if isinstance(root, ox.NamedNode) else next(fresh)
        )
        yield ox.Triple(root, ox.NamedNode(DCAT + "distribution"), one)
        yield ox.Triple(one, _TYPE, ox.NamedNode(DCAT + "Distribution"))
        yield ox.Triple(one, ox.NamedNode(DCTERMS + "title"), ox.Literal(name))
        made = form(name)
        media = ox.NamedNode(_MEDIA_TYPES + (made.packed or made.media_type))
        yield ox.Triple(one, ox.NamedNode(DCAT + "mediaType"), media)
        if made.packed:
            # DCAT 3, packageFormat: the media type is that of the files, the package has its own.
            package = ox.NamedNode(_MEDIA_TYPES + made.media_type)
            yield ox.Triple(one, ox.NamedNode(DCAT + "packageFormat"), package)
        for licence in licences:
            yield ox.Triple(one, _LICENSE, licence)


def _vocabulary(source: Source) -> Iterator[ox.Triple]:
    """Yield the licence of the vocabulary, which is not the data's."""
    for file in loading.parsed(source.project.vocabulary_files):
        for quad in file.quads:
            if quad.predicate == _LICENSE and quad.subject == ox.NamedNode(CG.rstrip("#")):
                yield quad.triple


FORMS = (Form("void", "text/turtle", ".ttl", "document", write),)
