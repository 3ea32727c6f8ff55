"""The project's own shapes, checked before they are used: what is ill-formed finds nothing.

Validators differ in what they do with it: one ignores a count that is a word, another gives up,
and a query that does not parse may count as a violation of every node. So the shapes are held
against SHACL's own shapes (SHACL, appendix C) and the queries against SPARQL, and what cannot be
asked is left out and told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING

from rdflib import RDF, SH, Graph
from rdflib.term import BNode, Literal, URIRef

from claimgraph.check import engines
from claimgraph.check import findings as tell
from claimgraph.check.engines import algebra, queries, targets
from claimgraph.check.engines.literals import is_true
from claimgraph.check.engines.patterns import matching
from claimgraph.check.engines.pyshacl import validate as reference
from claimgraph.check.engines.queries import local_name
from claimgraph.findings import Finding, Severity
from claimgraph.graph.terms import in_memory, term

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyoxigraph as ox
    from rdflib.term import Node

    from claimgraph.graph.loading import Loaded

_VALIDATORS = (SH.validator, SH.nodeValidator, SH.propertyValidator)
_PATHS = frozenset(
    str(SH[name])
    for name in (
        *("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"),
    )
)
_IN_PATHS = frozenset({*map(URIRef, _PATHS), RDF.first, RDF.rest})
# What leads from a shape to those within it, by way of lists too.
_WITHIN = _IN_PATHS | {
    *(SH["not"], SH["and"], SH["or"], SH.xone, SH.node, SH.property, SH.qualifiedValueShape),
    SH.path,
}
# These lead no deeper: the members of their lists are one step deeper.
_LISTS = (RDF.rest, SH["and"], SH["or"], SH.xone)
# Validators work shape within shape: pySHACL gives up at 60, and Python and Rust have stacks.
DEEPEST = 50


@dataclass(frozen=True)
class _Fault:
    """What keeps a part of a shape from being applied: a literal or node that a node has."""

    node: Node
    predicate: URIRef
    value: Node
    message: str
    rule: str = "shape"


def faults(own: Sequence[Loaded], rules: Sequence[ox.Quad]) -> tuple[list[Finding], list[ox.Quad]]:
    """Return the findings on the project's own shape files, and the rules that can be applied.

    `rules` are all shapes, the shipped ones among them. What is deactivated is not looked at
    (SHACL 2.1.6, 5.2.1).
    """
    if not own:
        return [], list(rules)
    quads = [quad for one in own for quad in one.quads]
    shapes = _Own(in_memory(quads), in_memory(rules))
    endless, without_end = shapes.endless()
    # Nobody can follow these, whoever judges the rest neither.
    unsound = shapes.around(endless | {fault.node for fault in without_end})
    sound = [q for q in quads if not {term(q.subject), term(q.object)} & unsound]
    broken = [*without_end, *shapes.faults()]
    meta = _shacl_for_shacl()
    ill_formed = [
        each
        for each in reference(_without_strange_paths(sound), meta)
        if each.focus not in shapes.ignored
    ]
    results = tell.of_results(ill_formed, own, sound, meta)
    findings = [*map(_ill_formed, results), *_told(own, quads, broken)]
    left_out = {fault.node for fault in broken} | {result.focus for result in ill_formed}
    left_out = unsound | shapes.around(left_out)
    return findings, [quad for quad in rules if not shapes.is_idle(quad, left_out)]


def _without_strange_paths(quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Return the shapes with sequence paths that are nothing else: what else is said is idle."""
    lists = {quad.subject for quad in quads if quad.predicate.value == str(RDF.first)}
    return [q for q in quads if not (q.subject in lists and q.predicate.value in _PATHS)]


def _ill_formed(finding: Finding) -> Finding:
    return replace(
        finding,
        rule="shape",
        severity=Severity.VIOLATION,
        message=f"is not a shape that SHACL allows: {finding.message}",
        hint="Mend the shape (SHACL, appendix C); until then it is not applied.",
    )


def _shacl_for_shacl() -> list[ox.Quad]:
    import pyoxigraph as ox

    file = resources.files("pyshacl") / "assets" / "shacl-shacl.ttl"
    return list(ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE))


def _told(
    own: Sequence[Loaded], quads: list[ox.Quad], broken: Sequence[_Fault]
) -> Iterator[Finding]:
    """Yield a finding for each fault, at its literal."""
    results = [
        engines.Result(
            focus=fault.node,
            path=fault.predicate,
            value=fault.value,
            shape=fault.node,
            component=str(SH.SPARQLConstraintComponent),
            severity=str(SH.Violation),
        )
        for fault in broken
    ]
    for finding, fault in zip(tell.of_results(results, own, quads, []), broken, strict=True):
        part = "query" if fault.rule == "shape-query" else "shape"
        yield replace(
            finding,
            rule=fault.rule,
            subject=f"sh:{fault.predicate.rpartition('#')[2]}",
            message=fault.message,
            messages=(),
            hint=f"Mend the {part}; until then its constraint is not applied.",
            value=None,
            component=None,
            shape=None,
        )


@dataclass
class _Own:
    """The project's own shapes, among all shapes of the run."""

    graph: Graph
    rules: Graph

    def faults(self) -> Iterator[_Fault]:
        """Yield what keeps queries, patterns and targets from being applied."""
        for node, predicate, text in self._texts():
            if node not in self.ignored and (message := self._wrong(node, predicate, str(text))):
                yield _Fault(node, predicate, text, message, rule="shape-query")
        for node, pattern in self.graph.subject_objects(SH.pattern):
            flags = "".join(str(each) for each in self.graph.objects(node, SH.flags))
            try:
                if node not in self.ignored and isinstance(pattern, Literal):
                    matching(str(pattern), flags)
            except ValueError as error:
                yield _Fault(node, SH.pattern, pattern, str(error))
        for node, target in self.graph.subject_objects(SH.target):
            if node not in self.ignored and targets.query_of(self.rules, target) is None:
                message = "has no sh:select: claimgraph knows targets in SPARQL alone"
                yield _Fault(node, SH.target, target, message)

    def endless(self) -> tuple[set[Node], list[_Fault]]:
        """Return what nobody can follow to its end, and the faults: a circle, or too deep."""
        circular, _ = self._depths(_IN_PATHS)
        _, depths = self._depths(_WITHIN)
        deep = {node for node, depth in depths.items() if depth > DEEPEST}
        outermost = deep - {v for node, p, v in self.graph if node in deep and p in _WITHIN}
        circle = "leads back to itself, which neither a path nor a list may (SHACL 1.1, 2.3.1)"
        nested = f"is nested more than {DEEPEST} deep: give what is within a shape of its own"
        faults = []
        for node, step, value in self.graph:
            predicate = URIRef(str(step))
            if value in circular and predicate not in _IN_PATHS:
                faults.append(_Fault(node, predicate, value, circle))
            elif node in outermost and predicate in _WITHIN and depths.get(value, 0) >= DEEPEST:
                faults.append(_Fault(node, predicate, value, nested))
        return circular | deep, [each for each in faults if each.node not in self.ignored]

    def _depths(self, edges: frozenset[Node]) -> tuple[set[Node], dict[Node, int]]:
        """Return the nodes that lead to a circle, and how deep what is within the others goes."""
        within: dict[Node, list[tuple[Node, int]]] = defaultdict(list)
        missing: Counter[Node] = Counter()
        for node, predicate, value in self.graph:
            if predicate in edges:
                within[value].append((node, predicate not in _LISTS))
                missing[node] += 1
        depths = dict.fromkeys(within.keys() - missing.keys(), 0)
        ahead = list(depths)
        while ahead:
            value = ahead.pop()
            for node, step in within[value]:
                depths[node] = max(depths.get(node, 0), depths[value] + step)
                missing[node] -= 1
                if not missing[node]:
                    ahead.append(node)
        return {node for node, count in missing.items() if count}, depths

    def around(self, nodes: set[Node]) -> set[Node]:
        """Return nodes and the lists that hold them: without one member they say another thing."""
        holders: set[Node] = set()
        ahead = list(nodes)
        while ahead:
            node = ahead.pop()
            if node not in holders:
                holders.add(node)
                for predicate in (RDF.first, RDF.rest):
                    ahead += self.graph.subjects(predicate, node)
        return holders

    def _texts(self) -> Iterator[tuple[Node, URIRef, Node]]:
        for predicate in (SH.select, SH.ask):
            for node, text in self.graph.subject_objects(predicate):
                yield node, predicate, text

    def is_idle(self, quad: ox.Quad, left_out: set[Node]) -> bool:
        """Tell whether a triple of the rules is of no use: left out, or of what is deactivated."""
        subject, value = term(quad.subject), term(quad.object)
        if {subject, value} & left_out:
            return True
        if quad.predicate.value not in (str(SH.sparql), str(SH.target)):
            return False
        if value in self.ignored or subject in self.ignored:
            return True
        # The query of a target may be its type's.
        return not left_out.isdisjoint(self.rules.objects(value, RDF.type))

    @cached_property
    def ignored(self) -> set[Node]:
        """What is deactivated, and what nothing but that leads to."""
        off = {node for node, value in self.graph.subject_objects(SH.deactivated) if is_true(value)}
        beneath = self._reached(off, set())
        subjects = set(self.graph.subjects())
        return off | (beneath - self._reached(subjects - beneath, off))

    def _reached(self, nodes: set[Node], barred: set[Node]) -> set[Node]:
        reached: set[Node] = set()
        ahead = list(nodes - barred)
        while ahead:
            node = ahead.pop()
            if node not in reached:
                reached.add(node)
                ahead += [
                    each
                    for each in self.graph.objects(node)
                    if isinstance(each, BNode | URIRef) and each not in barred
                ]
        return reached

    def _wrong(self, node: Node, predicate: URIRef, text: str) -> str | None:
        """Return what keeps a query from being asked, if anything does (SHACL 5.2.1)."""
        if prefix := queries.clashing(self.rules, node):
            return f"has the prefix '{prefix}:' for several namespaces"
        written = queries.written_out(
            text, queries.prefixes(self.rules, node), "<urn:claimgraph:path>"
        )
        try:
            query = algebra.prepared(written)
        except Exception as error:  # rdflib raises whatever its parser or namespaces come upon
            return f"is not SPARQL 1.1: {_first_line(error)}"
        wanted = "SelectQuery" if predicate == SH.select else "AskQuery"
        if query.algebra.name != wanted:
            return f"is not a query of the form {wanted.removesuffix('Query').upper()}"
        if self._is_target(node):
            return algebra.elsewhere(query)
        return queries.forbidden(written, frozenset(self._bound(node, predicate)))

    def _is_target(self, node: Node) -> bool:
        kinds = set(self.rules.objects(node, RDF.type))
        return (None, SH.target, node) in self.rules or bool(
            kinds & {SH.SPARQLTarget, SH.SPARQLTargetType}
        )

    def _bound(self, node: Node, predicate: URIRef) -> Iterator[str]:
        """Yield the variables that are bound for a validator, beside `$this` and its like."""
        if predicate == SH.ask:
            yield "value"
        for validator in _VALIDATORS:
            for component in self.rules.subjects(validator, node):
                for parameter in self.rules.objects(component, SH.parameter):
                    path = self.rules.value(parameter, SH.path)
                    if path is not None:
                        yield local_name(path)


def _first_line(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error).split("\n")[0]).strip().rstrip(".")
