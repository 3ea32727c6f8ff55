"""Turtle and TriG to be read and diffed: one line per fact, in an order that facts decide.

rdflib's `longturtle`, ttlser and prttl lay out a graph, but know no order of kinds and drop
comments; turtlefmt keeps comments, orders nothing, and puts all values of a property on one line.
So the terms are Oxigraph's and the layout is made here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph import order
from claimgraph.graph.canonical import relabelled
from claimgraph.graph.turtle.nesting import FIRST, NIL, Nested
from claimgraph.graph.turtle.terms import Terms, bare
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claimgraph.graph.turtle.terms import Graph, Subject, Term

    Fact = tuple[ox.NamedNode, Term]

_TYPE = ox.NamedNode(RDF + "type")
_DEFAULT = ox.DefaultGraph()
_INDENT = "    "


@dataclass(frozen=True)
class Section:
    """Statements that stay together under a heading; the lines of comments begin with `#`.

    `above` and `below` hold the lines before a subject and behind its last fact, `beside` what
    stands on the line of its end.
    """

    quads: tuple[ox.Quad, ...]
    heading: tuple[str, ...] = ()
    above: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)
    below: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[Subject, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comments:
    """Comments on single facts: lines before it, and what stands beside it on its own line.

    `closing` holds the lines at the end of a blank node's brackets or a collection's.
    """

    before: Mapping[ox.Triple, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[ox.Triple, str] = field(default_factory=dict)
    closing: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)

    def on(self, triple: ox.Triple) -> bool:
        """Tell whether a fact has a comment and so needs a line of its own."""
        return triple in self.before or triple in self.beside


def turtle(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> str:
    """Return the union of the quads' graphs as Turtle, the same text for the same graph."""
    merged = {ox.Quad(q.subject, q.predicate, q.object) for q in quads}
    return document([Section(tuple(merged))], prefixes, canonical=True)


def trig(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> str:
    """Return a dataset as TriG, the same text for the same dataset."""
    return document([Section(tuple(set(quads)))], prefixes, canonical=True)


@dataclass(frozen=True)
class Head:
    """The comments of a file's top and of its prefixes: lines before each, and words beside it."""

    lines: tuple[str, ...] = ()
    prefixes: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)

    def text(self, prefixes: Mapping[str, str], used: Iterable[str]) -> str:
        """Return the top of a file; what is said of a prefix that is not used comes first."""
        kept = sorted(used)
        lost = [
            line
            for name, (before, beside) in self.prefixes.items()
            if name not in kept
            for line in (*before, *beside)
        ]
        lines = []
        for name in kept:
            before, beside = self.prefixes.get(name, ((), ()))
            end = f"  {' '.join(beside)}" if beside else ""
            lines += [*before, f"@prefix {name}: <{prefixes[name]}> .{end}"]
        return "\n\n".join(filter(None, ("\n".join((*self.lines, *lost)), "\n".join(lines))))


def document(
    sections: Sequence[Section],
    prefixes: Mapping[str, str],
    comments: Comments | None = None,
    head: Head | None = None,
    *,
    canonical: bool = False,
    ordered: bool = True,
    spellings: Mapping[ox.Literal, str] | None = None,
) -> str:
    """Return sections as one document under the prefixes that they use.

    Blank nodes that cannot be nested keep their labels, or get canonical ones. Without `ordered`
    subjects stay in the order in which they come. `spellings` has language tags as they are to be
    written, those of other literals are in their usual case.
    """
    dataset = Nested([quad for one in sections for quad in one.quads])
    if canonical and dataset.labelled:
        sections = [Section(tuple(relabelled(dataset.quads)))]
        dataset = Nested(sections[0].quads)
    labels = _labels(dataset) if canonical else {}
    terms = Terms(prefixes, labels, spellings)
    writer = _Writer(dataset, terms, comments or Comments(), ordered)
    body = "\n\n\n".join(filter(None, map(writer.section, sections)))
    top = (head or Head()).text(prefixes, terms.used)
    return "\n\n".join(filter(None, (top, body))) + "\n" if top or body else ""


def _labels(dataset: Nested) -> dict[str, str]:
    """Return the numbers that blank nodes with canonical labels get."""
    labels = sorted((node.value for node in dataset.labelled), key=order.natural)
    return {label: f"b{number}" for number, label in enumerate(labels, 1)}


class _Writer:
    """Writes the facts of a dataset."""

    def __init__(self, dataset: Nested, terms: Terms, comments: Comments, ordered: bool) -> None:
        self._dataset = dataset
        self._terms = terms
        self._comments = comments
        self._ordered = ordered

    # ── Sections, graphs and subjects ────────────────────────────────────────────────────────────

    def section(self, one: Section) -> str:
        """Return a section: its heading, the default graph, then the named ones by name."""
        subjects: dict[Graph, dict[Subject, None]] = defaultdict(dict)
        for quad in one.quads:
            if not self._dataset.nested(quad.subject):
                subjects[quad.graph_name][quad.subject] = None
        own = set(one.quads)
        parts = ["\n".join(one.heading)] if one.heading else []
        for graph in sorted(subjects, key=lambda graph: (graph != _DEFAULT, str(graph))):
            blocks = self._blocks(graph, subjects[graph], own, one)
            if graph == _DEFAULT:
                parts += ["\n".join(block) for block in blocks]
            else:
                inner = "\n\n".join(
                    "\n".join(line and _INDENT + line for line in block) for block in blocks
                )
                parts.append(f"{self._terms.text(graph)} {{\n{inner}\n}}")
        return "\n\n".join(parts)

    def _blocks(
        self, graph: Graph, subjects: Iterable[Subject], own: set[ox.Quad], one: Section
    ) -> list[list[str]]:
        found = []
        for subject in subjects:
            facts = [
                (p, o)
                for p, o in self._dataset.facts[graph, subject]
                if ox.Quad(subject, p, o, graph) in own
            ]
            named = isinstance(subject, ox.NamedNode) or subject in self._dataset.labelled
            name = self._terms.text(subject) if named else "[]"
            lines = [
                *one.above.get(subject, ()),
                name,
                *(_INDENT + line for line in self._facts(graph, subject, facts)),
                *(_INDENT + line for line in self._comments.closing.get(subject, ())),
                *(_INDENT + line for line in one.below.get(subject, ())),
                _INDENT + "." + (f"  {one.beside[subject]}" if subject in one.beside else ""),
            ]
            kind = order.of_kinds(
                [o.value for p, o in facts if p == _TYPE and isinstance(o, ox.NamedNode)]
            )
            iri = subject.value if isinstance(subject, ox.NamedNode) else ""
            found.append(((kind, not iri, order.natural(iri), lines), lines))
        return [lines for _, lines in (sorted(found) if self._ordered else found)]

    # ── Facts ────────────────────────────────────────────────────────────────────────────────────

    def _facts(self, graph: Graph, subject: Subject, facts: Iterable[Fact]) -> list[str]:
        """Return a line for each fact, its comments around it; types share a line."""
        types: list[str] = []
        rows: list[tuple[object, list[str]]] = []
        for predicate, value in facts:
            triple = ox.Triple(subject, predicate, value)
            lines = self._value(graph, value)
            if predicate == _TYPE and not self._comments.on(triple) and len(lines) == 1:
                types.append(lines[0])
                continue
            verb = "a" if predicate == _TYPE else self._terms.text(predicate)
            key = (order.of_property(predicate.value), order.natural("\n".join(lines)))
            lines = [f"{verb} {lines[0]}", *lines[1:]]
            rows.append((key, self._commented(triple, lines, " ;")))
        if types:
            rows.append((((-1, ""), ()), [f"a {' , '.join(sorted(types, key=order.natural))} ;"]))
        return [line for _, lines in sorted(rows) for line in lines]

    def _commented(self, triple: ox.Triple, lines: list[str], end: str) -> list[str]:
        beside = self._comments.beside.get(triple)
        last = lines[-1] + end + (f"  {beside}" if beside else "")
        return [*self._comments.before.get(triple, ()), *lines[:-1], last]

    def _value(self, graph: Graph, value: Term) -> list[str]:
        """Return a value's lines: one, unless it is a blank node that holds text or others."""
        if value == NIL:
            return ["()"]
        if not isinstance(value, ox.BlankNode) or not self._dataset.nested(value):
            return [self._terms.text(value)]
        items = self._dataset.items(graph, value)
        if items:
            return self._list(graph, value, items)
        facts = self._dataset.facts.get((graph, value), [])
        lines = [*self._facts(graph, value, facts), *self._comments.closing.get(value, ())]
        if not lines:
            return ["[]"]
        if value not in self._comments.closing and self._short(value, facts):
            inner = " ".join(lines).removesuffix(" ;")
            return [f"[ {inner} ]"]
        return ["[", *(_INDENT + line for line in lines), "]"]

    def _short(self, subject: Subject, facts: Iterable[Fact]) -> bool:
        """Tell whether facts fit on one line: names and numbers do, text and comments do not."""
        return not any(
            self._dataset.nested(value)
            or isinstance(value, ox.Triple)
            or (isinstance(value, ox.Literal) and not bare(value))
            or self._comments.on(ox.Triple(subject, predicate, value))
            for predicate, value in facts
        )

    def _list(
        self, graph: Graph, head: ox.BlankNode, items: list[tuple[ox.BlankNode, Term]]
    ) -> list[str]:
        plain = all(self._short(cell, [(FIRST, item)]) for cell, item in items)
        if plain and len(items) <= 4 and head not in self._comments.closing:
            return [f"( {' '.join(self._terms.text(item) for _, item in items)} )"]
        lines = []
        for cell, item in items:
            triple = ox.Triple(cell, FIRST, item)
            inner = self._commented(triple, self._value(graph, item), "")
            lines += [_INDENT + line for line in inner]
        lines += [_INDENT + line for line in self._comments.closing.get(head, ())]
        return ["(", *lines, ")"]
