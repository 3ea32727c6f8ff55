"""What is remembered of an article: its answer, and what its graph describes and mentions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib.term import BNode, Literal, Node, URIRef

from claimgraph.errors import QuestionError
from claimgraph.graph import terms
from claimgraph.graph.ties import Said
from claimgraph.vocab import OA, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claimgraph.check.groups import Group
    from claimgraph.graph.loading import Loaded

_IS_PART_OF = "http://purl.org/dc/terms/isPartOf"


@dataclass(frozen=True)
class Facts:
    """What a graph says of others: its articles, and the IRIs outside its own namespace.

    `describes` are subjects, `mentions` predicates and objects.
    """

    articles: tuple[str, ...]
    describes: frozenset[str]
    mentions: frozenset[str]

    @classmethod
    def of(cls, group: Group, classes: frozenset[str], quads: Iterable[ox.Quad]) -> Facts:
        """Read the quads of a group's graph; an article's class is among `classes`.

        An article is also what a passage has as its source, and what the topmost parts are part of.
        """
        articles, parts, wholes = set[str](), set[str](), set[str]()
        describes, mentions = set[str](), set[str]()
        for quad in quads:
            subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
            value = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            predicate = quad.predicate.value
            describes.add(subject)
            mentions |= {predicate, value}
            if predicate == f"{RDF}type" and value in classes:
                articles.add(subject)
            elif predicate == f"{OA}hasSource":
                articles.add(value)
            elif predicate == _IS_PART_OF:
                parts.add(subject)
                wholes.add(value)
        articles |= wholes - parts
        own, name = group.namespace, {"", group.graph}
        outside = [
            frozenset(iri for iri in some - name if not iri.startswith(own))
            for some in (describes, mentions)
        ]
        return cls(tuple(sorted(articles - {""})), *outside)

    def said(self, graph: str) -> Said:
        """Return what ties the graph, by its name, to others: who mentions it, or its articles."""
        return Said(self.describes | {graph, *self.articles}, self.mentions)

    def written(self) -> list[list[str]]:
        """Return it as JSON can say it."""
        return [list(self.articles), sorted(self.describes), sorted(self.mentions)]

    @classmethod
    def read(cls, held: Any) -> Facts:
        """Return what `written` gave; raises TypeError or ValueError for anything else."""
        articles, describes, mentions = (tuple(map(_text, _list(each))) for each in _list(held))
        return cls(articles, frozenset(describes), frozenset(mentions))


@dataclass(frozen=True)
class Entry:
    """The rows of one article, and what the things in them are called."""

    rows: tuple[Mapping[str, Node], ...]
    labels: Mapping[Node, str]

    @property
    def can_be_kept(self) -> bool:
        """Whether no row has a blank node, whose name holds for one reading of its file."""
        return not any(isinstance(term, BNode) for row in self.rows for term in row.values())

    def written(self) -> dict[str, Any]:
        """Return it as JSON can say it."""
        rows = [{name: _written(term) for name, term in row.items()} for row in self.rows]
        return {"rows": rows, "labels": {str(term): label for term, label in self.labels.items()}}

    @classmethod
    def read(cls, held: Any) -> Entry:
        """Return what `written` gave; raises TypeError, KeyError or ValueError for other JSON."""
        rows = tuple(
            {_text(name): _term(term) for name, term in row.items()} for row in _list(held["rows"])
        )
        return cls(rows, {URIRef(iri): _text(label) for iri, label in held["labels"].items()})


def _written(term: Node) -> list[str]:
    made = terms.ox_term(term)
    if isinstance(made, ox.Literal):
        return [str(term), made.datatype.value, getattr(term, "language", None) or ""]
    return [str(term)]


def _term(held: Any) -> Node:
    return _made(*map(_text, _list(held)))


# Things recur: the article itself stands in every row.
@lru_cache(maxsize=10_000)
def _made(text: str, datatype: str = "", language: str = "") -> Node:
    if not datatype:
        return terms.term(ox.NamedNode(text))
    if language:
        return Literal(text, lang=language)
    return terms.term(ox.Literal(text, datatype=ox.NamedNode(datatype)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def must_mention(
    iris: Iterable[ox.NamedNode], facts: Mapping[Group, Facts], vocabulary: Iterable[Loaded]
) -> None:
    """Raise QuestionError for an IRI that no graph mentions and that is in none's namespace."""
    spaces = tuple(group.namespace for group in facts)
    for iri in iris:
        spoken_of = (
            iri.value.startswith(spaces)
            or any(iri.value in each.describes or iri.value in each.mentions
                   for each in facts.values())
            or any(iri in (quad.subject, quad.object) for one in vocabulary for quad in one.quads)
        )  # fmt: skip
        if not spoken_of:
            raise QuestionError(f"nothing in the graph has the IRI <{iri.value}>: correct it")
