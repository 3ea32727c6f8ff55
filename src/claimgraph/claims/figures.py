"""Reads figures and dates from English text: “up to 1.4 billion euros”, “9 April 2024”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from claimgraph.claims.dates import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_SMALL = tuple(re.findall("[a-z]+", _TO_NINETEEN))
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: number for number, word in enumerate(_SMALL)} | {
    word: 10 * number for number, word in enumerate(_TENS, 1)
}
_SCALES = {
    "hundred": 2,
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "m": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
}
# Words that are a figure by themselves: its values, as a number and as a percentage.
_ALONE = {
    "half": ("0.5", "50", "2"),
    "halves": ("0.5", "50", "2"),
    "halved": ("0.5", "50", "2"),
    "third": (),
    "quarter": ("0.25", "25", "4"),
    "three-quarters": ("0.75", "75"),
    "two-thirds": (),
    "double": ("2", "100"),
    "doubled": ("2", "100"),
    "doubles": ("2", "100"),
    "doubling": ("2", "100"),
    "twice": ("2",),
    "twofold": ("2",),
    "once": ("1",),
    "triple": ("3", "200"),
    "tripled": ("3", "200"),
    "threefold": ("3",),
    "fourfold": ("4",),
    "fivefold": ("5",),
    "tenfold": ("10",),
    "dozen": ("12",),
    "fortnight": ("2", "14"),
    "decade": ("10", "1"),
    "decades": ("10",),
    "century": ("100", "1"),
}
# The units that words name, by the local names of their IRIs in QUDT.
_UNITS = {
    r"US\$|\$|(?:U\.?S\.? )?dollars?|USD": ("CCY_USD",),
    r"€|euros?|EUR": ("CCY_EUR",),
    r"£|GBP|sterling": ("CCY_GBP",),
    r"pounds?": ("CCY_GBP", "LB"),
    r"(?:Chinese )?yuan|renminbi|RMB|CNY": ("CCY_CNY",),
    r"¥": ("CCY_CNY", "CCY_JPY"),
    r"(?:Japanese )?yen|JPY": ("CCY_JPY",),
    r"percentage points?": ("PERCENT", "PERCENTAGE_POINT"),
    r"per ?cent|%": ("PERCENT",),
    r"months?": ("MO",),
    r"years?": ("YR",),
    r"decades?|century|centuries": ("YR",),
    r"weeks?|fortnight": ("WK", "DAY"),
    r"days?": ("DAY",),
    r"hours?": ("HR",),
    r"minutes?": ("MIN",),
    r"seconds?": ("SEC",),
    r"nm|nanomet(?:re|er)s?": ("NanoM",),
    r"mm|millimet(?:re|er)s?": ("MilliM",),
    r"cm|centimet(?:re|er)s?": ("CentiM",),
    r"km|kilomet(?:re|er)s?": ("KiloM",),
    r"met(?:re|er)s?": ("M",),
    r"miles?": ("MI",),
    r"kg|kilograms?|kilos?": ("KiloGM",),
    r"grams?": ("GM",),
    r"tonnes?|tons?": ("TONNE", "TON_Metric", "TON_US", "TON_UK"),
    r"degrees?|°C?": ("DEG_C", "DEG_F", "DEG"),
}
UNITS = frozenset(unit for units in _UNITS.values() for unit in units)


def unit(word: str) -> str | None:
    """Return the local name of the QUDT unit that a word, an abbreviation or a sign stands for."""
    return next(
        (units[0] for words, units in _UNITS.items() if re.fullmatch(words, word, re.IGNORECASE)),
        None,
    )


_UNIT = "|".join(f"(?P<u{place}>{words})" for place, words in enumerate(_UNITS))
_BEHIND = re.compile(
    rf"[\s-]?(?:(?:more|further|full|whole|consecutive|U\.S\.|US) )?(?:{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?:{_UNIT})\s?\Z", re.IGNORECASE)

_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<digits>\d{{1,3}}(?:[,\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>(?:{_NUMBER}|an?)(?:-(?:{_NUMBER}))?)\b"
    rf"|(?P<alone>{'|'.join(sorted(_ALONE, key=len, reverse=True))})\b)"
    rf"(?P<scales>(?:(?:(?<=\d)|[ -])(?:{_SCALE})\b)*)",
    re.IGNORECASE,
)
# “A” is a figure only before what is counted: a month, a hundred.
_A_UNIT = re.compile(r"[ -](?:year|month|week|day|decade|century|hour|minute|second)\b", re.I)
_TO = re.compile(r"\s*(?:and|to|or|–|-|—)\s*(?:an? |the )?(?:cut of |one of )?\Z")

# What words before a figure make of it, and behind it; the first that fits counts.
_COMPARED_BEFORE = (
    (r"at (?:the very )?least|(?:no|not) (?:less|fewer) than|minimum(?: of)?", {"at-least"}),
    (r"at (?:the )?most|(?:no|not) more than|up to|maximum(?: of)?|within", {"at-most"}),
    (r"nearly|almost|just under|close to", {"about", "less-than"}),
    (r"some|about|around|roughly|approximately|circa|c\.|estimated|near", {"about"}),
    (
        r"(?:more|greater|larger|higher|longer) than|above|exceed\w*|in excess of|upwards? of|"
        r"beyond|well over|just over",
        {"more-than"},
    ),
    (r"over", {"more-than", ""}),
    (r"(?:less|fewer|lower|smaller|shorter) than|under|below|short of", {"less-than"}),
)
_COMPARED_BEHIND = (
    (r"or more|and more|or above|at (?:the very )?least|upwards?", {"at-least"}),
    (r"or less|or fewer|or under|at (?:the )?most", {"at-most"}),
    (r"or so", {"about"}),
)
_COMPARED = tuple(
    (re.compile(rf"\b(?:{words})\s(?:an? |the |just )?\Z", re.I), meant)
    for words, meant in _COMPARED_BEFORE
)
_COMPARED_AFTER = tuple(
    (re.compile(rf"(?: [\w%]+)?,? (?:{words})\b", re.I), meant) for words, meant in _COMPARED_BEHIND
)


@dataclass(frozen=True)
class Figure:
    """A figure in a text: where it stands, what it may amount to, in which units, compared how.

    `units` are local names in QUDT, none where no unit is named; `compared` are local names of
    comparators, the empty one for a figure that nothing compares.
    """

    start: int
    end: int
    values: frozenset[Decimal]
    units: frozenset[str]
    compared: frozenset[str]
    written: str


def figures(text: str) -> list[Figure]:
    """Return the figures of a text in their order; years and days of dates are among them."""
    found: list[Figure] = []
    for match in _FIGURE.finditer(text):
        figure = _figure(text, match)
        if figure is None:
            continue
        # “25 to 40 percent”, “15 to 20 billion”: what stands behind the second is the first's, too.
        if found and not found[-1].units and figure.units:
            last = found[-1]
            if _TO.match(text[last.end : figure.start]):
                scale = _scale(match["scales"])
                more = {value * scale for value in last.values}
                found[-1] = Figure(
                    last.start,
                    last.end,
                    last.values | more,
                    figure.units,
                    last.compared,
                    last.written,
                )
        found.append(figure)
    return found


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    scale = _scale(match["scales"])
    if match["digits"]:
        if re.match(r"[A-Za-z]", text[end : end + 1]) and not _BEHIND.match(text, end):
            return None
        if re.match(r"(?:-[A-Za-z]*\d)|(?:\.\d)", text[end:]):
            return None
        values = {Decimal(re.sub("[,\u202f]", "", match["digits"])) * scale}
    elif match["words"]:
        first, _, second = match["words"].lower().partition("-")
        if first in ("a", "an"):
            if second or not (match["scales"] or _A_UNIT.match(text, end)):
                return None
            values = {Decimal(1) * scale}
        else:
            values = {Decimal(_WORDS[first] + _WORDS.get(second, 0)) * scale}
    else:
        alone = match["alone"].lower()
        values = {Decimal(value) * scale for value in _ALONE[alone]}
        parts = {"third": 1, "two-thirds": 2}.get(alone)
        if parts:
            values = {Decimal(parts) / 3, Decimal(100 * parts) / 3}
    units = _units(_BEHIND.match(text, end)) or _units(_BEFORE.search(_near(text, start)))
    if match["alone"] and not units:
        units = _units(_BEHIND.match(f" {match['alone']}"))
    return Figure(start, end, frozenset(values), units, _compared(text, start, end), match[0])


def _near(text: str, place: int) -> str:
    """Return what stands before a place, as far as it can tell of a figure there."""
    return text[max(0, place - 60) : place]


def _scale(words: str) -> Decimal:
    power = sum(_SCALES[word] for word in re.findall("[a-z]+", words.lower()))
    return Decimal(10) ** power


def _units(match: re.Match[str] | None) -> frozenset[str]:
    if match is None:
        return frozenset()
    place = next(int(name[1:]) for name, value in match.groupdict().items() if value)
    return frozenset(list(_UNITS.values())[place])


def _compared(text: str, start: int, end: int) -> frozenset[str]:
    before = re.sub(r"(?:US\$|[$€£¥])\Z", "", _near(text, start))
    for pattern, meant in _COMPARED:
        if pattern.search(before[-40:]):
            return frozenset(meant)
    behind = _BEHIND.match(text, end)
    after = text[behind.end() if behind else end :][:40]
    for pattern, meant in _COMPARED_AFTER:
        if pattern.match(after):
            return frozenset(meant)
    return frozenset({""})


_SEVERAL = {"tens": 1, "dozens": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9}
_MANY = re.compile(rf"\b({'|'.join(_SEVERAL)})(?: of ({'|'.join(_SEVERAL)}))?\b", re.IGNORECASE)


def several(text: str) -> dict[Decimal, str]:
    """Return the figures of which a text says that there are several, with its words.

    “Hundreds of thousands” is several times 100,000.
    """
    found = {}
    for match in _MANY.finditer(text):
        power = sum(_SEVERAL[word.lower()] for word in match.groups() if word)
        found[Decimal(12 if match[1].lower() == "dozens" else 10) * Decimal(10) ** (power - 1)] = (
            match[0]
        )
    return found


def number(written: str | None) -> Decimal | None:
    """Return a number as written in a literal, None for anything else."""
    try:
        value = Decimal(written or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────

_MONTH = f"(?P<month>{'|'.join(MONTHS)}|{'|'.join(name[:3] for name in MONTHS)}|Sept)\\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d-])(?P<year>\d{4})-(?P<number>\d\d)(?:-(?P<day>\d\d))?(?![\d-])",
        rf"(?<!\w){_DAY}(?: of)? {_MONTH},? {_YEAR}(?!\w)",
        rf"(?<!\w){_MONTH} {_DAY},? {_YEAR}(?!\w)",
        rf"(?<!\w){_MONTH},?(?: of)? {_YEAR}(?!\w)",
        rf"(?<!\w){_DAY}(?: of)? {_MONTH}(?!\w)",
        rf"(?<!\w){_MONTH} {_DAY}(?![\w,]\d|\w)",
        rf"\b(?:[Ii]n|of|by|[Ll]ate|[Ee]arly|[Ss]ince|[Uu]ntil|to|[Ll]ast|[Tt]his|and|from) "
        rf"(?P<month>{'|'.join(MONTHS)})\b",
        rf"(?<![\w.,$€£]){_YEAR}(?!\w|[.,]\d)",
        r"(?<=\d{4}[-–])(?P<short>\d\d)(?!\w)",
    )
)

Day = tuple[int | None, int | None, int | None]
"""Year, month and day, as far as they are said."""


def dates(text: str) -> list[Day]:
    """Return the dates that a text gives, in their order, each as far as it is said."""
    return [day for _, day in dated(text)]


def undated(text: str) -> str:
    """Return a text with its dates blanked out, since days and years are not figures."""
    for (start, end), _ in dated(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def dated(text: str) -> list[tuple[tuple[int, int], Day]]:
    """Return the dates that a text gives with their places, in their order."""
    found: dict[tuple[int, int], Day] = {}
    taken = bytearray(len(text))
    for pattern in _DATES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found[start, end] = _day(text, match)
    return sorted(found.items())


def _day(text: str, match: re.Match[str]) -> Day:
    parts = match.groupdict()
    if parts.get("short"):
        century = text[match.start() - 5 : match.start() - 3]
        return (int(century + parts["short"]), None, None)
    month = int(parts["number"]) if parts.get("number") else None
    if parts.get("month"):
        month = next(n for n, name in enumerate(MONTHS, 1) if name[:3] == parts["month"][:3])
    year, day = parts.get("year"), parts.get("day")
    return (int(year) if year else None, month, int(day) if day else None)


def parts(written: str) -> Day | None:
    """Return the parts of a date as a literal writes it: 2024-04-09, 2024-04, 2024."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:Z|[+-]\d\d:\d\d)?", written)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    return (year, month, day)


def iso(day: Day) -> str | None:
    """Return a date as XML Schema writes it: 2024-04-09, 2024-04, 2024; None without a year."""
    year, month, number = day
    if year is None:
        return None
    if month is None:
        return f"{year:04}"
    return f"{year:04}-{month:02}" if number is None else f"{year:04}-{month:02}-{number:02}"


def known(day: Day) -> int:
    """Return how many parts of a date are said."""
    return sum(part is not None for part in day)


def gives(one: Day, other: Day) -> bool:
    """Tell whether a date is another one, said at least as precisely."""
    same = all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
    return same and known(one) >= known(other)


def spelt(day: Day) -> str:
    """Return a date in words: 9 April 2024."""
    year, month, number = day
    named = MONTHS[month - 1] if month and 1 <= month <= 12 else None
    return " ".join(str(part) for part in (number, named, year) if part)


def joined(found: list[Day]) -> Iterator[Day]:
    """Yield dates, each with the year before it where it has none."""
    year = None
    for one in found:
        year = one[0] or year
        yield (one[0] or year, one[1], one[2])
