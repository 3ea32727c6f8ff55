"""Sets findings apart that say the same: by a language, a bound, a class or a constraint."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rdflib import RDF, RDFS, SH
from rdflib.collection import Collection
from rdflib.term import BNode, Literal, URIRef

from claimgraph.check.engines.literals import compared
from claimgraph.graph import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rdflib import Graph
    from rdflib.paths import Path
    from rdflib.term import Node

    from claimgraph.check.engines import Result

_SH = str(SH)
# A nested shape is written as far as this tells it from others.
_MOST = 80


class Worded(NamedTuple):
    """A result with its path and the messages that are shown of it."""

    result: Result
    path: URIRef | Path | None
    messages: tuple[Literal, ...]


class Apart(NamedTuple):
    """What sets a finding apart, empty where nothing does; `values` are written where it stands."""

    text: str = ""
    values: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Differences:
    """The shapes; `near` returns the data about focus nodes and values, `whole` all of the data."""

    shapes: Graph
    near: Callable[[], Graph]
    whole: Callable[[], Graph]

    @cached_property
    def data(self) -> Graph:
        """The data about focus nodes and values, made where somebody asks."""
        return self.near()

    def of(self, results: Sequence[Worded]) -> list[Apart]:
        """Return for each result what sets it apart from others that say the same.

        A shape has a result for each language that is used twice, each bound and each class; the
        standard's results do not say for which.
        """
        counts = Counter(map(_same, results))
        components: dict[object, set[str]] = defaultdict(set)
        for each in results:
            components[_said(each)].add(each.result.component)
        waiting: dict[object, list[Apart]] = {}
        differences = []
        for each in results:
            key = _same(each)
            if key not in waiting:
                different = list(self._different(each, counts[key]))
                waiting[key] = different if len(different) == counts[key] else []
            one = waiting[key].pop(0) if waiting[key] else Apart()
            if not one.text and len(components[_said(each)]) > 1:
                one = Apart(constraint(self.shapes, each.result))
            differences.append(one)
        return differences

    def _different(self, worded: Worded, count: int) -> Iterator[Apart]:
        """Yield what each of `count` results that are equal to one is about."""
        result = worded.result
        parameter = parameter_of(result)
        if parameter == "uniqueLang":
            yield from self._languages(worded)
            return
        values = list(self.shapes.objects(result.shape, URIRef(_SH + parameter)))
        if count == 1 and len(values) < 2:
            return
        values.sort(key=lambda value: written(self.shapes, value))
        if parameter in ("lessThan", "lessThanOrEquals"):
            allowed = (-1,) if parameter == "lessThan" else (-1, 0)
            for predicate in values:
                for other in sorted(self.data.objects(result.focus, predicate), key=str):
                    if not (
                        isinstance(result.value, Literal)
                        and isinstance(other, Literal)
                        and compared(result.value, other) in allowed
                    ):
                        yield Apart(f"{short(predicate)} {short(other)}")
            return
        for value in values:
            if self._breaks(worded, parameter, value):
                yield Apart(f"sh:{parameter} {written(self.shapes, value)}")

    def _languages(self, worded: Worded) -> Iterator[Apart]:
        by_tag: dict[str, list[Node]] = defaultdict(list)
        for value in self._values(worded):
            if isinstance(value, Literal) and value.language:
                by_tag[value.language.lower()].append(value)
        for _, values in sorted(by_tag.items()):
            if len(values) > 1:
                in_order = tuple(sorted(values, key=str))
                yield Apart(f"language {getattr(in_order[0], 'language', '')}", in_order)

    def _values(self, worded: Worded) -> set[Node]:
        graph = self.data if isinstance(worded.path, URIRef) else self.whole()
        return set(graph.objects(worded.result.focus, worded.path))

    def _breaks(self, worded: Worded, parameter: str, limit: Node) -> bool:
        """Tell whether a result can be about a constraint's value; of most nothing is known."""
        focus, value = worded.result.focus, worded.result.value
        if parameter == "class":
            kinds = {
                above
                for kind in self.data.objects(value, RDF.type)
                for above in self.data.transitive_objects(kind, RDFS.subClassOf)
            }
            return limit not in kinds
        if parameter == "hasValue" and worded.path is not None:
            return limit not in self._values(worded)
        if parameter == "disjoint":
            return (focus, limit, value) in self.data
        if parameter == "equals" and worded.path is not None:
            return (value in self._values(worded)) != ((focus, limit, value) in self.data)
        return True


def _said(worded: Worded) -> object:
    result = worded.result
    return (result.focus, result.path, result.value, result.shape, worded.messages)


def _same(worded: Worded) -> object:
    return (_said(worded), worded.result.component)


def parameter_of(result: Result) -> str:
    """Return the local name of the parameter that a constraint component goes by."""
    name = result.component.removeprefix(_SH).removesuffix("ConstraintComponent")
    return {"SPARQL": "sparql"}.get(name, name[:1].lower() + name[1:])


def constraint(shapes: Graph, result: Result) -> str:
    """Return a constraint with its value, where it has one that is not a shape."""
    if not result.component.startswith(_SH):
        return names.readable(result.component)
    parameter = parameter_of(result)
    values = list(shapes.objects(result.shape, URIRef(_SH + parameter)))
    if len(values) != 1 or isinstance(values[0], BNode):
        return f"sh:{parameter}"
    return f"sh:{parameter} {short(values[0])}"


def written(shapes: Graph, node: Node) -> str:
    """Return a constraint's value in short: a nested shape or a list with what is in it."""
    text = _nested(shapes, node, 0)
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _nested(shapes: Graph, node: Node, depth: int) -> str:
    if not isinstance(node, BNode):
        return short(node)
    if depth > 4:  # a shape can lead to itself
        return "…"
    if shapes.value(node, RDF.first) is not None:
        parts = [_nested(shapes, each, depth + 1) for each in Collection(shapes, node)]
        return f"( {' '.join(parts)} )"
    parts = sorted(
        f"{short(predicate)} {_nested(shapes, value, depth + 1)}"
        for predicate, value in shapes.predicate_objects(node)
    )
    return f"[ {' ; '.join(parts)} ]"


def short(term: Node) -> str:
    """Return a term without its namespace."""
    return names.readable(str(term)) if isinstance(term, URIRef) else str(term)
