"""Tells which queries of shapes find nothing, by asking each of all focus nodes at once.

A SPARQL constraint is asked anew for every focus node, and parsed and planned each time. Most find
nothing: one query that says itself what its focus nodes are shows it. Where a query may find
something else when `$this` is bound before it is asked (SHACL 5.3.1), it is not asked here.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
from rdflib import RDF, RDFS, SH

from claimgraph.check.engines import queries
from claimgraph.check.engines.shapes import TARGETS, Shapes, is_class
from claimgraph.graph.sparql import with_tags_in_lower_case
from claimgraph.graph.sparql.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.graph.sparql.tokens import Token
    from claimgraph.graph.terms import OxTerm

_PROPERTY = str(SH.property)
# How a focus node of a target is found (SHACL 2.1.3): a class has the instances of those below it.
_FOUND_BY = {
    str(SH.targetClass): f"$this <{RDF.type}>/<{RDFS.subClassOf}>* {{}}",
    str(SH.targetSubjectsOf): "$this {} ?claimgraphOther",
    str(SH.targetObjectsOf): "?claimgraphOther {} $this",
}
_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING"})
# These take some solutions of all, or solutions of which `$this` may be none.
_NEVER = frozenset({"LIMIT", "OFFSET", "MINUS", "VALUES", "SERVICE", "FROM", "GRAPH", "LATERAL"})
# In a group of their own these see what is bound there, and not what the groups around it bind.
_NOT_NESTED = frozenset({"FILTER", "BIND", "OPTIONAL"})


class Asked(NamedTuple):
    """A constraint of a shape, and the query that finds something where the constraint does."""

    shape: OxTerm
    constraint: OxTerm
    query: str


class AtOnce:
    """Shapes of which each query is asked of all focus nodes, as far as that shows something."""

    def __init__(self, shapes: Sequence[ox.Quad]) -> None:
        self._shapes = Shapes(shapes)
        self._quads = shapes

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The constraints whose queries are asked."""
        return tuple(self._asked())

    def silent(self, data: Sequence[ox.Quad]) -> frozenset[Asked]:
        """Return the constraints that find nothing in the data."""
        if not self.asked:
            return frozenset()
        store = ox.Store()
        looked_at = self._looked_at
        store.extend(
            ox.Quad(quad.subject, quad.predicate, quad.object)
            for quad in data
            if looked_at is None or quad.predicate.value in looked_at
        )
        return frozenset(each for each in self.asked if _finds_nothing(store, each.query))

    @cached_property
    def _looked_at(self) -> frozenset[str] | None:
        """The predicates of the triples that the queries look at; None for any."""
        iris: set[str] = set()
        for each in self.asked:
            named = queries.predicates(each.query)
            if named is None or _may_stay(each.query):
                return None
            iris |= named
        return frozenset(iris)

    def _asked(self) -> Iterator[Asked]:
        known = self._shapes
        roots = frozenset(known.roots)
        # What leads to a shape: the targets of others say which focus nodes it has.
        leading: dict[OxTerm, list[ox.Quad]] = {}
        for quad in self._quads:
            if not isinstance(quad.object, ox.Literal):
                leading.setdefault(quad.object, []).append(quad)
        for shape in dict.fromkeys(quad.subject for quad in self._quads):
            constraints = list(known.constraints(shape))
            if not constraints:
                continue
            holders = {quad.subject for quad in leading.get(shape, ())}
            if any(quad.predicate.value != _PROPERTY for quad in leading.get(shape, ())) or not all(
                each in roots and not known.values(each, SH.path) for each in holders
            ):
                continue
            found_by = self._found_by([*holders, *({shape} & roots)])
            paths = known.values(shape, SH.path)
            if (
                not found_by
                or (holders and not paths)
                or len(paths) > 1  # no shape: the engine says so
                or not all(isinstance(path, ox.NamedNode) for path in paths)
            ):
                continue
            for constraint, text in constraints:
                query = known.written(constraint, text, *map(str, paths))
                if whole := _of_all(with_tags_in_lower_case(query), found_by, paths):
                    yield Asked(shape, constraint, whole)

    def _found_by(self, roots: Sequence[OxTerm]) -> list[str]:
        """Return patterns that each focus node of shapes matches; none where that is not plain."""
        patterns = []
        for root in roots:
            for quad in self._shapes.of(root):
                predicate = quad.predicate.value
                if predicate in _FOUND_BY and isinstance(quad.object, ox.NamedNode):
                    patterns.append(_FOUND_BY[predicate].format(quad.object))
                elif predicate in TARGETS or (predicate == str(RDF.type) and is_class(quad.object)):
                    return []
        return patterns


def _finds_nothing(store: ox.Store, query: str) -> bool:
    try:
        solutions = store.query(query)
        return isinstance(solutions, ox.QuerySolutions) and next(solutions, None) is None
    except (SyntaxError, ValueError, OSError, RuntimeError):
        return False  # whoever asks it for each focus node tells what is wrong with it


def _of_all(query: str, found_by: Sequence[str], paths: Sequence[OxTerm]) -> str | None:
    """Return a query that finds something if the given one does for some focus node.

    `found_by` are patterns of the focus nodes, `paths` the path of a property shape, whose values
    `?value` has. None where what is found may depend on whether they are bound before.
    """
    query_tokens = tokens(query)
    words = {token.word for token in query_tokens}
    bound = {"this", *("value" for _ in paths)}
    if (
        words & _NEVER
        or sum(token.word == "SELECT" for token in query_tokens) != 1
        or not _sees_what_is_bound(query_tokens)
    ):
        return None
    grouped = bool(words & _AGGREGATES) or "GROUP" in words
    if grouped and not bound <= _grouped_by(query_tokens):
        return None
    pattern = found_by[0] if len(found_by) == 1 else f"{{ {' } UNION { '.join(found_by)} }}"
    # Before anything else, so that they are bound wherever the query looks.
    values = "".join(f" $this {path} ?value ." for path in paths)
    # A focus node that is found twice would be counted twice.
    once = f"{{ SELECT DISTINCT $this WHERE {{ {pattern} }} }}" if grouped else f"{pattern} ."
    place = next(token.end for token in query_tokens if token.text == "{")
    return f"{query[:place]} {once}{values} {query[place:]}"


def _sees_what_is_bound(query_tokens: Sequence[Token]) -> bool:
    """Tell whether each expression of a query sees what its outermost group binds.

    EXISTS is asked of each solution of the group around it, and sees what that binds (18.6).
    """
    around: list[str] = []
    before = ""
    for token in query_tokens:
        sign = token.text if token.kind == "sign" else ""
        if sign == "{":
            within = "EXISTS" if "EXISTS" in (before, *around) else "nested"
            around.append(within if around else "outermost")
        elif sign == "}":
            around.pop()
        elif around and around[-1] == "nested" and token.word in _NOT_NESTED:
            return False
        before = token.word
    return True


def _may_stay(query: str) -> bool:
    """Tell whether a path may have no step: it matches any node, whatever triples that stands in.

    It is not told where a step comes before those that may be none, or where a triple of the same
    group says what one end is; of other paths it may be.
    """
    query_tokens = tokens(query)
    many, around, opened = 0, [0], list[int]()
    ends: list[tuple[int, Token, Token]] = []
    reached: set[tuple[int, str]] = set()
    begin = 0  # of the step before the token
    for place, token in enumerate(query_tokens):
        step = query_tokens[place - 1]
        is_step = step.kind == "iri" or step.text == "a"
        if token.text in ("*", "?") and token.kind == "sign":
            before, after = query_tokens[begin - 1], query_tokens[place + 1]
            # A number follows where it is multiplied.
            if (is_step or step.text == ")") and before.text != "/" and after.kind != "number":
                ends.append((around[-1], before, after))
        elif token.kind == "variable" and is_step:
            reached.add((around[-1], token.text[1:]))
        begin = place
        if token.text == "(":
            opened.append(place)
        elif token.text == ")" and opened:
            begin = opened.pop()
        elif token.text == "{":
            many += 1
            around.append(many)
        elif token.text == "}":
            around.pop()
    return not all(
        any(
            end.kind == "variable" and (end.text[1:] == "this" or (group, end.text[1:]) in reached)
            for end in (before, after)
        )
        for group, before, after in ends
    )


def _grouped_by(query_tokens: Sequence[Token]) -> set[str]:
    """Return the names of the variables by which a query groups; none for what is not plain."""
    names: set[str] = set()
    place = next((n for n, token in enumerate(query_tokens) if token.word == "GROUP"), None)
    if place is None:
        return names
    for token in query_tokens[place + 2 :]:
        if token.kind != "variable":
            break
        names.add(token.text[1:])
    return names
