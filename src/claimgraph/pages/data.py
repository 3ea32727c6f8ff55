"""The data beside a page, in the formats that programs ask for.

Of a thing it is what is said of it, of a stored question its answer.
"""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox
from rdflib.term import BNode

from claimgraph.errors import QuestionError
from claimgraph.graph import canonical, prefixes
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.turtle import writer
from claimgraph.questions import catalogue, naming
from claimgraph.vocab import BASE, RDFS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Answer, Store
    from claimgraph.questions import Question
    from claimgraph.questions.naming import Offered

# Suffixes with media types, dearest first.
FORMS = {
    ".ttl": "text/turtle",
    ".jsonld": "application/ld+json",
    ".nt": "application/n-triples",
}
# So many things a form offers to choose from; others can be typed.
OFFERED = 500
# A page of a static site holds the answers for so many of them, with so many rows together.
ANSWERED = 200
ROWS = 1000


@dataclass(frozen=True)
class Part:
    """Triples to be written in one format after the other: what these share is made once."""

    triples: tuple[ox.Triple, ...]

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """The triples in the default graph, each once."""
        triples = dict.fromkeys(self.triples)
        return [ox.Quad(one.subject, one.predicate, one.object) for one in triples]

    @cached_property
    def ordered(self) -> list[ox.Triple]:
        """The triples with canonical labels for their blank nodes, sorted."""
        return sorted((quad.triple for quad in canonical.relabelled(self.quads)), key=str)


def written(part: Part, suffix: str) -> bytes:
    """Return a graph in the format of a suffix: the same bytes for the same graph.

    JSON-LD is in expanded form, by Oxigraph: it needs no context to be fetched, and to compact a
    thousand of them by PyLD would take longer than all else.
    """
    if suffix == ".ttl":
        return writer.turtle(part.quads, prefixes.of_quads(part.quads)).encode()
    if suffix == ".nt":
        return ox.serialize(part.ordered, format=ox.RdfFormat.N_TRIPLES) or b""
    return (ox.serialize(part.ordered, format=ox.RdfFormat.JSON_LD) or b"") + b"\n"


# ── Answers of stored questions ──────────────────────────────────────────────────────────────────


def published(question: Question, base: str | None = None) -> Question:
    """Return a question whose relative IRIs start from its page: where its file lies is private."""
    page = f"questions/{quote(question.theme)}/{quote(question.name)}.html"
    return replace(question, base=f"{base or BASE}{page}")


class Asked:
    """Answers questions over a project's files, each once; the site lies at `base`."""

    def __init__(
        self,
        questions: Sequence[Question],
        loaded: Sequence[Loaded],
        store: Store | None = None,
        base: str | None = None,
    ) -> None:
        self._questions = {(each.theme, each.name): each for each in questions}
        self._loaded = loaded
        self._given = store
        self._base = base
        self._known: dict[str, tuple[str, ...]] = {}
        self._offered: dict[tuple[str, ...], tuple[dict[str, Offered], bool]] = {}
        self._answers: dict[tuple[str, str, str], Answer | str] = {}
        self._latest: tuple[Answer, str] | None = None

    @cached_property
    def _store(self) -> Store:
        return self._given or Embedded(quad for one in self._loaded for quad in one.quads)

    @cached_property
    def _classes(self) -> list[Loaded]:
        """What files say of classes: each parameter asks for some."""
        return [
            replace(
                one,
                quads=tuple(
                    quad
                    for quad in one.quads
                    if quad.predicate.value == f"{RDFS}subClassOf"
                    or getattr(quad.object, "value", "").endswith("#Class")
                ),
            )
            for one in self._loaded
        ]

    def find(self, theme: str, name: str) -> Question:
        """Return a question; raises KeyError."""
        return self._questions[theme, name]

    @staticmethod
    def answered(question: Question) -> bool:
        """Tell whether a question can be answered as it stands: no parameter needs a value."""
        return not any(parameter.required for parameter in question.parameters)

    def classes(self, question: Question) -> dict[str, tuple[str, ...]]:
        """Return of which classes each parameter's things are.

        A name of no class (`other`) takes what the parameter before it takes.
        """
        found: dict[str, tuple[str, ...]] = {}
        before: tuple[str, ...] = ()
        for one in question.parameters:
            if one.type == "iri":
                if one.name not in self._known:
                    self._known[one.name] = naming.classes(one.name, self._store, self._classes)
                before = self._known[one.name] or before
                found[one.name] = before
        return found

    def offer(self, classes: tuple[str, ...], things: dict[str, Offered], whole: bool) -> None:
        """Take what is known already of the things of some classes."""
        self._offered[classes] = things, whole

    def offered(self, question: Question) -> dict[str, tuple[dict[str, Offered], bool]]:
        """Return the things that each parameter may be, as `naming.offered` does."""
        classes = self.classes(question)
        for some in classes.values():
            if some not in self._offered:
                self._offered[some] = naming.offered(some, self._store, OFFERED)
        return {name: self._offered[some] for name, some in classes.items()}

    def answer(self, question: Question, base: str | None = None) -> Answer | str:
        """Return the answer to a question as it stands, or one line that says why it has no answer.

        The site lies at `base` for who asks now.
        """
        placed = published(question, base or self._base)
        key = (placed.theme, placed.name, placed.base)
        if key not in self._answers:
            try:
                self._answers[key] = catalogue.ask(placed, {}, self._store, self._loaded)
            except QuestionError as error:
                self._answers[key] = str(error)
        return self._answers[key]

    def answers(
        self, question: Question, parameter: str, base: str | None = None
    ) -> dict[str, Answer]:
        """Return the answer for each thing that a parameter may be, by what stands for the thing.

        Empty where that would be more than a page can hold; what has no answer is left out.
        """
        things, whole = self.offered(question).get(parameter, ({}, True))
        if not whole or len(things) > ANSWERED:
            return {}
        placed, found, count = published(question, base or self._base), {}, 0
        for value, thing in things.items():
            with suppress(QuestionError):
                found[value] = catalogue.ask(
                    placed, {parameter: thing.iri}, self._store, self._loaded
                )
                count += len(found[value].rows)
            if count > ROWS:
                return {}
        return found

    @staticmethod
    def is_graph(question: Question) -> bool:
        """Tell whether the answer to a question is a graph, without asking it."""
        return question.is_graph

    def turtle(self, answer: Answer) -> str:
        """Return an answer's graph as Turtle; a page and the file beside it ask for the same."""
        if self._latest is None or self._latest[0] is not answer:
            self._latest = (answer, turtle(answer))
        return self._latest[1]

    def file(self, question: Question, base: str | None = None) -> bytes:
        """Return the answer as a file: a graph in Turtle, rows as CSV (SPARQL 1.1 CSV and TSV)."""
        found = self.answer(question, base)
        if isinstance(found, str):
            return b""
        if found.graph is not None:
            return self.turtle(found).encode()
        out = io.StringIO(newline="")
        rows = csv.writer(out, lineterminator="\r\n")
        rows.writerow(found.variables)
        for row in found.rows:
            terms = [row.get(name) for name in found.variables]
            rows.writerow(f"_:{one}" if isinstance(one, BNode) else one or "" for one in terms)
        return out.getvalue().encode()


def turtle(answer: Answer) -> str:
    """Return a CONSTRUCT's graph as Turtle: the same text for the same graph."""
    triples = answer.graph.serialize(format="nt") if answer.graph is not None else ""
    quads = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    return written(Part(tuple(quad.triple for quad in quads)), ".ttl").decode()
