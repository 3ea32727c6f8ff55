"""The values that pass between the layers: findings, questions, results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.term import Node


class Severity(Enum):
    """How grave a finding is (SHACL 2.1.4, `sh:severity`); iteration goes from grave to slight."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file; line and column count from 1, columns in Unicode code points."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Finding:
    """One fault: which rule, where, what is wrong, how to mend it.

    `focus`, `path` and `value` are terms in N-Triples syntax, as in `sh:focusNode`,
    `sh:resultPath` and `sh:value`; `subject` names the focus node for people.
    """

    rule: str
    severity: Severity
    message: str
    location: Location | None = None
    hint: str | None = None
    subject: str | None = None
    focus: str | None = None
    path: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Parameter:
    """A parameter of a stored question: grlc's `?_name_type` variable."""

    name: str
    variable: str
    type: str
    default: str | None = None


@dataclass(frozen=True)
class Question:
    """A stored SPARQL query with its grlc header."""

    theme: str
    name: str
    summary: str
    description: str
    sparql: str
    file: str
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: variables in order, one mapping per solution."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Node], ...] = field(default=())
