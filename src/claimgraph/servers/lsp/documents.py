"""Reads one file as an editor needs it: what it describes, and where it writes which name."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import beside
from claimgraph.claims.notation.names import is_spelled
from claimgraph.errors import SyntaxFault
from claimgraph.graph import loading
from claimgraph.graph.project import NOTATION
from claimgraph.graph.sparql.tokens import UnreadableError
from claimgraph.graph.sparql.tokens import tokens as sparql_tokens
from claimgraph.graph.turtle import tokens as turtle
from claimgraph.graph.turtle.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.claims.notation.reader import Reading
    from claimgraph.graph.project import RdfFile

QUESTION = "rq"
# Longer texts, in characters, are checked and not read for anything else: to do that after each
# keystroke would take longer than anybody waits.
LARGEST = {"turtle": 2_000_000, NOTATION: 400_000, QUESTION: 100_000}


@dataclass(frozen=True)
class Mention:
    """Where a name is written, and what it stands for; `spelled` if by the end of its IRI.

    Otherwise it is written by what the thing is called. `role` is subject, verb or object.
    """

    start: int
    end: int
    iri: str
    role: str
    spelled: bool = True


@dataclass(frozen=True)
class Section:
    """A part of a file under a heading: a comment set off by blank lines."""

    start: int
    end: int
    title: str


@dataclass(frozen=True)
class Document:
    """A file's text and what it says; `names` are its mentions, None for those of Turtle."""

    file: RdfFile
    text: str
    quads: tuple[ox.Quad, ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)
    faults: tuple[SyntaxFault, ...] = ()
    names: tuple[Mention, ...] | None = ()
    sections: tuple[Section, ...] = ()
    reading: Reading | None = None
    too_large: bool = False

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The names in the text; looked for in Turtle when somebody asks, not at each keystroke."""
        return tuple(_turtle(self.text)) if self.names is None else self.names

    def at(self, offset: int) -> Mention | None:
        """Return the name that is written at an offset, or ends there; the shortest of several."""
        found = [one for one in self.mentions if one.start <= offset <= one.end]
        return min(found, key=lambda one: one.end - one.start, default=None)

    def of(self, iri: str) -> Iterator[Mention]:
        """Yield where a name is written."""
        return (one for one in self.mentions if one.iri == iri)

    @property
    def subjects(self) -> tuple[tuple[Mention, int], ...]:
        """Each description with where it ends: where the next one, or a section, begins."""
        heads = sorted(
            (one for one in self.mentions if one.role == "subject"), key=lambda one: one.start
        )
        starts = [*(one.start for one in heads), *(one.start for one in self.sections)]
        borders = sorted({len(self.text), *starts})
        return tuple((one, _trimmed(self.text, _next(borders, one.start))) for one in heads)


def _next(borders: Sequence[int], offset: int) -> int:
    return borders[min(bisect_right(borders, offset), len(borders) - 1)]


def _trimmed(text: str, end: int) -> int:
    """Return where a stretch ends without white space and comments at its end."""
    while True:
        end = len(text[:end].rstrip())
        line = text.rfind("\n", 0, end) + 1
        if not text[line:end].lstrip().startswith("#"):
            return end
        end = line


def read(file: RdfFile) -> Document:
    """Read a file as it is, or as its editor has it; raises ProjectError."""
    try:
        text = loading.read(file.path)
    except SyntaxFault as fault:
        return Document(file, "", faults=(fault,))
    if len(text) > LARGEST.get(file.format, LARGEST["turtle"]):
        return Document(file, text, too_large=True)
    if file.format == NOTATION:
        return _capture(file, text)
    if file.format == QUESTION:
        return _question(file, text)
    loaded = loading.load(file)
    is_turtle = file.format in ("turtle", "trig")
    prefixes = {**loaded.prefixes, **_declared(text)} if is_turtle else loaded.prefixes
    names = None if is_turtle else ()
    return Document(
        file, text, loaded.quads, prefixes, loaded.faults, names, tuple(_sections(text))
    )


# ── Turtle ───────────────────────────────────────────────────────────────────────────────────────


def _turtle(text: str) -> Iterator[Mention]:
    """Yield the names in a text in Turtle, whatever else stands between them."""
    scope = Scope()
    role, depth = "subject", 0
    tokens = [one for one in turtle.tokens(text) if one.kind != "comment"]
    skip = 0
    for place, token in enumerate(tokens):
        word = token.text.lower().lstrip("@")
        if place < skip:
            continue
        if token.kind in ("at", "word") and word in ("prefix", "base"):
            skip = _directive(scope, tokens, place, word)
            role, depth = "subject", 0
        elif token.kind == "mark":
            role, depth = _after(token.text, role, depth)
        elif token.kind in ("iri", "name"):
            try:
                iri = scope.iri(token).value
            except turtle.Broken:
                iri = ""
            # The datatype of a literal stands beside its value, which was the object.
            if iri and tokens[place - 1].text != "^^":
                yield Mention(token.start, token.end, iri, role)
            role = _following(role)
        elif token.kind != "at":
            role = _following(role)


def _following(role: str) -> str:
    return "verb" if role == "subject" else "object"


def _after(mark: str, role: str, depth: int) -> tuple[str, int]:
    """Return what is expected behind a mark, and how many brackets are open."""
    if mark == ".":
        return "subject", 0
    if mark in ("[", "("):
        return ("verb" if mark == "[" else "object"), depth + 1
    if mark in ("]", ")"):
        # A bracket that is a subject is followed by a verb.
        return ("verb" if role == "subject" else "object"), max(depth - 1, 0)
    if mark == ";":
        return "verb", depth
    return role, depth


def _directive(scope: Scope, tokens: Sequence[turtle.Token], place: int, word: str) -> int:
    """Take a directive into account; return the place of the token behind it."""
    rest = tokens[place + 1 : place + 4]
    size = 2 if word == "prefix" else 1
    if len(rest) < size or rest[size - 1].kind != "iri":
        return place + 1
    try:
        iri = scope.iri(rest[size - 1]).value
    except turtle.Broken:
        return place + 1 + size
    if word == "base":
        scope.rebase(iri)
    else:
        scope.declare(rest[0].text[:-1], iri)
    dot = len(rest) > size and rest[size].text == "."
    return place + 1 + size + dot


_PREFIX = re.compile(
    r"^[ \t]*@?prefix[ \t]+(?P<name>[^\s:<>\"]*):[ \t]*<(?P<iri>[^<>\"\s]*)>",
    re.IGNORECASE | re.MULTILINE,
)


def _declared(text: str) -> dict[str, str]:
    """Return the prefixes that a text declares anywhere, whatever else is wrong with it."""
    return {one["name"]: one["iri"] for one in _PREFIX.finditer(text)}


_HEADING = re.compile(r"(?:\A|(?<=\n\n)|(?<=\n\r\n))((?:[ \t]*#[^\n]*\n)+)(?=[ \t]*\r?\n)")


def _sections(text: str) -> Iterator[Section]:
    """Yield the parts that begin with a comment that blank lines set off."""
    found = list(_HEADING.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    for one, end in zip(found, ends, strict=False):
        lines = [line.strip(" \t\r#") for line in one[1].split("\n")]
        title = next((line for line in lines if line.strip("─-=– ")), "")
        yield Section(one.start(), len(text[:end].rstrip()), title)


# ── Questions ────────────────────────────────────────────────────────────────────────────────────


def _question(file: RdfFile, text: str) -> Document:
    prefixes = _declared(text)
    try:
        tokens = sparql_tokens(text)
    except UnreadableError:
        tokens = []
    mentions = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        iri = token.iri(prefixes) if token.kind in ("iri", "name") else None
        declares = before is not None and (
            before.word in ("PREFIX", "BASE") or (token.kind == "iri" and before.text[-1:] == ":")
        )
        if iri and not declares:
            mentions.append(Mention(token.start, token.end, iri, "object"))
    return Document(file, text, prefixes=prefixes, names=tuple(mentions))


# ── Captures ─────────────────────────────────────────────────────────────────────────────────────


def _capture(file: RdfFile, text: str) -> Document:
    made = beside.reading(file, text)
    document = made.facts.document
    from claimgraph.graph.turtle.places import Lines

    lines = Lines(text)
    faults = tuple(
        SyntaxFault(fault.message, file.name, *lines.at(fault.start)) for fault in document.faults
    )
    graph = ox.NamedNode(file.graph)
    quads = tuple(
        ox.Quad(fact.quad.subject, fact.quad.predicate, fact.quad.object, graph)
        for fact in document.facts
    )
    return Document(
        file,
        text,
        quads,
        dict(document.remarks.prefixes),
        faults,
        tuple(_typed(made, text)),
        tuple(_sections(text)),
        made,
    )


def _typed(made: Reading, text: str) -> Iterator[Mention]:
    """Yield the names in a capture: where a fact's value is written as what it stands for."""
    document = made.facts.document
    spans: dict[tuple[int, int, str], Mention] = {}
    for node, (start, end) in document.subjects.items():
        if isinstance(node, ox.NamedNode) and is_spelled(text[start:end], node.value):
            spans[start, end, node.value] = Mention(start, end, node.value, "subject")
    for fact in document.facts:
        value = fact.quad.object
        place = (fact.start, fact.end)
        described = document.subjects.get(fact.quad.subject) == place
        if not isinstance(value, ox.NamedNode) or described:
            continue
        written = text[fact.start : fact.end]
        spelled = is_spelled(written, value.value)
        called = value.value in made.names.own.get(written.casefold(), ()) or (
            value.value in made.names.known.get(written.casefold(), ())
        )
        if spelled or called:
            one = Mention(*place, value.value, "object", spelled)
            spans.setdefault((*place, value.value), one)
    yield from spans.values()
