"""Turtle read with its comments: which fact, subject or section each of them belongs to.

RDF libraries drop comments. The grammar is followed here only as far as it takes to tell to what a
comment belongs: Oxigraph has accepted the text before, and reads every term of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.errors import UsageError
from claimgraph.graph.turtle.nesting import FIRST, NIL, REST
from claimgraph.graph.turtle.tokens import Token, tokens
from claimgraph.graph.turtle.writer import Comments, Section
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from claimgraph.graph.turtle.terms import Subject, Term

_TYPE = ox.NamedNode(RDF + "type")


@dataclass
class Document:
    """A Turtle file: its sections in order, its comments, and the prefixes that it declares.

    `header` holds the comments before the prefixes, `prefix_comments` those at each of them.
    """

    header: list[str] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    prefix_comments: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    comments: Comments = field(default_factory=Comments)

    @property
    def quads(self) -> list[ox.Quad]:
        """All statements, in the order of the file."""
        return [quad for one in self.sections for quad in one.quads]


def read(text: str) -> Document:
    """Read Turtle 1.1 that parses; raises UsageError for syntax of RDF 1.2."""
    return _Reader(text).read()


class _Reader:
    """Reads statements; comments that are not yet placed wait in `_waiting`."""

    def __init__(self, text: str) -> None:
        self._tokens = [*tokens(text), Token("end", "", 0, 0, first=True)]
        self._at = 0
        self._document = Document()
        self._scope: dict[str, str] = {}
        self._base: str | None = None
        self._terms: dict[str, Term] = {}
        self._waiting: list[Token] = []
        # The fact that was read last, and the line on which a comment is about it.
        self._fact: ox.Triple | None = None
        self._fact_line = 0
        self._quads: list[ox.Quad] = []
        self._labels = 0
        self._before: dict[ox.Triple, tuple[str, ...]] = {}
        self._beside: dict[ox.Triple, str] = {}
        self._closing: dict[Subject, tuple[str, ...]] = {}

    # ── Tokens ───────────────────────────────────────────────────────────────────────────────────

    def _peek(self) -> Token:
        """Return the next token; a comment on the way goes to the fact before it, or waits."""
        while (token := self._tokens[self._at]).kind == "comment":
            if self._fact is not None and not token.first and token.line == self._fact_line:
                if self._fact in self._beside:
                    # Said twice: there is one place beside a fact, and many above it.
                    self._before[self._fact] = (*self._before.get(self._fact, ()), token.text)
                else:
                    self._beside[self._fact] = token.text
            else:
                self._waiting.append(token)
            self._at += 1
        return token

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        if token.kind == "mark" and token.text in (",", ";"):
            self._fact_line = token.line
        return token

    def _taken(self) -> tuple[str, ...]:
        found = tuple(token.text for token in self._waiting)
        self._waiting.clear()
        return found

    # ── The document ─────────────────────────────────────────────────────────────────────────────

    def read(self) -> Document:
        sections = [_Open()]
        while (token := self._peek()).kind != "end":
            name = token.text.lower()
            if name in ("@prefix", "prefix", "@base", "base"):
                self._directive(name, after_facts=bool(self._quads or sections[-1].quads))
                continue
            heading, above = self._split(token)
            if heading:
                if not sections[-1].empty:
                    sections.append(_Open())
                sections[-1].heading += [*([""] if sections[-1].heading else []), *heading]
            self._statement(sections[-1], above)
        rest, last = self._split(token)
        if left := [*rest, *([""] if rest and last else []), *last]:
            sections.append(_Open(heading=left))
        self._document.sections = [one.closed() for one in sections if not one.nothing]
        self._document.comments = Comments(self._before, self._beside, self._closing)
        return self._document

    def _split(self, before: Token) -> tuple[list[str], list[str]]:
        """Split waiting comments into a section's heading and what belongs to the next subject."""
        paragraphs: list[list[str]] = []
        line = 0
        for token in self._waiting:
            if not paragraphs or token.line > line + 1:
                paragraphs.append([])
            paragraphs[-1].append(token.text)
            line = token.line
        self._waiting.clear()
        above = paragraphs.pop() if paragraphs and before.line == line + 1 else []
        heading = [line for one in paragraphs for line in ("", *one)][1:]
        return heading, above

    def _directive(self, name: str, *, after_facts: bool) -> None:
        before = list(self._waiting)
        self._waiting.clear()
        self._fact = None
        self._next()
        prefix = self._next().text.removesuffix(":") if "prefix" in name else None
        iri = self._term(self._next())
        assert isinstance(iri, ox.NamedNode)
        last = self._tokens[self._at - 1]
        if name.startswith("@"):
            last = self._next()
        beside = []
        while (token := self._tokens[self._at]).kind == "comment" and token.line == last.line:
            beside.append(token.text)
            self._at += 1
        self._terms.clear()
        if prefix is None:
            self._base = iri.value
            self._document.header += [token.text for token in before] + beside
            return
        self._scope[prefix] = iri.value
        if prefix in self._document.prefixes:
            # Declared anew: the first meaning stays, and its comments with the others.
            self._document.header += [token.text for token in before] + beside
            return
        if not self._document.prefixes and not after_facts:
            # Above the first prefix stands what is said of the file.
            self._document.header += _lines(before)
            before = []
        self._document.prefixes[prefix] = iri.value
        self._document.prefix_comments[prefix] = ([token.text for token in before], beside)

    def _statement(self, section: _Open, above: list[str]) -> None:
        self._fact = None
        subject = self._object()
        assert isinstance(subject, ox.NamedNode | ox.BlankNode)
        self._peek()
        # On the subject's own line, a comment is about the subject; below it, about a fact.
        above += [token.text for token in self._waiting if not token.first]
        self._waiting = [token for token in self._waiting if token.first]
        if self._peek().text != ".":
            self._properties(subject)
        end = self._next()
        section.quads += self._quads
        self._quads = []
        section.above.setdefault(subject, []).extend(above)
        section.below.setdefault(subject, []).extend(self._taken())
        while (token := self._tokens[self._at]).kind == "comment" and token.line == end.line:
            if subject in section.beside:
                section.below[subject].append(token.text)
            else:
                section.beside[subject] = token.text
            self._at += 1
        self._fact = None

    # ── Facts and terms ──────────────────────────────────────────────────────────────────────────

    def _properties(self, subject: Subject) -> None:
        while self._peek().text not in (".", "]"):
            verb = self._next()
            predicate = _TYPE if verb.text == "a" else self._term(verb)
            assert isinstance(predicate, ox.NamedNode)
            self._note(subject, predicate)
            while self._peek().text == ",":
                self._next()
                self._note(subject, predicate)
            while self._peek().text == ";":
                self._next()

    def _note(self, subject: Subject, predicate: ox.NamedNode) -> None:
        """Read one object and note the fact, with the comments that stand before it."""
        self._peek()
        before = self._taken()
        self._fact = None
        self._add(subject, predicate, self._object(), before)

    def _add(
        self, subject: Subject, predicate: ox.NamedNode, value: Term, before: tuple[str, ...] = ()
    ) -> None:
        self._fact = ox.Triple(subject, predicate, value)
        self._fact_line = self._tokens[self._at - 1].last_line
        if before:
            self._before[self._fact] = self._before.get(self._fact, ()) + before
        self._quads.append(ox.Quad(subject, predicate, value))

    def _object(self) -> Term:
        token = self._next()
        if token.text == "[" and token.kind == "mark":
            node = self._blank()
            self._properties(node)
            self._close(node)
            return node
        if token.text == "(" and token.kind == "mark":
            return self._collection()
        return self._term(token)

    def _close(self, node: Subject) -> None:
        self._next()
        if left := self._taken():
            self._closing[node] = left
        self._fact = None

    def _collection(self) -> Term:
        head = cell = None
        while self._peek().text != ")":
            before = self._taken()
            self._fact = None
            item = self._object()
            following = self._blank()
            if cell is not None:
                self._quads.append(ox.Quad(cell, REST, following))
            head, cell = head or following, following
            self._add(cell, FIRST, item, before)
        if cell is None or head is None:
            self._next()
            return NIL
        self._quads.append(ox.Quad(cell, REST, NIL))
        self._close(head)
        return head

    def _blank(self) -> ox.BlankNode:
        self._labels += 1
        # No label of the file's own can be like it: those do not begin so.
        return ox.BlankNode(f"claimgraph-{self._labels}")

    def _term(self, token: Token) -> Term:
        """Return the term that tokens stand for, as Oxigraph reads them."""
        text = token.text
        if token.kind == "string":
            following = self._tokens[self._at]
            if following.kind == "at":
                text += self._next().text
            elif following.text == "^^":
                text += self._next().text + self._next().text
        if text not in self._terms:
            head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in self._scope.items())
            line = f"{head}<urn:x-s> <urn:x-p> {text} ."
            try:
                [quad] = ox.parse(line, format=ox.RdfFormat.TURTLE, base_iri=self._base)
            except (SyntaxError, ValueError) as error:
                raise UsageError(
                    f"line {token.line}: ‘{text[:20]}’ is not of Turtle 1.1"
                ) from error
            self._terms[text] = quad.object
        return self._terms[text]


@dataclass
class _Open:
    """A section while it is read."""

    heading: list[str] = field(default_factory=list)
    quads: list[ox.Quad] = field(default_factory=list)
    above: dict[Subject, list[str]] = field(default_factory=dict)
    below: dict[Subject, list[str]] = field(default_factory=dict)
    beside: dict[Subject, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.quads

    @property
    def nothing(self) -> bool:
        return not self.quads and not self.heading

    def closed(self) -> Section:
        return Section(
            tuple(dict.fromkeys(self.quads)),
            tuple(self.heading),
            {node: tuple(lines) for node, lines in self.above.items() if lines},
            {node: tuple(lines) for node, lines in self.below.items() if lines},
            self.beside,
        )


def _lines(comments: list[Token]) -> list[str]:
    """Return comments' lines with an empty one where there was at least one."""
    found: list[str] = []
    line = 0
    for token in comments:
        if found and token.line > line + 1:
            found.append("")
        found.append(token.text)
        line = token.line
    return found
