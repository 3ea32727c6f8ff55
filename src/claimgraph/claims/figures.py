"""Reads figures from English text: “up to 1.4 billion euros”."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from claimgraph.claims import number_words
from claimgraph.claims.number_words import NUMBERS, PARTS, PERCENT, RATIO, SCALES, Units

UNITS = frozenset(unit for units in number_words.UNITS.values() for unit in units)


def unit(word: str) -> str | None:
    """Return the local name of the QUDT unit that a word, an abbreviation or a sign stands for."""
    named = number_words.UNITS.items()
    return next((units[0] for words, units in named if re.fullmatch(words, word, re.I)), None)


_UNIT = "|".join(f"(?P<u{place}>{words})" for place, words in enumerate(number_words.UNITS))
_MORE = r"(?:(?:more|further|full|whole|long|consecutive|U\.S\.|US) )?"
_BEHIND = re.compile(rf"[\s-]?{_MORE}(?:{_UNIT})(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:{_UNIT})\s?\Z", re.IGNORECASE)

_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
# A score is also what a game ends with.
_MULTIPLE = "|".join(number_words.MULTIPLES).replace("score", r"score(?= years?\b| of (?!\d))")
_WHOLE = rf"(?:{_SCALE}|{_MULTIPLE}|{'|'.join(number_words.UNITS)})(?!\w)"
_PART = "|".join(PARTS)
# “Half”, “a third”, “two thirds”, “half a million”; not “the tenth” nor “a third-party seller”.
_SHARE = (
    r"(?:(?:(?:(?P<an>an?|one|1)[ -])?(?P<part>half|third|quarter)"
    rf"|(?:an?|one|1)[ -](?P<nth>{_PART}))"
    rf"\b(?!-(?!{_WHOLE}))|(?P<count>{_NUMBER}|\d+)[ -](?P<nths>{_PART})s\b)"
    rf"(?P<whole>(?: of)? (?:an?|one)(?=[ -]{_WHOLE}))?"
)
_REST = r"[ -]and[ -](?:an?|one|three)[ -](?:half|third|quarter)s?\b"
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<share>{_SHARE})"
    r"|(?:(?P<digits>\d{1,3}(?:[,\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<words>(?:{_NUMBER}|an?)(?:-(?:{_NUMBER}))?)\b)(?P<rest>{_REST})?"
    rf"|(?P<alone>{'|'.join(sorted(number_words.ALONE, key=len, reverse=True))})\b"
    rf"|(?=(?:{_MULTIPLE})\b))"
    rf"(?P<scales>(?:(?:(?<=\d)|[ -])(?:{_SCALE})\b)*)"
    rf"(?:(?:[ -]{_MORE}|(?<!\w))(?P<multiple>{_MULTIPLE})\b)?",
    re.IGNORECASE,
)
_BEHIND_REST = re.compile(_REST, re.IGNORECASE)
# “A” is a figure only before what is counted: a month, a hundred.
_A_UNIT = re.compile(r"[ -](?:year|month|week|day|hour|minute|second)\b", re.IGNORECASE)
# Other words can say something else where nothing compares them: “the double bed”, “once”.
_SURE_ALONE = re.compile(r"\w+(?:[lv]ed|fold)|decade|fortnight", re.IGNORECASE)
_TO = re.compile(r"\s*(?:and|to|or|–|-|—)\s*(?:an? |the )?(?:cut of |one of )?\Z")

# What words before a figure make of it, and behind it; the first that fits counts.
_COMPARED_BEFORE = (
    (r"at (?:the very )?least|(?:no|not) (?:less|fewer) than|minimum(?: of)?", ("at-least",)),
    (r"at (?:the )?most|(?:no|not) more than|up to|maximum(?: of)?|within", ("at-most",)),
    (
        r"(?:hardly|barely|scarcely|little|not much) (?:more than|above|over)",
        ("about", "more-than", "at-most"),
    ),
    (r"barely|hardly|scarcely|only just", ("about", "less-than", "at-most")),
    (
        r"nearly|almost|close to|not quite|(?:just|slightly|a little|a bit|little) "
        r"(?:under|below|short of|less than|fewer than)",
        ("less-than", "about"),
    ),
    (r"some|about|around|roughly|approximately|circa|c\.|estimated|near", ("about",)),
    (
        r"(?:more|greater|larger|higher|longer) than|above|exceed\w*|in excess of|upwards? of|"
        r"beyond|well over|just over",
        ("more-than",),
    ),
    (r"over", ("more-than", "")),
    (r"(?:less|fewer|lower|smaller|shorter) than|under|below|short of", ("less-than",)),
)
_COMPARED_BEHIND = (
    (r"or more|and more|or above|at (?:the very )?least|upwards?", ("at-least",)),
    (r"or less|or fewer|or under|at (?:the )?most", ("at-most",)),
    (r"or so", ("about",)),
)
_COMPARED = tuple(
    (re.compile(rf"\b(?:{words})\s(?:an? |the |just )?\Z", re.I), meant)
    for words, meant in _COMPARED_BEFORE
)
_COMPARED_AFTER = tuple(
    (re.compile(rf"(?: [\w%]+)?,? (?:{words})\b", re.I), meant) for words, meant in _COMPARED_BEHIND
)


class Reading(NamedTuple):
    """What a figure may amount to, and the units that this may be in: local names in QUDT.

    Without units the text does not name a unit, and any unit fits.
    """

    value: Decimal
    units: Units = ()


@dataclass(frozen=True)
class Figure:
    """A figure in a text: where it stands, what it may amount to, compared how.

    The first of the `readings` is the likeliest: “two decades” are 20 years, or 2 of something.
    `compared` are local names of comparators, the likeliest first, an empty text if nothing
    compares it. `sure` tells that its words say how much, whatever stands around them.
    """

    start: int
    end: int
    readings: tuple[Reading, ...]
    compared: tuple[str, ...]
    written: str
    sure: bool = True

    @property
    def values(self) -> frozenset[Decimal]:
        """All that it may amount to."""
        return frozenset(one.value for one in self.readings)

    @property
    def units(self) -> Units:
        """The units that are named or meant, of all readings."""
        return tuple(dict.fromkeys(unit for one in self.readings for unit in one.units))


def figures(text: str) -> list[Figure]:
    """Return the figures of a text in their order; years and days of dates are among them."""
    read_figures: list[Figure] = []
    for match in _FIGURE.finditer(text):
        figure = _figure(text, match)
        if figure is None:
            continue
        # “25 to 40 percent”, “15 to 20 billion”: what stands behind the second is the first's, too.
        # “Two or three dozen” as well.
        number = match["digits"] or match["words"]
        last = read_figures[-1] if read_figures else None
        if last and number and not last.units and len(last.readings) == 1:
            units = _named(text, match)
            if (units or match["multiple"]) and _TO.match(text[last.end : figure.start]):
                value = last.readings[0].value
                readings = _readings(value, match, units)
                if not match["multiple"]:
                    readings.append(Reading(value, units))
                read_figures[-1] = replace(last, readings=tuple(dict.fromkeys(readings)))
        read_figures.append(figure)
    return read_figures


def _figure(text: str, match: re.Match[str]) -> Figure | None:
    start, end = match.span()
    units = _named(text, match)
    sure = True
    if match["share"]:
        readings, sure = _shares(text, match)
    elif match["alone"]:
        readings = [Reading(*one) for one in number_words.ALONE[match["alone"].lower()]]
    else:
        value = _number(text, match)
        readings = [] if value is None else _readings(value, match, units)
    if not readings:
        return None
    if not (match["share"] or match["digits"] or match["words"]):
        sure = _SURE_ALONE.fullmatch(match[0]) is not None
    return Figure(start, end, tuple(readings), _compared(text, start, end), match[0], sure)


def _number(text: str, match: re.Match[str]) -> Decimal | None:
    """Return the number before scales and multiples; None if the match is not a figure."""
    end = match.end()
    value = Decimal(1)
    if match["digits"]:
        if re.match(r"[A-Za-z]", text[end : end + 1]) and not _BEHIND.match(text, end):
            return None
        if re.match(r"(?:-[A-Za-z]*\d)|(?:\.\d)", text[end:]):
            return None
        value = Decimal(re.sub("[,\u202f]", "", match["digits"]))
    elif match["words"]:
        first, _, second = match["words"].lower().partition("-")
        if first not in ("a", "an"):
            value = Decimal(NUMBERS[first] + NUMBERS.get(second, 0))
        elif second or not (match["scales"] or match["multiple"] or _A_UNIT.match(text, end)):
            return None
    behind = _BEHIND.match(text, end)
    # “Two and a half years”, “a year and a half”.
    rest = match["rest"] or (behind and (_BEHIND_REST.match(text, behind.end()) or [""])[0])
    if rest:
        part = next(part for part in ("half", "third", "quarter") if part in rest.lower())
        value += Decimal(3 if "three" in rest.lower() else 1) / PARTS[part]
    return value


def _readings(value: Decimal, match: re.Match[str], units: Units) -> list[Reading]:
    """Return what a number amounts to with the scales, multiples and units that are its own."""
    value *= _scale(match["scales"])
    word = match["multiple"]
    if not word:
        return [Reading(value, units)]
    multiples = next(
        factors
        for words, factors in number_words.MULTIPLES.items()
        if re.fullmatch(words, word, re.IGNORECASE)
    )
    return [*(Reading(value * times, own or units) for times, own in multiples), Reading(value)]


def _shares(text: str, match: re.Match[str]) -> tuple[list[Reading], bool]:
    """Return what a part of a whole amounts to, and whether it is one for sure."""
    part = (match["part"] or match["nth"] or match["nths"]).lower()
    written = match["count"] or "one"
    count = Decimal(NUMBERS.get(written.lower()) or written)
    share = count / PARTS[part]
    units = _units(_BEHIND.match(text, match.end()))
    if units or match["scales"] or match["multiple"]:
        # “A third year” is one after a second.
        ordinal = not (match["whole"] or match["nths"] or part in ("half", "quarter"))
        return ([] if ordinal else _readings(share, match, units)[:2]), True
    readings = [Reading(share * 100, PERCENT), Reading(share, RATIO)]
    if part in ("half", "quarter"):
        readings += [Reading(1 / share, RATIO)] if count == 1 else [Reading(count)]
    if match["nths"]:
        return readings, part != "quarter"
    of_something = re.match(r" (?:of|the|its|their|his|her|all)\b", text[match.end() :])
    return readings, bool(of_something and (match["an"] or match["nth"] or part == "half"))


def _named(text: str, match: re.Match[str]) -> Units:
    """Return the units that stand behind a figure, or before it."""
    behind = _units(_BEHIND.match(text, match.end()))
    return behind or _units(_BEFORE.search(_near(text, match.start())))


def _near(text: str, place: int) -> str:
    """Return what stands before a place, as far as it can tell of a figure there."""
    return text[max(0, place - 60) : place]


def _scale(words: str) -> Decimal:
    power = sum(SCALES[word] for word in re.findall("[a-z]+", words.lower()))
    return Decimal(10) ** power


def _units(match: re.Match[str] | None) -> Units:
    if match is None:
        return ()
    place = next(int(name[1:]) for name, value in match.groupdict().items() if value)
    return list(number_words.UNITS.values())[place]


def _compared(text: str, start: int, end: int) -> tuple[str, ...]:
    before = re.sub(r"(?:US\$|[$€£¥])\Z", "", _near(text, start))
    for pattern, meant in _COMPARED:
        if pattern.search(before[-40:]):
            return meant
    behind = _BEHIND.match(text, end)
    after = text[behind.end() if behind else end :][:40]
    for pattern, meant in _COMPARED_AFTER:
        if pattern.match(after):
            return meant
    return ("",)


_NONE = re.compile(
    r"\b(?:not (?:even )?(?:a single|one)|without a single|none|nobody|no one|nil|"
    r"no(?: [\w’'-]+){1,6} at all)\b",
    re.IGNORECASE,
)


def nothing(text: str) -> list[Figure]:
    """Return the words that say that there is nothing (“not a single one”), as figures of zero."""
    zero = (Reading(Decimal(0)),)
    return [Figure(*one.span(), zero, ("",), one[0]) for one in _NONE.finditer(text)]


_SEVERAL = {"tens": 1, "dozens": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9}
_MANY = re.compile(rf"\b({'|'.join(_SEVERAL)})(?: of ({'|'.join(_SEVERAL)}))?\b", re.IGNORECASE)


def several(text: str) -> dict[Decimal, str]:
    """Return the numbers of which a text gives several (“dozens”: 12), with its words.

    “Hundreds of thousands” is several times 100,000.
    """
    words_of = {}
    for match in _MANY.finditer(text):
        power = sum(_SEVERAL[word.lower()] for word in match.groups() if word)
        words_of[
            Decimal(12 if match[1].lower() == "dozens" else 10) * Decimal(10) ** (power - 1)
        ] = match[0]
    return words_of


def number(written: str | None) -> Decimal | None:
    """Return a number as written in a literal, None for anything else."""
    try:
        value = Decimal(written or "")
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
