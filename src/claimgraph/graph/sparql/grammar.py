"""Reads a query by the grammar of SPARQL 1.1 (section 19), and notes where its variables stand.

It reads what SPARQL 1.2 and Oxigraph add, too, and leaves the judgement of syntax to the engine.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.graph.sparql.parts import Matched, Parts, Role, Scope, Use
from claimgraph.graph.sparql.tokens import Cursor, Token, UnreadableError, needs_base, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

# Deeper nesting is left to the engine.
_DEEPEST = 100
_OPERATORS = frozenset({"||", "&&", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/"})


def read(query: str) -> Parts:
    """Return what a query is made of; raises UnreadableError."""
    query_tokens = tokens(query)
    parts = _Reader(query_tokens).query()
    parts.relative = needs_base(query_tokens)
    return parts


def first(query: str) -> str:
    """Return the keyword after the prologue, which tells what a text is; raises UnreadableError."""
    reader = _Reader(tokens(query))
    reader.prologue()
    return reader.token.word


class _Reader(Cursor):
    def __init__(self, query_tokens: list[Token]) -> None:
        super().__init__(query_tokens)
        self._depth = 0
        self._seen = True
        # The uses in each open group: where it ends is not known yet.
        self._groups: list[list[int]] = []
        self.parts = Parts()
        self._scope = self.parts.scope
        self._matched = Matched()
        # Groups from the outside inwards.
        self._all_matched = [self._matched]
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

    # ── Queries ──────────────────────────────────────────────────────────────────────────────────

    def query(self) -> Parts:
        """[1] QueryUnit."""
        self.prologue()
        form = self.token
        self.parts.form, self.parts.form_place = form.word, (form.start, form.end)
        if form.word == "SELECT":
            self._select()
        elif self.word("ASK"):
            self._datasets()
            self._where()
        elif self.word("DESCRIBE"):
            self._describe()
        elif self.word("CONSTRUCT"):
            self._construct()
        else:
            raise UnreadableError(form.start)
        self._modifiers()
        self.parts.end = self.token.start
        if self.token.word == "VALUES":
            self.parts.end = None
            self._values()
        if self.token.kind != "end":
            raise UnreadableError(self.token.start)
        self._anchor()
        return self.parts

    def prologue(self) -> None:
        """[4] Prologue."""
        while True:
            if self.word("BASE"):
                self.kind("iri")
            elif self.word("PREFIX"):
                prefix = self.kind("name").text
                self.parts.prefixes[prefix[:-1]] = self.kind("iri").text[1:-1]
            elif self.word("VERSION"):
                self.kind("string")
            else:
                return

    def _select(self) -> None:
        self.next()
        self.word("DISTINCT", "REDUCED")
        if self.sign("*"):
            self._scope.star = True
        while self.token.kind == "variable" or self.at("("):
            self._scope.items += 1
            if self.token.kind == "variable":
                self._use(Role.ITEM)
            else:
                self._aliased()
        self._datasets()
        self._where()

    def _describe(self) -> None:
        self._scope.star = self.sign("*")
        while self.token.kind in ("variable", "iri", "name"):
            self._node(Role.IRI)
        self._datasets()
        if self.at("{") or self.token.word == "WHERE":
            self._where()

    def _construct(self) -> None:
        if self.at("{"):
            with self._unseen():
                self._group()
            # A template matches nothing.
            self.parts.any_predicate = False
            self._all_matched = [self._matched]
            self._datasets()
            self._where()
        else:
            self._datasets()
            self._where()
            self.parts.where = None

    def _datasets(self) -> None:
        while self.token.word == "FROM":
            start = self.next().start
            self.word("NAMED")
            self.parts.dataset.append((start, self.kind("iri", "name").end))

    def _where(self) -> None:
        if self._scope is self.parts.scope:
            self.parts.where = self.token.start
        self.word("WHERE")
        start = self.position
        self._group()
        if self.tokens[start + 1].word != "SELECT":
            self._scope.close = self.tokens[self.position - 1].start

    def _modifiers(self) -> None:
        while self.token.word in ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"):
            word = self.next().word
            if word in ("LIMIT", "OFFSET"):
                self.kind("number")
                self.parts.limited |= word == "LIMIT" and self._scope.outer is None
                continue
            if word != "HAVING" and not self.word("BY"):
                raise UnreadableError(self.token.start)
            while self._condition(Role.GROUP if word == "GROUP" else Role.CONDITION):
                self._scope.grouped += word == "GROUP"

    def _condition(self, role: Role) -> bool:
        self.word("ASC", "DESC")
        if self.token.kind == "variable":
            self._use(role)
        elif self.at("("):
            self._aliased()
        elif self.token.kind in ("iri", "name") or (
            self.token.kind == "word"
            and self.token.word not in ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
        ):
            self._operand()
        else:
            return False
        return True

    def _aliased(self) -> None:
        """Read a bracketed expression, which may give its value to a variable."""
        self.must("(")
        self._expression()
        if self.word("AS"):
            self._use(Role.TARGET)
        self.must(")")

    # ── Patterns ─────────────────────────────────────────────────────────────────────────────────

    def _group(self, *, graph: bool = False) -> Matched:
        """[53] GroupGraphPattern; templates of CONSTRUCT are read by it, too."""
        with self._deeper(), self._matching(graph=graph) as matched:
            self.must("{")
            self._groups.append([])
            if self.token.word == "SELECT":
                self._matched.apart = True
                self._subquery()
            else:
                while not self.at("}"):
                    self._pattern()
            close = self.must("}").start
            for number in self._groups.pop():
                self.parts.uses[number] = replace(self.parts.uses[number], close=close)
        return matched

    def _subquery(self) -> None:
        outer, self._scope = self._scope, Scope(self._scope)
        seen, self._seen = self._seen, True
        self._select()
        self._modifiers()
        if self.token.word == "VALUES":
            self._values()
        self._scope, self._seen = outer, seen

    def _pattern(self) -> None:
        word = self.token.word
        if self.sign("."):
            return
        if self.at("{"):
            branches = [self._group().bound]
            while self.word("UNION"):
                branches.append(self._group().bound)
            self._matched.bound |= set.intersection(*branches)
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
            self._match(subject, self._object(), may_be_empty=may_be_empty)
            while self.sign(","):
                self._match(subject, self._object(), may_be_empty=may_be_empty)
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

    # ── What is matched ──────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _matching(self, *, graph: bool) -> Iterator[Matched]:
        before, self._matched = self._matched, Matched(self._matched, apart=graph, graph=graph)
        self._all_matched.append(self._matched)
        yield self._matched
        self._matched = before

    def _match(self, subject: str, value: str, *, may_be_empty: bool) -> None:
        if may_be_empty:
            self._matched.empty_paths.append((subject, value))
        else:
            self._matched.triples += 1
            self._matched.bound |= {subject, value}

    def _anchor(self) -> None:
        """Find what paths of no step may match: any node, where no triple says what their ends are.

        A path that starts at a node of the data ends at one.
        """
        for group in self._all_matched:
            # A graph matches a group without a triple by being there.
            self.parts.any_node |= group.graph and not group.triples
            if group.outer and not group.apart:
                group.bound |= group.outer.bound
            ahead = group.empty_paths
            while ahead:
                free = [ends for ends in ahead if group.bound.isdisjoint(ends)]
                for ends in ahead:
                    if ends not in free:
                        group.bound |= set(ends)
                if free and len(free) == len(ahead):
                    free.sort(key=lambda ends: not _iris(ends))
                    iris = _iris(free[0])
                    self.parts.any_node |= not iris or _in_graph(group)
                    self.parts.path_ends |= iris
                    group.bound |= set(free[0])
                ahead = free

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


def _iris(nodes: tuple[str, str]) -> set[str]:
    return {node[1:-1] for node in nodes if node.startswith("<")}


def _in_graph(group: Matched) -> bool:
    """Tell whether a group is matched in one graph: there not every node of the data is."""
    return group.graph or (group.outer is not None and _in_graph(group.outer))
