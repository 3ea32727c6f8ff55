"""Follows the grammar of Turtle's statements: facts and where they stand in the text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph.turtle.nesting import FIRST, NIL, REST
from claimgraph.graph.turtle.remarks import Remarks
from claimgraph.graph.turtle.scope import Scope
from claimgraph.graph.turtle.tokens import Token, fail, tokens
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from claimgraph.graph.turtle.terms import Graph, Subject, Term

_TYPE = ox.NamedNode(RDF + "type")
_REIFIES = ox.NamedNode(RDF + "reifies")
DEFAULT = ox.DefaultGraph()
_CLOSING = {"[": "]", "(": ")", "<<(": ")>>", "<<": ">>", "{|": "|}"}
LINES = ("nt", "nquads")


@dataclass(slots=True)
class Fact:
    """A statement with the offsets of its predicate and its object, in code points.

    The links of a collection, which nobody writes, stand at its items.
    """

    quad: ox.Quad
    verb_start: int
    verb_end: int
    start: int
    end: int
    # The offset of the token with which it is known to be complete.
    known: int


# Where a predicate and an object begin and end.
_Span = tuple[int, int, int, int]


@dataclass(slots=True)
class _Open:
    """A statement, bracket, collection, annotation or triple term that is not complete yet.

    `wants` says what comes next: subject, verb, object or after (what follows an object).
    """

    kind: str
    start: int
    wants: str
    subject: Subject | None = None
    predicate: ox.NamedNode | None = None
    object: Term | None = None
    verb: tuple[int, int] = (0, 0)
    # Whether predicates may be missing, as in `[ … ] .` or after a semicolon.
    complete: bool = False
    before: tuple[str, ...] = ()
    # Of a collection: its first cell, its last, its last item's place, the fact it is in.
    head: ox.BlankNode | None = None
    cell: ox.BlankNode | None = None
    span: tuple[int, int] = (0, 0)
    outer: Fact | None = None
    # The reifier that was named for the fact before it, or of a reified triple.
    reifier: Subject | None = None


class Statements:
    """Follows the grammar with a stack of its own, so that brackets may be as deep as they like."""

    def __init__(self, text: str, format: str) -> None:  # noqa: A002
        self._tokens = tokens(text)
        self._format = format
        self._at = 0
        self._scope = Scope()
        self._stack: list[_Open] = []
        self._graph: Graph = DEFAULT
        self._in_block = False
        self._labels = 0
        # Of the term read last: where it ends, and the token with which that is known.
        self._end = self._known = 0
        self._remarks = Remarks(text)
        self._facts: list[Fact] = []
        # What the statement at hand describes, and where.
        self._described: dict[Subject, tuple[int, int]] = {}

    # ── Tokens ───────────────────────────────────────────────────────────────────────────────────

    def _peek(self) -> Token:
        """Return the next token; comments on the way are placed."""
        token = self._tokens[self._at]
        while token.kind == "comment":
            self._remarks.comment(token)
            self._at += 1
            token = self._tokens[self._at]
        return token

    def _next(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def _take(self, mark: str) -> Token:
        token = self._next()
        if token.text != mark or token.kind != "mark":
            fail(f"‘{mark}’", token)
        return token

    def _beside(self, offset: int) -> list[str]:
        """Take the comments on the line of an offset."""
        comments = []
        while self._remarks.same_line(token := self._tokens[self._at], offset):
            comments.append(token.text.rstrip())
            self._at += 1
        return comments

    # ── Statements ───────────────────────────────────────────────────────────────────────────────

    def _statement(self, token: Token) -> None:
        first = len(self._facts)
        self._remarks.statement(token)
        self._stack = [_Open(".", token.start, "subject")]
        while self._stack:
            top = self._stack[-1]
            if top.wants == "verb":
                self._verb(top)
            elif top.wants == "after":
                self._after(top, first)
            else:
                self._value(top)

    def _value(self, top: _Open) -> None:
        """Read a subject, an object or an item, or what opens one."""
        token = self._peek()
        text = token.text if token.kind == "mark" else ""
        self._known, self._end = token.start, token.end
        if top.kind == "(":
            if text == ")":
                self._end_collection(top)
                return
            self._cell(top)
        if top.wants == "object":
            top.before = self._remarks.taken()
        self._at += 1
        term = top.kind in ("<<(", "<<")
        if text == "[" and (term or self._peek().text == "]"):
            last = self._take("]")
            self._known = last.start
            node = self._blank()
            self._describe(node, token.start, token.start + 1)
            self._done(node, token.start, last.end)
        elif text == "[":
            node = self._blank()
            self._describe(node, token.start, token.start + 1)
            self._stack.append(_Open("[", token.start, "verb", node))
        elif text == "(" and not term:
            self._stack.append(_Open("(", token.start, "object"))
        elif (text == "<<(" and top.wants == "object") or (text == "<<" and top.kind != "<<("):
            self._stack.append(_Open(text, token.start, "subject"))
        elif top.wants == "subject":
            self._done(self._scope.node(token), token.start, token.end)
        else:
            self._done(self._term(token), token.start, self._end)

    def _verb(self, top: _Open) -> None:
        token = self._peek()
        if top.complete and token.kind == "mark" and token.text in ";.}]|}":
            top.wants = "after"
            return
        if token.kind == "word" and token.text == "a":
            top.predicate = _TYPE
        elif token.kind in ("iri", "name"):
            top.predicate = self._scope.iri(token)
        else:
            fail("a predicate", token)
        self._at += 1
        top.verb, top.wants = (token.start, token.end), "object"

    def _after(self, top: _Open, first: int) -> None:
        """Read what follows an object, or a subject that needs no predicates."""
        token = self._peek()
        text = token.text if token.kind == "mark" else ""
        lines = self._format in LINES
        close = _CLOSING.get(top.kind, ".")
        if top.kind in ("<<(", "<<"):
            self._end_term(top, close)
        elif text == ";" and top.predicate and not lines:
            self._at += 1
            self._remarks.passed(token.end)
            top.wants, top.complete = "verb", True
        elif text == "," and top.object is not None and not lines:
            self._at += 1
            self._remarks.passed(token.end)
            top.wants = "object"
        elif text in ("~", "{|") and top.object is not None:
            self._annotate(top, text)
        elif text == close or (text == "}" and top.kind == "." and self._in_block):
            self._close(top, token, first)
        elif self._format == "nquads" and token.kind in ("iri", "blank") and top.object:
            self._at += 1
            quad = self._facts[-1].quad
            named = ox.Quad(quad.subject, quad.predicate, quad.object, self._scope.node(token))
            self._facts[-1].quad = named
            top.object = None
        else:
            fail(f"‘;’ or ‘{close}’" if not lines else "‘.’", token)

    def _close(self, top: _Open, token: Token, first: int) -> None:
        """End a statement, a bracket or an annotation."""
        assert top.subject is not None
        self._stack.pop()
        self._known = token.start
        if top.kind == ".":
            self._facts[first:] = _in_order(self._facts[first:])
            quads = [fact.quad for fact in self._facts[first:]]
            if token.text == ".":
                self._at += 1
            self._remarks.ended(top.subject, quads, token.start, self._beside(token.end))
            return
        self._at += 1
        self._remarks.closed(top.subject)
        if top.kind == "[":
            self._done(top.subject, top.start, token.end)
            if self._stack[-1].wants == "verb":  # As a subject, it is a statement already.
                self._stack[-1].complete = top.predicate is not None

    # ── What has been read ───────────────────────────────────────────────────────────────────────

    def _done(self, value: Term, start: int, end: int) -> None:
        """Give a value to what it was read for."""
        top = self._stack[-1]
        if top.wants == "subject":
            assert not isinstance(value, ox.Literal)
            top.subject, top.wants = value, "verb"
            if top.kind == ".":
                self._describe(value, start, end)
                top.complete = self._remarks.text.startswith("<<", start)
                self._peek()
                self._remarks.subject()
        elif top.kind in ("<<(", "<<"):
            top.object, top.wants = value, "after"
        else:
            self._finish(top, self._emit(top, value, start, end), end)

    def _emit(self, top: _Open, value: Term, start: int, end: int) -> Fact:
        """Note the fact that a value makes with the subject and predicate, or as an item."""
        if top.kind == "(":
            assert top.cell is not None
            return self._note(top.cell, FIRST, value, (start, end) * 2)
        assert top.subject
        assert top.predicate
        return self._note(top.subject, top.predicate, value, (*top.verb, start, end))

    def _note(self, s: Subject, p: ox.NamedNode, o: Term, span: _Span) -> Fact:
        fact = Fact(ox.Quad(s, p, o, self._graph), *span, self._known)
        self._facts.append(fact)
        return fact

    def _finish(self, top: _Open, fact: Fact, end: int) -> None:
        """Note that a fact's object has been read to its end."""
        fact.end = end
        if top.kind == "(":
            fact.verb_end = end
            top.span = (fact.start, end)
            self._describe(fact.quad.subject, fact.start, end)
        else:
            top.object, top.wants, top.reifier = fact.quad.object, "after", None
        self._remarks.fact(fact.quad, top.before, end)

    def _describe(self, node: Subject, start: int, end: int) -> None:
        self._described.setdefault(node, (start, end))

    # ── Collections ──────────────────────────────────────────────────────────────────────────────

    def _cell(self, top: _Open) -> None:
        """Make the cell of the item that comes next."""
        before, top.cell = top.cell, self._blank()
        if before:
            self._note(before, REST, top.cell, top.span * 2)
            return
        top.head = top.cell
        self._describe(top.head, top.start, top.start + 1)
        if (whole := self._stack[-2]).wants == "object":
            top.outer = self._emit(whole, top.head, top.start, top.start + 1)

    def _end_collection(self, top: _Open) -> None:
        token = self._next()
        self._known = token.start
        self._stack.pop()
        if top.cell is None or top.head is None:
            self._done(NIL, top.start, token.end)
            return
        self._note(top.cell, REST, NIL, top.span * 2)
        self._remarks.closed(top.head)
        if top.outer:
            self._finish(self._stack[-1], top.outer, token.end)
        else:
            self._done(top.head, top.start, token.end)

    # ── Triple terms (RDF 1.2) ───────────────────────────────────────────────────────────────────

    def _end_term(self, top: _Open, close: str) -> None:
        assert top.subject
        assert top.predicate
        assert top.object is not None
        triple = ox.Triple(top.subject, top.predicate, top.object)
        if top.kind == "<<(":
            last = self._take(close)
            self._known = last.start
            self._stack.pop()
            self._done(triple, top.start, last.end)
            return
        node: Subject | None = None
        if self._peek().text == "~":
            self._at += 1
            node = self._reifier()
            self._known = self._tokens[self._at - 1].start
        if self._peek().text == close and (node is None or self._tokens[self._at - 1].text == "~"):
            self._known = self._peek().start
        node = node or self._blank()
        fact = self._note(node, _REIFIES, triple, (top.start, top.start) * 2)
        last = self._take(close)
        fact.end = fact.verb_end = last.end
        self._known = last.start
        self._stack.pop()
        self._done(node, top.start, last.end)

    def _reifier(self) -> Subject:
        """Read the reifier after `~`, which may be left out."""
        token = self._peek()
        if token.kind in ("iri", "name", "blank"):
            self._at += 1
            return self._scope.node(token)
        if token.text == "[":
            self._at += 1
            self._take("]")
        return self._blank()

    def _annotate(self, top: _Open, mark: str) -> None:
        """Read `~ reifier` or the beginning of `{| … |}` after an object."""
        assert top.subject
        assert top.predicate
        assert top.object is not None
        token = self._next()
        node = self._reifier() if mark == "~" else top.reifier or self._blank()
        if top.reifier is None or mark == "~":
            triple = ox.Triple(top.subject, top.predicate, top.object)
            end = self._tokens[self._at - 1].end
            self._known = self._tokens[self._at - 1].start
            self._note(node, _REIFIES, triple, (token.start, end) * 2)
        top.reifier = node if mark == "~" else None
        if mark == "{|":
            self._stack.append(_Open("{|", token.start, "verb", node))

    # ── Terms ────────────────────────────────────────────────────────────────────────────────────

    def _blank(self) -> ox.BlankNode:
        self._labels += 1
        # No label of the file's own can be like it: those do not begin so.
        return ox.BlankNode(f"claimgraph-{self._labels}")

    def _term(self, token: Token) -> Term:
        """Return the term that begins with a token, which has been taken already."""
        if self._format in LINES and (
            token.kind in ("name", "number", "word") or token.text.startswith(("'", '"""'))
        ):
            fail("an IRI, a blank node or a string in double quotes", token)
        if token.kind != "string":
            return self._scope.term(token)
        following = self._peek()
        tag = datatype = None
        if following.kind == "at":
            tag = self._next()
        elif following.text == "^^":
            self._at += 1
            datatype = self._next()
            if datatype.kind not in ("iri", "name"):
                fail("a datatype", datatype)
        if last := tag or datatype:
            self._end, self._known = last.end, last.start
        else:
            # Without either, the string is known to be complete by what follows.
            self._known = following.start
        return self._scope.string(token, tag, datatype)


def _in_order(facts: list[Fact]) -> list[Fact]:
    """Return facts in the order of Oxigraph, which yields first what a token made known last."""
    if len({fact.known for fact in facts}) == len(facts):
        return facts
    return [
        fact for _, some in groupby(facts, lambda fact: fact.known) for fact in reversed([*some])
    ]
