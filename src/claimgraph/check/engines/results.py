"""What a validator is, and what it returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox
    from rdflib.term import Literal, Node


@dataclass(frozen=True)
class Result:
    """One `sh:ValidationResult` (SHACL 3.6.2.1).

    `path` is a predicate, or a SPARQL property path as text where it is longer than that.
    `shape`, `component` and `severity` are IRIs; `shape` is a blank node where the shape is one.
    `source` is the SPARQL constraint or validator, where the engine tells it.
    """

    focus: Node
    path: Node | str | None
    value: Node | None
    shape: Node
    component: str
    severity: str
    messages: tuple[Literal, ...] = ()
    source: Node | None = None


class Validator(Protocol):
    """What every validator offers."""

    def __call__(
        self, data: Sequence[ox.Quad], shapes: Sequence[ox.Quad], again: str | None = None
    ) -> list[Result]:
        """Validate the union of `data`'s graphs; results come in no particular order.

        Data that goes by the name `again` is validated after each change: what the change does not
        concern is remembered.
        """
        ...
