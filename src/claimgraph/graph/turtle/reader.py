"""Reads Turtle and TriG: facts and where they stand, comments and what they are about, faults.

No kept library does all of it: rdflib's and Oxigraph's parsers drop comments and offsets, and
a grammar of tree-sitter for Turtle is on no registry. Oxigraph stays the fast reader of whole
files; the facts here come in the order of its own, so that the two are compared one by one.
After a fault of syntax reading goes on with the next statement.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph.turtle.statements import DEFAULT, LINES, Statements
from claimgraph.graph.turtle.tokens import Broken, fail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from claimgraph.graph.turtle.remarks import Remarks
    from claimgraph.graph.turtle.statements import Fact
    from claimgraph.graph.turtle.terms import Subject
    from claimgraph.graph.turtle.tokens import Token

FORMATS = ("turtle", "nt", "trig", "nquads")


@dataclass(frozen=True)
class Fault:
    """A fault of syntax at an offset; `message` ends in what to do, after a colon."""

    message: str
    start: int


@dataclass(frozen=True)
class Unread:
    """A statement with a fault from its first token to the last that was passed over.

    `names` are the IRIs that it mentions, `owner` the one with which it begins.
    """

    fault: Fault
    start: int
    end: int
    names: frozenset[str]
    owner: str | None


@dataclass(frozen=True, eq=False)
class Stretch:
    """A statement or a directive, with its facts and where it describes which subject.

    It ends behind its last token; `closed` if that is a dot. `declared` is the prefix that a
    directive gives an IRI, or None for the base, and that IRI.
    """

    end: int
    facts: list[Fact]
    subjects: dict[Subject, tuple[int, int]]
    closed: bool = False
    declared: tuple[str | None, str] | None = None
    unread: Unread | None = None

    @cached_property
    def asserted(self) -> list[Fact]:
        """The facts without those about triple terms (RDF 1.2), which have no place in a graph."""
        return [one for one in self.facts if not isinstance(one.quad.object, ox.Triple)]


@dataclass
class Document:
    """What a text holds, statements with a fault aside.

    `subjects` tells where each subject is first described, a blank node at its bracket; `unread`
    holds the stretches of statements with a fault, and `names` the IRIs that those mention,
    `owners` those with which they begin; `tags` the language tags as they are written, where
    Oxigraph has them in lower case. `stretches` are its statements and directives, in order, and
    `labels` the number of blank nodes without a label of their own.
    """

    remarks: Remarks
    tags: dict[ox.Literal, str]
    facts: list[Fact]
    subjects: dict[Subject, tuple[int, int]]
    faults: list[Fault] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    stretches: list[Stretch] = field(default_factory=list)
    labels: int = 0


def read(text: str, format: str = "turtle", base: str | None = None) -> Document:  # noqa: A002
    """Read a text in Turtle, TriG, N-Triples or N-Quads, by rdflib's name of the format.

    Relative IRIs are resolved against `base`, or are faults without one.
    """
    return _Reader(text, format, base).read()


def read_behind(before: Iterable[Stretch], text: str, labels: int) -> Document:
    """Read statements in Turtle that stand behind others, of which so many blank nodes are."""
    reader = _Reader(text, "turtle", None)
    reader.stand_behind(before, labels)
    return reader.read()


class _Reader(Statements):
    """Reads what stands around statements: directives, graphs, and what is not a statement."""

    def __init__(self, text: str, format: str, base: str | None) -> None:  # noqa: A002
        super().__init__(text, format)
        self._scope.base = base
        self._document = Document(self._remarks, self._scope.tags, self._facts, {})
        self._declared: tuple[str | None, str] | None = None

    def stand_behind(self, before: Iterable[Stretch], labels: int) -> None:
        """Take over what earlier statements leave to later ones."""
        self._labels = labels
        for each in before:
            if each.declared is not None:
                self._declare(*each.declared)

    def read(self) -> Document:
        document = self._document
        while (token := self._peek()).kind != "end" or self._in_block:
            first, facts = self._at, len(self._facts)
            self._described, self._declared = {}, None
            unread = None
            try:
                self._part(token)
            except Broken as error:
                unread = self._recover(first, error)
            for node, span in self._described.items():
                document.subjects.setdefault(node, span)
            last = self._last()
            document.stretches.append(
                Stretch(
                    last.end,
                    self._facts[facts:],
                    self._described,
                    last.kind == "mark" and last.text == ".",
                    self._declared,
                    unread,
                )
            )
        self._remarks.finish()
        document.labels = self._labels
        return document

    def _last(self) -> Token:
        """Return the token that was read last, comments aside."""
        at = self._at - 1
        while self._tokens[at].kind == "comment":
            at -= 1
        return self._tokens[at]

    def _declare(self, prefix: str | None, iri: str) -> None:
        self._declared = prefix, iri
        if prefix is None:
            self._scope.rebase(iri)
        else:
            self._scope.declare(prefix, iri)

    def _part(self, token: Token) -> None:
        """Read a directive, a statement, or the beginning or end of a graph."""
        name = token.text.lower() if token.kind == "word" else token.text
        if token.kind in ("word", "at") and name.strip("@") in ("prefix", "base", "version"):
            if self._in_block or self._format in LINES:
                fail("a statement", token)
            self._directive(name)
        elif self._format == "trig" and token.text == "}" and self._in_block:
            self._next()
            self._in_block, self._graph = False, DEFAULT
        elif not (self._format == "trig" and not self._in_block and self._opens_graph(token)):
            self._statement(token)

    def _opens_graph(self, token: Token) -> bool:
        """Read `{`, `name {` or `GRAPH name {`, if one of them comes next."""
        keyword = token.kind == "word" and token.text.lower() == "graph"
        marks = [one.text for one in self._ahead(4)][keyword:]
        label = self._ahead(2)[keyword]
        anonymous = marks[:2] == ["[", "]"]
        if token.text == "{" or marks[1 + anonymous : 2 + anonymous] == ["{"]:
            self._at += keyword
            if marks[0] != "{":
                self._graph = self._blank() if anonymous else self._scope.node(label)
            while self._next().text != "{":
                continue
            self._in_block = True
        elif keyword:
            fail("a graph's name and ‘{’", label)
        return self._in_block

    def _ahead(self, count: int) -> list[Token]:
        """Return the next tokens, comments left out; where they run out, the last again."""
        following: list[Token] = []
        at = self._at
        while len(following) < count:
            token = self._tokens[min(at, len(self._tokens) - 1)]
            following += [] if token.kind == "comment" else [token]
            at += 1
        return following

    def _directive(self, name: str) -> None:
        waiting = self._remarks.directive()
        self._next()
        prefix = None
        if "prefix" in name:
            label = self._next()
            prefix = label.text[:-1]
            if label.kind != "name" or ":" in prefix or label.text[-1] != ":":
                fail("a prefix such as ‘ex:’", label)
        value = self._next()
        wanted = "string" if "version" in name else "iri"
        if value.kind != wanted or value.text[:3] in ('"""', "'''"):
            fail("a version in quotes" if wanted == "string" else "an IRI in ‘< >’", value)
        node = self._scope.node(value) if wanted == "iri" else None
        last = self._take(".") if name[0] == "@" else value
        beside = self._beside(last.end)
        iri = node.value if isinstance(node, ox.NamedNode) else ""
        if prefix is not None or iri:
            self._declare(prefix, iri)
        self._remarks.declared(prefix, iri, waiting, beside)

    def _recover(self, first: int, error: Broken) -> Unread:
        """Note a fault and go to where the next statement seems to begin."""
        ours = self._tokens
        self._at = min(self._at, len(ours) - 1)
        while self._at > first and ours[self._at].start > error.token.start:
            self._at -= 1
        while (one := ours[self._at]).kind != "end":
            if self._at > first and self._seems_statement(self._at):
                break
            self._at += 1
            if one.kind == "mark" and (one.text == "." or (one.text == "}" and self._in_block)):
                break
        if one.text == "}" or one.kind == "end":
            self._in_block, self._graph = False, DEFAULT
        self._stack.clear()
        self._remarks.dropped()
        names: dict[int, str] = {}
        for at, one in enumerate(ours[first : self._at]):
            if one.kind in ("iri", "name"):
                with suppress(Broken):
                    names[at] = self._scope.iri(one).value
        fault = Fault(str(error), error.token.start)
        end = ours[max(self._at - 1, first)].end
        unread = Unread(fault, ours[first].start, end, frozenset(names.values()), names.get(0))
        document = self._document
        document.faults.append(fault)
        document.unread.append((unread.start, unread.end))
        document.names |= unread.names
        document.owners |= {unread.owner} if unread.owner else set()
        return unread

    def _seems_statement(self, at: int) -> bool:
        """Tell whether a token at the beginning of a line looks like that of a statement."""
        token, verb, value = (*self._tokens[at : at + 3], *self._tokens[-1:] * 2)[:3]
        if not self._remarks.begins_line(token):
            return False
        if token.kind == "at" or token.text.lower() in ("prefix", "base"):
            return token.text.lower().strip("@") in ("prefix", "base") and verb.kind != "mark"
        return (
            token.kind in ("iri", "name", "blank")
            and (verb.kind in ("iri", "name") or verb.text == "a")
            and (value.kind not in ("mark", "end", "comment") or value.text in ("[", "("))
        )
