"""Looks up what a graph says of a node: its facts, what it is called, which classes it is of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from rdflib import RDF, RDFS, URIRef
from rdflib.term import Literal

from claimgraph.graph import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rdflib import Graph
    from rdflib.term import Node

    Facts = dict[Node, list[Node]]

_Value = TypeVar("_Value")


class Text(str):
    """A text of the article or about it, with its language tag, empty where it has none."""

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str = "") -> Text:
        """Make it of a text and a tag."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    language: str


NO_TEXT = Text("")


@dataclass(frozen=True, slots=True)
class Term:
    """Something that a value names: a concept, an actor, a property; a literal is its own name."""

    iri: Node
    label: str

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Kind(Term):
    """A class that a thing is of; `known` are this class and those above it, the nearest first."""

    known: tuple[URIRef, ...] = ()

    def within(self, above: Node) -> bool:
        """Tell whether the class is another one or lies below it (rdfs:subClassOf)."""
        return above == self.iri or above in self.known


class Lookup:
    """A graph, asked about one node after the other; names and classes are looked up once."""

    def __init__(self, graph: Graph, language: str = "en") -> None:
        self.graph = graph
        self._language = language
        self._terms: dict[Node, Term] = {}
        self._kinds: dict[Node, Kind] = {}

    def term(self, node: Node) -> Term:
        """Return a thing by its name."""
        if node not in self._terms:
            self._terms[node] = Term(node, names.name(self.graph, node, self._language))
        return self._terms[node]

    def kind(self, node: Node) -> Kind:
        """Return a class with the classes that it lies below."""
        if node not in self._kinds:
            above = self.graph.transitive_objects(node, RDFS.subClassOf)
            known = tuple(one for one in above if isinstance(one, URIRef))
            self._kinds[node] = Kind(node, self.term(node).label, known)
        return self._kinds[node]

    def kinds(self, nodes: Iterable[Node]) -> list[Kind]:
        """Return classes, the most telling first: what lies below more comes earlier."""
        return sorted(map(self.kind, nodes), key=lambda kind: (-len(kind.known), str(kind.iri)))

    def kinds_of(self, node: Node) -> list[Kind]:
        """Return the classes that a thing is of, the most telling first."""
        return self.kinds(self.graph.objects(node, RDF.type))

    def of_kind(self, above: URIRef) -> list[URIRef]:
        """Return the IRIs of what is of a class or of one below it, sorted."""
        classes = {above, *self.graph.transitive_subjects(RDFS.subClassOf, above)}
        return sorted(iris(one for kind in classes for one in self.graph.subjects(RDF.type, kind)))

    def is_a(self, node: Node, above: URIRef) -> bool:
        """Tell whether a thing is of a class or of one below it."""
        return any(kind.within(above) for kind in self.kinds_of(node))

    def facts(self, node: Node) -> Facts:
        """Return what the graph says of a node, by property."""
        facts: Facts = defaultdict(list)
        for predicate, value in self.graph.predicate_objects(node):
            facts[predicate].append(value)
        return facts

    def label(self, node: Node, facts: Facts) -> Text:
        """Return what a node is called, by what is said of it."""
        best = names.best(
            (
                (place, value)
                for place, name in enumerate(names.PROPERTIES)
                for value in facts.get(name, ())
            ),
            self._language,
        )
        return Text(names.readable(str(node))) if best is None else text(best)

    def text(self, facts: Facts, predicate: URIRef) -> Text:
        """Return one text of a property, in the reader's language where there is a choice."""
        literal = names.best(((0, value) for value in facts.get(predicate, ())), self._language)
        return Text("") if literal is None else text(literal)

    def one(self, facts: Facts, predicate: URIRef) -> Term | None:
        """Return one value of a property by its name; the same one each time."""
        node = first(facts, predicate)
        return None if node is None else self.term(node)

    def named(self, facts: Facts, *predicates: URIRef) -> tuple[Term, ...]:
        """Return the values of properties by their names, sorted."""
        nodes = {value for predicate in predicates for value in facts.get(predicate, ())}
        return tuple(sorted(map(self.term, nodes), key=lambda one: (one.label, str(one.iri))))


def text(node: Node) -> Text:
    """Return a literal with its language."""
    return Text(str(node), (node.language if isinstance(node, Literal) else None) or "")


def each(facts: Facts, predicate: URIRef, read: Callable[[Node], _Value]) -> tuple[_Value, ...]:
    """Return what is read from each value of a property."""
    return tuple(read(node) for node in sorted(facts.get(predicate, ()), key=str))


def iris(nodes: Iterable[Node]) -> set[URIRef]:
    """Return those nodes that are IRIs."""
    return {node for node in nodes if isinstance(node, URIRef)}


def first(facts: Facts, predicate: URIRef) -> Node | None:
    """Return one value of a property; the same one each time."""
    return min(facts.get(predicate, ()), key=str, default=None)


def written(facts: Facts, predicate: URIRef) -> str | None:
    """Return one value of a property as it is written."""
    value = first(facts, predicate)
    return None if value is None else str(value)


def true(facts: Facts, predicate: URIRef) -> bool:
    """Tell whether a property is said to be true."""
    return is_true(first(facts, predicate))


def is_true(node: Node | None) -> bool:
    """Tell whether a value is true: xsd:boolean has two ways to write it."""
    return str(node).lower() in ("true", "1")


def number(node: Node | None) -> int | None:
    """Return a literal's whole number, None for anything else."""
    value = node.toPython() if isinstance(node, Literal) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
