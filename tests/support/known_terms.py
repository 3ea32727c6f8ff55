"""Which terms exist, here and in the vocabularies copied for tests, and which are used."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rdflib import OWL, RDF, SH, Graph, URIRef
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

ROOT = Path(__file__).parents[2]
BASE = "https://w3id.org/claimgraph/"
CG = BASE + "ontology#"
SCHEME = BASE + "scheme/"
VOCABULARIES = ROOT / "tests" / "vocabularies"
ONTOLOGY = [
    ROOT / "ontology" / name for name in ("claimgraph.ttl", "schemes.ttl", "alignments.ttl")
]


def read(*paths: Path) -> Graph:
    """Return the files' triples in one graph."""
    graph = Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def vocabularies() -> dict[str, frozenset[str]]:
    """Return, by namespace, the local names in `tests/vocabularies/*.txt`."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(VOCABULARIES.glob("*.txt")):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        namespace = head.split()[1]
        names = frozenset(line.split("  # ")[0] for line in lines)
        found[namespace] = found.get(namespace, frozenset()) | names
    return found


@cache
def defined() -> frozenset[URIRef]:
    """Return the terms and concepts that this ontology defines."""
    graph = read(*ONTOLOGY[:2])
    return frozenset(
        term
        for term in graph.subjects(RDF.type)
        if isinstance(term, URIRef) and str(term).startswith((CG, SCHEME))
    )


def namespace_of(iri: URIRef) -> str | None:
    """Return the vocabulary namespace that an IRI lies in, if it is one of those known."""
    known = [*vocabularies(), CG, SCHEME]
    return max((one for one in known if iri.startswith(one)), key=len, default=None)


def exists(iri: URIRef) -> bool:
    """Tell whether a term is defined; an IRI outside all vocabularies is no term."""
    namespace = namespace_of(iri)
    if namespace in (CG, SCHEME):
        return iri in defined()
    return namespace is not None and iri[len(namespace) :] in vocabularies()[namespace]


def undefined_in(graph: Graph) -> list[URIRef]:
    """Return the IRIs in the graph that should be terms and are none, sorted.

    Predicates, classes and datatypes have to be terms, other resources if they lie in a vocabulary.
    """
    must = {*graph.predicates(), *graph.objects(None, RDF.type)}
    must |= {getattr(value, "datatype", None) for value in graph.objects()}
    iris = {one for one in must | graph.all_nodes() if isinstance(one, URIRef)}
    inside = {one for one in iris if namespace_of(one) not in (None, str(one))}
    return sorted(one for one in iris & (must | inside) if not exists(one))


def undefined_in_query(text: str, prefixes: dict[str, str] | None = None) -> list[URIRef]:
    """Return the IRIs in a query that are neither terms nor resources of ours, sorted."""
    algebra = prepareQuery(text, initNs=prefixes or {}).algebra
    return sorted(
        iri
        for iri in set(_iris(algebra))
        if not exists(iri) and (namespace_of(iri) or not iri.startswith(BASE))
    )


def _iris(part: object) -> Iterator[URIRef]:
    if isinstance(part, URIRef):
        yield part
    elif isinstance(part, CompValue):
        yield from _iris(list(part.values()))
    elif isinstance(part, PropertyPath):
        yield from _iris(list(vars(part).values()))
    elif isinstance(part, dict):
        yield from _iris([*part.keys(), *part.values()])
    elif isinstance(part, list | tuple | set | frozenset):
        for one in part:
            yield from _iris(one)


def shape_queries(shapes: Graph) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each SPARQL text in the shapes with the prefixes declared for it."""
    for predicate in (SH.select, SH.ask, SH.construct):
        for node, text in shapes.subject_objects(predicate):
            yield (
                str(text),
                {
                    str(shapes.value(declared, SH.prefix)): str(
                        shapes.value(declared, SH.namespace)
                    )
                    for place in shapes.objects(node, SH.prefixes)
                    for declared in shapes.objects(place, SH.declare)
                },
            )


def terms_of(graph: Graph) -> list[URIRef]:
    """Return what a file of the ontology defines in our own namespaces, sorted."""
    return sorted(
        {
            one
            for one in graph.subjects(RDF.type)
            if isinstance(one, URIRef) and one.startswith(BASE)
        }
        - set(graph.subjects(RDF.type, OWL.Ontology))
    )
