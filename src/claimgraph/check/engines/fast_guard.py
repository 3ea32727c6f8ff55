"""Where shacl-rust strays from the standard: shapes that a literal may conform to.

It takes no literal for conforming under `sh:node` and `sh:qualifiedValueShape` (SHACL 4.7).
That is right wherever the shape there refuses every literal, which most do: they ask for a class,
for IRIs, or for a property, and a literal has none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.terms import OxTerm

_NESTING = (str(SH.node), str(SH.qualifiedValueShape))
_NO_LITERALS = {str(SH.IRI), str(SH.BlankNode), str(SH.BlankNodeOrIRI)}
_AT_LEAST = (str(SH.minCount), str(SH.qualifiedMinCount))


def may_conform(shapes: Iterable[ox.Quad]) -> bool:
    """Tell whether some nested shape is not sure to refuse every literal."""
    graph = _Shapes(shapes)
    return any(
        not graph.refuses(nested, frozenset()) for p in _NESTING for nested in graph.anywhere[p]
    )


class _Shapes:
    """The shapes by subject and predicate."""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._values: dict[tuple[OxTerm, str], list[OxTerm]] = defaultdict(list)
        self.anywhere: dict[str, list[OxTerm]] = defaultdict(list)
        for quad in quads:
            self._values[quad.subject, quad.predicate.value].append(quad.object)
            self.anywhere[quad.predicate.value].append(quad.object)

    def values(self, node: OxTerm, predicate: str) -> list[OxTerm]:
        return self._values.get((node, str(predicate)), [])

    def refuses(self, shape: OxTerm, above: frozenset[OxTerm]) -> bool:
        """Tell whether no literal can conform to a shape; where it is not plain, that it may."""
        if shape in above:
            return False
        above |= {shape}
        if self.values(shape, SH.path):
            return self._demands(shape)
        return (
            bool(self.values(shape, SH["class"]))
            or any(kind.value in _NO_LITERALS for kind in self._iris(shape, SH.nodeKind))
            or any(
                not any(isinstance(each, ox.Literal) for each in self._members(options))
                for options in self.values(shape, SH["in"])
            )
            or bool(self._iris(shape, SH.hasValue))
            or any(self._demands(each) for each in self.values(shape, SH.property))
            or any(self.refuses(each, above) for each in self.values(shape, SH.node))
            or any(
                self.refuses(each, above)
                for parts in self.values(shape, SH["and"])
                for each in self._members(parts)
            )
        )

    def _demands(self, shape: OxTerm) -> bool:
        """Tell whether a property shape asks for a value that a literal cannot have."""
        counts = [
            int(number.value)
            for p in _AT_LEAST
            for number in self.values(shape, p)
            if isinstance(number, ox.Literal) and number.value.isdigit()
        ]
        return self._leads_on(shape) and (any(counts) or bool(self.values(shape, SH.hasValue)))

    def _leads_on(self, shape: OxTerm) -> bool:
        """Tell whether a path begins with a predicate, for which no literal has a value."""
        path = next(iter(self.values(shape, SH.path)))
        while isinstance(path, ox.BlankNode):
            parts = [*self.values(path, RDF.first), *self.values(path, SH.oneOrMorePath)]
            if not parts:
                return False
            path = parts[0]
        return True

    def _iris(self, node: OxTerm, predicate: str) -> list[ox.NamedNode]:
        return [v for v in self.values(node, predicate) if isinstance(v, ox.NamedNode)]

    def _members(self, node: OxTerm) -> list[OxTerm]:
        found: dict[OxTerm, OxTerm] = {}  # by list node: a list that runs in a circle ends
        while node not in found and (first := self.values(node, RDF.first)):
            found[node] = first[0]
            node = next(iter(self.values(node, RDF.rest)), node)
        return list(found.values())
