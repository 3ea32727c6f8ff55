"""Divides a text into headings and blocks by its lines, with places in the normalised text.

A block is what no sentence runs out of: a paragraph, an item of a list. Blank lines, the marks of
Markdown and, where lines are filled to one width, lines that end before it show where one begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from claimgraph.claims.passages import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Ends of lines in Unicode (UAX #14, BK, CR, LF, NL); all of them are white space.
_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_HEADING = re.compile(r"#{1,6}(?: +(?P<words>.*?))?(?: +#+)?")
_ITEM = re.compile(r"(?:[-*+•‣▪◦·–] |\(?\d{1,3}[.)] |\([a-z]{1,4}\) )+ *(?=\S)")
_QUOTED = re.compile(r"(?:> ?)+")
_RULE = re.compile(r"(?:={2,}|-{2,}|(?:[-_*=~] ?){3,})")
_STOP = re.compile(r"[.!?…:;,。！？][\"'”’»)\]*_]*\Z")
_EMPHASIS = re.compile(r"(\*\*|__|\*|_)(?P<words>.+)\1")
_OPENING = "\"'“‘«([*_"
# A heading has no more words and characters than this; a line longer than this is never wrapped.
_WORDS, _CHARACTERS, _WRAPPED = 14, 90, 120
# So many lines tell how wide a text is set, and so large a part of them must be filled.
_TELLING, _FILLED = 8, 0.75


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the normalised text: a heading, or a paragraph or an item without its mark."""

    start: int
    end: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as normalised, where it starts, and whether a blank line stands before it."""

    text: str
    start: int
    gap: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def stopped(self) -> bool:
        return _STOP.search(self.text[-8:]) is not None

    @property
    def rises(self) -> bool:
        """Whether it begins like a sentence: with a capital or a digit, or in quotes."""
        first = self.text.lstrip(_OPENING)[:1]
        return first.isupper() or first.isdecimal()


def blocks(text: str) -> list[Block]:
    """Return the headings and the blocks of a text in their order; they do not overlap."""
    lines = list(_lines(text))
    width = _width(lines)
    runs = list(_runs(lines, width))
    blocks_so_far: list[Block] = []
    for number, run in enumerate(runs):
        behind = runs[number + 1] if number + 1 < len(runs) else None
        block = _block(run, behind, width)
        before = runs[number - 1] if number else None
        if (
            block.heading
            and blocks_so_far
            and blocks_so_far[-1].heading
            and before
            and _one(before, run)
        ):
            blocks_so_far[-1] = replace(blocks_so_far[-1], end=block.end)
        elif block.start < block.end:
            blocks_so_far.append(block)
    return blocks_so_far


def _lines(text: str) -> Iterator[_Line]:
    start, gap = 0, True
    for raw in _ENDS.split(text):
        line = normalise(raw)
        if line:
            yield _Line(line, start, gap)
            start += len(line) + 1
        gap = not line


def _width(lines: Sequence[_Line]) -> int | None:
    """Return the width that lines are filled to, None where they are not.

    Only lines that surely go on in the next one tell it: that one begins with a small letter.
    """
    fills = sorted(
        _fill(line, behind)
        for line, behind in pairwise(lines)
        if not behind.gap and len(line.text) <= _WRAPPED
        if behind.text[0].islower() and not line.stopped
    )
    if len(fills) < _TELLING:
        return None
    longest = max(len(line.text) for line in lines if len(line.text) <= _WRAPPED)
    width = min(longest, fills[len(fills) // 4] - 1)
    filled = sum(fill > width for fill in fills)
    return width if width > 30 and filled >= _FILLED * len(fills) else None


def _fill(line: _Line, behind: _Line) -> int:
    """Return how long a line would be with the first word of the next one."""
    return len(line.text) + 1 + len(behind.text.split(" ", 1)[0])


# ── Lines that belong together ───────────────────────────────────────────────────────────────────


def _runs(lines: Sequence[_Line], width: int | None) -> Iterator[list[_Line]]:
    run: list[_Line] = []
    for line in lines:
        if run and _begins(run[-1], line, width):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _begins(before: _Line, line: _Line, width: int | None) -> bool:
    """Tell whether a line begins anew what stood on the one before it."""
    if line.gap or _marked(line) or _marked(before) is _HEADING or len(before.text) > _WRAPPED:
        return True
    if _RULE.fullmatch(before.text):
        return True
    if width is None and _above(before, line):
        return True
    early = width is not None and _fill(before, line) <= width
    return early and line.rises and not before.text.endswith((",", "-", "–", "—"))


def _above(before: _Line, line: _Line) -> bool:
    """Tell whether a short line stands right above a paragraph.

    The first word of that would have had room behind it: the line was broken on purpose.
    """
    short = before.gap and before.rises and _is_short(before.text)
    return short and line.rises and _fill(before, line) <= len(line.text)


def _marked(line: _Line) -> re.Pattern[str] | None:
    """Return which mark a line begins with: of a heading, an item or a rule."""
    if _RULE.fullmatch(line.text):
        # An underline belongs to the line above it.
        return None if not line.gap and line.text[0] in "=-" else _RULE
    if _HEADING.fullmatch(line.text):
        return _HEADING
    return _ITEM if _ITEM.match(line.text) else None


def _one(before: Sequence[_Line], run: Sequence[_Line]) -> bool:
    """Tell whether two headings are one, broken into lines."""
    ruled = _RULE.fullmatch(before[-1].text)
    return not run[0].gap and not ruled and not any(map(_marked, (before[-1], run[0])))


def _block(run: Sequence[_Line], behind: Sequence[_Line] | None, width: int | None) -> Block:
    first, last = run[0], run[-1]
    start, end = first.start, last.end
    heading = _HEADING.fullmatch(first.text)
    if heading:
        words = heading["words"] or ""
        start += heading.start("words") if words else len(first.text)
        return Block(start, start + len(words), heading=True)
    if _RULE.fullmatch(last.text):
        # A rule or an underline is part of nothing.
        run = run[:-1]
        if not run:
            return Block(start, start)
        end = run[-1].end
        if len(run) == 1 and last.text[0] in "=-" and not _ITEM.match(first.text):
            return Block(start, end, heading=True)
    mark = _ITEM.match(first.text) or _QUOTED.match(first.text)
    if mark:
        # Behind a mark that fills its line stands the space to the next one.
        behind_mark = start + mark.end() + (mark.end() == len(first.text))
        return Block(min(behind_mark, end), end)
    alone = behind is not None and (
        behind[0].gap
        or width is not None
        or len(run) > 1
        or _above(last, behind[0])
        or _marked(behind[0]) is _ITEM
    )
    said = " ".join(line.text for line in run)
    if alone and _is_heading(said, run, width):
        emphasis = _EMPHASIS.fullmatch(said)
        inset = emphasis.start("words") if emphasis else 0
        return Block(start + inset, end - inset, heading=True)
    return Block(start, end)


def _is_heading(said: str, run: Sequence[_Line], width: int | None) -> bool:
    """Tell whether lines that stand alone are a heading: short, without a stop."""
    if not run[0].gap and width is None:
        return False
    emphasis = _EMPHASIS.fullmatch(said)
    words = emphasis["words"] if emphasis else said
    return _is_short(words) and run[0].rises


def _is_short(words: str) -> bool:
    few = len(words) <= _CHARACTERS and words.count(" ") < _WORDS
    return few and not _STOP.search(words[-8:])
