"""What a validation result says: the messages of its shape, or the constraint that is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import SH
from rdflib.term import Literal, URIRef

from claimgraph.check.apart import constraint
from claimgraph.check.engines.literals import is_true
from claimgraph.check.engines.queries import PLACE, filled, like, local_name
from claimgraph.graph import names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib import Graph
    from rdflib.term import Node

    from claimgraph.check.engines import Result

_SH = str(SH)
_SPARQL = _SH + "SPARQLConstraintComponent"


@dataclass(frozen=True)
class Wording:
    """The shapes, asked for what a result says."""

    shapes: Graph

    def messages(self, result: Result) -> tuple[Literal, ...]:
        """Return the values of sh:resultMessage (SHACL 2.1.5, 5.3.2), English first.

        Validators word what a shape leaves unsaid each in their own way: it is put here.
        """
        own = self._of_query(result) or self._filled(
            self.shapes.objects(result.shape, SH.message), result
        )
        if not own:
            own = self._of_component(result) or [Literal(self._default(result))]
        return tuple(sorted(set(own), key=lambda m: (names.order(m.language), str(m))))

    def _of_query(self, result: Result) -> list[Literal]:
        """Return the messages of the query behind a result, which go before its shape's."""
        if result.component.startswith(_SH) and result.component != _SPARQL:
            return []
        shape_messages = {str(each) for each in self.shapes.objects(result.shape, SH.message)}
        if result.source is not None:
            return [each for each in result.messages if str(each) not in shape_messages]
        for query in self.shapes.objects(result.shape, SH.sparql):
            if is_true(self.shapes.value(query, SH.deactivated)):
                continue
            templates = list(self.shapes.objects(query, SH.message))
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
        return f"does not conform to {constraint(self.shapes, result)}"


def _fits(template: Node, messages: Iterable[Node]) -> bool:
    return any(like(str(template)).fullmatch(str(each)) for each in messages)


def _filled(template: Node, values: dict[str, Node | str], messages: Iterable[Literal]) -> Literal:
    """Fill a message; where a query alone knows a value, take the text that the engine made."""
    made = filled(template, values)
    if PLACE.search(made):
        for message in messages:
            if like(str(template)).fullmatch(str(message)):
                return Literal(str(message), lang=made.language)
    return made
