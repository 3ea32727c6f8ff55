"""What a validation result says: the messages of its shape, and what sets it apart from others."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import SH
from rdflib.term import BNode, Literal, URIRef

from claimgraph.check.engines.literals import compared, is_true
from claimgraph.check.engines.queries import filled, local_name
from claimgraph.graph import names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.check.engines import Result

_SH = str(SH)
_SPARQL = _SH + "SPARQLConstraintComponent"


@dataclass(frozen=True)
class Wording:
    """The shapes and the data, asked for what a result says."""

    shapes: Graph
    data: Graph

    def messages(self, result: Result) -> list[Literal]:
        """Return the values of sh:resultMessage (SHACL 2.1.5, 5.3.2), English first.

        Validators word what a shape leaves unsaid each in their own way: it is put here.
        """
        own = self._of_query(result) or self._filled(
            self.shapes.objects(result.shape, SH.message), result
        )
        if not own:
            own = self._of_component(result) or [Literal(self._default(result))]
        return sorted(set(own), key=lambda m: (names.order(m.language), str(m)))

    def _of_query(self, result: Result) -> list[Literal]:
        """Return the messages of the query behind a result, which go before its shape's."""
        if result.component.startswith(_SH) and result.component != _SPARQL:
            return []
        shape_messages = {str(each) for each in self.shapes.objects(result.shape, SH.message)}
        if result.source is not None:
            return [each for each in result.messages if str(each) not in shape_messages]
        for constraint in self.shapes.objects(result.shape, SH.sparql):
            if is_true(self.shapes.value(constraint, SH.deactivated)):
                continue
            templates = list(self.shapes.objects(constraint, SH.message))
            if any(_fits(each, result.messages) for each in templates):
                return self._filled(templates, result)
        return []

    def _of_component(self, result: Result) -> list[Literal]:
        """Return the messages of a component that the shapes declare (6.2.2), or its label."""
        component = URIRef(result.component)
        return self._filled(self.shapes.objects(component, SH.message), result) or self._filled(
            self.shapes.objects(component, SH.labelTemplate), result
        )

    def _filled(self, templates: Iterable[Node], result: Result) -> list[Literal]:
        known = {"this": result.focus, "value": result.value, "path": result.path}
        known |= self._parameters(result)
        values = {name: value for name, value in known.items() if value is not None}
        return [_filled(each, values, result.messages) for each in templates]

    def _parameters(self, result: Result) -> dict[str, Node | str | None]:
        paths = [
            path
            for each in self.shapes.objects(URIRef(result.component), SH.parameter)
            if (path := self.shapes.value(each, SH.path)) is not None
        ]
        return {local_name(path): self.shapes.value(result.shape, path) for path in paths}

    def _default(self, result: Result) -> str:
        component = URIRef(result.component)
        if not result.component.startswith(_SH):
            return f"does not conform to {names.readable(str(component))}"
        parameter = _parameter(result)
        value = self.shapes.value(result.shape, URIRef(_SH + parameter))
        limit = f" {_short(value)}" if value is not None and not isinstance(value, BNode) else ""
        return f"does not conform to sh:{parameter}{limit}"

    def apart(self, results: Sequence[Result]) -> Iterator[str | None]:
        """Yield what sets each result apart from others that are equal to it, where it is known.

        A shape has a result for each language that is used twice, each bound and each class; the
        standard's results do not say for which.
        """
        counts = Counter(map(_same, results))
        waiting: dict[object, list[str]] = defaultdict(list)
        begun: set[object] = set()
        for result in results:
            key = _same(result)
            if counts[key] == 1:
                yield None
                continue
            if key not in begun:
                begun.add(key)
                different = list(self._different(result))
                if len(different) == counts[key]:
                    waiting[key] = different
            yield waiting[key].pop(0) if waiting[key] else None

    def _different(self, result: Result) -> Iterator[str]:
        parameter = _parameter(result)
        values = sorted(self.shapes.objects(result.shape, URIRef(_SH + parameter)), key=str)
        if parameter == "uniqueLang" and isinstance(result.path, URIRef):
            tags = Counter(
                each.language
                for each in self.data.objects(result.focus, result.path)
                if isinstance(each, Literal) and each.language
            )
            yield from (f"language {tag}" for tag in sorted(tags) if tags[tag] > 1)
        elif parameter in ("lessThan", "lessThanOrEquals"):
            allowed = (-1,) if parameter == "lessThan" else (-1, 0)
            for predicate in values:
                for other in sorted(self.data.objects(result.focus, predicate), key=str):
                    if not (
                        isinstance(result.value, Literal)
                        and isinstance(other, Literal)
                        and compared(result.value, other) in allowed
                    ):
                        yield f"{_short(predicate)} {_short(other)}"
        elif not any(isinstance(each, BNode) for each in values):
            yield from (f"sh:{parameter} {_short(each)}" for each in values)


def _same(result: Result) -> object:
    return (
        result.focus,
        result.path,
        result.value,
        result.shape,
        result.component,
        result.messages,
    )


def _parameter(result: Result) -> str:
    name = result.component.removeprefix(_SH).removesuffix("ConstraintComponent")
    return {"SPARQL": "sparql"}.get(name, name[:1].lower() + name[1:])


def _fits(template: Node, messages: Iterable[Node]) -> bool:
    return any(_pattern(template).fullmatch(str(each)) for each in messages)


def _pattern(template: Node) -> re.Pattern[str]:
    parts = re.split(r"\{[?$]\w+\}", str(template))
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def _filled(template: Node, values: dict[str, Node | str], messages: Iterable[Literal]) -> Literal:
    """Fill a message; where a query alone knows a value, take the text that the engine made."""
    made = filled(template, values)
    if re.search(r"\{[?$]\w+\}", made):
        for message in messages:
            if _pattern(template).fullmatch(str(message)):
                return Literal(str(message), lang=made.language)
    return made


def _short(term: Node) -> str:
    return names.readable(str(term)) if isinstance(term, URIRef) else str(term)
