"""Reads the patterns and expressions of a query by the grammar of SPARQL 1.1 (section 19.8)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.graph.sparql.matching import Matched, Matching
from claimgraph.graph.sparql.parts import Parts, Role, Use
from claimgraph.graph.sparql.tokens import Cursor, Token, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Deeper nesting is left to the engine.
_DEEPEST = 100
_OPERATORS = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"})


class Patterns(Cursor):
    """A reader of patterns, which notes in `parts` where their variables stand."""

    def __init__(self, query_tokens: list[Token]) -> None:
        super().__init__(query_tokens)
        self._depth = 0
        self._seen = True
        # The uses in each open group: where it ends is not known yet.
        self._groups: list[list[int]] = []
        self.parts = Parts()
        self._scope = self.parts.scope
        self._matching = Matching()
        self._nameless = 0

    # ── Context ──────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableError(self.token.start)
        yield
        self._depth -= 1

    @contextmanager
    def _unseen(self) -> Iterator[None]:
        before, self._seen = self._seen, False
        yield
        self._seen = before

    def _use(self, role: Role, *, start: int | None = None, end: int | None = None) -> None:
        token = self.kind("variable")
        if self._groups:
            self._groups[-1].append(len(self.parts.uses))
        start, end = token.start if start is None else start, end or token.end
        seen = self._seen and role in (Role.TERM, Role.IRI, Role.COLUMN)
        self.parts.uses.append(Use(token.text[1:], start, end, role, self._scope, seen, None))

    # ── Patterns ─────────────────────────────────────────────────────────────────────────────────

    def _group(self, *, graph: bool = False) -> Matched:
        """[53] GroupGraphPattern; templates of CONSTRUCT are read by it, too."""
        with self._deeper(), self._matching.group(graph=graph) as matched:
            self.must("{")
            self._groups.append([])
            if self.token.word == "SELECT":
                matched.apart = True
                self._subquery()
            else:
                while not self.at("}"):
                    self._pattern()
            close = self.must("}").start
            for number in self._groups.pop():
                self.parts.uses[number] = replace(self.parts.uses[number], close=close)
        return matched

    def _subquery(self) -> None:
        """[8] SubSelect; the reader of queries overrides this."""
        raise NotImplementedError

    def _pattern(self) -> None:
        word = self.token.word
        if self.sign("."):
            return
        if self.at("{"):
            branches = [self._group().bound]
            while self.word("UNION"):
                branches.append(self._group().bound)
            self._matching.inner.bound |= set.intersection(*branches)
        elif self.word("OPTIONAL", "LATERAL"):
            self._group()
        elif word == "MINUS":
            self.next()
            with self._unseen():
                self._group()
        elif word in ("GRAPH", "SERVICE"):
            start = self.next().start
            self.word("SILENT")
            self._node(Role.IRI)
            if word == "SERVICE":
                self.parts.services.append((start, self.tokens[self.position - 1].end))
            self._group(graph=True)
        elif self.word("FILTER"):
            self._operand()
        elif self.word("BIND"):
            self._aliased()
        elif word == "VALUES":
            self._values()
        else:
            self._properties(self._node(Role.IRI))

    def _values(self) -> None:
        """[62] DataBlock."""
        block = self.next().start
        if self.sign("("):
            while not self.sign(")"):
                self._use(Role.COLUMN)
        else:
            self._use(Role.COLUMN)
        start = self.must("{").end
        while not self.at("}"):
            if not self.word("UNDEF") and not self.sign("(", ")"):
                self._node(Role.TERM)
        self.parts.values.append((block, start, self.next().start))

    def _properties(self, subject: str) -> None:
        """[83] PropertyListPathNotEmpty, or nothing behind a node that has properties inside."""
        while True:
            is_verb = self.token.kind in ("variable", "iri", "name") or self.token.word == "A"
            if not is_verb and not self.at("^", "!", "("):
                return
            if self.token.kind == "variable":
                self.parts.any_predicate = True
                self._use(Role.IRI)
                may_be_empty = False
            else:
                may_be_empty = self._path()
            self._matching.match(subject, self._object(), may_be_empty=may_be_empty)
            while self.sign(","):
                self._matching.match(subject, self._object(), may_be_empty=may_be_empty)
            if not self.sign(";"):
                return
            while self.sign(";"):
                pass

    def _path(self) -> bool:
        """[88] Path; tell whether it may have no step."""
        may_be_empty, sequence = False, True
        with self._deeper():
            while True:
                while self.at("^", "!"):
                    self.parts.any_predicate |= self.next().text == "!"
                step = False
                if self.sign("("):
                    if not self.at(")"):
                        step = self._path()
                    self.must(")")
                elif not self.word("A"):
                    self.kind("iri", "name")
                while self.at("?", "*", "+"):
                    step |= self.next().text != "+"
                sequence &= step
                if self.sign("|"):
                    may_be_empty, sequence = may_be_empty or sequence, True
                elif not self.sign("/"):
                    return may_be_empty or sequence

    def _object(self) -> str:
        node = self._node(Role.TERM)
        while True:
            if self.sign("~"):
                # A reifier stands for a triple of rdf:reifies, which the query does not name.
                self.parts.any_predicate = True
                if self.token.kind in ("variable", "iri", "name", "blank"):
                    self._node(Role.IRI)
            elif self.sign("{|"):
                self.parts.any_predicate = True
                self._properties(self._unnamed())
                self.must("|}")
            else:
                return node

    def _node(self, role: Role) -> str:
        """[105] GraphNodePath, or a term of RDF 1.2; return it as `Matched` has it."""
        token = self.token
        with self._deeper():
            if token.kind == "variable":
                self._use(role)
                return f"?{token.text[1:]}"
            if token.kind in ("iri", "name", "blank"):
                self.next()
                iri = token.iri(self.parts.prefixes)
                return token.text if token.kind == "blank" else f"<{iri}>"
            node = self._unnamed()
            if self.sign("["):
                self._properties(node)
                self.must("]")
            elif self.sign("("):
                while not self.sign(")"):
                    # A list is of rdf:first and rdf:rest, which the query does not name.
                    self.parts.any_predicate = True
                    self._node(Role.TERM)
            elif self.sign("<<"):
                self._triple()
            else:
                self.literal()
        return node

    def _unnamed(self) -> str:
        self._nameless += 1
        return f"[{self._nameless}]"

    def _triple(self) -> None:
        bracketed = self.sign("(")
        self.parts.any_predicate |= not bracketed
        self._node(Role.IRI)
        if not self.word("A"):
            self.parts.any_predicate |= self.token.kind == "variable"
            self._node(Role.IRI)
        self._object()
        if bracketed:
            self.must(")")
        self.must(">>")

    # ── Expressions ──────────────────────────────────────────────────────────────────────────────

    def _expression(self) -> None:
        """[110] Expression, without regard to what binds more tightly."""
        with self._deeper():
            while True:
                while self.sign("!", "+", "-"):
                    pass
                self._operand()
                if self.word("NOT") and self.token.word != "IN":
                    raise UnreadableError(self.token.start)
                if self.word("IN"):
                    self._arguments()
                if not (self.token.kind == "sign" and self.token.text in _OPERATORS):
                    return
                self.next()

    def _operand(self) -> None:
        if self.at("("):
            self._arguments()
        elif self.token.kind == "variable":
            self._use(Role.EXPRESSION)
        elif self.word("NOT"):
            if self.token.word != "EXISTS":
                raise UnreadableError(self.token.start)
            self._operand()
        elif self.word("EXISTS"):
            with self._unseen():
                self._group()
        elif self.token.word == "BOUND":
            self._bound()
        elif self.token.kind in ("iri", "name"):
            self.next()
            if self.at("("):
                self._arguments()
        elif self.sign("<<"):
            self._triple()
        elif self.token.kind == "word" and self.token.word not in ("TRUE", "FALSE"):
            self.next()
            self._arguments()
        else:
            self.literal()

    def _aliased(self) -> None:
        """Read a bracketed expression, which may give its value to a variable."""
        self.must("(")
        self._expression()
        if self.word("AS"):
            self._use(Role.TARGET)
        self.must(")")

    def _bound(self) -> None:
        start = self.next().start
        self.must("(")
        closing = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        self._use(Role.BOUND, start=start, end=closing.end)
        self.must(")")

    def _arguments(self) -> None:
        """[71] ArgList, or the arguments of an aggregate."""
        with self._deeper():
            self.must("(")
            self.word("DISTINCT")
            while not self.sign(")"):
                if self.sign("*", ","):
                    continue
                if self.sign(";"):
                    self.next()
                    self.must("=")
                self._expression()
