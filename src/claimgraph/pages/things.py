"""The graph as pages read it: what things are called, what they are, what is said of them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph
from rdflib.term import BNode, Literal, URIRef

from claimgraph.claims.reading import Reader
from claimgraph.claims.weighing import derived
from claimgraph.graph import names, order, terms
from claimgraph.graph.stores.memory import Union
from claimgraph.text import harmless
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rdflib.term import Node

# Blank nodes within blank nodes are looked at so far, to put them in order.
_DEEPEST = 8
# So many triples of one pattern are read where facts are looked up: a page shows fewer.
MANY = 1000
_DERIVED = ox.NamedNode(derived.GRAPH)
# So many names are remembered while a large store is served.
_REMEMBERED = 50_000
# The kinds of things that have a form of page of their own, by the class that they descend from.
_KINDS = ("Article", "Claim", "Argument", "Actor", "Source", "Evidence", "Event", "Passage")


@dataclass(frozen=True)
class Text:
    """A text for people and its language tag, empty where it has none."""

    text: str
    lang: str = ""


class Things:
    """The union of a project's graphs in a store; `vocabulary` is the name of the vocabulary's.

    `copied` walks a copy in memory, for who reads all of it: that is faster. Otherwise each fact is
    looked up when it is needed, and of what a store has very many no more than `MANY` are read.
    """

    def __init__(
        self, store: ox.Store, vocabulary: Collection[str] = (), *, copied: bool = True
    ) -> None:
        self.store = store
        self.copied = copied
        self._vocabulary = {ox.NamedNode(name) for name in vocabulary}
        # The same few are named and linked over and over.
        self._called: dict[Node, Text] = {}
        self._formed: dict[Node, str] = {}
        self._above: dict[Node, set[Node]] = {}
        self._placed: dict[Node, tuple[tuple[tuple[int, int, str], ...], str]] = {}
        self._noted: set[Node] | None = None

    @classmethod
    def of(cls, quads: Iterable[ox.Quad], vocabulary: Collection[str] = ()) -> Things:
        """Return the things of quads."""
        store = ox.Store()
        store.bulk_extend(quads)
        return cls(store, vocabulary)

    @cached_property
    def graph(self) -> Graph:
        """The triples as an rdflib graph."""
        return terms.in_memory(self.store) if self.copied else Union(self.store)

    def look_up(self) -> None:
        """Look up each fact of the graph, for who reads little of it."""
        self.__dict__["graph"] = Union(self.store)

    def copy(self) -> None:
        """Walk a copy in memory from now on, for who reads all of it."""
        for known in ("graph", "reader"):
            self.__dict__.pop(known, None)

    @cached_property
    def reader(self) -> Reader:
        """Reads what articles say, each thing once."""
        return Reader(self.graph)

    def some(self, subject: Node | None, predicate: Node | None, value: Node | None) -> list[Any]:
        """Return the triples of a pattern; not all of them where there are very many."""
        found = self.graph.triples((subject, predicate, value))
        return list(found) if self.copied else list(islice(found, MANY))

    def count(self, name: str) -> int:
        """Return how many things there are of a class of the vocabulary and its subclasses."""
        kind = f"<{CG}{name}>"
        found = self.store.query(
            f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{RDF.type}>/<{RDFS.subClassOf}>* {kind} "
            "FILTER(isIRI(?s)) }",
            use_default_graph_as_union=True,
        )
        (row,) = cast("Iterable[Any]", found)
        return int(row[0].value)

    def speakers(self, node: Node) -> dict[URIRef, int]:
        """Return how many IRIs speak of a node where there are very many, by property."""
        if self.copied or len(self.some(None, None, node)) < MANY:
            return {}
        found = self.store.query(
            f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p {node.n3()} FILTER(isIRI(?s)) }} "
            "GROUP BY ?p",
            use_default_graph_as_union=True,
        )
        return {URIRef(p.value): int(n.value) for p, n in cast("Iterable[Any]", found)}

    @cached_property
    def of_vocabulary(self) -> frozenset[str]:
        """The IRIs that the vocabulary describes."""
        return frozenset(
            quad.subject.value
            for name in self._vocabulary
            for quad in self.store.quads_for_pattern(None, None, None, name)
            if isinstance(quad.subject, ox.NamedNode)
        )

    def used(self, iri: str) -> bool:
        """Tell whether a term of the vocabulary stands in anything but the vocabulary."""
        node = ox.NamedNode(iri)
        speaking = chain(
            self.store.quads_for_pattern(None, node, None),
            self.store.quads_for_pattern(None, None, node),
            self.store.quads_for_pattern(node, None, None),
        )
        return any(quad.graph_name not in self._vocabulary for quad in speaking)

    def each_subject(self) -> Iterator[str]:
        """Yield all IRIs of which the graph says something, in no order."""
        found = self.store.query(
            "SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }", use_default_graph_as_union=True
        )
        for (subject,) in cast("Iterable[Any]", found):
            yield subject.value

    @cached_property
    def subjects(self) -> list[str]:
        """All IRIs of which the graph says something, sorted."""
        return sorted(self.each_subject())

    def described(self, iri: str) -> bool:
        """Tell whether the graph says anything of an IRI."""
        if not _is_iri(iri):
            return False
        found = self.store.quads_for_pattern(ox.NamedNode(iri), None, None, None)
        return next(iter(found), None) is not None

    def prepare(self) -> None:
        """Make the indexes now, for processes that are to share them."""
        for index in (self.graph, self.of_vocabulary):
            del index
        if isinstance(self.graph, Union):
            return
        for node in set(self.graph.subjects()):
            self.form(node), self.name(node)

    # ── Data ─────────────────────────────────────────────────────────────────────────────────────

    def description(self, iri: str) -> list[ox.Triple]:
        """Return what is said of an IRI, with the blank nodes within, and which IRIs speak of it.

        A concise bounded description, with incoming links of things that have an IRI, so that who
        follows links finds them. What is derived is not mixed with them. The data's links to the
        vocabulary are left out: they are as many as the data.
        """
        node = ox.NamedNode(iri)
        found = dict.fromkeys(self.bounded(iri))
        terms_alone = iri in self.of_vocabulary
        speaking = self.store.quads_for_pattern(None, None, node, None)
        for quad in speaking if self.copied else islice(speaking, MANY):
            named = isinstance(quad.subject, ox.NamedNode)
            if quad.graph_name == _DERIVED:
                continue
            if named and (not terms_alone or quad.graph_name in self._vocabulary):
                found[quad.triple] = None
        return list(found)

    def bounded(self, iri: str) -> Iterator[ox.Triple]:
        """Yield what is said of an IRI, with the blank nodes within, and not what is derived."""
        ahead: list[object] = [ox.NamedNode(iri)]
        seen: set[object] = set()
        while ahead:
            subject = ahead.pop()
            if subject in seen:
                continue
            seen.add(subject)
            said = self.store.quads_for_pattern(cast("Any", subject), None, None, None)
            captured = (quad.triple for quad in said if quad.predicate.value not in derived.IRIS)
            for triple in dict.fromkeys(captured):
                yield triple
                ahead += _blank(triple.object)

    # ── Words ────────────────────────────────────────────────────────────────────────────────────

    def name(self, node: Node | None) -> Text:
        """Return what a thing is called: a label, in English if there is a choice, or the IRI."""
        if node is None:
            return Text("?")
        if self._noted is not None:
            self._noted.add(node)
        if node not in self._called:
            if len(self._called) > _REMEMBERED and not self.copied:
                for memory in (self._called, self._formed, self._placed):
                    memory.clear()
            label = names.label(self.graph, node)
            called = self._called[node] = (
                Text(harmless(names.name(self.graph, node)))
                if label is None
                else Text(harmless(str(label)), label.language or "")
            )
            return called
        return self._called[node]

    @contextmanager
    def noting(self) -> Iterator[set[Node]]:
        """Note what is named meanwhile: it is told in no other way what a page shows."""
        noted: set[Node] = set()
        self._noted = noted
        try:
            yield noted
        finally:
            self._noted = None

    def text(self, node: Node, predicate: URIRef) -> Text | None:
        """Return one text of a property, in English where there is a choice."""
        texts = sorted(
            (value for value in self.graph.objects(node, predicate) if isinstance(value, Literal)),
            key=in_order,
        )
        return Text(harmless(str(texts[0])), texts[0].language or "") if texts else None

    def value(self, node: Node, predicate: URIRef) -> Node | None:
        """Return one value of a property; the same one each time."""
        return min(self.graph.objects(node, predicate), default=None, key=self._place)

    def values(self, node: Node, predicate: URIRef) -> list[Node]:
        """Return the values of a property, by what they are called."""
        return self.sorted(self.graph.objects(node, predicate))

    def speaking_of(self, node: Node, predicate: URIRef) -> list[Node]:
        """Return what has the node for a value of a property, by what they are called."""
        return self.sorted(subject for subject, _, _ in self.some(None, predicate, node))

    def sorted(self, nodes: Iterable[Node]) -> list[Node]:
        """Return nodes without repetition, by what they are called, or what is said of them."""
        return sorted(set(nodes), key=self._place)

    def _place(self, node: Node) -> tuple[tuple[tuple[int, int, str], ...], str]:
        """Return where a node stands among others: the same for the same graph.

        A blank node's label is another one in every run.
        """
        if node not in self._placed:
            if isinstance(node, BNode):
                place = (order.natural(self._said(node, ())), "")
            else:
                place = (order.natural(self.name(node).text.casefold()), str(node))
            self._placed[node] = place
            return place
        return self._placed[node]

    def _said(self, node: Node, above: tuple[Node, ...]) -> str:
        if not isinstance(node, BNode):
            return self.name(node).text.casefold()
        if node in above or len(above) > _DEEPEST:
            return ""
        facts = self.graph.predicate_objects(node)
        return ", ".join(sorted(f"{p} {self._said(o, (*above, node))}" for p, o in facts))

    # ── Kinds ────────────────────────────────────────────────────────────────────────────────────

    def _ancestors(self, kind: Node) -> set[Node]:
        if kind not in self._above:
            found = self.graph.transitive_objects(kind, RDFS.subClassOf)
            self._above[kind] = {kind, *(each for each in found if each is not None)}
        return self._above[kind]

    def kinds(self, node: Node) -> list[URIRef]:
        """Return a thing's types, the most telling first: what is said of fewer comes earlier."""
        types = [one for one in self.graph.objects(node, RDF.type) if isinstance(one, URIRef)]
        return sorted(types, key=lambda one: (-len(self._ancestors(one)), str(one)))

    def of_kind(self, name: str) -> list[URIRef]:
        """Return the things of a class of the vocabulary and its subclasses, by name."""
        kind = URIRef(CG + name)
        found = {
            subject
            for below in {kind, *self.graph.transitive_subjects(RDFS.subClassOf, kind)}
            for subject, _, _ in self.some(None, RDF.type, below)
            if isinstance(subject, URIRef)
        }
        return [one for one in self.sorted(found) if isinstance(one, URIRef)]

    def article_of(self, iri: str) -> URIRef | None:
        """Return the article below whose IRI another lies, the nearest one, if there is any."""
        for mark in reversed(list(re.finditer("[/#]", iri))):
            for above in (iri[: mark.end()], iri[: mark.start()]):
                if above != iri and self.form(URIRef(above)) == "Article":
                    return URIRef(above)
        return None

    def form(self, node: Node) -> str:
        """Return which form of page a thing has: `Claim`, … or an empty text."""
        if node not in self._formed:
            above = {name for kind in self.kinds(node) for name in self._ancestors(kind)}
            form = next((name for name in _KINDS if URIRef(CG + name) in above), "")
            self._formed[node] = form
            return form
        return self._formed[node]

    def is_a(self, node: Node, name: str) -> bool:
        """Tell whether a thing is of a class of the vocabulary or of one below it."""
        return any(URIRef(CG + name) in self._ancestors(kind) for kind in self.kinds(node))

    def owners(self, node: Node) -> list[tuple[URIRef, tuple[Node, ...]]]:
        """Return the IRIs whose blank nodes speak of a node, with the blank nodes between.

        They are in order of the IRIs' names; the blank nodes go from the IRI's own inwards.
        """
        found: dict[tuple[URIRef, tuple[Node, ...]], None] = {}
        ahead: list[tuple[Node, ...]] = [(one,) for one in self._blank_subjects(node)]
        while ahead:
            chain = ahead.pop()
            for subject, _, _ in self.some(None, None, chain[0]):
                if isinstance(subject, URIRef):
                    found[subject, chain] = None
                elif isinstance(subject, BNode) and subject not in chain:
                    ahead.append((subject, *chain))
        return sorted(found, key=lambda one: (self.name(one[0]).text.casefold(), one[0]))

    def _blank_subjects(self, node: Node) -> set[Node]:
        return {one for one, _, _ in self.some(None, None, node) if isinstance(one, BNode)}


def in_order(value: Literal) -> tuple[int, str, str]:
    """Order texts by their language as labels are."""
    return (*names.order(value.language), str(value))


def _blank(term: object) -> list[object]:
    """Return the blank nodes of a term, those within triple terms included."""
    if isinstance(term, ox.Triple):
        return [*_blank(term.subject), *_blank(term.object)]
    return [term] if isinstance(term, ox.BlankNode) else []


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
