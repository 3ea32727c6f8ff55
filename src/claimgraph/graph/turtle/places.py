"""From a triple to where it is written: file, line and column in Turtle's family of formats."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.term import URIRef

from claimgraph.findings import Location
from claimgraph.graph.terms import Terms, ox_term
from claimgraph.graph.turtle import stretches
from claimgraph.graph.turtle.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rdflib.paths import Path
    from rdflib.term import Node

    from claimgraph.graph.terms import OxTerm
    from claimgraph.graph.turtle import reader
    from claimgraph.graph.turtle.statements import Fact
    from claimgraph.graph.turtle.stretches import Placed

FORMATS = ("turtle", "nt", "trig", "nquads")


class _Written(NamedTuple):
    """A triple with the offsets of its predicate and of its object."""

    subject: Node
    predicate: Node
    object: Node
    verb: tuple[int, int]
    span: tuple[int, int]


class _Unit:
    """Statements, and what the data has of them."""

    def __init__(self, placed: Sequence[Placed], quads: Sequence[ox.Quad]) -> None:
        self.placed = placed
        self.quads = quads

    @cached_property
    def _facts(self) -> list[Fact]:
        return [fact for one in self.placed for fact in one.stretch.asserted]

    @cached_property
    def _named(self) -> Callable[[Any], Node]:
        names, term = identified(self._facts, self.quads), Terms()
        return lambda value: term[names.get(value, value)]

    @cached_property
    def written(self) -> list[_Written]:
        """The triples, in order."""
        named = self._named
        shifts = [one.shift for one in self.placed for _ in one.stretch.asserted]
        return [
            _Written(
                named(fact.quad.subject),
                named(fact.quad.predicate),
                named(fact.quad.object),
                (fact.verb_start + shift, fact.verb_end + shift),
                (fact.start + shift, fact.end + shift),
            )
            for fact, shift in zip(self._facts, shifts, strict=True)
        ]

    @cached_property
    def about(self) -> Mapping[Node, Sequence[_Written]]:
        """The triples by their subjects."""
        return _by(self.written, lambda one: one.subject)

    @cached_property
    def holding(self) -> Mapping[Node, Sequence[_Written]]:
        """The triples by their objects."""
        return _by(self.written, lambda one: one.object)

    @cached_property
    def described(self) -> dict[Node, tuple[int, int]]:
        """Where each subject is described first."""
        found: dict[Node, tuple[int, int]] = {}
        for one in self.placed:
            for node, (start, end) in one.stretch.subjects.items():
                found.setdefault(self._named(node), (start + one.shift, end + one.shift))
        return found


def _by(
    written: Iterable[_Written], key: Callable[[_Written], Node]
) -> Mapping[Node, Sequence[_Written]]:
    found: dict[Node, list[_Written]] = {}
    for one in written:
        found.setdefault(key(one), []).append(one)
    return found


class Lines:
    """The lines of a text: from offsets in code points to lines and columns from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column."""
        return self._starts[line - 1] + column - 1

    def location(self, file: str, start: int, end: int) -> Location:
        """Return a stretch of the text; one of several lines ends with its first."""
        line, column = self.at(start)
        stop = self._text.find("\n", start)
        last = len(self._text) if stop < 0 else stop
        end = min(end, last - (self._text[last - 1 : last] == "\r"))
        return Location(file, line, column, column + end - start)


def identified(facts: Sequence[Fact], quads: Sequence[ox.Quad]) -> dict[ox.BlankNode, ox.BlankNode]:
    """Return the blank nodes of facts as quads have them, which Oxigraph read from the same text.

    Both come in one order. Where they ever differ, no more is said, so that no place is wrong.
    """
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    for fact, quad in zip(facts, quads, strict=False):
        ours = (fact.quad.subject, fact.quad.predicate, fact.quad.object)
        for one, other in zip(ours, (quad.subject, quad.predicate, quad.object), strict=True):
            if isinstance(one, ox.BlankNode) and isinstance(other, ox.BlankNode):
                if names.setdefault(one, other) != other:
                    return names
            elif one != other:
                return names
    return names


class Places:
    """Where the triples of one file stand.

    `quads` are the file's as they were validated: their blank nodes are the ones asked for. Of a
    text that is not Turtle the `document` tells what it holds. Of what an `earlier` text had, too,
    is not read again. A statement is looked at when somebody asks for what is in it.
    """

    def __init__(
        self,
        file: str,
        text: str,
        format: str,  # noqa: A002
        quads: Sequence[ox.Quad],
        document: reader.Document | None = None,
        earlier: Stretches | None = None,
    ) -> None:
        self.file = file
        self._text = text
        self._format = format
        self._quads = quads
        self._document = document
        self._earlier = earlier

    @property
    def stretches(self) -> Stretches | None:
        """The statements if they have been read, or else those of the text before."""
        return self.__dict__.get("_stretches", self._earlier)

    @cached_property
    def _stretches(self) -> Stretches | None:
        if self._document is not None:
            return Stretches.of(self._text, self._document)
        if self._format not in FORMATS:
            return None
        return stretches.read(self._text, self._format, self._earlier)

    @cached_property
    def _units(self) -> Sequence[_Unit]:
        """The statements one by one, or all as one where they are not those of the data."""
        placed = self._stretches.placed if self._stretches else ()
        units: list[_Unit] = []
        start = 0
        for one in placed:
            facts = one.stretch.asserted
            quads = self._quads[start : start + len(facts)]
            if facts and quads and not _may_be(facts[0].quad, quads[0]):
                break
            units.append(_Unit((one,), quads))
            start += len(facts)
        if len(units) < len(placed) or start != len(self._quads):
            return [_Unit(placed, self._quads)]
        return units

    def _having(self, of: Callable[[ox.Quad], OxTerm]) -> Mapping[OxTerm, Sequence[_Unit]]:
        found: dict[OxTerm, list[_Unit]] = {}
        for unit in self._units:
            for node in {of(quad) for quad in unit.quads}:
                found.setdefault(node, []).append(unit)
        return found

    @cached_property
    def _by_subject(self) -> Mapping[OxTerm, Sequence[_Unit]]:
        return self._having(lambda quad: quad.subject)

    @cached_property
    def _by_object(self) -> Mapping[OxTerm, Sequence[_Unit]]:
        return self._having(lambda quad: quad.object)

    def _among(self, nodes: Mapping[OxTerm, Sequence[_Unit]], node: Node) -> Sequence[_Unit]:
        """Return the statements that have a node; all where they are one unit."""
        return self._units if len(self._units) < 2 else nodes.get(ox_term(node), ())

    def _about(self, s: Node) -> Iterator[_Written]:
        """Yield the triples of a subject, in the order of the file."""
        for unit in self._among(self._by_subject, s):
            yield from unit.about.get(s, ())

    def _with(self, o: Node) -> Iterator[_Written]:
        """Yield the triples with an object, in the order of the file."""
        for unit in self._among(self._by_object, o):
            yield from unit.holding.get(o, ())

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    def triple(self, s: Node, p: Node | None, o: Node) -> tuple[Location, ...]:
        """Return where the object of a triple is written; any predicate will do for None."""
        return tuple(
            self._lines.location(self.file, *w.span)
            for w in self._about(s)
            if w.object == o and p in (w.predicate, None)
        )

    def predicate(self, s: Node, p: Node) -> tuple[Location, ...]:
        """Return where a subject's predicate is written, each place once."""
        spans = {w.verb: None for w in self._about(s) if w.predicate == p}
        return tuple(self._lines.location(self.file, *span) for span in spans)

    def subject(self, s: Node) -> Location | None:
        """Return where a node is first described; a blank node at its bracket."""
        units = self._among(self._by_subject, s) or self._among(self._by_object, s)
        span = next((unit.described[s] for unit in units if s in unit.described), None)
        return self._lines.location(self.file, *span) if span else None

    def mention(self, node: Node) -> Location | None:
        """Return where a node first stands as an object."""
        if (first := next(self._with(node), None)) is not None:
            return self._lines.location(self.file, *first.span)
        term = Terms()
        if self._format not in FORMATS and any(
            node in (term[quad.subject], term[quad.predicate], term[quad.object])
            for quad in self._quads
        ):
            return Location(self.file)
        return None

    def objects(self, s: Node, p: Node) -> list[Node]:
        """Return the objects of a subject's predicate, in the order of the file."""
        return [w.object for w in self._about(s) if w.predicate == p]

    def subjects(self, p: Node, o: Node) -> list[Node]:
        """Return the subjects that have an object under a predicate, in the order of the file."""
        return [w.subject for w in self._with(o) if w.predicate == p]


def _may_be(ours: ox.Quad, theirs: ox.Quad) -> bool:
    """Tell whether a fact can be a quad: the labels of blank nodes differ."""
    blank = isinstance(ours.subject, ox.BlankNode) and isinstance(theirs.subject, ox.BlankNode)
    return ours.predicate == theirs.predicate and (blank or ours.subject == theirs.subject)


def fault(
    places: Sequence[Places], focus: Node, path: URIRef | Path | None, value: Node | None
) -> tuple[Location, ...]:
    """Return where a validation result's fault is written, the best place first.

    That is the offending value where there is one; the predicate where a count or a pair is at
    fault; the focus node's first line where something is missing; and where the focus node is
    never described, the first place that mentions it. What is written in several files is
    returned once for each.
    """
    if value is not None:
        found = [at for one in places for at in _values(one, places, focus, path, value)]
        if found:
            return tuple(found)
    if path is not None:
        found = [at for one in places for at in _predicates(one, places, focus, path)[:1]]
        if found:
            return tuple(found)
    found = [at for one in places if (at := one.subject(focus))]
    return tuple(found or [at for one in places if (at := one.mention(focus))])


def _values(
    one: Places, places: Sequence[Places], focus: Node, path: URIRef | Path | None, value: Node
) -> list[Location]:
    if path is None:
        return [] if value == focus else list(one.triple(focus, None, value))
    return [
        at for s, p, o in _last_steps(places, [focus], path) for at in _step(one, s, p, o, value)
    ]


def _step(one: Places, s: Node | None, p: Node, o: Node | None, value: Node) -> Sequence[Location]:
    """Return where a path's value is written: in a triple of s, or as the subject of one into o."""
    if s is not None:
        return one.triple(s, p, value)
    at = one.subject(value) if o is not None and one.triple(value, p, o) else None
    return (at,) if at else ()


def _predicates(
    one: Places, places: Sequence[Places], focus: Node, path: URIRef | Path
) -> list[Location]:
    """Return where the furthest step of a path that the focus node can take is written.

    A path that may lead anywhere (alternatives, any number of steps) has no such step.
    """
    steps = path.args if isinstance(path, SequencePath) else [path]
    if not all(isinstance(step, URIRef) for step in steps):
        return []
    for length in range(len(steps), 0, -1):
        part = steps[0] if length == 1 else SequencePath(*steps[:length])
        found = [
            at
            for s, p, _ in _last_steps(places, [focus], part)
            if s is not None
            for at in one.predicate(s, p)
        ]
        if found:
            return found
    return []


def _last_steps(
    places: Sequence[Places], nodes: Sequence[Node], path: Any
) -> list[tuple[Node | None, Node, Node | None]]:
    """Return the last steps of a path from nodes: (subject, predicate, None), or reversed."""
    if isinstance(path, URIRef):
        return [(node, path, None) for node in nodes]
    if isinstance(path, InvPath) and isinstance(path.arg, URIRef):
        return [(None, path.arg, node) for node in nodes]
    if isinstance(path, AlternativePath):
        return [step for part in path.args for step in _last_steps(places, nodes, part)]
    if isinstance(path, SequencePath):
        for part in path.args[:-1]:
            nodes = _reached(places, nodes, part)
        return _last_steps(places, nodes, path.args[-1])
    if isinstance(path, MulPath):
        seen = dict.fromkeys(nodes)
        ahead = list(nodes) if path.more else []
        while ahead:
            ahead = [node for node in _reached(places, ahead, path.path) if node not in seen]
            seen |= dict.fromkeys(ahead)
        return _last_steps(places, list(seen), path.path)
    return []


def _reached(places: Sequence[Places], nodes: Sequence[Node], path: Any) -> list[Node]:
    """Return the nodes at the end of a path, over all files."""
    found: dict[Node, None] = {}
    if isinstance(path, MulPath) and path.zero:
        found |= dict.fromkeys(nodes)
    for s, p, o in _last_steps(places, nodes, path):
        for one in places:
            if s is not None:
                found |= dict.fromkeys(one.objects(s, p))
            elif o is not None:
                found |= dict.fromkeys(one.subjects(p, o))
    return list(found)
