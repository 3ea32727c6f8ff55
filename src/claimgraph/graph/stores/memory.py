"""The embedded store: Oxigraph in memory, behind rdflib's API."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox
from rdflib import Graph
from rdflib.paths import Path
from rdflib.term import BNode, Literal, URIRef

from claimgraph.errors import QueryError
from claimgraph.graph.sparql import has_dataset, with_tags_in_lower_case
from claimgraph.graph.stores import Answer, Rows
from claimgraph.graph.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from rdflib import Dataset
    from rdflib.term import Node

T = TypeVar("T")

_TRIPLE = ("subject", "predicate", "object")
# So many triples of a CONSTRUCT are put in order; of more, none: they come as they are found.
ORDERED = 100_000


class Embedded:
    """A store in memory that holds the given quads."""

    def __init__(self, quads: Iterable[ox.Quad] = ()) -> None:
        self._inner = ox.Store()
        self._inner.bulk_extend(quads)

    @classmethod
    def over(cls, store: ox.Store) -> Embedded:
        """Return an Oxigraph database as a store, without copying it."""
        made = cls()
        made._inner = store
        return made

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Put further quads into it."""
        self._inner.bulk_extend(quads)

    def clear(self, graphs: Iterable[str]) -> None:
        """Take all quads of these named graphs out of it."""
        for name in graphs:
            self._inner.remove_graph(ox.NamedNode(name))

    @cached_property
    def graph(self) -> Dataset:
        """The union of all graphs, as an rdflib dataset."""
        # Here, for it brings rdflib's own query engine, which takes its time.
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self._inner), default_union=True)

    @cached_property
    def union(self) -> Union:
        """The same to be walked, faster."""
        return Union(self._inner)

    def query(self, sparql: str) -> Answer:
        """Answer a SPARQL 1.1 query over the union of the named graphs, or what FROM names.

        Raises QueryError where the engine fails, SyntaxError where the text is not SPARQL.
        """
        return Answer.held(self.rows(sparql))

    def rows(self, sparql: str, graphs: Collection[str] | None = None) -> Rows:
        """Answer it row by row, so that the answer need not fit in memory; raises as `query`.

        Of `graphs`, the engine reads no others; it cannot do so for a query with FROM.
        """
        names: Any = None if graphs is None else [ox.NamedNode(graph) for graph in graphs]
        with _engine():
            found = self._inner.query(
                with_tags_in_lower_case(sparql),
                use_default_graph_as_union=names is None and not has_dataset(sparql),
                default_graph=names,
                named_graphs=names,
            )
            if isinstance(found, ox.QueryBoolean):
                return of_truth(bool(found))
        if isinstance(found, ox.QueryTriples):
            return of_triples(_told(found))
        columns = tuple(variable.value for variable in found.variables)
        return Rows(columns, of_solutions(columns, _told(found)))


@dataclass(frozen=True)
class Part:
    """Some named graphs of a store, asked as if there were no others."""

    whole: Embedded
    graphs: Collection[str]

    def query(self, sparql: str) -> Answer:
        """Answer a query over the union of these graphs; raises as the store does."""
        return Answer.held(self.rows(sparql))

    def rows(self, sparql: str) -> Rows:
        """Answer it row by row."""
        return self.whole.rows(sparql, self.graphs)


@contextmanager
def _engine() -> Iterator[None]:
    """Tell what stops the engine as a QueryError; a syntax error is the question's."""
    try:
        yield
    except SyntaxError:
        raise
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {_reason(error)}") from error


def _told(found: Iterable[T]) -> Iterator[T]:
    """Yield what the engine finds; raises QueryError where it stops before the end."""
    with _engine():
        yield from found


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, ConnectionError):
        return f"a SERVICE of it cannot be reached ({text}): is the server running?"
    if isinstance(error, OSError):
        return f"a SERVICE of it, or the store, failed ({text})"
    return f"{text}: mend the query"


def of_truth(truth: bool) -> Rows:
    """Return the answer to an ASK."""
    return Rows(("answer",), iter([{"answer": Literal(truth)}]), truth=truth)


def of_solutions(
    names: tuple[str, ...], found: Iterable[ox.QuerySolution]
) -> Iterator[Mapping[str, Node]]:
    """Yield solutions as mappings of what they bind to rdflib's terms."""
    terms = Terms()
    for solution in found:
        yield {
            name: terms[value]
            for name, value in zip(names, solution, strict=True)
            if value is not None
        }


def of_json(content: bytes) -> Answer:
    """Return an answer that was written in SPARQL's JSON (SPARQL 1.1 Query Results JSON Format)."""
    found = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return Answer.held(of_truth(bool(found)))
    assert isinstance(found, ox.QuerySolutions)
    names = tuple(variable.value for variable in found.variables)
    return Answer.held(Rows(names, of_solutions(names, found)))


def of_triples(found: Iterable[ox.Triple]) -> Rows:
    """Return a CONSTRUCT's triples as an answer, in order where there are not too many of them."""
    coming = iter(found)
    first = list(islice(coming, ORDERED))
    if len(first) < ORDERED:
        first = sorted(set(first), key=str)
    return Rows(_TRIPLE, _mapped(chain(first, coming)), triples=True)


def _mapped(triples: Iterable[ox.Triple]) -> Iterator[Mapping[str, Node]]:
    terms = Terms()
    for triple in triples:
        yield {
            "subject": terms[triple.subject],
            "predicate": terms[triple.predicate],
            "object": terms[triple.object],
        }


def of_graph(graph: Graph) -> Answer:
    """Return a graph as the answer of the CONSTRUCT that made it."""
    rows = tuple(dict(zip(_TRIPLE, triple, strict=True)) for triple in sorted(graph))
    return Answer(_TRIPLE, rows, triples=True)


class Union(Graph):
    """All triples of an Oxigraph store as an rdflib graph, each once, for reading.

    Each pattern is asked of the store when it is needed, so that the graph may be larger than the
    memory. To walk it this way costs a fourth of what a `Dataset` over the same store does.
    """

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self.quads = store
        self._terms = Terms()

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override]  # it has overloads
        """Yield the triples of a pattern, None standing for anything."""
        if isinstance(triple[1], Path):
            yield from super().triples(triple)
            return
        subject, predicate, object_ = terms = tuple(map(_term, triple))
        if any(term is None and node is not None for term, node in zip(terms, triple, strict=True)):
            return  # RDF does not have it, and so no store
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode | None):
            return
        seen: set[ox.Triple] = set()
        for quad in self.quads.quads_for_pattern(subject, predicate, object_, None):
            if quad.triple in seen:
                continue
            seen.add(quad.triple)
            yield tuple(
                self._terms[term] if node is None else node
                for term, node in zip(quad.triple, triple, strict=True)
            )

    def subject_objects(  # type: ignore[override]  # it has overloads
        self, predicate: Any = None, unique: bool = False
    ) -> Iterator[Any]:
        """Yield the ends of a property, where not `unique` once for each graph that says so."""
        if not isinstance(predicate, URIRef) or (name := _term(predicate)) is None:
            yield from super().subject_objects(predicate, unique)
            return
        terms = self._terms
        found = self.quads.quads_for_pattern(None, name, None, None)
        ends = ((quad.subject, quad.object) for quad in found)
        for subject, value in set(ends) if unique else ends:
            yield terms[subject], terms[value]

    def subjects(  # type: ignore[override]  # it has overloads
        self,
        predicate: Any = None,
        object: Any = None,  # noqa: A002  # as rdflib names it
        unique: bool = False,
    ) -> Iterator[Any]:
        """Yield who has a property; where each is wanted once, no value is converted."""
        if not unique or object is not None or not isinstance(predicate, URIRef):
            yield from super().subjects(predicate, object, unique)
        elif (name := _term(predicate)) is not None:
            found = self.quads.quads_for_pattern(None, name, None, None)
            for subject in {quad.subject for quad in found}:
                yield self._terms[subject]

    def __len__(self) -> int:
        return sum(1 for _ in self.triples((None, None, None)))


def _term(node: Node | None) -> Any:
    """Return a term as Oxigraph has it; None for a wildcard and for what RDF does not have."""
    try:
        if isinstance(node, URIRef):
            return ox.NamedNode(node)
        if isinstance(node, BNode):
            return ox.BlankNode(node)
        if isinstance(node, Literal):
            datatype = ox.NamedNode(node.datatype) if node.datatype and not node.language else None
            return ox.Literal(str(node), language=node.language, datatype=datatype)
    except ValueError:
        return None
    return None
