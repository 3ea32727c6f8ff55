"""Divides a text into sections and sentences, with their places in the normalised text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimgraph.claims.drafting.layout import blocks
from claimgraph.claims.drafting.lexicon import ORDINARY
from claimgraph.claims.passages import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

# What may end a sentence, with the quotes, brackets and notes that close behind it.
_END = re.compile(
    r"(?:(?<![.!?…])(?P<stop>[.!?…]++)[\"'”’»)\]*_]*+"
    r"(?:\[\d{1,3}\])*+[¹²³⁰⁴-⁹]*+(?=\s|\Z))"
    r"|(?P<full>[。！？]+[」』”’）]*)"
)
_NEXT = re.compile(r"\s+[\"'“‘«(\[*_¿¡–—-]*(?P<word>[^\s\"'”’»)\]*_]*)")
_LAST = re.compile(r"[^\s(\[“‘\"'«/—–]*\Z")
# Abbreviations that something always follows, and those that may also end a sentence.
_LEADING = frozenset(
    re.findall(
        r"\S+",
        """mr mrs ms mx dr prof rev hon st sr fr gen col maj capt lt sgt cpl adm gov sen rep pres
        amb supt insp messrs mme mlle no nos nr vol vols fig figs p pp ch chap sec sect art para
        eq ed eds vs v cf ca c approx est e.g i.e eg ie viz al jan feb mar apr jun jul aug sep sept
        oct nov dec mt ft dept univ assn bros ave blvd rd""",
    )
)
_TRAILING = frozenset(
    re.findall(r"\S+", "co inc ltd corp llc plc jr sr etc al ph.d m.d b.a m.a a.m p.m")
)
# “al”, “no” and their kin are words, too, where no name or figure follows.
_FIGURED = frozenset(re.findall(r"\S+", "no nos nr p pp ch sec art eq v c ed mar jun dec sen rep"))
_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text under a heading, from there to the next; the first may have none."""

    label: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's place, and the number of its section."""

    start: int
    end: int
    section: int


@dataclass(frozen=True, slots=True)
class Divided:
    """A normalised text with its sections and sentences, in their order.

    `headings` are the places of all headings; those under which nothing is said make no section:
    the title, the line that names the author.
    """

    text: str
    sections: tuple[Section, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    headings: tuple[tuple[int, int], ...] = field(default=())

    def words(self, sentence: Sentence) -> str:
        """Return the words of a sentence."""
        return self.text[sentence.start : sentence.end]


def divided(written: str) -> Divided:
    """Divide a text as it was written; positions are code points of the normalised text."""
    text = normalise(written)
    headings: list[tuple[int, int]] = []
    sections: list[tuple[str, int]] = []
    sentences: list[Sentence] = []
    label, begins, has_sentences = "", 0, True
    for block in blocks(written):
        if block.heading:
            headings.append((block.start, block.end))
            label, begins, has_sentences = text[block.start : block.end], block.start, False
            continue
        if not has_sentences or not sections:
            sections.append((label, begins))
            has_sentences = True
        sentences += (
            Sentence(start, end, len(sections) - 1)
            for start, end in _ends(text[block.start : block.end], block.start)
        )
    ends = [*(start for _, start in sections), len(text)][1:]
    made = tuple(Section(*one, end) for one, end in zip(sections, ends, strict=True))
    return Divided(text, made, tuple(sentences), tuple(headings))


def _ends(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the sentences of a block, whose text stands at an offset.

    Marks alone, such as a lone “…”, say nothing: they are part of the sentence before them, if any.
    """
    stops = [match.end() for match in _END.finditer(text) if match["full"] or _ended(text, match)]
    spans: list[tuple[int, int]] = []
    start = 0
    for end in (*stops, len(text)):
        if start < end:
            says = any(map(str.isalnum, text[start:end]))
            if says:
                spans.append((start, end))
            elif spans:
                spans[-1] = (spans[-1][0], end)
            start = end + text.startswith(" ", end)
    yield from ((offset + start, offset + end) for start, end in spans)


def _ended(text: str, match: re.Match[str]) -> bool:
    """Tell whether a stop ends its sentence."""
    following = _NEXT.match(text, match.end())
    if following is None:
        return True
    word = following["word"]
    # “Why?” he asked; “iPhone” has its capital later.
    if word[:1].islower() and not word[1:2].isupper():
        return False
    if match["stop"] != "." or match.end() > match.end("stop"):
        return True
    ending = _LAST.search(text[max(0, match.start() - 30) : match.start()])
    last = ending[0] if ending else ""
    plain = last.lower()
    # “In the U.S. The firm”: an ordinary word does not go on with a name.
    starts = word.lower().strip(".,;:’'") in ORDINARY
    if plain in _LEADING and plain not in _TRAILING:
        return plain in _FIGURED and last.islower() and not word[:1].isdecimal()
    if plain in _TRAILING:
        return starts
    if _LETTERS.fullmatch(last) and (last[0].isupper() or "." in last):
        # Initials, “U.S.”, “e.g.”
        return starts
    return True
