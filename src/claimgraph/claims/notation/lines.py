"""The compact lines of the notation, taken apart and put together again; they know no graph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from claimgraph.claims import figures
from claimgraph.claims.notation.nodes import UnclearError

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.claims.notation.nodes import Scalar

# ── Words … words ────────────────────────────────────────────────────────────────────────────────

ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)\s*")


def stretch(words: str) -> tuple[str, str]:
    """Return the first and the last words of `first … last`; the same twice without an ellipsis."""
    parts = ELLIPSIS.split(words.strip(), maxsplit=1)
    if len(parts) == 1 or not parts[0] or not parts[1]:
        return words, words
    return parts[0], parts[1]


# ── Certainty, with its marker words ─────────────────────────────────────────────────────────────

_HEDGE = re.compile(r'\s*,\s*"(?P<words>[^"]*)"\s*|\s*,\s*“(?P<curly>[^”]*)”\s*')


def certainty(line: Scalar) -> tuple[Scalar, list[Scalar]]:
    """Return the certainty and the marker words of `reported, "reportedly"`."""
    text = line.text
    first = re.match(r"[^,]*", text)
    at = first.end() if first else 0
    hedges = []
    while at < len(text):
        match = _HEDGE.match(text, at)
        if not match:
            rest = text[at:].strip(" ,")
            raise UnclearError(
                f"‘{rest}’ is not marker words: write a comma and the words in quotes"
            )
        group = "words" if match["words"] is not None else "curly"
        hedges.append(line.part(*match.span(group)))
        at = match.end()
    return line.part(0, first.end() if first else 0), hedges


# ── Actor as role ────────────────────────────────────────────────────────────────────────────────

_AS = re.compile(r"\s+as\s+")


def participation(line: Scalar) -> tuple[Scalar, Scalar]:
    """Return the actor and the role of `Bay Yard as supplier`."""
    places = list(_AS.finditer(line.text))
    if not places:
        raise UnclearError(f"‘{line.text}’ lacks a role: write {line.text} as ROLE")
    return line.part(0, places[-1].start()), line.part(places[-1].end(), len(line.text))


# ── Subject relation object ──────────────────────────────────────────────────────────────────────

_MODALITY = re.compile(r"\s*\((?P<modality>[^()]*)\)\s*\Z")
_TO = re.compile(r"\s+to\s+")


@dataclass(frozen=True)
class Statement:
    """The parts of `SUBJECT [not] RELATION OBJECT [to RECIPIENT] [(MODALITY)]`."""

    subject: Scalar
    relation: Scalar
    object: Scalar
    denied: bool = False
    recipient: Scalar | None = None
    modality: Scalar | None = None


def statement(line: Scalar, is_relation: Callable[[str], bool]) -> Statement:
    """Take a statement apart at its relation."""
    text = line.text
    end = len(text)
    modality = None
    if match := _MODALITY.search(text):
        modality, end = line.part(*match.span("modality")), match.start()
    words = list(re.finditer(r"\S+", text[:end]))
    at = next(
        (n for n in range(1, len(words) - 1) if is_relation(words[n][0])),
        None,
    )
    if at is None:
        raise UnclearError(
            f"‘{text}’ has no relation between two names: write it as in "
            "‘town funds bridge’; ‘claimgraph terms relation’ lists the relations"
        )
    relation = words[at]
    denied = at > 1 and words[at - 1][0] == "not"
    recipient = None
    if match := _TO.search(text, relation.end(), end):
        recipient, end = line.part(match.end(), end), match.start()
    before = words[at - 1].start() if denied else relation.start()
    return Statement(
        line.part(0, before),
        line.part(*relation.span()),
        line.part(relation.end(), end),
        denied,
        recipient,
        modality,
    )


# ── Kind from source ─────────────────────────────────────────────────────────────────────────────

_FROM = re.compile(r"\s+from\s+")


def evidence(line: Scalar) -> tuple[Scalar, Scalar] | None:
    """Return the kind and the source of `testimonial from letter`; None without `from`."""
    match = _FROM.search(line.text)
    if not match:
        return None
    return line.part(0, match.start()), line.part(match.end(), len(line.text))


# ── Actor act in source, via … ───────────────────────────────────────────────────────────────────

_VIA = re.compile(r"\s+via\s+")
_ACT = re.compile(
    r"\s+(?P<act>asserts|reports|believes?|den(?:ies|y))\b(?:\s+in\s+(?P<source>.+))?"
)
ACTS = {"believe": "believes", "deny": "denies"}


@dataclass(frozen=True)
class Saying:
    """One link of a chain: who says it, how, and where."""

    actor: Scalar
    act: Scalar
    source: Scalar | None


def sayings(line: Scalar) -> list[Saying] | None:
    """Return the chain of `Council denies in letter via Gazette reports`; None if it is a name."""
    begin = 0
    links: list[Saying] = []
    for end in [*(m.span() for m in _VIA.finditer(line.text)), (len(line.text),) * 2]:
        link = line.text[begin : end[0]]
        match = _ACT.search(link)
        if not match:
            if not links and end[0] == len(line.text):
                return None
            raise UnclearError(
                f"‘{link.strip()}’ does not say how: write ACTOR asserts, reports, believes or "
                "denies, and where: in SOURCE"
            )
        source = line.part(begin + match.start("source"), end[0]) if match["source"] else None
        links.append(
            Saying(
                line.part(begin, begin + match.start()),
                line.part(begin + match.start("act"), begin + match.end("act")),
                source,
            )
        )
        begin = end[1]
    return links


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────

SIGNS = {
    ">=": "at-least", "<=": "at-most", ">": "more-than", "<": "less-than", "~": "about",
    "=": "exactly",
}  # fmt: skip
_WORDS = {
    "at least": "at-least", "at most": "at-most", "more than": "more-than",
    "less than": "less-than", "about": "about", "exactly": "exactly", "up by": "up-by",
    "down by": "down-by", "several": "several", "between": "between", "from": "from-to",
}  # fmt: skip
_NUMBER = (
    r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d+)?(?:[eE][+-]?\d+)?"
    r"(?:\s*(?:thousand|million|billion|trillion))?"
)
_FIGURE = re.compile(
    rf"\s*(?P<sign>>=|<=|[><~=]|(?:{'|'.join(_WORDS)})\b)?\s*"
    rf"(?P<value>{_NUMBER})(?:(?P<to>\s*\.\.\s*|\s*->\s*|\s+(?:and|to)\s+)(?P<end>{_NUMBER}))?"
    r"\s*(?P<unit>[^\s,]+)?\s*(?:,(?!\d)\s*(?P<measures>.*\S))?\s*",
    re.DOTALL,
)
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
# How units are written that have a word people use; currencies have their three letters (ISO 4217).
UNIT_WORDS = {
    "NUM": "", "UNITLESS": "times", "PERCENT": "%", "YR": "years", "MO": "months", "WK": "weeks",
    "DAY": "days", "HR": "hours", "MIN": "minutes", "SEC": "seconds",
}  # fmt: skip
_CURRENCY = "CCY_"


@dataclass(frozen=True)
class Amount:
    """A figure: how it is to be read, its value (and the second of a range), unit and measure.

    Values are lexical forms of xsd:integer or xsd:decimal; the unit is a local name of QUDT's, or
    a name with a prefix.
    """

    comparator: str
    value: str
    end: str | None
    unit: str
    measures: Scalar | None = None
    places: tuple[Scalar, ...] = ()


def amount(line: Scalar) -> Amount | None:
    """Read `>7.3e6 EUR, grants received`; None for what does not begin as a figure."""
    match = _FIGURE.fullmatch(line.text)
    if not match:
        return None
    sign = match["sign"] or ""
    comparator = SIGNS.get(sign) or _WORDS.get(sign) or "exactly"
    value, end = _number(match["value"]), _number(match["end"])
    if end is not None and comparator == "exactly":
        comparator = "from-to" if "->" in match["to"] else "between"
    measures = line.part(*match.span("measures")) if match["measures"] else None
    places = tuple(
        line.part(*match.span(part)) if match[part] else line.part(*match.span("value"))
        for part in ("value", "end", "unit", "sign")
    )
    return Amount(comparator, value or "", end, _unit(match["unit"] or ""), measures, places)


def _number(written: str | None) -> str | None:
    """Return a number in the lexical form of xsd:integer, or of xsd:decimal as it is written."""
    if written is None:
        return None
    digits, _, scale = written.strip().replace("_", "").replace(",", "").partition(" ")
    scale = scale.strip()
    for word in _SCALES:
        if not scale and digits.endswith(word):
            digits, scale = digits.removesuffix(word), word
    if not scale and "e" not in digits.lower():
        return digits
    try:
        value = Decimal(digits).scaleb(_SCALES.get(scale, 0))
    except InvalidOperation:
        raise UnclearError(f"‘{written}’ is not a number: write one such as 7.3e6") from None
    if abs(value.adjusted()) > 400:
        raise UnclearError(f"‘{written}’ is too large or too small a number: check the exponent")
    return str(int(value)) if value == value.to_integral_value() else f"{value:f}"


def _unit(word: str) -> str:
    if ":" in word or word.startswith("<"):
        return word
    for unit, name in UNIT_WORDS.items():
        if word == name:
            return unit
    if known := figures.unit(word):
        return known
    if word.isalpha() and word.islower():
        raise UnclearError(
            f"‘{word}’ is not a unit: leave it out for a count, or write one such as %, years, "
            "EUR, or QUDT’s name, as KiloM"
        )
    return f"{_CURRENCY}{word}" if re.fullmatch("[A-Z]{3}", word) else word


def comparators(how: str) -> list[str]:
    """Return the words and signs that a figure may have for a comparator."""
    joints = {"between": ["1..3"], "from-to": ["1 -> 3"]}
    ways = (*_WORDS.items(), *SIGNS.items())
    return [said for said, one in ways if one == how] + joints.get(how, [])


def written(made: Amount) -> str | None:
    """Return the line that reads as an amount without what it measures; None if none does."""
    unit = made.unit
    word = UNIT_WORDS.get(unit)
    if word is None:
        word = unit.removeprefix(_CURRENCY) if unit.startswith(_CURRENCY) else unit
    signs = {how: sign for sign, how in SIGNS.items()}
    words = {how: f"{said} " for said, how in _WORDS.items()}
    sign = signs.get(made.comparator) or words.get(made.comparator)
    if sign is None:
        return None
    joint = ""
    if made.end is not None:
        sign, joint = "", ".." if made.comparator == "between" else " -> "
    sign = "" if made.comparator == "exactly" else sign
    end = made.end or ""
    return f"{sign}{made.value}{joint}{end}" + (f" {word}" if word and word != "%" else word)


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────

DATE = r"-?\d{4,}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?)?)?(?:Z|[+-]\d\d:\d\d)?"
_PERIOD = re.compile(rf"\s*(?P<start>{DATE})?(?:(?P<to>\s*\.\.\s*)(?P<end>{DATE})?)?\s*")


def datatype(date: str) -> str | None:
    """Return the local name of the XSD datatype of a date, by its precision."""
    if not re.fullmatch(DATE, date):
        return None
    if "T" in date:
        return "dateTime"
    parts = re.sub(r"(?:Z|[+-]\d\d:\d\d)\Z", "", date.lstrip("-")).count("-")
    return ("gYear", "gYearMonth", "date")[parts]


def period(line: Scalar) -> tuple[Scalar | None, Scalar | None, bool] | None:
    """Return start and end of `2021..2022`, and whether it is a period; None if it is neither."""
    match = _PERIOD.fullmatch(line.text)
    if not match or not (match["start"] or match["end"]):
        return None
    start = line.part(*match.span("start")) if match["start"] else None
    end = line.part(*match.span("end")) if match["end"] else None
    return start, end, match["to"] is not None
