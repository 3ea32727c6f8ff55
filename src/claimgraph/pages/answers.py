"""The stored questions with their answers, as pages show them."""

from __future__ import annotations

import csv
import io
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib.term import BNode

from claimgraph.errors import QuestionError
from claimgraph.graph.stores.memory import Embedded
from claimgraph.pages import data
from claimgraph.questions import catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.stores import Answer, Store
    from claimgraph.questions import Question


class Asked:
    """Answers questions over a project's files, each once."""

    def __init__(
        self, questions: Sequence[Question], loaded: Sequence[Loaded], store: Store | None = None
    ) -> None:
        self._questions = {(each.theme, each.name): each for each in questions}
        self._loaded = loaded
        self._given = store
        self._answers: dict[tuple[str, str], Answer | str] = {}

    @cached_property
    def _store(self) -> Store:
        return self._given or Embedded(quad for one in self._loaded for quad in one.quads)

    def find(self, theme: str, name: str) -> Question:
        """Return a question; raises KeyError."""
        return self._questions[theme, name]

    @staticmethod
    def answered(question: Question) -> bool:
        """Tell whether a question can be answered as it stands: each parameter has a default."""
        return all(parameter.default is not None for parameter in question.parameters)

    def answer(self, question: Question) -> Answer | str:
        """Return the answer to a question as it stands, or in one line why there is none."""
        key = (question.theme, question.name)
        if key not in self._answers:
            try:
                self._answers[key] = catalogue.ask(question, {}, self._store, self._loaded)
            except QuestionError as error:
                self._answers[key] = str(error)
        return self._answers[key]

    @staticmethod
    def is_graph(question: Question) -> bool:
        """Tell whether the answer to a question is a graph, without asking it."""
        return question.is_graph

    def file(self, question: Question) -> bytes:
        """Return the answer as a file: a graph in Turtle, rows as CSV (SPARQL 1.1 CSV and TSV)."""
        found = self.answer(question)
        if isinstance(found, str):
            return b""
        if found.graph is not None:
            return turtle(found).encode()
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
    return data.written(data.Part(tuple(quad.triple for quad in quads)), ".ttl").decode()
