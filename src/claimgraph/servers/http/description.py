"""Describes the service (SPARQL 1.1 Service Description) and the data (VoID) to machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph.turtle import writer
from claimgraph.servers.http import formats
from claimgraph.servers.http.messages import Job
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claimgraph.servers.http.engine import Engine

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
# Stands for the server's own URL where nobody has said what it is (RFC 2606: it is nobody's).
HERE = "http://here.invalid/"
_A = ox.NamedNode(RDF + "type")
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "formats": "http://www.w3.org/ns/formats/",
    "sd": SD,
    "void": VOID,
}
# A triple in two graphs is one of the union.
_TOTAL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_COUNTS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
# The datasets that the data speaks of, and all that the graphs say which do so.
_DATASET = f"?d a <http://www.w3.org/ns/dcat#Dataset>, <{VOID}Dataset>"
_DATASETS = f"SELECT DISTINCT ?d {{ {_DATASET} }} ORDER BY ?d"
_DESCRIPTION = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH ?g {{ {_DATASET} . ?s ?p ?o }} }}"


@dataclass(frozen=True)
class Contents:
    """What the store holds: triples, in all and by graph; its dataset's node and description."""

    triples: int
    graphs: dict[str, int]
    datasets: tuple[str, ...]
    described: tuple[ox.Triple, ...]


async def contents(engine: Engine) -> Contents:
    """Look what is in the store; raises Refusal where that takes too long."""
    _, total = await engine.answer(Job(_TOTAL))
    _, counts = await engine.answer(Job(_COUNTS))
    _, datasets = await engine.answer(Job(_DATASETS))
    _, described = await engine.answer(Job(_DESCRIPTION, graph="ntriples"))
    quads = ox.parse(described, format=ox.RdfFormat.N_TRIPLES)
    return Contents(
        int(_rows(total)[0]["n"]["value"]),
        {row["g"]["value"]: int(row["n"]["value"]) for row in _rows(counts)},
        tuple(row["d"]["value"] for row in _rows(datasets)),
        tuple(ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads),
    )


def _rows(body: bytes) -> list[dict[str, dict[str, str]]]:
    rows: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
    return rows


def service(base: str, held: Contents) -> Iterator[ox.Triple]:
    """Yield the description of the endpoint below that URL."""
    endpoint = f"{base}sparql"
    it, dataset, union = ox.NamedNode(endpoint), ox.BlankNode("dataset"), ox.BlankNode("union")
    yield ox.Triple(it, _A, _sd("Service"))
    yield ox.Triple(it, _sd("endpoint"), it)
    yield ox.Triple(it, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield ox.Triple(it, _sd("feature"), _sd("UnionDefaultGraph"))
    for form in (*formats.RESULTS, *formats.GRAPHS):
        yield ox.Triple(it, _sd("resultFormat"), ox.NamedNode(form.iri))
    yield ox.Triple(it, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _A, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), union)
    yield ox.Triple(union, _A, _sd("Graph"))
    yield ox.Triple(union, _void("triples"), _number(held.triples))
    for n, (name, triples) in enumerate(held.graphs.items()):
        named, graph = ox.BlankNode(f"named{n}"), ox.BlankNode(f"graph{n}")
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _A, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(name))
        yield ox.Triple(named, _sd("graph"), graph)
        yield ox.Triple(graph, _A, _sd("Graph"))
        yield ox.Triple(graph, _void("triples"), _number(triples))


def void(base: str, held: Contents) -> Iterator[ox.Triple]:
    """Yield the description of the data, as its owner wrote it and where it can be asked here."""
    yield from held.described
    datasets = held.datasets or (f"{base}.well-known/void#dataset",)
    for name in datasets:
        it = ox.NamedNode(name)
        yield ox.Triple(it, _A, _void("Dataset"))
        yield ox.Triple(it, _void("sparqlEndpoint"), ox.NamedNode(f"{base}sparql"))
        yield ox.Triple(it, _void("triples"), _number(held.triples))


def written(triples: Iterable[ox.Triple], form: str, address: str) -> bytes:
    """Return triples in one of the graph formats of `formats`.

    What is below HERE is written as a path, or below the address where IRIs must be whole.
    """
    # What the owner wrote and what is known here may be the same.
    unique = dict.fromkeys(triples)
    if form == "turtle":
        body = writer.turtle((ox.Quad(*triple) for triple in unique), _PREFIXES).encode()
    else:
        body = ox.serialize(unique, format=formats.OX_GRAPHS[form]) or b""
    return body.replace(HERE.encode(), address.encode() if form == "ntriples" else b"/")


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _void(name: str) -> ox.NamedNode:
    return ox.NamedNode(VOID + name)


def _number(value: int) -> ox.Literal:
    return ox.Literal(value)
