"""The graph as pages read it: what things are called, what they are, what is said of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, RDFS, Graph
from rdflib.term import BNode, Literal, URIRef

from claimgraph.graph import names, order, terms
from claimgraph.text import harmless
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from rdflib.term import Node

# Blank nodes within blank nodes are looked at so far, to put them in order.
_DEEPEST = 8
# The kinds of things that have a form of page of their own, by the class that they descend from.
_KINDS = ("Article", "Claim", "Argument", "Actor", "Source", "Evidence", "Event", "Passage")


@dataclass(frozen=True)
class Text:
    """A text for people and its language tag, empty where it has none."""

    text: str
    lang: str = ""


class Things:
    """The union of a project's graphs in memory; `vocabulary` is the name of the vocabulary's."""

    def __init__(self, quads: Iterable[ox.Quad], vocabulary: Collection[str] = ()) -> None:
        self._quads = list(quads)
        self._vocabulary = {ox.NamedNode(name) for name in vocabulary}
        # The same few are named and linked over and over.
        self._called: dict[Node, Text] = {}
        self._formed: dict[Node, str] = {}
        self._placed: dict[Node, tuple[tuple[tuple[int, int, str], ...], str]] = {}

    @cached_property
    def graph(self) -> Graph:
        """The triples as an rdflib graph."""
        return terms.in_memory(self._quads)

    @cached_property
    def _by_subject(self) -> dict[object, list[ox.Triple]]:
        found: dict[object, dict[ox.Triple, None]] = {}
        for quad in self._quads:
            found.setdefault(quad.subject, {})[quad.triple] = None
        return {subject: list(triples) for subject, triples in found.items()}

    @cached_property
    def _by_object(self) -> dict[object, list[ox.Quad]]:
        found: dict[object, list[ox.Quad]] = {}
        for quad in self._quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                found.setdefault(quad.object, []).append(quad)
        return found

    @cached_property
    def of_vocabulary(self) -> frozenset[str]:
        """The IRIs that the vocabulary describes."""
        return frozenset(
            quad.subject.value
            for quad in self._quads
            if quad.graph_name in self._vocabulary and isinstance(quad.subject, ox.NamedNode)
        )

    @cached_property
    def subjects(self) -> list[str]:
        """All IRIs of which the graph says something, sorted."""
        return sorted(one.value for one in self._by_subject if isinstance(one, ox.NamedNode))

    def described(self, iri: str) -> bool:
        """Tell whether the graph says anything of an IRI."""
        return ox.NamedNode(iri) in self._by_subject if _is_iri(iri) else False

    def prepare(self) -> None:
        """Make the indexes now, for processes that are to share them."""
        for index in (self.graph, self._by_subject, self._by_object, self.of_vocabulary):
            del index
        for node in set(self.graph.subjects()):
            self.form(node), self.name(node)

    # ── Data ─────────────────────────────────────────────────────────────────────────────────────

    def description(self, iri: str) -> list[ox.Triple]:
        """Return what is said of an IRI, with the blank nodes within, and which IRIs speak of it.

        A concise bounded description, with incoming links of things that have an IRI, so that who
        follows links finds them. The data's links to the vocabulary are left out: they are as many
        as the data.
        """
        node = ox.NamedNode(iri)
        found = dict.fromkeys(self.bounded(iri))
        terms_alone = iri in self.of_vocabulary
        for quad in self._by_object.get(node, ()):
            if not terms_alone or quad.graph_name in self._vocabulary:
                found[quad.triple] = None
        return list(found)

    def bounded(self, iri: str) -> Iterator[ox.Triple]:
        """Yield what is said of an IRI, with the blank nodes within."""
        ahead: list[object] = [ox.NamedNode(iri)]
        seen: set[object] = set()
        while ahead:
            subject = ahead.pop()
            if subject in seen:
                continue
            seen.add(subject)
            for triple in self._by_subject.get(subject, ()):
                yield triple
                ahead += _blank(triple.object)

    # ── Words ────────────────────────────────────────────────────────────────────────────────────

    def name(self, node: Node | None) -> Text:
        """Return what a thing is called: a label, in English if there is a choice, or the IRI."""
        if node is None:
            return Text("?")
        if node not in self._called:
            label = names.label(self.graph, node)
            self._called[node] = (
                Text(harmless(names.name(self.graph, node)))
                if label is None
                else Text(harmless(str(label)), label.language or "")
            )
        return self._called[node]

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
        return self.sorted(self.graph.subjects(predicate, node))

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
        return self._placed[node]

    def _said(self, node: Node, above: tuple[Node, ...]) -> str:
        if not isinstance(node, BNode):
            return self.name(node).text.casefold()
        if node in above or len(above) > _DEEPEST:
            return ""
        facts = self.graph.predicate_objects(node)
        return ", ".join(sorted(f"{p} {self._said(o, (*above, node))}" for p, o in facts))

    # ── Kinds ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _ancestors(self) -> dict[Node, set[Node]]:
        classes = set(self.graph.objects(None, RDF.type))
        above: dict[Node, set[Node]] = {}
        for one in classes:
            found = self.graph.transitive_objects(one, RDFS.subClassOf)
            above[one] = {one, *(each for each in found if each is not None)}
        return above

    def kinds(self, node: Node) -> list[URIRef]:
        """Return a thing's types, the most telling first: what is said of fewer comes earlier."""
        types = [one for one in self.graph.objects(node, RDF.type) if isinstance(one, URIRef)]
        return sorted(types, key=lambda one: (-len(self._ancestors[one]), str(one)))

    def of_kind(self, name: str) -> list[URIRef]:
        """Return the things of a class of the vocabulary and its subclasses, by name."""
        wanted = URIRef(CG + name)
        found = {
            subject
            for kind, ancestors in self._ancestors.items()
            if wanted in ancestors
            for subject in self.graph.subjects(RDF.type, kind)
            if isinstance(subject, URIRef)
        }
        return [one for one in self.sorted(found) if isinstance(one, URIRef)]

    @cached_property
    def _articles(self) -> frozenset[str]:
        return frozenset(map(str, self.of_kind("Article")))

    def article_of(self, iri: str) -> URIRef | None:
        """Return the article below whose IRI another lies, the nearest one, if there is any."""
        for mark in reversed(list(re.finditer("[/#]", iri))):
            for above in (iri[: mark.end()], iri[: mark.start()]):
                if above != iri and above in self._articles:
                    return URIRef(above)
        return None

    def form(self, node: Node) -> str:
        """Return which form of page a thing has: `Claim`, … or an empty text."""
        if node not in self._formed:
            above = {name for kind in self.kinds(node) for name in self._ancestors[kind]}
            form = next((name for name in _KINDS if URIRef(CG + name) in above), "")
            self._formed[node] = form
        return self._formed[node]

    def owners(self, node: Node) -> list[tuple[URIRef, tuple[Node, ...]]]:
        """Return the IRIs whose blank nodes speak of a node, with the blank nodes between.

        They are in order of the IRIs' names; the blank nodes go from the IRI's own inwards.
        """
        found: dict[tuple[URIRef, tuple[Node, ...]], None] = {}
        ahead: list[tuple[Node, ...]] = [(one,) for one in self._blank_subjects(node)]
        while ahead:
            chain = ahead.pop()
            for subject in self.graph.subjects(None, chain[0]):
                if isinstance(subject, URIRef):
                    found[subject, chain] = None
                elif isinstance(subject, BNode) and subject not in chain:
                    ahead.append((subject, *chain))
        return sorted(found, key=lambda one: (self.name(one[0]).text.casefold(), one[0]))

    def _blank_subjects(self, node: Node) -> set[Node]:
        return {one for one in self.graph.subjects(None, node) if isinstance(one, BNode)}


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
