"""Constraint components that pySHACL judges otherwise than the standard, judged by the standard.

pySHACL lets a shapes graph declare components of its own. These are given to it as such, under
predicates of their own, in place of those of the same meaning that it has built in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib import RDF, SH, XSD, Dataset, Graph
from rdflib.term import BNode, Literal, URIRef

from claimgraph.check.engines import algebra, queries
from claimgraph.check.engines.literals import compared, is_true, well_formed
from claimgraph.check.engines.paths import property_path
from claimgraph.check.engines.patterns import matching
from claimgraph.errors import ShapesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rdflib.term import Node

# A result's value, its path where a query names one, and the messages that a query has for it.
Violation = tuple[Any, Any, "tuple[Literal, ...]", Any]
_OWN = "urn:claimgraph:component:"
SHAPES_GRAPH = URIRef("urn:claimgraph:shapes-graph")


class _Evaluated(ConstraintComponent):
    """A constraint of one shape, as pySHACL evaluates it."""

    def __init__(self, shape: Any, component: Any, judge: Judge) -> None:
        super().__init__(shape)
        self.shacl_constraint_component = component
        self._judge = judge

    @classmethod
    def constraint_parameters(cls) -> list[URIRef]:
        return []

    @classmethod
    def constraint_name(cls) -> str:
        return "claimgraph"

    def evaluate(self, _executor: Any, graph: Graph, focus_values: Any, _path: Any) -> Any:
        """Return whether all conforms, and pySHACL's form of a result for each violation."""
        results = [
            self.make_v_result(
                graph,
                focus,
                value_node=value,
                result_path=path,
                source_constraint=source,
                extra_messages=list(messages) or None,
            )
            for focus, values in focus_values.items()
            for value, path, messages, source in self._judge(self.shape, focus, values)
        ]
        return not results, results


if TYPE_CHECKING:
    Judge = Callable[[Any, Node, Iterable[Node]], Iterator[Violation]]


@dataclass(frozen=True)
class Parameter:
    """A predicate that a shape has where a component concerns it."""

    predicate: URIRef
    optional: bool = False

    def path(self) -> URIRef:
        """Return the predicate, as pySHACL asks for it."""
        return self.predicate


@dataclass(frozen=True, eq=False)
class Component:
    """A component, as pySHACL knows those that a shapes graph declares."""

    iri: Node
    parameters: tuple[Parameter, ...]
    judge: Judge = field(repr=False)

    def make_validator_for_shape(self, shape: Any) -> _Evaluated:
        """Return the constraint of one shape."""
        return _Evaluated(shape, self.iri, self.judge)


def renamed(predicate: str) -> URIRef:
    """Return the predicate under which pySHACL leaves a constraint to its component here."""
    return URIRef(_OWN + predicate.removeprefix(str(SH)))


def core(data: Graph) -> list[Component]:
    """Return the components of SHACL Core that are judged here, of a data graph."""
    return [
        Component(SH[name], (Parameter(renamed(SH[parameter])),), judge)
        for parameter, name, judge in (
            ("datatype", "DatatypeConstraintComponent", _datatype),
            ("minExclusive", "MinExclusiveConstraintComponent", _range(SH.minExclusive, (1,))),
            ("minInclusive", "MinInclusiveConstraintComponent", _range(SH.minInclusive, (0, 1))),
            ("maxExclusive", "MaxExclusiveConstraintComponent", _range(SH.maxExclusive, (-1,))),
            ("maxInclusive", "MaxInclusiveConstraintComponent", _range(SH.maxInclusive, (-1, 0))),
            ("lessThan", "LessThanConstraintComponent", _pair(data, SH.lessThan, (-1,))),
            (
                "lessThanOrEquals",
                "LessThanOrEqualsConstraintComponent",
                _pair(data, SH.lessThanOrEquals, (-1, 0)),
            ),
            ("pattern", "PatternConstraintComponent", _pattern),
            ("minLength", "MinLengthConstraintComponent", _min_length),
            ("languageIn", "LanguageInConstraintComponent", _language_in),
        )
    ]


PREDICATES = frozenset(
    SH[name]
    for name in (
        *("datatype", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive"),
        *("lessThan", "lessThanOrEquals", "pattern", "languageIn", "minLength"),
        "sparql",
    )
)


def _bare(value: Node) -> Violation:
    return value, None, (), None


def _datatype(shape: Any, _focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
    """SHACL 4.1.2."""
    (wanted,) = shape.objects(renamed(SH.datatype))
    for value in values:
        if not (isinstance(value, Literal) and _is_of(value, wanted)):
            yield _bare(value)


def _is_of(literal: Literal, datatype: Node) -> bool:
    plain = RDF.langString if literal.language else XSD.string
    return (literal.datatype or plain) == datatype and well_formed(str(literal), str(datatype))


def _range(parameter: URIRef, allowed: tuple[int, ...]) -> Judge:
    """SHACL 4.3."""

    def judge(shape: Any, _focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
        for bound in shape.objects(renamed(parameter)):
            for value in values:
                if not _stands(value, bound, allowed):
                    yield _bare(value)

    return judge


def _pair(data: Graph, parameter: URIRef, allowed: tuple[int, ...]) -> Judge:
    """SHACL 4.5.3 and 4.5.4."""

    def judge(shape: Any, focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
        for predicate in shape.objects(renamed(parameter)):
            others = list(data.objects(focus, predicate))
            for value in values:
                for other in others:
                    if not _stands(value, other, allowed):
                        yield _bare(value)

    return judge


def _stands(value: Node, bound: Node, allowed: tuple[int, ...]) -> bool:
    return (
        isinstance(value, Literal)
        and isinstance(bound, Literal)
        and compared(value, bound) in allowed
    )


def _pattern(shape: Any, _focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
    """SHACL 4.4.3: SPARQL's REGEX on the value as a string; a blank node matches nothing."""
    flags = "".join(str(each) for each in shape.objects(SH.flags))
    for pattern in shape.objects(renamed(SH.pattern)):
        try:
            matcher = matching(str(pattern), flags)
        except ValueError as error:
            raise ShapesError(f"sh:pattern {error}") from error
        for value in values:
            if isinstance(value, BNode) or not matcher.search(str(value)):
                yield _bare(value)


def _min_length(shape: Any, _focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
    """SHACL 4.4.1: a blank node has no length, not even 0."""
    for least in shape.objects(renamed(SH.minLength)):
        for value in values:
            if isinstance(value, BNode) or len(str(value)) < int(str(least)):
                yield _bare(value)


def _language_in(shape: Any, _focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
    """SHACL 4.4.1: by basic filtering (RFC 4647, 3.3.1), in upper or lower case."""
    for ranges in shape.objects(renamed(SH.languageIn)):
        wanted = [str(each).lower() for each in shape.sg.graph.items(ranges)]
        for value in values:
            tag = (getattr(value, "language", None) or "").lower()
            if not any(tag and (tag == one or tag.startswith(f"{one}-")) for one in wanted):
                yield _bare(value)


@dataclass
class Queries:
    """SHACL-SPARQL (SHACL 5 and 6) over the shapes as they were written."""

    shapes: Graph
    data: Graph

    def all(self) -> list[Component]:
        """Return the component of sh:sparql, and those that the shapes graph declares."""
        constraint = Component(
            SH.SPARQLConstraintComponent, (Parameter(renamed(SH.sparql)),), self._constraints
        )
        return [constraint, *self._declared()]

    def _constraints(self, shape: Any, focus: Node, _values: Iterable[Node]) -> Iterator[Violation]:
        for node in self.shapes.objects(shape.node, SH.sparql):
            if not is_true(self.shapes.value(node, SH.deactivated)):
                yield from self._selected(node, shape, {"this": focus})

    def _declared(self) -> Iterator[Component]:
        for iri in set(self.shapes.subjects(SH.parameter)):
            parameters = tuple(
                Parameter(path, is_true(self.shapes.value(each, SH.optional)))
                for each in self.shapes.objects(iri, SH.parameter)
                if isinstance(path := self.shapes.value(each, SH.path), URIRef)
            )
            kinds = (SH.validator, SH.nodeValidator, SH.propertyValidator)
            if parameters and any((iri, kind, None) in self.shapes for kind in kinds):
                yield Component(iri, parameters, self._validator(iri, parameters))

    def _validator(self, iri: Node, parameters: tuple[Parameter, ...]) -> Judge:
        def judge(shape: Any, focus: Node, values: Iterable[Node]) -> Iterator[Violation]:
            kind = SH.propertyValidator if shape.is_property_shape else SH.nodeValidator
            select = self.shapes.value(iri, kind)
            ask = self.shapes.value(iri, SH.validator)
            # Each value of a lone parameter is a constraint of its own (SHACL 6.2.1).
            for given in self._given(shape.node, parameters):
                if select is not None:
                    yield from self._selected(select, shape, {"this": focus, **given})
                elif ask is not None:
                    for value in values:
                        bound = {"this": focus, "value": value, **given}
                        if not self._asked(ask, SH.ask, shape, bound).askAnswer:
                            yield value, None, self._messages(ask, bound), ask

        return judge

    def _given(self, shape: Node, parameters: tuple[Parameter, ...]) -> Iterator[dict[str, Node]]:
        """Yield the values of a component's parameters at a shape, by their names."""
        values = {
            queries.local_name(each.predicate): list(self.shapes.objects(shape, each.predicate))
            for each in parameters
        }
        single = {name: nodes[0] for name, nodes in values.items() if nodes}
        mandatory = [queries.local_name(each.predicate) for each in parameters if not each.optional]
        if len(mandatory) != 1:
            yield single
        else:
            for value in values[mandatory[0]]:
                yield single | {mandatory[0]: value}

    def _selected(self, node: Node, shape: Any, bound: Mapping[str, Node]) -> Iterator[Violation]:
        """Map each solution to a result (SHACL 5.3.2)."""
        for row in self._asked(node, SH.select, shape, bound):
            solution = row.asdict()
            if is_true(solution.get("failure")):
                raise ShapesError("a query of the shapes reports a failure (SHACL 5.3.1)")
            value = solution.get("value")
            if value is None and not shape.is_property_shape:
                value = bound["this"]
            path = solution.get("path")
            message = solution.get("message")
            messages: tuple[Literal, ...] = (message,) if isinstance(message, Literal) else ()
            if not messages:
                messages = self._messages(node, {**bound, **solution})
            yield value, path if isinstance(path, URIRef) else None, messages, node

    def _messages(self, node: Node, values: Mapping[str, Node]) -> tuple[Literal, ...]:
        return tuple(queries.filled(each, values) for each in self.shapes.objects(node, SH.message))

    def _asked(self, node: Node, kind: URIRef, shape: Any, bound: Mapping[str, Node]) -> Any:
        text = str(self.shapes.value(node, kind))
        path = property_path(self.shapes, shape.path()) if shape.is_property_shape else None
        names = queries.variables(text)
        known: dict[str, Any] = {**bound, "currentShape": shape.node, "shapesGraph": SHAPES_GRAPH}
        try:
            text = queries.written_out(text, queries.prefixes(self.shapes, node), path)
            if reason := queries.forbidden(text, frozenset(bound)):
                raise ShapesError(f"a query of the shapes {reason}")
            graph = self._dataset if "shapesGraph" in names else self.data
            return graph.query(
                algebra.prepared(text),
                initBindings={name: known[name] for name in names if name in known},
            )
        except ShapesError:
            raise
        except Exception as error:  # rdflib raises whatever its parser or its engine comes upon
            raise ShapesError(f"a query of the shapes cannot be asked ({error})") from error

    @cached_property
    def _dataset(self) -> Dataset:
        """Return the data as the default graph beside the shapes, for `GRAPH $shapesGraph`."""
        dataset = Dataset()
        dataset.default_graph += self.data
        named = dataset.graph(SHAPES_GRAPH)
        named += self.shapes
        return dataset
