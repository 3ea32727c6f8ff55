"""The shapes graph as routing looks at it: shapes with targets, and all that they lead to."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, SH
from rdflib.term import URIRef

from claimgraph.check.engines import queries
from claimgraph.graph.terms import in_memory, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from rdflib import Graph

    from claimgraph.graph.terms import OxTerm

_SH = str(SH)
TARGETS = frozenset(
    _SH + name for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
)
NESTING = frozenset({_SH + "node", _SH + "qualifiedValueShape"})
# What leads from a shape to another shape, to a list of them, to its path or its query.
LEADING = NESTING | {
    _SH + name for name in ("property", "not", "and", "or", "xone", "path", "sparql")
}
_LISTS = frozenset({str(RDF.first), str(RDF.rest)})
# A literal refused by each of these cannot conform.
_NO_LITERALS = {str(SH.IRI), str(SH.BlankNode), str(SH.BlankNodeOrIRI)}
# What leads to the prefixes of queries, and what those are (SHACL 5.2.1).
_DECLARING = frozenset(
    {str(OWL.imports), *(_SH + name for name in ("prefixes", "declare", "prefix", "namespace"))}
)
_AT_LEAST = (str(SH.minCount), str(SH.qualifiedMinCount))
# What stands for `$PATH` while a query is looked at.
PATH = URIRef("urn:path")
_CLASSES = frozenset(str(each) for each in (RDFS.Class, OWL.Class))


def is_class(kind: OxTerm) -> bool:
    """Tell whether a type makes a shape one of its own instances (2.1.3)."""
    return isinstance(kind, ox.NamedNode) and kind.value in _CLASSES


class Shapes:
    """The shapes by subject and predicate."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self._quads = quads
        self._of: dict[OxTerm, list[ox.Quad]] = defaultdict(list)
        for quad in quads:
            self._of[quad.subject].append(quad)
        self._reached: dict[OxTerm, frozenset[OxTerm]] = {}

    @cached_property
    def declared(self) -> Graph:
        """What they say of prefixes, and no more: rdflib takes a kilobyte for a triple."""
        return in_memory(quad for quad in self._quads if quad.predicate.value in _DECLARING)

    @cached_property
    def roots(self) -> list[OxTerm]:
        """The shapes with targets, those that are classes among them (SHACL 2.1.3)."""
        return list(
            dict.fromkeys(
                quad.subject
                for quad in self._quads
                if quad.predicate.value in TARGETS
                or (quad.predicate.value == str(RDF.type) and is_class(quad.object))
            )
        )

    def of(self, node: OxTerm) -> Sequence[ox.Quad]:
        """Return what is said of a node."""
        return self._of.get(node, ())

    def values(self, node: OxTerm, predicate: str) -> list[OxTerm]:
        """Return what a node has for a predicate."""
        return [q.object for q in self._of.get(node, ()) if q.predicate.value == str(predicate)]

    def flags(self, shape: OxTerm) -> str:
        """Return a shape's sh:flags."""
        return "".join(v.value for v in self.values(shape, SH.flags) if isinstance(v, ox.Literal))

    def reach(self, root: OxTerm) -> frozenset[OxTerm]:
        """Return a shape with all that it leads to."""
        if root not in self._reached:
            reached: set[OxTerm] = set()
            ahead = [root]
            while ahead:
                node = ahead.pop()
                if node in reached:
                    continue
                reached.add(node)
                ahead += [
                    quad.object
                    for quad in self._of.get(node, ())
                    if isinstance(quad.object, ox.BlankNode)
                    or (quad.predicate.value in LEADING | _LISTS and quad.object in self._of)
                ]
            self._reached[root] = frozenset(reached)
        return self._reached[root]

    def refuses(self, shape: OxTerm, above: frozenset[OxTerm]) -> bool:
        """Tell whether no literal can conform to a shape; where it is not plain, that it may."""
        if shape in above:
            return False
        above |= {shape}
        if self.values(shape, SH.path):
            return self._demands(shape)
        return (
            bool(self.values(shape, SH["class"]))
            or any(kind.value in _NO_LITERALS for kind in self.iris(shape, SH.nodeKind))
            or any(
                not any(isinstance(each, ox.Literal) for each in self.members(options))
                for options in self.values(shape, SH["in"])
            )
            or bool(self.iris(shape, SH.hasValue))
            or any(self._demands(each) for each in self.values(shape, SH.property))
            or any(self.refuses(each, above) for each in self.values(shape, SH.node))
            or any(
                self.refuses(each, above)
                for parts in self.values(shape, SH["and"])
                for each in self.members(parts)
            )
            or any(
                all(self.refuses(each, above) for each in self.members(parts))
                for choice in (SH["or"], SH.xone)
                for parts in self.values(shape, choice)
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
        return self.leads_on(shape) and (any(counts) or bool(self.values(shape, SH.hasValue)))

    def leads_on(self, shape: OxTerm) -> bool:
        """Tell whether a path begins with a predicate, for which no literal has a value."""
        path = next(iter(self.values(shape, SH.path)))
        while isinstance(path, ox.BlankNode):
            parts = [*self.values(path, RDF.first), *self.values(path, SH.oneOrMorePath)]
            if not parts:
                return False
            path = parts[0]
        return True

    def iris(self, node: OxTerm, predicate: str) -> list[ox.NamedNode]:
        """Return the IRIs among them."""
        return [v for v in self.values(node, predicate) if isinstance(v, ox.NamedNode)]

    def members(self, node: OxTerm) -> list[OxTerm]:
        """Return the members of a list."""
        items: dict[OxTerm, OxTerm] = {}  # by list node: a list that runs in a circle ends
        while node not in items and (first := self.values(node, RDF.first)):
            items[node] = first[0]
            node = next(iter(self.values(node, RDF.rest)), node)
        return list(items.values())

    def constraints(self, shape: OxTerm) -> Iterator[tuple[OxTerm, str]]:
        """Yield the SPARQL constraints of a shape, each with its query."""
        for constraint in self.values(shape, SH.sparql):
            for text in self.values(constraint, SH.select):
                if isinstance(text, ox.Literal):
                    yield constraint, text.value

    def queried(self, nodes: Iterable[OxTerm]) -> Iterator[tuple[str, AbstractSet[str] | None]]:
        """Yield each query of shapes, with what it can look at as `queries.predicates` has it."""
        for node in nodes:
            for constraint, text in self.constraints(node):
                paths = self.values(node, SH.path) if "PATH" in queries.variables(text) else []
                written = self.written(constraint, text)
                iris = queries.predicates(written)
                named = {path.value for path in paths if isinstance(path, ox.NamedNode)}
                yield written, None if iris is None else iris | named

    def written(self, constraint: OxTerm, text: str, path: str = PATH.n3()) -> str:
        """Return the query of a constraint without prefixes, and with a path for `$PATH`."""
        prefixes = queries.prefixes(self.declared, term(constraint))
        return queries.written_out(text, prefixes, path)
