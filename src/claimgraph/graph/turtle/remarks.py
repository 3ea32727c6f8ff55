"""The comments of a Turtle text: which fact, subject or section each of them is about."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from claimgraph.graph.turtle.terms import Subject
    from claimgraph.graph.turtle.tokens import Token


@dataclass(frozen=True)
class Section:
    """Statements that stay together under a heading; the lines of comments begin with `#`.

    `above` and `below` hold the lines before a subject and behind its last fact.
    """

    quads: tuple[ox.Quad, ...]
    heading: tuple[str, ...] = ()
    above: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)
    below: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Comments:
    """Comments on single facts: lines before it, and what stands beside it on its own line.

    `closing` holds the lines at the end of a blank node's brackets or a collection's.
    """

    before: Mapping[ox.Triple, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[ox.Triple, str] = field(default_factory=dict)
    closing: Mapping[Subject, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """The comments of a file's top and of its prefixes: lines before each, and words beside it."""

    lines: tuple[str, ...] = ()
    prefixes: Mapping[str, tuple[Sequence[str], Sequence[str]]] = field(default_factory=dict)

    def text(self, prefixes: Mapping[str, str], used: Iterable[str]) -> str:
        """Return the top of a file; what is said of a prefix that is not used comes first."""
        kept = sorted(used)
        width = max(map(len, kept), default=0) + 1
        lost = [
            line
            for name, (before, beside) in self.prefixes.items()
            if name not in kept
            for line in (*before, *beside)
        ]
        lines = []
        for name in kept:
            before, beside = self.prefixes.get(name, ((), ()))
            end = f"  {' '.join(beside)}" if beside else ""
            lines += [*before, f"@prefix {name + ':':<{width}} <{prefixes[name]}> .{end}"]
        return "\n\n".join(filter(None, ("\n".join((*self.lines, *lost)), "\n".join(lines))))


class Remarks:
    """Is told of comments, statements and facts as they are read, and places the comments.

    `header` holds the comments before the prefixes, `prefix_comments` those at each of them.
    Comments that are not placed yet wait in `_waiting`.
    """

    def __init__(self, text: str) -> None:
        self.header: list[str] = []
        self.prefixes: dict[str, str] = {}
        self.prefix_comments: dict[str, tuple[list[str], list[str]]] = {}
        self.sections: list[Section] = []
        self.before: dict[ox.Triple, tuple[str, ...]] = {}
        self.beside: dict[ox.Triple, str] = {}
        self.closing: dict[Subject, tuple[str, ...]] = {}
        self.comments = Comments(self.before, self.beside, self.closing)
        self.text = text
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._open = [_Open()]
        self._above: list[str] = []
        self._waiting: list[Token] = []
        # The fact that was read last, and the offset on whose line a comment is about it.
        self._fact: ox.Quad | None = None
        self._fact_end = 0

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset)

    def _first(self, token: Token) -> bool:
        """Tell whether nothing but space stands before a token on its line."""
        begin = self._starts[self._line(token.start) - 1]
        return not self.text[begin : token.start].strip()

    def begins_line(self, token: Token) -> bool:
        """Tell whether a token stands in the first column."""
        return self._starts[self._line(token.start) - 1] == token.start

    def same_line(self, token: Token, offset: int) -> bool:
        """Tell whether a comment stands on the line of an offset before it."""
        return token.kind == "comment" and self.text.find("\n", offset, token.start) < 0

    # ── What the reader tells ────────────────────────────────────────────────────────────────────

    def comment(self, token: Token) -> None:
        """Place a comment beside the fact before it, or let it wait."""
        if self._fact is None or self._first(token) or not self.same_line(token, self._fact_end):
            self._waiting.append(token)
            return
        self._beside(_triple(self._fact), _text(token))

    def _beside(self, fact: ox.Triple, line: str) -> None:
        if fact in self.beside:
            # Said twice: there is one place beside a fact, and many above it.
            self._above_fact(fact, (line,))
        else:
            self.beside[fact] = line

    def _above_fact(self, fact: ox.Triple, lines: tuple[str, ...]) -> None:
        self.before[fact] = self.before.get(fact, ()) + lines

    def taken(self) -> tuple[str, ...]:
        """Return the waiting comments, which are about what comes next."""
        self._fact = None
        if not self._waiting:
            return ()
        comments = tuple(map(_text, self._waiting))
        self._waiting.clear()
        return comments

    def statement(self, token: Token) -> None:
        """Begin a statement: what waits is a section's heading, or stands above its subject."""
        paragraphs, last = self._paragraphs()
        self._above = []
        if paragraphs and self._line(token.start) <= last + 1:
            self._above = paragraphs.pop()[1]
        self._headed(paragraphs)
        self._fact = None

    def _headed(self, paragraphs: list[tuple[int, list[str]]]) -> None:
        """Begin a section with a heading; what stands two lines or more above is one of its own."""
        for place, (gap, lines) in enumerate(paragraphs):
            last = self._open[-1]
            if last.quads or (last.heading and (gap > 1 or not place)):
                self._open.append(_Open())
            self._open[-1].heading += [*([""] if self._open[-1].heading else []), *lines]

    def subject(self) -> None:
        """Take what stands on the subject's own line for what is above it."""
        if self._waiting:
            self._above += [_text(token) for token in self._waiting if not self._first(token)]
            self._waiting = [token for token in self._waiting if self._first(token)]

    def fact(self, quad: ox.Quad, before: tuple[str, ...], end: int) -> None:
        """Note that a fact has been read whole."""
        self._fact, self._fact_end = quad, end
        if before:
            self._above_fact(_triple(quad), before)

    def passed(self, end: int) -> None:
        """Let the comments behind a comma or semicolon be about the fact before it."""
        self._fact_end = end

    def closed(self, node: Subject) -> None:
        """Take what waits for what stands at the end of a blank node's brackets."""
        if left := self.taken():
            self.closing[node] = left

    def ended(self, subject: Subject, quads: list[ox.Quad], end: int, beside: list[str]) -> None:
        """End a statement: what waits stands behind its last fact.

        What stands on the line of its end is about the last fact, or, if the dot is on a line of
        its own, stands behind it, too.
        """
        fact, waiting = self._fact, self.taken()
        if beside and fact and not waiting and "\n" not in self.text[self._fact_end : end]:
            self._beside(_triple(fact), beside.pop(0))
        section = self._open[-1]
        section.quads += quads
        section.above.setdefault(subject, []).extend(self._above)
        section.below.setdefault(subject, []).extend([*waiting, *beside])

    def dropped(self) -> None:
        """Forget the comments of a statement that cannot be read."""
        self.taken()
        self._above = []

    def directive(self) -> list[Token]:
        """Return the comments before a directive."""
        before = self._waiting
        self._waiting, self._fact = [], None
        return before

    def declared(
        self, prefix: str | None, iri: str, before: list[Token], beside: list[str]
    ) -> None:
        """Note a prefix with its comments, or a base, whose comments go to the top."""
        if prefix is None or prefix in self.prefixes:
            # Declared anew: the first meaning stays, and its comments with the others.
            self.header += [*map(_text, before), *beside]
            return
        if not self.prefixes and not self._open[-1].quads:
            # Above the first prefix stands what is said of the file.
            self.header += self._lines(before)
            before = []
        self.prefixes[prefix] = iri
        self.prefix_comments[prefix] = ([*map(_text, before)], beside)

    def finish(self) -> None:
        """End the document."""
        self._headed(self._paragraphs()[0])
        self.sections = [one.closed() for one in self._open if one.quads or one.heading]

    # ── Lines ────────────────────────────────────────────────────────────────────────────────────

    def _paragraphs(self) -> tuple[list[tuple[int, list[str]]], int]:
        """Take what waits: paragraphs, the empty lines above each, and the last line's number."""
        paragraphs: list[tuple[int, list[str]]] = []
        last = 0
        for token in self._waiting:
            at = self._line(token.start)
            if not paragraphs or at > last + 1:
                paragraphs.append((at - last - 1, []))
            paragraphs[-1][1].append(_text(token))
            last = at
        self._waiting.clear()
        return paragraphs, last

    def _lines(self, comments: list[Token]) -> list[str]:
        """Return comments' lines with an empty one where there was at least one."""
        lines: list[str] = []
        last = 0
        for token in comments:
            at = self._line(token.start)
            if lines and at > last + 1:
                lines.append("")
            lines.append(_text(token))
            last = at
        return lines


@dataclass
class _Open:
    """A section while it is read."""

    heading: list[str] = field(default_factory=list)
    quads: list[ox.Quad] = field(default_factory=list)
    above: dict[Subject, list[str]] = field(default_factory=dict)
    below: dict[Subject, list[str]] = field(default_factory=dict)

    def closed(self) -> Section:
        return Section(
            tuple(dict.fromkeys(self.quads)),
            tuple(self.heading),
            {node: tuple(lines) for node, lines in self.above.items() if lines},
            {node: tuple(lines) for node, lines in self.below.items() if lines},
        )


def _text(token: Token) -> str:
    return token.text.rstrip()


def _triple(quad: ox.Quad) -> ox.Triple:
    return ox.Triple(quad.subject, quad.predicate, quad.object)
