"""Passages of a text: normalised, digested, found by their words, and found again."""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from claimgraph.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Place = tuple[int, int]
"""Start and end of a passage, in Unicode code points of the normalised text."""

# The characters with the Unicode property White_Space (UAX #44); `str.split` has four more.
_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# How much longer than captured a passage may be: bounds the search where its words are frequent.
_FAR = 10_000
# Scripts that set no spaces between words have no word boundary that one could see.
_is_word = re.compile(r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]").match

_ELLIPSIS = re.compile(r"…|\.\.\.(?!\.)")
_IN_A_ROW = re.compile(rf"(?:(?:{_ELLIPSIS.pattern}) ?){{2,}}")
# Marks that people type for each other.
_MARKS = {
    "apostrophe": "['‘’ʼ]",
    "quotation": '["“”„«»]',
    "hyphen": "[-‐‑–—]",
    "ellipsis": r"…|\.\.\.",
}
_TYPOGRAPHY = re.compile("|".join(f"(?P<{name}>{marks})" for name, marks in _MARKS.items()))
# So many ellipses are tried as the one that leaves words out.
_ELLIPSES = 8
# So many characters before and after a passage are shown, and so many of several places.
_AROUND = 30
# So many words before a passage are tried to tell it from others.
_BEFORE = 64
_SHOWN = 6


@dataclass(frozen=True)
class Fragment:
    """A text directive: the passage from `first` to `last`, or `first` alone where that is None."""

    first: str
    last: str | None = None
    prefix: str | None = None
    suffix: str | None = None

    def __str__(self) -> str:
        parts = (
            f"{_encoded(self.prefix)}-" if self.prefix else None,
            _encoded(self.first),
            _encoded(self.last) if self.last else None,
            f"-{_encoded(self.suffix)}" if self.suffix else None,
        )
        return ":~:text=" + ",".join(part for part in parts if part)


@dataclass(frozen=True)
class Selection:
    """A passage of a text, ready to be captured; `again` is where its last words come back."""

    place: Place
    fragment: Fragment
    digest: str
    again: tuple[int, ...] = ()


def normalise(text: str) -> str:
    """Return a text in Unicode NFC, every run of white space one space, the ends trimmed."""
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def digest(text: str) -> str:
    """Return the SHA-256 of the normalised text in UTF-8, as 64 lower-case hexadecimal digits."""
    return _sha256(normalise(text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# ── Text fragments (WICG Scroll to Text Fragment) ────────────────────────────────────────────────

_PART = r"(?:[^\s,&%\-]|%[0-9A-Fa-f]{2})+"
_DIRECTIVE = re.compile(
    f":~:text=(?:(?P<prefix>{_PART})-,)?(?P<first>{_PART})"
    f"(?:,(?P<last>{_PART}))?(?:,-(?P<suffix>{_PART}))?"
)


def _encoded(words: str) -> str:
    """Percent-encode a part of a text directive (its TextDirectiveExplicitChar stay)."""
    return quote(words, safe="!$'()*+./:;=?@_~").replace("-", "%2D")


def parse_fragment(value: str) -> Fragment:
    """Read `:~:text=[prefix-,]first[,last][,-suffix]`; raise TextError for anything else."""
    match = _DIRECTIVE.fullmatch(value)
    part = {name: unquote(p) for name, p in match.groupdict().items() if p} if match else {}
    if not part or not all(normalise(words) for words in part.values()):
        raise TextError(
            "is not a text fragment: write :~:text=first words,last words with comma, hyphen, "
            "ampersand and space percent-encoded"
        )
    return Fragment(part["first"], part.get("last"), part.get("prefix"), part.get("suffix"))


def resolve(text: str, fragment: Fragment) -> Place | None:
    """Return where a browser opens a fragment in a normalised text: its first match.

    As in the WICG draft, section 3.5, words match whole and in either case; accents count here.
    """
    for start, end in _spans(text, _pattern(fragment.first)):
        if fragment.prefix and not _stands_before(text, start, fragment.prefix):
            continue
        ends = _spans(text, _pattern(fragment.last), end) if fragment.last else [(start, end)]
        for _, behind in ends:
            if not fragment.suffix or _stands_behind(text, behind, fragment.suffix):
                return start, behind
    return None


def _stands_before(text: str, end: int, words: str) -> bool:
    end -= text.endswith(" ", 0, end)
    start = end - len(normalise(words))
    return start >= 0 and next(_spans(text, _pattern(words), start, end), None) == (start, end)


def _stands_behind(text: str, start: int, words: str) -> bool:
    start += text.startswith(" ", start)
    end = start + len(normalise(words))
    return next(_spans(text, _pattern(words), start, end), None) == (start, end)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(normalise(words)), re.IGNORECASE)


def places(text: str, words: str) -> list[Place]:
    """Return every place of words in a normalised text, by the rules of `resolve`."""
    return list(_spans(text, _pattern(words)))


def _spans(
    text: str, pattern: re.Pattern[str], start: int = 0, end: int = sys.maxsize
) -> Iterator[Place]:
    """Yield each match that does not begin or end inside a longer word; they may overlap.

    What is inside a word is not looked at by the pattern: the letters of all scripts take
    milliseconds to compile.
    """
    while match := pattern.search(text, start, end):
        start = match.start() + 1
        if not (in_word(text, match.start()) or in_word(text, match.end())):
            yield match.span()


def in_word(text: str, at: int) -> bool:
    """Tell whether a place lies inside a word."""
    return at > 0 and bool(_is_word(text, at - 1) and _is_word(text, at))


# ── Selecting, and finding again ─────────────────────────────────────────────────────────────────


def located(text: str, words: str) -> tuple[Place, ...]:
    """Return all places in a normalised text of the passage that `words` give, in their order.

    They are the whole passage, or its first and last words with an ellipsis between them (“…” or
    three dots). Words count whole and in either case, but where some places begin in the very
    case, only those fit. Each passage ends where the last words come next, as in a browser. Words
    that are not in the text may have other quotation marks, hyphens or dots than it.
    """
    return tuple((begin[0], end[1]) for begin, end in _read(text, words))


def is_abridged(words: str) -> bool:
    """Tell whether words are the first and the last of a passage, with an ellipsis between."""
    return bool(_halves(normalise(words)))


def select(
    text: str, words: str, number: int | None = None, choose: str = "choose a number"
) -> Selection:
    """Return the one passage that `located` finds, or that of this number, counted from 1.

    Its fragment has the words as the text has them, and where a browser would open it elsewhere,
    some of those before them. Raises TextError where the text has no such passage, or several:
    then with the words around each of them, and with how to choose.
    """
    places = _read(text, words)
    if not places:
        raise TextError(_absent(text, words))
    many = f"‘{normalise(words)}’ fits {len(places)} places"
    if number is None and len(places) > 1:
        shown = [
            f"{each} (at {begin[0]}) “{around(text, (begin[0], end[1]))}”"
            for each, (begin, end) in enumerate(places[:_SHOWN], 1)
        ]
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        raise TextError(f"{many}: {'; '.join(shown)}{more}: give more words, or {choose}")
    if number is not None and not 1 <= number <= len(places):
        few = many.removesuffix("s") if len(places) == 1 else many
        raise TextError(f"{few}, so there is no place {number}: choose from 1 to {len(places)}")
    return _selection(text, *places[(number or 1) - 1])


def _selection(text: str, first: Place, last: Place) -> Selection:
    place = first[0], last[1]
    alone = first == last
    fragment = Fragment(text[slice(*first)], None if alone else text[slice(*last)])
    fragment = told_apart(text, place, fragment)
    again = (
        () if alone else tuple(at for at, _ in places(text, fragment.last or "") if at >= last[1])
    )
    return Selection(place, fragment, _sha256(text[slice(*place)]), again)


def told_apart(text: str, place: Place, fragment: Fragment, lower: str | None = None) -> Fragment:
    """Return a fragment of a place with as many words before it as open it there.

    Where many are not enough it is returned as it is. `lower` is what `lowered` makes of the text,
    for who asks about many places.
    """
    lower = lowered(text) if lower is None else lower
    before = text[max(0, place[0] - _FAR) : place[0]].split()[-_BEFORE:]
    for count in range(len(before) + 1):
        prefix = " ".join(before[len(before) - count :])
        longer = replace(fragment, prefix=prefix or None)
        if begins_there(lower, place, longer) and resolve(text, longer) == place:
            return longer
    return fragment


def lowered(text: str) -> str:
    """Return a text in lower case, all in place: as it is where a letter would become two."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text


def begins_there(lower: str, place: Place, fragment: Fragment) -> bool:
    """Tell whether no words of a lowered text before a place begin as a fragment does.

    A plain search for what `resolve` looks for by a pattern, many times as fast.
    """
    first, prefix = fragment.first.lower(), (fragment.prefix or "").lower()
    begin = place[0] - len(prefix) - (bool(prefix) and lower[place[0] - 1] == " ")
    # A browser takes a space between the two, or none.
    for gap in ("", " ") if prefix else ("",):
        words = prefix + gap + first
        at = lower.find(words)
        while 0 <= at < begin:
            if not in_word(lower, at) and not in_word(lower, at + len(words)):
                return False
            at = lower.find(words, at + 1)
    return True


def around(text: str, place: Place) -> str:
    """Return a passage in brackets with some words before and after it; its middle is left out."""
    start, end = place
    before, middle, after = text[:start], text[start:end], text[end:]
    if len(middle) > 2 * _AROUND:
        middle = f"{_beginning(middle)} … {_ending(middle)}"
    lead = before if len(before) <= _AROUND else f"… {_ending(before)}"
    return f"{lead}[{middle}]{after if len(after) <= _AROUND else f'{_beginning(after)} …'}"


def _beginning(text: str) -> str:
    """Return the first words of a longer text."""
    return text[:_AROUND].rpartition(" ")[0] or text[:_AROUND]


def _ending(text: str) -> str:
    """Return the last words of a longer text."""
    return text[-_AROUND:].partition(" ")[2] or text[-_AROUND:]


def _read(text: str, words: str) -> list[tuple[Place, Place]]:
    """Return where a passage's first and last words stand, or twice where the whole stands.

    An ellipsis may be the article's own: what has it goes before what has other words in its place,
    and of several the first is left out that can be.
    """
    words = normalise(words)
    if not _ELLIPSIS.sub("", words).strip():
        return []
    if whole := _begun(text, words):
        return [(place, place) for place in whole]
    for first, last in _halves(words):
        ends = _found(text, last)
        starts = [end[0] for end in ends]
        places = [
            (begin, ends[bisect_left(starts, begin[1])])
            for begin in _begun(text, first)
            if starts and begin[1] <= starts[-1]
        ]
        if places:
            return places
    return []


def _halves(words: str) -> list[tuple[str, str]]:
    """Return the first and the last words before and after each ellipsis that is between words.

    Several ellipses in a row may be one: “It soon...” and “...the town.” have been joined by it.
    """
    matches = [
        match
        for pattern in (_ELLIPSIS, _IN_A_ROW)
        for match in islice(pattern.finditer(words), _ELLIPSES)
    ]
    halves = [(words[: match.start()].rstrip(), words[match.end() :].lstrip()) for match in matches]
    return [(first, last) for first, last in dict.fromkeys(halves) if first and last]


def _found(text: str, words: str) -> list[Place]:
    """Return the places of words, else of what differs from them in typography alone."""
    same = places(text, words)
    if same or not _TYPOGRAPHY.search(words):
        return same
    alike, reached = "", 0
    for mark in _TYPOGRAPHY.finditer(words):
        alike += re.escape(words[reached : mark.start()]) + f"(?:{_MARKS[mark.lastgroup or '']})"
        reached = mark.end()
    return list(_spans(text, re.compile(alike + re.escape(words[reached:]), re.IGNORECASE)))


def _begun(text: str, words: str) -> list[Place]:
    """Return the places of a passage's beginning: those in the very case, if there are any."""
    places = _found(text, words)
    return [place for place in places if text[slice(*place)] == words] or places


def _absent(text: str, words: str) -> str:
    """Say why no place in a text fits words."""
    words = normalise(words)
    if not _ELLIPSIS.sub("", words).strip():
        return "the words are empty: give the first and the last words of the passage"
    halves = _halves(words)
    for match in () if halves else _ELLIPSIS.finditer(words):
        which, side = ("last", "after") if match.start() else ("first", "before")
        return f"‘{words}’ has no {which} words: write them {side} the ellipsis"
    first, last = halves[-1] if halves else (words, words)
    begins, ends = _found(text, first), _found(text, last)
    if begins and ends:
        stand = listed(str(start) for start, _ in ends)
        return (
            f"‘{last}’ stands at {stand}, not after ‘{first}’ (at {begins[0][0]}): "
            "give the words in the order of the text, without overlap"
        )
    missing = last if begins else first
    return f"‘{missing}’ is not in the text: check the spelling, give whole words"


def digested(text: str, sought: str, fragment: Fragment, length: int) -> list[Place]:
    """Return every place in a normalised text with the sought digest and a fragment's words.

    `length` is the captured one; where the fragment has first words alone, only it tells the end.
    """
    ends = [end for _, end in places(text, fragment.last or fragment.first)]
    matching = []
    for start, _ in places(text, fragment.first):
        reached, running = start, hashlib.sha256()
        near = ends[bisect_right(ends, start) : bisect_right(ends, start + 2 * abs(length) + _FAR)]
        if not fragment.last:
            near = sorted({near[0], min(start + abs(length), len(text))})
        for end in near:
            running.update(text[reached:end].encode())
            reached = end
            if running.hexdigest() == sought:
                matching.append((start, end))
    return matching


def listed(places: Iterable[str]) -> str:
    """Return places as people list them: 3, 14 and 159."""
    *most, last = places
    return f"{', '.join(most)} and {last}" if most else last


def says(text: str, words: str) -> bool:
    """Tell whether a text holds words as whole words, whatever their case and white space."""
    wanted, text = normalise(words).casefold(), normalise(text).casefold()
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None
