"""SHACL validators behind one protocol: quads and shapes in, validation results out."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

from claimgraph.errors import ShapesError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox
    from rdflib.term import Node


@dataclass(frozen=True)
class Result:
    """One `sh:ValidationResult` (SHACL 3.6.2.1).

    `path` is a predicate, or a SPARQL property path as text where it is longer than that.
    `shape`, `component` and `severity` are IRIs; `shape` is a blank node where the shape is one.
    """

    focus: Node
    path: Node | str | None
    value: Node | None
    shape: Node
    component: str
    severity: str
    messages: tuple[str, ...]


class Validator(Protocol):
    """What every validator offers."""

    def __call__(self, data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> list[Result]:
        """Validate the union of `data`'s graphs; results come in no particular order."""
        ...


ENGINES = ("auto", "fast", "pyshacl")


def engine(name: str) -> Validator:
    """Return the validator of that name; `auto` is the fast one where it is installed.

    Raises UsageError for an unknown name, and for `fast` where it is not installed.
    """
    if name not in ENGINES:
        raise UsageError(f"no engine '{name}': choose from {', '.join(ENGINES)}")
    has_fast = find_spec("shacl_rust") is not None
    if name == "fast" and not has_fast:
        raise UsageError("the fast engine is not installed: install claimgraph[fast]")
    if name == "auto" and has_fast:
        return _fast_where_right
    return _of(name if name != "auto" else "pyshacl")


def _of(name: str) -> Validator:
    return cast("Validator", import_module(f"claimgraph.check.engines.{name}").validate)


def _fast_where_right(data: Sequence[ox.Quad], shapes: Sequence[ox.Quad]) -> list[Result]:
    """Validate with the fast engine, and with the reference what the fast one cannot do right."""
    try:
        return _of("fast")(data, shapes)
    except ShapesError:
        return _of("pyshacl")(data, shapes)
