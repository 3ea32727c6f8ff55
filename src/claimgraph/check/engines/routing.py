"""Which shapes the fast engine judges as the standard does; the others are left to pySHACL.

A shape is looked at with all that it leads to: its properties, the shapes nested in it, its paths,
patterns and queries. Some of what shacl-rust gets wrong depends on the data: numbers past 64 bits
or 18 decimals, ill-typed literals and, in queries, numbers that Oxigraph writes in another form.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF, SH

from claimgraph.check.engines import deviations, queries
from claimgraph.check.engines.literals import Odd, is_odd, is_true, odd_in, order_of
from claimgraph.check.engines.paths import without_one_or_more
from claimgraph.check.engines.patterns import for_rust
from claimgraph.check.engines.shapes import LEADING, NESTING, PATH, TARGETS, Shapes, is_class
from claimgraph.errors import ShapesError
from claimgraph.graph.terms import term
from claimgraph.questions.sparql import must_parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from claimgraph.graph.terms import OxTerm

# Components whose answer depends on the values of literals, and not on their form alone.
_BOUNDS = frozenset(
    str(SH) + name for name in ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
)
_IN_ORDER = _BOUNDS | {str(SH) + "lessThan", str(SH) + "lessThanOrEquals"}
_BY_VALUE = _IN_ORDER | {str(SH) + "datatype"}
_KNOWN = (
    LEADING
    | _BY_VALUE
    | TARGETS
    | {
        str(SH) + name
        for name in (
            *("class", "nodeKind", "minCount", "maxCount", "minLength", "maxLength", "pattern"),
            *("flags", "uniqueLang", "languageIn", "equals", "disjoint", "hasValue", "in"),
            *("closed", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount"),
            *("qualifiedValueShapesDisjoint", "message", "severity", "deactivated", "name"),
            *("description", "order", "group", "defaultValue", "select", "prefixes", "declare"),
            *("prefix", "namespace", "inversePath", "alternativePath", "zeroOrMorePath"),
            *("oneOrMorePath", "zeroOrOnePath"),
        )
    }
)
# Variables of queries that shacl-rust does not map to results (SHACL 5.3).
_UNMAPPED = frozenset({"message", "failure", "shapesGraph", "currentShape"})
_TURNING = {str(SH[name]) for name in ("inversePath", "zeroOrMorePath", "zeroOrOnePath")}
# Of an empty list of these it says nothing.
_LISTED = frozenset(str(SH[name]) for name in ("in", "languageIn", "and", "or", "xone"))
# What leads to the steps that a path repeats, or that a sequence consists of.
_HOLDING_STEPS = frozenset(
    {str(RDF.first), *(str(SH[f"{name}Path"]) for name in ("zeroOrMore", "oneOrMore", "zeroOrOne"))}
)


def parted(
    data: Sequence[ox.Quad],
    shapes: Sequence[ox.Quad],
    whole: tuple[ox.Quad, ...] | None = None,
) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Return the shapes for the fast engine, and those for the reference: either may be empty.

    Each gets whole shapes; that shapes are targeted is said to one of the two alone. `shapes` may
    be some of the `whole`, which are looked at in their place.
    """
    known = looked_at(tuple(shapes) if whole is None else whole)
    targeted = known.roots if whole is None or len(shapes) == len(whole) else Shapes(shapes).roots
    odd = odd_in(data)
    slow = known.beyond(targeted, odd)
    if not slow:
        return list(shapes), []
    fast = set(targeted) - slow
    if not fast:
        return [], list(shapes)
    needed = {node for root in fast for node in known.reach(root)}
    only_slow = {node for root in slow for node in known.reach(root)} - needed
    return (
        [q for q in _untargeted(shapes, slow) if q.subject not in only_slow],
        _untargeted(shapes, fast),
    )


def _untargeted(shapes: Iterable[ox.Quad], roots: set[OxTerm]) -> list[ox.Quad]:
    return [
        quad
        for quad in shapes
        if not (
            quad.subject in roots
            and (
                quad.predicate.value in TARGETS
                or (quad.predicate.value == str(RDF.type) and is_class(quad.object))
            )
        )
    ]


@lru_cache(maxsize=2)
def looked_at(shapes: tuple[ox.Quad, ...]) -> Routed:
    """Return shapes to be asked, made once for those of one check."""
    return Routed(shapes)


class Routed(Shapes):
    """The shapes, asked which of them shacl-rust may misjudge."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        super().__init__(quads)
        self._judged: tuple[Odd | None, dict[OxTerm, bool]] = None, {}

    @cached_property
    def _parameters(self) -> frozenset[str]:
        """The parameters of components that the shapes declare (SHACL 6.2.1)."""
        declared = {q.object for q in self._quads if q.predicate.value == str(SH.parameter)}
        return frozenset(
            quad.object.value
            for quad in self._quads
            if quad.subject in declared
            and quad.predicate.value == str(SH.path)
            and isinstance(quad.object, ox.NamedNode)
        )

    def is_known(self, predicate: str) -> bool:
        """Tell whether it is known what a predicate of a shape means: no component declares it."""
        return predicate not in self._parameters and (
            not predicate.startswith(str(SH)) or predicate in _KNOWN
        )

    def beyond(self, roots: Sequence[OxTerm], odd: Odd) -> set[OxTerm]:
        """Return the shapes that the fast engine may misjudge over data of these odd literals.

        Data that change a little mostly have the same odd literals: it is remembered for the last.
        """
        last, known = self._judged
        if last != odd:
            known = {}
            self._judged = odd, known
        for root in roots:
            if root not in known:
                known[root] = self._may_misjudge(root, odd)
        return {root for root in roots if known[root]}

    def _may_misjudge(self, root: OxTerm, odd: Odd) -> bool:
        """Tell whether the fast engine may misjudge a shape over data of these odd literals."""
        quads = [quad for node in self.reach(root) for quad in self._of.get(node, ())]
        if self._always_beyond(root) or self._may_meet_literals(root, odd):
            return True
        if odd.values and any(q.predicate.value in _BY_VALUE for q in quads):
            named = {q.object.value for q in quads if isinstance(q.object, ox.NamedNode)}
            if not odd.values.isdisjoint(named):
                return True
        ordering = [q for q in quads if q.predicate.value in _IN_ORDER]
        if not all(self._have_order(each, quads, odd) for each in ordering):
            return True
        if not (odd.forms or odd.booleans or odd.patterns or odd.casts):
            return False
        return any(
            _is_misread(text, iris, odd)
            or _may_order(text, iris, odd.booleans)
            or _may_stray(text, iris, odd)
            for text, iris in self.queried(self.reach(root))
        )

    def _have_order(self, constraint: ox.Quad, quads: Sequence[ox.Quad], odd: Odd) -> bool:
        """Tell whether SPARQL's `<` knows each two literals that a constraint may compare."""
        compared: set[OxTerm] = {constraint.object}
        seen: set[OxTerm] = set()
        ahead = [constraint.subject]
        while ahead:
            node = ahead.pop()
            if node in seen:
                continue
            seen.add(node)
            paths = self.values(node, SH.path)
            for way in (*paths, *self.values(node, SH.targetObjectsOf)):
                compared |= {way, *(q.object for n in self.reach(way) for q in self._of.get(n, ()))}
            compared.update(self.values(node, SH.targetNode))
            if not paths or isinstance(paths[0], ox.BlankNode):
                ahead += [quad.subject for quad in quads if quad.object == node]
        orders = {order_of(v.datatype.value) for v in compared if isinstance(v, ox.Literal)}
        for each in compared:
            if isinstance(each, ox.NamedNode):
                orders |= odd.orders.get(each.value, set())
        return len(orders) < 2 and "" not in orders

    @lru_cache(maxsize=10_000)  # noqa: B019  as long as the shapes are
    def _always_beyond(self, root: OxTerm) -> bool:
        quads = [quad for node in self.reach(root) for quad in self._of.get(node, ())]
        return (
            any(self._is_beyond(quad) for quad in quads)
            or any(
                not self.refuses(quad.object, frozenset())
                for quad in quads
                if quad.predicate.value in NESTING
            )
            # Of several sh:not it tells the first that is broken, and of sh:pattern it takes one.
            or any(
                len(self.values(node, each)) > 1
                for node in self.reach(root)
                for each in (SH["not"], SH.pattern)
            )
            or any(self._query_is_beyond(node) for node in self.reach(root))
            or any(self._is_off_within(quad) or self._is_closed_oddly(quad) for quad in quads)
            or not _can_be_rewritten(quads)
        )

    def _is_beyond(self, quad: ox.Quad) -> bool:
        predicate, value = quad.predicate.value, quad.object
        if not self.is_known(predicate):
            return True
        if predicate == str(SH.targetNode) and isinstance(value, ox.BlankNode):
            return True
        if predicate in _LISTED and value == ox.NamedNode(RDF.nil):
            return True
        # A sequence within a sequence or repeated, and what the values of a path may have.
        if predicate in _HOLDING_STEPS and self.values(value, RDF.first):
            return True
        if predicate == str(SH.closed) and self.values(quad.subject, SH.path):
            return True
        if isinstance(value, ox.Literal):
            if predicate == str(SH.pattern):
                return for_rust(value.value, self.flags(quad.subject)) is None
            return is_odd(value.value, value.datatype.value)
        return False

    def _is_off_within(self, quad: ox.Quad) -> bool:
        """Tell whether a shape within others is deactivated: everything conforms to it then."""
        plain = (str(SH.property), str(SH.node), str(SH.sparql))
        return quad.predicate.value not in plain and any(
            is_true(term(each)) for each in self.values(quad.object, SH.deactivated)
        )

    def _is_closed_oddly(self, quad: ox.Quad) -> bool:
        """Tell whether a closed shape has properties that shacl-rust counts otherwise (4.8.1).

        It leaves out deactivated ones, and allows each predicate in the list of a longer path.
        """
        shape, predicate, added = quad.subject, quad.predicate.value, quad.object
        if predicate != str(SH.property) or not self.values(shape, SH.closed):
            return False
        if self.values(added, SH.deactivated):
            return True
        allowed: set[OxTerm] = {
            path for each in self.values(shape, SH.property) for path in self.values(each, SH.path)
        }
        for ignored in self.values(shape, SH.ignoredProperties):
            allowed.update(self.members(ignored))
        cells = {node for path in self.values(added, SH.path) for node in self.reach(path)}
        listed = {first for cell in cells for first in self.values(cell, RDF.first)}
        return any(isinstance(each, ox.NamedNode) for each in listed - allowed)

    def _may_meet_literals(self, root: OxTerm, odd: Odd) -> bool:
        """Tell whether a literal may be where shacl-rust does not look further.

        It follows no path from a literal back or nowhere, and says nothing of what a literal lacks.
        """
        shapes = {node for node in self.reach(root) if self.values(node, SH.path)}
        followed = {node for node in shapes if not self.leads_on(node)} | {
            node
            for node in self.reach(root)
            if any(self.values(node, each) for each in (SH.equals, SH.hasValue))
        }
        if followed and any(
            isinstance(node, ox.Literal)
            or (isinstance(node, ox.NamedNode) and node.value in odd.orders)
            for node in (*self.values(root, SH.targetObjectsOf), *self.values(root, SH.targetNode))
        ):
            return True
        return any(
            self._leads_to_literals(shape, odd)
            and (self._turns(shape) or followed & (self.reach(shape) - {shape}))
            for shape in shapes
        )

    def _leads_to_literals(self, shape: OxTerm, odd: Odd) -> bool:
        """Tell whether a path leads to literals: against a predicate it leads to subjects."""
        return any(
            isinstance(each, ox.NamedNode) and each.value in odd.orders
            for path in self.values(shape, SH.path)
            for each in (
                path,
                *(
                    quad.object
                    for node in self.reach(path)
                    for quad in self._of.get(node, ())
                    if quad.predicate.value != str(SH.inversePath)
                ),
            )
        )

    def _turns(self, shape: OxTerm) -> bool:
        """Tell whether a path may go back, or stay, where it has come to a literal."""
        used = {
            quad.predicate.value
            for path in self.values(shape, SH.path)
            if isinstance(path, ox.BlankNode)
            for node in self.reach(path)
            for quad in self._of.get(node, ())
        }
        return str(SH.oneOrMorePath) in used or (str(RDF.first) in used and bool(used & _TURNING))

    def _query_is_beyond(self, node: OxTerm) -> bool:
        for constraint, text in self.constraints(node):
            names = queries.variables(text)
            messages = self.values(constraint, SH.message)
            if names & _UNMAPPED or queries.misfilled(map(str, map(term, messages))):
                return True
            if "PATH" in names and not all(
                isinstance(path, ox.NamedNode) for path in self.values(node, SH.path)
            ):
                return True
            try:
                written = self.written(constraint, text)
                if (
                    queries.forbidden(written)
                    or deviations.strays(written)
                    # shacl-rust leaves out what is not in the data.
                    or deviations.makes(written, {"value", "path"})
                ):
                    return True
                must_parse(written)
                # shacl-rust asks the query of a property shape for each value node.
                paths = [term(path) for path in self.values(node, SH.path)]
                if paths and not queries.follows(written, [*paths, PATH]):
                    return True
            except Exception:  # rdflib raises whatever its parser comes upon
                return True
        return False


def _is_misread(text: str, iris: AbstractSet[str] | None, odd: Odd) -> bool:
    """Tell whether a query that looks at these predicates may see a number in another form."""
    if iris is None:
        return bool(odd.forms)
    if not odd.values.isdisjoint(iris):
        return True
    return not (odd.forms.isdisjoint(iris) or queries.by_value(text, odd.forms))


def _may_stray(text: str, iris: AbstractSet[str] | None, odd: Odd) -> bool:
    """Tell whether a query that looks at these predicates may cast or match a string otherwise."""
    makes_patterns, casts = deviations.by_text(text)
    strange = (odd.patterns if makes_patterns else frozenset()) | (
        odd.casts if casts else frozenset()
    )
    return bool(strange if iris is None else strange & iris)


def _may_order(text: str, iris: AbstractSet[str] | None, booleans: AbstractSet[str]) -> bool:
    """Tell whether a query that looks at these predicates may ask which boolean is less."""
    constant = deviations.unordered(text)
    return constant is not None and bool(booleans if iris is None else booleans & iris - constant)


def _can_be_rewritten(quads: Sequence[ox.Quad]) -> bool:
    """Tell whether its paths of one or more steps can be put otherwise for shacl-rust."""
    try:
        without_one_or_more(quads)
    except ShapesError:
        return False
    return True
