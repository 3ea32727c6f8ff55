"""What the reading view of an article shows: its text with the claims beside, or where they stand.

Where the text may not be shown (`pages.texts`), each section is a strip with its passages' places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from rdflib import DCTERMS

from claimgraph.claims import passages
from claimgraph.pages import articles
from claimgraph.pages.page import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rdflib import URIRef
    from rdflib.term import Node

    from claimgraph.claims import model
    from claimgraph.pages.articles import Line
    from claimgraph.pages.page import Here

# A paragraph ends before an empty line, and before an item of a list.
_BREAK = re.compile(r"\n[^\S\n]*(?:\n|(?=[-*•–][^\S\n]))")
# What an item begins with in plain text; the page has its own sign for it.
_ITEM = re.compile(r"[-*•–] ")
# A strip is so many units long; a passage is drawn so wide at least, to be seen.
LENGTH = 1000
_LEAST = 4


@dataclass(frozen=True)
class Note:
    """A passage by its number, with the claims that are made there."""

    number: int
    passage: Value
    claims: tuple[Line, ...]


@dataclass(frozen=True)
class Piece:
    """A stretch of text within the same passages, by their numbers; the first is the shortest.

    `begins` are the passages whose first piece it is.
    """

    text: str
    within: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    hedge: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, an item of a list or a heading, with notes on the passages that begin in it."""

    heading: bool
    item: bool
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Bar:
    """Where a passage lies on a strip."""

    number: int
    start: int
    width: int


@dataclass(frozen=True)
class Strip:
    """A section: where it lies in the article, the places of its passages, and their notes."""

    section: Value | None
    start: int
    width: int
    bars: tuple[Bar, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Placed:
    """A passage with claims, and where it is in the normalised text."""

    note: Note
    start: int
    end: int
    section: model.Section | None
    hedges: tuple[str, ...]


def page(here: Here, node: URIRef, text: str | None) -> dict[str, object]:
    """Return what the reading view shows of an article, with its text where it may be shown."""
    read = here.reader.article(node)
    placed = _placed(here, read)
    licence = here.things.values(node, DCTERMS.license)
    return {
        "title": Value(f"{here.things.name(node).text}: reading view"),
        "trail": (here.link(node),),
        "licences": [Value(str(one), here.href(str(one))) for one in licence],
        "paragraphs": () if text is None else paragraphs(text, read.sections, placed),
        "strips": () if text is not None else _strips(here, read.sections, placed),
    }


def _placed(here: Here, read: model.Article) -> list[Placed]:
    claims: dict[Node, list[model.Claim]] = {}
    for claim in read.claims:
        for passage in claim.passages:
            claims.setdefault(passage.iri, []).append(claim)
    found = []
    known = [
        (passage, passage.start, passage.end)
        for passage in read.passages
        if passage.iri in claims and passage.start is not None and passage.end is not None
    ]
    for number, (passage, start, end) in enumerate(sorted(known, key=lambda one: one[1:]), 1):
        said = claims[passage.iri]
        note = Note(number, here.link(passage.iri), tuple(articles.line(here, one) for one in said))
        hedges = tuple(sorted({str(words) for one in said for words in one.hedges}))
        found.append(Placed(note, start, end, passage.section, hedges))
    return found


# ── With the text ────────────────────────────────────────────────────────────────────────────────


def paragraphs(
    text: str, sections: Iterable[model.Section], placed: Sequence[Placed]
) -> list[Paragraph]:
    """Return a text in paragraphs and headings, cut where its passages and hedges begin and end."""
    whole = passages.normalise(text)
    parts = [part for one in _BREAK.split(text) if (part := passages.normalise(one))]
    # Places are counted in the normalised text, where a break between paragraphs is one space.
    if " ".join(parts) != whole:
        parts = [whole]
    # A passage that begins with the space before a paragraph begins with that paragraph.
    placed = [replace(one, start=one.start + whole.startswith(" ", one.start)) for one in placed]
    headings = {one.label.casefold() for one in sections}
    hedged = _hedged(whole, placed)
    found, start = [], 0
    for part in parts:
        end = start + len(part)
        sign = _ITEM.match(part)
        first = start + (sign.end() if sign else 0)
        # A passage that begins with the sign begins with the words after it.
        placed = [
            replace(one, start=first) if start <= one.start < first < one.end else one
            for one in placed
        ]
        notes = tuple(one.note for one in placed if start <= one.start < end + 1)
        pieces = tuple(_pieces(whole, first, end, placed, hedged))
        heading = part.casefold() in headings
        found.append(Paragraph(heading, sign is not None and not heading, pieces, notes))
        start = end + 1
    return found


def _hedged(text: str, placed: Iterable[Placed]) -> list[tuple[int, int]]:
    """Return where the words stand by which the article holds back, within their passages."""
    return sorted(
        {
            (one.start + start, one.start + end)
            for one in placed
            for words in one.hedges
            for start, end in passages.places(text[one.start : one.end], words)
        }
    )


def _pieces(
    text: str, first: int, last: int, placed: Sequence[Placed], hedged: Sequence[tuple[int, int]]
) -> Iterable[Piece]:
    here = [one for one in placed if one.start < last and one.end > first]
    words = [one for one in hedged if one[0] < last and one[1] > first]
    cuts = {first, last}
    for start, end in [*((one.start, one.end) for one in here), *words]:
        cuts |= {max(first, start), min(last, end)}
    for start, end in pairwise(sorted(cuts)):
        around = [one for one in here if one.start <= start and end <= one.end]
        around.sort(key=lambda one: one.end - one.start)
        yield Piece(
            text[start:end],
            tuple(one.note.number for one in around),
            tuple(one.note.number for one in around if one.start == start),
            any(begin <= start and end <= stop for begin, stop in words),
        )


# ── Without it ───────────────────────────────────────────────────────────────────────────────────


def _strips(here: Here, sections: Iterable[model.Section], placed: Sequence[Placed]) -> list[Strip]:
    length = max((one.end for one in placed), default=1) or 1
    groups: dict[Node | None, list[Placed]] = {one.iri: [] for one in sections}
    for one in placed:
        groups.setdefault(one.section.iri if one.section else None, []).append(one)
    return [
        _strip(None if section is None else here.link(section), some, length)
        for section, some in groups.items()
        if some
    ]


def _strip(section: Value | None, placed: Sequence[Placed], length: int) -> Strip:
    def scaled(place: int) -> int:
        return place * LENGTH // length

    start, end = placed[0].start, max(one.end for one in placed)
    bars = [
        Bar(one.note.number, scaled(one.start), max(_LEAST, scaled(one.end) - scaled(one.start)))
        for one in placed
    ]
    return Strip(
        section,
        scaled(start),
        max(_LEAST, scaled(end) - scaled(start)),
        tuple(bars),
        tuple(one.note for one in placed),
    )
