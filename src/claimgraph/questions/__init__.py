"""Stored SPARQL questions: read, bind, answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """A parameter of a stored question: grlc's `?_name_type`, `?__name_type` where it is optional.

    `datatype` is the IRI of a type that the question's own prefix names.
    """

    name: str
    variable: str
    type: str
    default: str | None = None
    optional: bool = False
    datatype: str = ""

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is None and not self.optional


@dataclass(frozen=True)
class Question:
    """A stored SPARQL query with its grlc header; `theme` is the folder it lies in.

    `form` is SELECT, ASK, CONSTRUCT or DESCRIBE. `base` is the IRI of its file, to which relative
    IRIs are resolved; `shadows` is the shipped question's file whose place it takes. Only where a
    person has said so does `allows_service` let it call other servers by SERVICE. `by_article` says
    that the rows of an article depend on no other article, `one_article` that those of an article
    which is named do not.
    """

    theme: str
    name: str
    summary: str
    description: str
    sparql: str
    file: str
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    form: str = ""
    base: str = ""
    shadows: str = ""
    allows_service: bool = False
    by_article: bool = False
    one_article: bool = False

    def __repr__(self) -> str:
        return f"<Question {self.theme}/{self.name}: {self.summary}>"

    @property
    def is_graph(self) -> bool:
        """Whether its answer is a graph."""
        return self.form in ("CONSTRUCT", "DESCRIBE")
