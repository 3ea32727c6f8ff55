"""SHACL validators behind one protocol: quads and shapes in, validation results out."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from claimgraph.check.engines.results import Result, Validator
from claimgraph.errors import ShapesError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyoxigraph as ox


__all__ = ["ENGINES", "Result", "Validator", "engine"]

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
    validator = _fast_where_right if has_fast and name != "pyshacl" else _reference

    def judge(
        data: Sequence[ox.Quad], shapes: Sequence[ox.Quad], again: str | None = None
    ) -> list[Result]:
        from claimgraph.check.engines import again as anew
        from claimgraph.check.engines import paths, targets

        readable, written = paths.inverting_predicates(tuple(shapes))
        resolved = targets.resolved(data, readable)
        # With targets of queries the shapes differ with the data.
        if again is not None and resolved is readable:
            results = anew.judged(validator, again, data, readable)
        else:
            results = validator(data, resolved, tuple(resolved))
        if not written:
            return results
        return [_as_written(each, written.get(each.shape)) for each in results]

    return judge


def _as_written(result: Result, path: str | None) -> Result:
    """Return a result with its shape's path, unless a query gave it one of its own."""
    from rdflib.term import URIRef

    if path is None or (isinstance(result.path, URIRef) and f"<{result.path}>" not in path):
        return result
    return replace(result, path=path)


def _fast_where_right(
    data: Sequence[ox.Quad], shapes: Sequence[ox.Quad], whole: tuple[ox.Quad, ...]
) -> list[Result]:
    """Validate with the fast engine, and with the reference what the fast one cannot do right.

    `shapes` are some of the `whole`, or all.
    """
    from claimgraph.check.engines import fast, routing

    quick, others = routing.parted(data, shapes, whole)
    try:
        results = fast.validate(data, quick) if quick else []
    except ShapesError:  # what shacl-rust cannot read, such as paths nested in some ways
        return _reference(data, shapes, whole)
    # Where nothing is left for it, the reference is not even imported.
    return [*results, *(_reference(data, others, whole) if others else [])]


def _reference(
    data: Sequence[ox.Quad], shapes: Sequence[ox.Quad], _whole: tuple[ox.Quad, ...]
) -> list[Result]:
    from claimgraph.check.engines import pyshacl

    return pyshacl.validate(data, shapes)
