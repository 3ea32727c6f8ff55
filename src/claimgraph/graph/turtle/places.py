"""From a triple to where it is written: file, line and column in Turtle's family of formats.

rdflib's Notation3 parser is followed while it reads: it hands every node to methods that a
subclass can watch, so a file needs no second grammar to be placed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rdflib import RDF, Graph
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
from rdflib.plugins.parsers.trig import TrigSinkParser
from rdflib.term import Identifier, URIRef

from claimgraph.findings import Location
from claimgraph.graph.terms import term
from claimgraph.graph.turtle.blanks import matched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib.paths import Path
    from rdflib.term import Node

    Triple = tuple[Node, Node, Node]

# The graph label of a line of N-Quads (section 2), which a reader of Turtle does not know.
_GRAPH_LABEL = re.compile(
    r"(?<![^\r\n])(?P<triple>\s*(?:<[^>\n]*>|_:\S+)\s*<[^>\n]*>\s*"
    r'(?:<[^>\n]*>|"(?:[^"\\\n]|\\.)*"(?:\^\^<[^>\n]*>|@[\w-]+)?|_:[^\s<]+))'
    r"(?P<graph>\s*(?:<[^>\n]*>|_:\S+))(?=\s*\.)"
)
# White space and comments (RDF 1.1 Turtle, 6.5): a carriage return alone ends a comment too.
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_PREFIX = re.compile(r"[\w.-]*:")
# The base until the text declares one: rdflib's parser wants one before it reads a declaration.
_NO_BASE = "urn:claimgraph:no-base"


@dataclass(frozen=True)
class _Span:
    """A stretch of the text, in code points; `end` is the first one after it."""

    start: int
    end: int


@dataclass(frozen=True)
class _Written:
    """A triple with the spans of its predicate and its object; list links have only the latter."""

    subject: Node
    predicate: Node
    object: Node
    predicate_span: _Span
    object_span: _Span


class _Sink(RDFSink):
    """Takes collections from the parser, whose items it places; statements go to the parser."""

    parser: _Watching

    def newList(self, n: list[Any], f: Any) -> Any:  # noqa: N802
        """Write a collection as its `rdf:first` and `rdf:rest` triples, each at its item."""
        nodes: list[Node] = [*(self.newBlankNode(f) for _ in n), RDF.nil]
        spans = self.parser.frames[-1]
        for node, rest, item, span in zip(nodes, nodes[1:], n, spans, strict=False):
            self.parser.note(node, RDF.first, item, span, span)
            self.parser.note(node, RDF.rest, rest, span, span)
            if node is not nodes[0]:  # The first stands at the bracket, as its caller notes.
                self.parser.subjects[node] = span
        return nodes[0]

    def newLiteral(self, s: str, dt: Any = None, lang: str | None = None) -> Any:  # noqa: N802
        """Make a literal as those are made that callers ask for."""
        return term(ox.Literal(s, datatype=dt and ox.NamedNode(dt), language=lang))

    def makeStatement(self, *_: Any, **__: Any) -> None:  # noqa: N802
        """Add nothing to a graph: the parser has noted the statement."""


class _Watching(SinkParser):
    """The parser, watched: it notes where each subject, predicate and object begins and ends."""

    def __init__(self, text: str) -> None:
        sink = _Sink(Graph())
        sink.parser = self
        super().__init__(sink, baseURI=_NO_BASE, turtle=True)
        self.text = text
        self.written: list[_Written] = []
        self.subjects: dict[Node, _Span] = {}
        # The spans of the items read so far, one list for each open list of objects or collection.
        self.frames: list[list[_Span]] = [[]]
        self._verb = _Span(0, 0)
        self._placed: list[tuple[_Span, _Span]] = []

    def skipSpace(self, argstr: str, i: int) -> int:  # noqa: N802
        match = _SPACE.match(argstr, i)
        end = match.end() if match else i
        return end if end < len(argstr) else -1

    def tok(self, tok: str, argstr: str, i: int, colon: bool = False) -> int:
        # Where a prefix goes on after it, what looks like a keyword is none: a.b:c.
        return -1 if _PREFIX.match(argstr, i) else super().tok(tok, argstr, i, colon)

    def uri_ref2(self, argstr: str, i: int, res: Any) -> int:
        start = self.skipSpace(argstr, i)
        if self._baseURI == _NO_BASE or argstr[start : start + 1] != "<":
            return super().uri_ref2(argstr, i, res)
        end = argstr.index(">", start) + 1
        res.append(_resolved(argstr[start:end], self._baseURI))
        return end

    def item(self, argstr: str, i: int, res: Any) -> int:
        start = self.skipSpace(argstr, i)
        end = super().item(argstr, i, res)
        if end >= 0:
            self.frames[-1].append(_Span(start, end))
        return end

    def node(self, argstr: str, i: int, res: Any, subjectAlready: Any = None) -> int:  # noqa: N803
        start = self.skipSpace(argstr, i)
        self.frames.append([])
        end = super().node(argstr, i, res, subjectAlready)
        self.frames.pop()
        if end >= 0 and argstr[start] in "[(":
            self.subjects.setdefault(res[-1], _Span(start, start + 1))
        return end

    def statement(self, argstr: str, i: int) -> int:
        start = self.skipSpace(argstr, i)
        subject: list[Any] = []
        end = self.object(argstr, i, subject)
        if end < 0:
            return end
        self.subjects.setdefault(subject[0], _Span(start, end))
        after = self.property_list(argstr, end, subject[0])
        if after < 0:
            self.BadSyntax(argstr, end, "expected propertylist")
        return after

    def verb(self, argstr: str, i: int, res: Any) -> int:
        start = self.skipSpace(argstr, i)
        end = super().verb(argstr, i, res)
        if end >= 0:
            self._verb = _Span(start, end)
        return end

    def objectList(self, argstr: str, i: int, res: Any) -> int:  # noqa: N802
        verb = self._verb
        self.frames.append([])
        end = super().objectList(argstr, i, res)
        # The caller makes the statements next, one for each object and in their order.
        self._placed = [(verb, span) for span in self.frames.pop()]
        return end

    def makeStatement(self, quadruple: Any) -> None:  # noqa: N802
        _, predicate, subject, value = quadruple
        verb, span = self._placed.pop(0)
        self.note(subject, predicate, value, verb, span)

    def note(self, s: Any, p: Any, o: Any, verb: _Span, span: _Span) -> None:
        """Note a triple; a shorthand term (number, boolean) as the literal that it stands for."""
        if not isinstance(o, Identifier):
            # The parser has read a number: it is the form in which it is written that counts.
            datatype = getattr(self._store.normalise(None, o), "datatype", None)
            o = self._store.newLiteral(self.text[span.start : span.end], datatype, None)
        predicate = self._store.normalise(None, p)  # `a` is read as a pair.
        self.written.append(_Written(s, predicate, o, verb, span))


class _WatchingTrig(_Watching, TrigSinkParser):
    """The same for TriG: the name of the graph is not noted, triples are."""


@cache
def _resolved(reference: str, base: str) -> Node:
    """Resolve an IRI reference as written, `<a/../b>`, by the parser that read the data.

    rdflib's own way is not RFC 3986's (section 5.2) for references without a path.
    """
    [quad] = ox.parse(f"{reference} a {reference} .", format=ox.RdfFormat.TURTLE, base_iri=base)
    return term(quad.object)


class Places:
    """Where the triples of one file stand.

    `triples` are the file's triples as they were validated: their blank nodes are what callers ask
    for, and what is read here is matched to them by structure.
    """

    def __init__(self, file: str, text: str, format: str, triples: Iterable[Triple] = ()) -> None:  # noqa: A002
        self.file = file
        self._text = text
        self._triples = triples
        self._placed = format in ("turtle", "nt", "trig", "nquads")
        if format == "nquads":
            text = _GRAPH_LABEL.sub(lambda m: m["triple"] + " " * len(m["graph"]), text)
        self._reader = (_WatchingTrig if format == "trig" else _Watching)(text)

    @cached_property
    def _parsed(self) -> tuple[list[_Written], dict[Node, _Span]]:
        if not self._placed:
            return [], {}
        # What rdflib cannot read (RDF 1.2, brackets too deep to follow) has no place, nor has
        # what stands after it.
        with suppress(Exception):  # of whatever kind: rdflib's parser raises even plain ones
            self._reader.loadBuf(self._reader.text)
        written, subjects = self._reader.written, self._reader.subjects
        names = matched([(w.subject, w.predicate, w.object) for w in written], list(self._triples))
        renamed = [
            replace(
                w, subject=names.get(w.subject, w.subject), object=names.get(w.object, w.object)
            )
            for w in written
        ]
        return renamed, {names.get(node, node): span for node, span in subjects.items()}

    @cached_property
    def _by_subject(self) -> dict[Node, list[_Written]]:
        found = defaultdict(list)
        for written in self._parsed[0]:
            found[written.subject].append(written)
        return found

    @cached_property
    def _by_object(self) -> dict[Node, list[_Written]]:
        found = defaultdict(list)
        for written in self._parsed[0]:
            found[written.object].append(written)
        return found

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self._text))]

    def _location(self, span: _Span) -> Location:
        line = bisect_right(self._lines, span.start)
        begin = self._lines[line - 1]
        stop = self._text.find("\n", span.start)
        last = len(self._text) if stop < 0 else stop
        end = min(span.end, last - (self._text[last - 1 : last] == "\r"))
        return Location(self.file, line, span.start - begin + 1, end - begin + 1)

    def triple(self, s: Node, p: Node | None, o: Node) -> tuple[Location, ...]:
        """Return where the object of a triple is written; any predicate will do for None."""
        return tuple(
            self._location(w.object_span)
            for w in self._by_subject.get(s, ())
            if w.object == o and p in (w.predicate, None)
        )

    def predicate(self, s: Node, p: Node) -> tuple[Location, ...]:
        """Return where a subject's predicate is written, each place once."""
        spans = {w.predicate_span: None for w in self._by_subject.get(s, ()) if w.predicate == p}
        return tuple(map(self._location, spans))

    def subject(self, s: Node) -> Location | None:
        """Return where a node is first described; a blank node at its bracket."""
        span = self._parsed[1].get(s)
        return self._location(span) if span else None

    def mention(self, node: Node) -> Location | None:
        """Return where a node first stands as an object."""
        written = self._by_object.get(node)
        if written:
            return self._location(written[0].object_span)
        if not self._placed and any(node in triple for triple in self._triples):
            return Location(self.file)
        return None

    def objects(self, s: Node, p: Node) -> list[Node]:
        """Return the objects of a subject's predicate, in the order of the file."""
        return [w.object for w in self._by_subject.get(s, ()) if w.predicate == p]

    def subjects(self, p: Node, o: Node) -> list[Node]:
        """Return the subjects that have an object under a predicate, in the order of the file."""
        return [w.subject for w in self._by_object.get(o, ()) if w.predicate == p]


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
