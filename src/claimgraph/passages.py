"""Passages of a text: normalised, digested, selected, and verified against what was captured."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from claimgraph.errors import TextError
from claimgraph.model import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Place = tuple[int, int]
"""Start and end of a passage, in Unicode code points of the normalised text."""

# The characters with the Unicode property White_Space (UAX #44); `str.split` has four more.
_WHITE_SPACE = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# How much longer than captured a passage may be: bounds the search where its words are frequent.
_FAR = 10_000
_FIND = "Read it again and capture it anew: claimgraph passage find."
_WRITE = "Let claimgraph passage verify --write mend it."
# Scripts that set no spaces between words have no word boundary that one could see.
_WORD = r"[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\U0010ffff]"

# Words that make an assertion less than flat, each with the context that it needs to do so;
# docs/passages.md lists them. `word` is what a claim's hedge has to hold.
_HEDGING = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (
            r"\b(?P<word>allegedly|alleged|apparently|arguably|conceivably|likely|maybe|ostensibly"
            r"|perhaps|possibly|potentially|presumably|probably|purportedly|reportedly|rumou?red"
            r"|seem|seems|seemed|seemingly|suggest|suggests|suggested|supposedly|unlikely|could)\b",
            re.IGNORECASE,
        ),
        # A crowd or a speaker without a name: “is widely believed”, “are said to”.
        (
            r"\b(?:is|are|was|were|been)(?: \w+)? (?P<word>believed|thought|assumed|supposed)\b",
            re.IGNORECASE,
        ),
        (
            r"\b(?:is|are|was|were|been)(?: \w+)? (?P<word>said|reported|understood|expected) to\b",
            re.IGNORECASE,
        ),
        # “appears to work”, not “appears on the list”.
        (
            r"\b(?P<word>appear|appears|appeared)\b"
            r"(?! (?:in|on|at|under|before|alongside|with|next to)\b)",
            re.IGNORECASE,
        ),
        # “might arrive”, not “the might of the state”.
        (
            r"(?<!\bthe )(?<!\bits )(?<!\btheir )(?<!\bmilitary )(?<!\beconomic )"
            r"\b(?P<word>might)\b(?! of\b)",
            re.IGNORECASE,
        ),
        # The verb, not the month: in lower case, or before a word that only the verb goes with.
        (r"\b(?P<word>may|May(?= (?:also|be|have|not|still|well|yet)\b))\b", re.NOFLAG),
    )
)


@dataclass(frozen=True)
class Passage:
    """A passage as captured; what the data lacks is None.

    `name` is its IRI, `hedges` are the marker words and conditions that its claims record.
    """

    name: str
    label: str
    place: Place | None
    fragment: str | None
    digest: str | None
    hedges: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Verified:
    """A passage with its proven place, if it has one, and what is wrong with it.

    `known` says whether the text holds anything of it: the whole, or its first and last words.
    """

    passage: Passage
    place: Place | None
    known: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Edit:
    """A stretch of a file's text, in code points, and what is to stand there."""

    start: int
    end: int
    text: str


def normalise(text: str) -> str:
    """Return a text in Unicode NFC, every run of white space one space, the ends trimmed."""
    return _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def digest(text: str) -> str:
    """Return the SHA-256 of the normalised text in UTF-8, as 64 lower-case hexadecimal digits."""
    return _sha256(normalise(text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# ── Text fragments (WICG Scroll to Text Fragment) ────────────────────────────────────────────────


def _encoded(words: str) -> str:
    """Percent-encode a part of a text directive (its TextDirectiveExplicitChar stay)."""
    return quote(words, safe="!$'()*+./:;=?@_~").replace("-", "%2D")


def parse_fragment(value: str) -> Fragment:
    """Read `:~:text=[prefix-,]first[,last][,-suffix]`; raise TextError for anything else."""
    head, mark, directive = value.partition(":~:text=")
    parts = directive.split(",")
    prefix = parts.pop(0)[:-1] if parts[0].endswith("-") else ""
    suffix = parts.pop()[1:] if parts and parts[-1].startswith("-") else ""
    plain = [prefix, *parts, suffix]
    if head or not mark or len(parts) not in (1, 2) or not all(parts):
        raise TextError("is not a text fragment: write :~:text=first words,last words")
    if any("-" in part or "&" in part for part in plain):
        raise TextError("is not a text fragment: write a hyphen as %2D and an ampersand as %26")
    first, *last = (unquote(part) for part in parts)
    return Fragment(
        first, last[0] if last else None, unquote(prefix) or None, unquote(suffix) or None
    )


def resolve(text: str, fragment: Fragment) -> Place | None:
    """Return where a browser opens a fragment in a normalised text: its first match.

    As in the WICG draft, section 3.5, words match whole and in either case; accents count here.
    """
    before = f"{_pattern(fragment.prefix)} ?" if fragment.prefix else ""
    after = f"(?= ?{_pattern(fragment.suffix)})" if fragment.suffix else ""
    last = f".*?(?:{_pattern(fragment.last)})" if fragment.last else ""
    pattern = f"{before}(?P<passage>{_pattern(fragment.first)}{last}){after}"
    found = re.search(pattern, text, re.IGNORECASE | re.DOTALL)
    return found.span("passage") if found else None


def _pattern(words: str) -> str:
    """Return a pattern for words that do not begin or end inside a longer word."""
    words = normalise(words)
    start = f"(?<!{_WORD})" if re.match(_WORD, words) else ""
    end = f"(?!{_WORD})" if re.search(_WORD + r"\Z", words) else ""
    return start + re.escape(words) + end


def _places(text: str, words: str, flags: re.RegexFlag = re.NOFLAG) -> list[Place]:
    """Return every place of words in a normalised text, overlapping ones too."""
    return [match.span(1) for match in re.finditer(f"(?=({_pattern(words)}))", text, flags)]


# ── Selecting ────────────────────────────────────────────────────────────────────────────────────


def select(text: str, first: str, last: str) -> Selection:
    """Select the passage from its first words to its last; the same words twice select just them.

    `text` need not be normalised. The passage ends where its last words come first, as in a
    browser. Raises TextError where the words are missing or the first words stand in two places.
    """
    text, first, last = normalise(text), normalise(first), normalise(last)
    if not first or not last:
        raise TextError("the words are empty: give the first and the last words of the passage")
    starts = _places(text, first)
    if not starts:
        raise TextError(f"‘{first}’ is not in the text: check spelling, case and whole words")
    if len(starts) > 1:
        raise TextError(
            f"‘{first}’ stands at {_listed(str(start) for start, _ in starts)}: "
            "give more of the first words"
        )
    start, behind = starts[0]
    ends = [end for begin, end in _places(text, last) if begin >= behind]
    if first == last:
        ends = [behind]
    if not ends:
        before = [str(begin) for begin, _ in _places(text, last)]
        raise TextError(
            f"‘{last}’ stands at {_listed(before)}, not after ‘{first}’ (at {start}): "
            "give the words in the order of the text, without overlap"
            if before
            else f"‘{last}’ is not in the text: check spelling, case and whole words"
        )
    fragment = Fragment(first, None if first == last else last)
    opened = resolve(text, fragment)
    if opened != (start, ends[0]):
        raise TextError(
            f"‘{first}’ stands at {opened and opened[0]} in other case, where a browser would "
            "open: give more of the first words"
        )
    return Selection((start, ends[0]), fragment, _sha256(text[start : ends[0]]), tuple(ends[1:]))


def _listed(places: Iterable[str]) -> str:
    *most, last = places
    return f"{', '.join(most)} and {last}" if most else last


def _span(place: Place) -> str:
    return f"{place[0]}–{place[1]}"


# ── Verifying ────────────────────────────────────────────────────────────────────────────────────


def verify(text: str, passages: Sequence[Passage]) -> tuple[Verified, ...]:
    """Verify passages against a text, which need not be normalised.

    Only a passage's digest proves its place. Where that fails nothing is guessed: what position
    and words say is told, but the passage gets no place.
    """
    text = normalise(text)
    return tuple(_verify(text, passage) for passage in passages)


def _verify(text: str, passage: Passage) -> Verified:
    if passage.place is None or passage.fragment is None:
        lacking = "position" if passage.place is None else "text fragment"
        return _untied(passage, "incomplete", f"has no {lacking} to verify", _FIND)
    try:
        fragment = parse_fragment(passage.fragment)
    except TextError as error:
        what, _, hint = str(error).partition(": ")
        return _untied(passage, "fragment", f"has a fragment that {what}", hint)
    place, faults = _tied(text, passage, passage.place, fragment)
    if place:
        faults += _fragment_faults(text, passage, fragment, place)
        faults += _unrecorded(passage, text[slice(*place)])
    known = place is not None or resolve(text, fragment) is not None
    return Verified(passage, place, known, tuple(faults))


def _untied(passage: Passage, rule: str, message: str, hint: str) -> Verified:
    return Verified(passage, None, False, (_finding(passage, rule, message, hint),))


def _tied(
    text: str, passage: Passage, place: Place, fragment: Fragment
) -> tuple[Place | None, list[Finding]]:
    """Return the place that the digest proves, and what is to be said about it."""
    start, end = place
    if not _DIGEST.fullmatch(passage.digest or ""):
        if resolve(text, fragment) != place:
            what = "has no digest, and its words do not stand at its position"
            return None, [_finding(passage, "incomplete", what, _FIND)]
        what = "has no digest of 64 lower-case hexadecimal digits, though its words are in place"
        return place, [_finding(passage, "digest-missing", what, _WRITE)]
    if 0 <= start < end <= len(text) and _sha256(text[start:end]) == passage.digest:
        return place, []
    found = _digested(text, passage.digest or "", fragment, end - start)
    if len(found) == 1:
        what = f"stands at {_span(found[0])} now, not at {_span(place)}"
        return found[0], [_finding(passage, "moved", what, _WRITE)]
    if found:
        what = f"is not at {_span(place)} but stands word for word at {_listed(map(_span, found))}"
        return None, [_finding(passage, "ambiguous", what, "Write the position of the one meant.")]
    what = f"has changed: {_remains(text, fragment, place)}"
    return None, [_finding(passage, "changed", what, _FIND)]


def _digested(text: str, sought: str, fragment: Fragment, length: int) -> list[Place]:
    """Return every place with the sought digest between the fragment's words.

    `length` is the captured one; with a text fragment of first words alone only it can tell the end.
    """
    ends = [end for _, end in _places(text, fragment.last or fragment.first, re.IGNORECASE)]
    found = []
    for start, _ in _places(text, fragment.first, re.IGNORECASE):
        reached, running = start, hashlib.sha256()
        near = ends[bisect_right(ends, start) : bisect_right(ends, start + 2 * abs(length) + _FAR)]
        for end in near if fragment.last else sorted({*near[:1], start + abs(length)}):
            running.update(text[reached:end].encode())
            reached = end
            if running.hexdigest() == sought:
                found.append((start, end))
    return found


def _remains(text: str, fragment: Fragment, place: Place) -> str:
    """Say what is left in a text of a passage that changed."""
    opened = resolve(text, fragment)
    if opened and fragment.last:
        same = "still" if opened == place else "now"
        return f"its first and last words {same} stand at {_span(opened)}, other words between them"
    first = [start for start, _ in _places(text, fragment.first, re.IGNORECASE)]
    if not fragment.last:
        return f"its words {_stand(first)}"
    last = [start for start, _ in _places(text, fragment.last, re.IGNORECASE)]
    return f"its first words {_stand(first)}, its last words {_stand(last)}"


def _stand(places: Sequence[int]) -> str:
    return f"stand at {_listed(map(str, places))}" if places else "are not in the text"


def _fragment_faults(
    text: str, passage: Passage, fragment: Fragment, place: Place
) -> Iterator[Finding]:
    """Yield a fault where the fragment's words are not the passage's, or a browser goes astray."""
    opened = resolve(text, fragment)
    if opened == place:
        return
    piece = text[slice(*place)].casefold()
    first, last = (normalise(w or "").casefold() for w in (fragment.first, fragment.last))
    if not piece.startswith(first) or not piece.endswith(last or first):
        which = "begin" if not piece.startswith(first) else "end"
        what = f"does not {which} with the words of its text fragment"
        yield _finding(passage, "fragment", what, _FIND)
    else:
        where = f"at {_span(opened)}" if opened else "nowhere"
        what = f"is at {_span(place)}, but a browser opens its text fragment {where}"
        hint = "Give more of its first words."
        yield _finding(passage, "fragment-elsewhere", what, hint, Severity.WARNING)


# ── Hedging ──────────────────────────────────────────────────────────────────────────────────────


def hedging(text: str) -> list[str]:
    """Return the hedging words of a text in their order, each as it stands there."""
    found = [match for pattern in _HEDGING for match in pattern.finditer(text)]
    return [match["word"] for match in sorted(found, key=lambda match: match.start("word"))]


def _unrecorded(passage: Passage, text: str) -> Iterator[Finding]:
    """Yield a warning for every hedging word of a passage that none of its claims records."""
    recorded = {word for hedge in passage.hedges for word in re.findall(r"\w+", hedge.lower())}
    for word in dict.fromkeys(word.lower() for word in hedging(text)):
        if word not in recorded:
            yield _finding(
                passage,
                "hedge",
                f"says “{word}”, which no claim of it records",
                f'Put cg:hedge "{word}"@en and a hedged certainty on the claim that it hedges.',
                Severity.WARNING,
            )


def _finding(
    passage: Passage, rule: str, message: str, hint: str, severity: Severity = Severity.VIOLATION
) -> Finding:
    return Finding(
        rule=f"text-{rule}",
        severity=severity,
        message=message,
        hint=hint,
        subject=f"Passage ‘{passage.label}’",
        focus=f"<{passage.name}>",
    )


# ── Mending ──────────────────────────────────────────────────────────────────────────────────────


def mend(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with the edits made and every other character as it was.

    Raises ValueError for edits that overlap or lie outside the text.
    """
    parts, reached = [], 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        if not reached <= edit.start <= edit.end <= len(text):
            raise ValueError(f"edit {edit.start}–{edit.end} overlaps another or leaves the text")
        parts += [text[reached : edit.start], edit.text]
        reached = edit.end
    return "".join([*parts, text[reached:]])
