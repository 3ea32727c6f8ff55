"""Turtle and TriG to be read and diffed: one line per fact, in an order that facts decide.

A subject's predicates stand in one column and their values in another; several values share the
predicate, on its line or each on a line of its own; a short blank node or collection stands on one
line. What is written of one subject moves no line of another.

rdflib's `longturtle`, ttlser and prttl lay out a graph, but know no order of kinds and drop
comments; turtlefmt keeps comments, orders nothing, and puts all values of a property on one line.
So the terms are Oxigraph's and the layout is made here.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.graph import order
from claimgraph.graph.canonical import relabelled
from claimgraph.graph.turtle.nesting import FIRST, NIL, Nested
from claimgraph.graph.turtle.remarks import Comments, Head, Section
from claimgraph.graph.turtle.terms import Terms
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from claimgraph.graph.turtle.terms import Graph, Subject, Term

    Fact = tuple[ox.NamedNode, Term]

_TYPE = ox.NamedNode(RDF + "type")
_DEFAULT = ox.DefaultGraph()
_INDENT = "    "
# How long a line may be with several values or a whole subject on it.
_WIDTH = 100
# How long a blank node may be to stand on one line, wherever that begins: one that is moved to
# another column is not laid out anew.
_NODE = 132
# How far to the right the parts of a node may stand behind its bracket.
_HUNG = 60
# Longer predicates are not aligned with others.
_VERB = 32
# Calls within each other: up to four for each level of brackets.
_FRAMES = 5000


def turtle(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> str:
    """Return the union of the quads' graphs as Turtle, the same text for the same graph."""
    merged = {ox.Quad(q.subject, q.predicate, q.object) for q in quads}
    return document([Section(tuple(merged))], prefixes, canonical=True)


def statements(
    quads: Sequence[ox.Quad], prefixes: Mapping[str, str], *, ordered: bool = True
) -> str:
    """Return quads as Turtle for people to read, without the prefixes: labels stay as they are."""
    dataset = Nested(quads)
    writer = _Writer(dataset, Terms(prefixes), Comments(), ordered)
    with _deep():
        return writer.section(Section(tuple(quads)))


def trig(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> str:
    """Return a dataset as TriG, the same text for the same dataset."""
    return document([Section(tuple(set(quads)))], prefixes, canonical=True)


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
    subjects, their predicates and the values of those stay in the order in which they come.
    `spellings` has language tags as they are to be written, those of other literals are in their
    usual case.
    """
    dataset = Nested([quad for one in sections for quad in one.quads])
    if canonical and dataset.labelled:
        sections = [Section(tuple(relabelled(dataset.quads)))]
        dataset = Nested(sections[0].quads)
    labels = _labels(dataset) if canonical else {}
    terms = Terms(prefixes, labels, spellings)
    writer = _Writer(dataset, terms, comments or Comments(), ordered)
    with _deep():
        body = "\n\n\n".join(filter(None, map(writer.section, sections)))
    # A file that says nothing may be about to: its prefixes stay.
    top = (head or Head()).text(prefixes, terms.used if body or head is None else prefixes)
    return "\n\n".join(filter(None, (top, body))) + "\n" if top or body else ""


@contextmanager
def _deep() -> Iterator[None]:
    """Allow nesting as deep as files may have it; raise UsageError for more."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    except RecursionError as error:
        raise UsageError(
            "blank nodes are nested too deep for Turtle: give some of them IRIs, or write N-Quads"
        ) from error
    finally:
        sys.setrecursionlimit(before)


def _labels(dataset: Nested) -> dict[str, str]:
    """Return the numbers that blank nodes with canonical labels get."""
    labels = sorted((node.value for node in dataset.labelled), key=order.natural)
    return {label: f"b{number}" for number, label in enumerate(labels, 1)}


@dataclass(frozen=True, slots=True)
class _Value:
    """A value's lines from its own column on, or, of a `block`, from the column of its predicate.

    `before` and `beside` are the comments on its fact.
    """

    lines: list[str]
    block: bool
    before: tuple[str, ...]
    beside: str


class _Writer:
    """Writes the facts of a dataset."""

    def __init__(self, dataset: Nested, terms: Terms, comments: Comments, ordered: bool) -> None:
        self._dataset = dataset
        self._terms = terms
        self._comments = comments
        self._ordered = ordered
        # Blank nodes that hold a comment, and those around them.
        self._remarked: set[Subject] = set()
        for node in [
            *(one.subject for one in (*comments.before, *comments.beside)),
            *comments.closing,
        ]:
            at: Subject | None = node
            while at is not None and at not in self._remarked:
                self._remarked.add(at)
                at = dataset.holder(at)
        # The predicates' places and texts, and blank nodes on one line.
        self._verbs: dict[ox.NamedNode, tuple[tuple[int, str], str]] = {}
        self._flat: dict[ox.BlankNode, str] = {}

    # ── Sections, graphs and subjects ────────────────────────────────────────────────────────────

    def section(self, one: Section) -> str:
        """Return a section: its heading, the default graph, then the named ones by name."""
        graphs: dict[Graph, dict[Subject, list[Fact]]] = defaultdict(lambda: defaultdict(list))
        for quad in dict.fromkeys(one.quads):
            if not self._dataset.nested(quad.subject):
                graphs[quad.graph_name][quad.subject].append((quad.predicate, quad.object))
        parts = ["\n".join(one.heading)] if one.heading else []
        for graph in sorted(graphs, key=lambda graph: (graph != _DEFAULT, str(graph))):
            blocks = self._blocks(graph, graphs[graph], one)
            if graph == _DEFAULT:
                parts.append(_apart(blocks))
            else:
                inner = _apart([[line and _INDENT + line for line in lines] for lines in blocks])
                parts.append(f"{self._terms.text(graph)} {{\n{inner}\n}}")
        return "\n\n".join(parts)

    def _blocks(
        self, graph: Graph, subjects: Mapping[Subject, list[Fact]], one: Section
    ) -> list[list[str]]:
        blocks = []
        for subject, facts in subjects.items():
            lines = self._block(graph, subject, facts, one)
            kind = order.of_kinds(
                [o.value for p, o in facts if p == _TYPE and isinstance(o, ox.NamedNode)]
            )
            iri = subject.value if isinstance(subject, ox.NamedNode) else ""
            blocks.append(((kind, not iri, order.natural(iri), lines), lines))
        return [lines for _, lines in (sorted(blocks) if self._ordered else blocks)]

    def _block(
        self, graph: Graph, subject: Subject, facts: Sequence[Fact], one: Section
    ) -> list[str]:
        """Return a subject's lines, or its line if one predicate is all and fits."""
        named = isinstance(subject, ox.NamedNode) or subject in self._dataset.labelled
        name = self._terms.text(subject) if named else "[]"
        above = one.above.get(subject, ())
        below = (*self._comments.closing.get(subject, ()), *one.below.get(subject, ()))
        lines = self._facts(graph, subject, facts, " ;" if below else " .", len(_INDENT))
        whole = f"{name} {lines[0]}"
        if len(lines) == 1 and len(whole) <= _WIDTH and "\n" not in whole and not below:
            return [*above, whole]
        end = (*below, ".") if below else ()
        return [*above, name, *(_INDENT + line for line in (*lines, *end))]

    # ── Facts ────────────────────────────────────────────────────────────────────────────────────

    def _by_predicate(
        self, graph: Graph, facts: Iterable[Fact]
    ) -> list[tuple[str, ox.NamedNode, list[Term]]]:
        """Return predicates, as they are written and as they are, with their values."""
        values: dict[ox.NamedNode, list[Term]] = {}
        for predicate, value in facts:
            values.setdefault(predicate, []).append(value)
        for predicate, some in values.items():
            if predicate not in self._verbs:
                text = "a" if predicate == _TYPE else self._terms.text(predicate)
                self._verbs[predicate] = (order.of_property(predicate.value), text)
            if len(some) > 1 and self._ordered:
                some.sort(key=lambda value: order.natural(self._line(graph, value)))
        ranked = sorted(values, key=self._verbs.__getitem__) if self._ordered else values
        return [(self._verbs[one][1], one, values[one]) for one in ranked]

    def _facts(
        self, graph: Graph, subject: Subject, facts: Iterable[Fact], end: str, indent: int
    ) -> list[str]:
        """Return the lines of a subject's facts; the last one ends in `end`."""
        rows = self._by_predicate(graph, facts)
        width = _width(verb for verb, _, _ in rows)
        lines: list[str] = []
        for place, (verb, predicate, values) in enumerate(rows, 1):
            start = f"{verb:<{width}} "
            shown = []
            for one in values:
                own, block = self._lines(graph, one, indent, indent + len(start))
                shown.append(self._value((subject, predicate, one), own, block))
            lines += _row(start, shown, " ;" if place < len(rows) else end, indent)
        return lines

    def _value(
        self, fact: tuple[Subject, ox.NamedNode, Term], lines: list[str], block: bool
    ) -> _Value:
        """Return a fact's value with the comments on it."""
        if fact[0] not in self._remarked:
            return _Value(lines, block, (), "")
        triple = ox.Triple(*fact)
        before, beside = self._comments.before, self._comments.beside
        return _Value(lines, block, before.get(triple, ()), beside.get(triple, ""))

    # ── Values ───────────────────────────────────────────────────────────────────────────────────

    def _line(self, graph: Graph, value: Term) -> str:
        """Return a value on one line, whatever its length, without comments."""
        if not isinstance(value, ox.BlankNode) or not self._dataset.nested(value):
            return "()" if value == NIL else self._terms.text(value)
        if value not in self._flat:
            # Loops, not comprehensions: a level of brackets takes one frame of the stack.
            text, gap = "", " "
            items = self._dataset.items(graph, value)
            for _, item in items:
                text += f" {self._line(graph, item)}"
            facts = () if items else self._dataset.facts.get((graph, value), ())
            for verb, _, values in self._by_predicate(graph, facts):
                for place, one in enumerate(values):
                    before = " ," if place else f"{gap}{verb}"
                    text += f"{before} {self._line(graph, one)}"
                gap = " ; "
            begin, end = "()" if items else "[]"
            self._flat[value] = f"{begin}{text} {end}" if text else "[]"
        return self._flat[value]

    def _short(self, graph: Graph, value: Term, column: int) -> bool:
        """Tell whether a value stands on one line from a column on."""
        if not isinstance(value, ox.BlankNode) or not self._dataset.nested(value):
            return True
        line = self._line(graph, value)
        limit = _NODE if line[0] == "[" else _WIDTH - len(" ;") - column
        return len(line) <= limit and "\n" not in line and value not in self._remarked

    def _lines(self, graph: Graph, value: Term, indent: int, column: int) -> tuple[list[str], bool]:
        """Return a value's lines, and whether all but the first begin where its predicate does.

        What is too long for one line has its parts each on its own: behind the opening bracket or,
        where that is far to the right or they hold comments or texts of several lines, below it.
        """
        if hung := self._hung(graph, value, column):
            return hung, False
        if not isinstance(value, ox.BlankNode) or not self._dataset.nested(value):
            return [self._line(graph, value)], False
        inner = indent + len(_INDENT)
        if items := self._dataset.items(graph, value):
            parts = []
            for cell, item in items:
                own, block = self._lines(graph, item, inner, inner)
                parts += _row("", [self._value((cell, FIRST, item), own, block)], "", inner)
        else:
            parts = self._facts(
                graph, value, self._dataset.facts.get((graph, value), ()), "", inner
            )
        closing = self._comments.closing.get(value, ())
        begin, end = "()" if items else "[]"
        return [begin, *(_INDENT + part for part in (*parts, *closing)), end], True

    def _hung(self, graph: Graph, value: Term, column: int) -> list[str] | None:
        """Return a value's lines from a column on, a node's parts behind its bracket; or None."""
        if self._short(graph, value, column):
            line = self._line(graph, value)
            return None if "\n" in line else [line]
        assert isinstance(value, ox.BlankNode)
        if column > _HUNG or value in self._remarked:
            return None
        if items := self._dataset.items(graph, value):
            rows = [("", [item]) for _, item in items]
        else:
            facts = self._by_predicate(graph, self._dataset.facts[graph, value])
            width = _width(verb for verb, _, _ in facts)
            rows = [(f"{verb:<{width}} ", values) for verb, _, values in facts]
        lines: list[str] = []
        for place, (start, values) in enumerate(rows, 1):
            shown = [self._hung(graph, one, column + 2 + len(start)) for one in values]
            parts = [_Value(one, False, (), "") for one in shown if one]
            if len(parts) < len(values):
                return None
            end = " ;" if start and place < len(rows) else ""
            lines += _row(start, parts, end, column + 2)
        begin, end = "()" if items else "[]"
        lines = [f"{'  ' if place else f'{begin} '}{line}" for place, line in enumerate(lines)]
        lines[-1] += f" {end}"
        return lines


def _width(verbs: Iterable[str]) -> int:
    """Return how wide the column of predicates is."""
    return max((len(verb) for verb in verbs if len(verb) <= _VERB), default=0)


def _row(start: str, values: Sequence[_Value], end: str, indent: int) -> list[str]:
    """Return the lines of values behind a predicate: one if they fit, else at least one for each.

    The predicate is written again where a value of many lines stands beside others or has comments.
    """
    if len(values) > 1 and not any(one.before or one.beside for one in values):
        line = start + " , ".join(one.lines[0] for one in values)
        one_each = all(len(one.lines) == 1 for one in values)
        if one_each and "\n" not in line and indent + len(line) + 2 <= _WIDTH:
            return [line + end]
    pad = " " * len(start)
    lines: list[str] = []
    lead, joined = start, False
    for one, following in zip(values, (*values[1:], None), strict=True):
        first, *others = one.lines
        if joined:
            lines[-1] += f" {first}"
        else:
            lines += [*(("" if lead is start else pad) + line for line in one.before), lead + first]
        lines += others if one.block else [pad + line for line in others]
        joined = bool(following and one.block and following.block)
        joined = joined and not (one.beside or (following and following.before))
        again = bool(following and (one.block or following.block) and not joined)
        mark = end if following is None else " ;" if again else " ,"
        lines[-1] += mark + (f"  {one.beside}" if one.beside else "")
        lead = start if again else pad
    return lines


def _apart(blocks: Iterable[list[str]]) -> str:
    """Return blocks with an empty line between them, but for neighbours of one line each."""
    text: list[str] = []
    alone = False
    for lines in blocks:
        before, alone = alone, len(lines) == 1
        text += ["", *lines] if text and not (before and alone) else lines
    return "\n".join(text)
