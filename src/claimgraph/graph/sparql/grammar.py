"""Reads a query by the grammar of SPARQL 1.1 (section 19), and notes where its variables stand.

It reads what SPARQL 1.2 and Oxigraph add, too, and leaves the judgement of syntax to the engine.
"""

from __future__ import annotations

from claimgraph.graph.sparql.matching import Matching
from claimgraph.graph.sparql.parts import Parts, Role, Scope
from claimgraph.graph.sparql.patterns import Patterns
from claimgraph.graph.sparql.tokens import UnreadableError, needs_base, tokens


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


class _Reader(Patterns):
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
        self.parts.any_node, self.parts.path_ends = self._matching.anchored()
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
            self._matching = Matching()
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

    def _subquery(self) -> None:
        outer, self._scope = self._scope, Scope(self._scope)
        seen, self._seen = self._seen, True
        self._select()
        self._modifiers()
        if self.token.word == "VALUES":
            self._values()
        self._scope, self._seen = outer, seen
