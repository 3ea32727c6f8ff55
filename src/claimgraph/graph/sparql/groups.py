"""Reads the groups of a query (SPARQL 1.1, 18.2.2): the triple patterns that each joins first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from claimgraph.graph.sparql.tokens import Cursor
from claimgraph.vocab import RDF

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claimgraph.graph.sparql.tokens import Token

_ENDS = ("OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES")
_REPEATS = ("?", "*", "+")
_OPENS, _CLOSES = ("(", "[", "{"), (")", "]", "}")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern: its terms as written, and the data block of a variable that is listed.

    `iri` is its predicate where that is one and no path. `is_whole` tells whether all its triples
    can be read at once, one after the other: it has no path of any length, and no variable as its
    predicate.
    """

    subject: str
    predicate: str
    object: str
    iri: str | None
    is_whole: bool
    listed: str = ""
    block: str = ""

    @property
    def variables(self) -> list[str]:
        """The variables at its ends, each once."""
        terms = (self.subject, self.object)
        return list(dict.fromkeys(term for term in terms if term[0] in "?$"))

    @property
    def text(self) -> str:
        """The pattern as it stands in a group of its own."""
        values = f"VALUES {self.listed} {self.block} " if self.listed else ""
        return f"{values}{self.subject} {self.predicate} {self.object}"


@dataclass(slots=True)
class Group:
    """A group graph pattern.

    `patterns` are what it joins first, as written at `places`; `joined` the subqueries among that.
    `is_known` tells whether these are all that it joins first, `is_simple` whether there is nothing
    else in it but FILTER. `optional` are groups of OPTIONAL, each with the place of its keyword and
    its end; `apart` those that an engine answers without regard to other rows. `is_alone` tells
    whether it answers this one so, for the sake of MINUS or a subquery.
    """

    patterns: list[Pattern] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    joined: list[Group] = field(default_factory=list)
    optional: list[tuple[int, Group, int]] = field(default_factory=list)
    apart: list[Group] = field(default_factory=list)
    is_known: bool = True
    is_simple: bool = True
    is_alone: bool = False

    def all(self) -> Iterator[Group]:
        """Yield the group and those inside it."""
        yield self
        for group in (*self.joined, *(group for _, group, _ in self.optional), *self.apart):
            yield from group.all()


@dataclass(slots=True)
class _Values:
    """VALUES for one variable, and where it stands."""

    variable: str
    block: str
    place: tuple[int, int]


class Groups(Cursor):
    """A reader of groups; raises UnreadableError for what it does not expect."""

    def __init__(self, query: str, query_tokens: list[Token], prefixes: Mapping[str, str]) -> None:
        super().__init__(query_tokens)
        self._query = query
        self._prefixes = prefixes
        names = {token.text[1:] for token in query_tokens if token.kind == "variable"}
        self._steps = (f"?step{number}" for number in count() if f"step{number}" not in names)

    def where(self, start: int) -> Group:
        """Return the group that begins at or behind an offset."""
        while self.token.start < start or not self.at("{"):
            self.next()
        return self._group()

    def _group(self) -> Group:
        self.must("{")
        if self.token.word == "SELECT":
            return self._subquery()
        group, values = Group(), list[_Values]()
        is_first = True
        while not self.sign("}"):
            if self.sign("."):
                continue
            if self.word("FILTER"):
                self._skip_constraint()
                continue
            if self.token.kind == "word" and self.token.word in ("OPTIONAL", "MINUS", "BIND"):
                self._other(group)
                is_first = group.is_simple = False
            elif self.token.word == "VALUES":
                one = self._values()
                if is_first and one:
                    values.append(one)
                else:
                    group.is_known &= not is_first
            elif self.at("{"):
                self._nested(group, is_first=is_first)
                group.is_simple = False
            else:
                self._triples(group if is_first else Group())
        _restrict(group, values)
        return group

    def _other(self, group: Group) -> None:
        start = self.token.start
        if self.word("OPTIONAL"):
            inner = self._group()
            group.optional.append((start, inner, self.tokens[self.position - 1].end))
            group.is_alone |= inner.is_alone
        elif self.word("MINUS"):
            group.apart.append(self._group())
            group.is_alone = True
        else:
            self.next()
            self._skip_brackets()

    def _subquery(self) -> Group:
        while not self.at("{"):
            if self.at("("):
                self._skip_brackets()
            else:
                self.next()
        group = self._group()
        while not self.at("}"):
            if self.token.word in ("LIMIT", "OFFSET", "VALUES"):
                # Its first rows may be enough, or other rows than the group's count.
                group = Group(is_known=False)
            if self.at(*_OPENS):
                self._skip_brackets()
            else:
                self.next()
        self.must("}")
        group.is_alone = True
        return group

    def _nested(self, group: Group, *, is_first: bool) -> None:
        is_subquery = self.tokens[self.position + 1].word == "SELECT"
        branches = [self._group()]
        while self.word("UNION"):
            branches.append(self._group())
        group.is_alone |= is_subquery or any(branch.is_alone for branch in branches)
        if is_subquery and len(branches) == 1:
            (group.joined if is_first else group.apart).append(branches[0])
            return
        # An engine may answer branches for each of few rows that they are joined with.
        if is_first and not group.patterns and not group.joined and group.is_known:
            group.apart += branches
        if is_first:
            group.is_known = False

    def _triples(self, group: Group) -> None:
        """[55] TriplesBlock."""
        start = self.token.start
        while True:
            self._same_subject(group)
            end = self.tokens[self.position - 1].end
            if not self.sign("."):
                break
            end = self.tokens[self.position - 1].end
            if self.at("{", "}") or self.token.word in _ENDS:
                break
        group.places.append((start, end))

    def _same_subject(self, group: Group) -> None:
        """[81] TriplesSameSubjectPath."""
        subject = self._term()
        while True:
            steps = self._path()
            while True:
                value, node = self._term(), subject
                for number, (is_inverse, predicate, iri, is_whole) in enumerate(steps, 1):
                    behind = value if number == len(steps) else next(self._steps)
                    ends = (behind, node) if is_inverse else (node, behind)
                    group.patterns.append(Pattern(ends[0], predicate, ends[1], iri, is_whole))
                    node = behind
                if not self.sign(","):
                    break
            if not self.sign(";"):
                return
            while self.sign(";"):
                pass
            if self.at(".", "}", "{") or self.token.word in _ENDS:
                return

    def _term(self) -> str:
        start = self.token.start
        if self.token.kind in ("variable", "iri", "name"):
            self.next()
        else:
            self.literal()
        return self._written(start)

    def _path(self) -> list[tuple[bool, str, str | None, bool]]:
        """Return steps one after the other: whether from object to subject, what `Pattern` has.

        A sequence of predicates is as many steps, any other path one.
        """
        start = self.token.start
        if self.token.kind == "variable":
            self.next()
            return [(False, self._written(start), None, False)]
        steps: list[tuple[bool, str, str | None, bool]] | None = []
        is_whole = True
        while True:
            inverse, first = self.sign("^"), self.token.start
            if self.at("(", "!"):
                steps = None
                before = self.position
                self.sign("!")
                if self.at("("):
                    self._skip_brackets()
                elif not self.word("A"):
                    self.kind("iri", "name")
                skipped = self.tokens[before : self.position]
                is_whole &= not any(token.text in ("!", *_REPEATS) for token in skipped)
            elif not self.word("A"):
                self.kind("iri", "name")
            if steps is not None:
                predicate = self.tokens[self.position - 1]
                iri = f"{RDF}type" if predicate.word else predicate.iri(self._prefixes)
                steps.append((inverse, self._written(first), iri, True))
            while self.sign(*_REPEATS):
                steps, is_whole = None, False
            if self.sign("|"):
                steps = None
            elif not self.sign("/"):
                break
        return steps or [(False, self._written(start), None, is_whole)]

    def _values(self) -> _Values | None:
        """[62] DataBlock; None for one of several variables."""
        start = self.next().start
        if self.token.kind != "variable":
            self._skip_brackets()
            self._skip_brackets()
            return None
        variable, block = self.next().text, self.token.start
        self._skip_brackets()
        end = self.tokens[self.position - 1].end
        return _Values(variable, self._query[block:end], (start, end))

    def _skip_constraint(self) -> None:
        """[69] Constraint, without its groups: an engine answers those for each row."""
        while not self.at("(", "{"):
            self.next()
        self._skip_brackets()

    def _skip_brackets(self) -> None:
        depth = 0
        while True:
            token = self.next()
            if token.kind == "sign":
                depth += (token.text in _OPENS) - (token.text in _CLOSES)
            if depth <= 0:
                return

    def _written(self, start: int) -> str:
        return self._query[start : self.tokens[self.position - 1].end]


def _restrict(group: Group, values: list[_Values]) -> None:
    """Join VALUES with the first pattern that has their variable."""
    for one in values:
        for number, pattern in enumerate(group.patterns):
            if one.variable in pattern.variables and pattern.is_whole and not pattern.listed:
                group.patterns[number] = replace(pattern, listed=one.variable, block=one.block)
                group.places.append(one.place)
                break
        else:
            group.is_known = False
