"""Reads from a sentence what a claim may need: certainty, dates, figures, actors, speakers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from claimgraph.claims import amounts, figures, hedging, text_dates
from claimgraph.claims.drafting.attributions import Attribution, attributions
from claimgraph.claims.drafting.lexicon import Connective, Lexicon, connectives
from claimgraph.claims.drafting.names import Name, Registry, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claimgraph.claims.figures import Figure
    from claimgraph.claims.hedging import Marker

# No sentence is longer; what stands beyond is not read.
_LONGEST = 4_000
_RANGE = re.compile(r"(?: per ?cent|%)?\s*(?:and|to|or|–|-|—)\s*(?:an? |the )?(?:\w+ of )?\Z")
_FROM = re.compile(r"\bfrom (?:an? |the |about )?(?:\w+ of )?[$€£¥]?\Z", re.IGNORECASE)
_BY = re.compile(r"\bby (?:an? )?[$€£¥]?\Z", re.IGNORECASE)
_BEHIND = re.compile(
    r"(?:-| )?(?:per ?cent|%)(?: points?)? (?P<word>below|lower|less|fewer|above|higher|more)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[\s-]*(?:times|fold|percent|per cent|%)", re.IGNORECASE)
_QUOTED = re.compile(r"[“«]\s?(?P<words>[^“”«»]+?)\s?[”»]|(?<!\w)\"(?P<straight>[^\"]+)\"")
# A figure behind these only numbers something: “No. 5”, “page 3”, “Article 4”.
_NUMBERED = re.compile(
    r"\b(?:no|nr|number|page|pp?|article|section|chapter|figure|table|note|version|part|step|"
    r"resolution|act)\.? \Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date as precisely as a sentence gives it: `value` as 2024-04-09, 2024-04 or 2024.

    `computed` where the year is not in the sentence but before it.
    """

    start: int
    end: int
    value: str
    words: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a sentence: `value` and `value_to` as digits, with unit and comparator.

    `units` are local names in QUDT, several where the words fit several, none where no unit is
    named; `comparator` a local name of the comparator scheme.
    """

    start: int
    end: int
    value: str
    comparator: str
    words: str
    units: tuple[str, ...] = ()
    value_to: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else between marks, of three and more, and where the words stand."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What was read from a sentence; places count from its beginning.

    `certainty` is a local name of the certainty scheme, with the `hedges` that mean it.
    """

    certainty: str = hedging.ASSERTED
    hedges: tuple[Marker, ...] = ()
    dates: tuple[Dated, ...] = ()
    amounts: tuple[Amount, ...] = ()
    actors: tuple[Name, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    connectives: tuple[Connective, ...] = ()
    quotations: tuple[Quotation, ...] = ()


def hints(sentence: str, registry: Registry, lexicon: Lexicon, year: int | None = None) -> Hints:
    """Read a sentence; `year` is the last one that the text gives before it."""
    sentence = sentence[:_LONGEST]
    spoken = attributions(sentence)
    held_back = [one.hedge for one in spoken if one.hedge]
    hedges = hedging.longest((*held_back, *hedging.markers(sentence)))
    certainty = hedging.certainty(hedges)
    if certainty == hedging.ASSERTED and sentence.rstrip("\"'”’»)*_ ").endswith("?"):
        certainty = hedging.RAISED
    actors = names(sentence, registry, lexicon)
    return Hints(
        certainty,
        hedges,
        tuple(_dates(sentence, year)),
        tuple(_amounts(sentence, actors)),
        actors,
        tuple(one for one in spoken if not one.own),
        connectives(sentence),
        tuple(
            Quotation(*match.span(match.lastgroup or 0), match[match.lastgroup or 0])
            for match in _QUOTED.finditer(sentence)
            if match[0].strip().count(" ") >= 2
        ),
    )


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────


def last_year(sentence: str) -> int | None:
    """Return the last year that a sentence gives."""
    years = [day[0] for day in text_dates.dates(sentence[:_LONGEST]) if day[0]]
    return years[-1] if years else None


def _dates(sentence: str, year: int | None) -> Iterator[Dated]:
    for (start, end), day in text_dates.dated(sentence):
        year = day[0] or year
        value = text_dates.iso((day[0] or year, *day[1:]))
        if value:
            yield Dated(start, end, value, sentence[start:end], computed=day[0] is None)


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────


def _amounts(sentence: str, actors: tuple[Name, ...]) -> Iterator[Amount]:
    undated = text_dates.undated(sentence)
    named = [(one.start, one.end) for one in actors]
    amounts = [
        one
        for one in figures.figures(undated)
        if _counts(undated, one)
        and not any(start <= one.start and one.end <= end for start, end in named)
    ]
    skipped = False
    for number, one in enumerate(amounts):
        if skipped:
            skipped = False
            continue
        after = amounts[number + 1] if number + 1 < len(amounts) else None
        until = after if after and _ranges(undated, one, after) else None
        skipped = until is not None
        yield _amount(undated, one, until)
    for value, words in figures.several(undated).items():
        start = undated.index(words)
        yield Amount(start, start + len(words), _digits(value), "several", words)


def _counts(sentence: str, figure: Figure) -> bool:
    """Tell whether a figure says how much, and does not just number or point at something."""
    if _NUMBERED.search(sentence[max(0, figure.start - 16) : figure.start]):
        return False
    if not figure.sure:
        by = _BY.search(sentence[max(0, figure.start - 20) : figure.start])
        return figure.compared != ("",) or by is not None
    if figure.units or figure.compared != ("",) or _COUNTED.match(sentence, figure.end):
        return True
    if not figure.written[0].isdigit():
        return " " in figure.written or "-" in figure.written
    before = re.search(r"([^\W\d_]\w*)[ -]\Z", sentence[: figure.start][-30:])
    # “Boeing 747”: the name of a thing.
    return not (before and before[1][0].isupper() and before.start() > 0)


def _ranges(sentence: str, first: Figure, second: Figure) -> bool:
    joined = _RANGE.match(sentence[first.end : second.start].replace("$", ""))
    return joined is not None and (first.units == second.units or not second.units)


def _amount(sentence: str, figure: Figure, until: Figure | None) -> Amount:
    comparator = _comparator(sentence, figure)
    value_to = None
    if until:
        turned = _FROM.search(sentence[max(0, figure.start - 20) : figure.start])
        comparator = "from-to" if turned else "between"
        value_to = _digits(until.readings[0].value)
    end = (until or figure).end
    return Amount(
        figure.start,
        end,
        _digits(figure.readings[0].value),
        comparator,
        sentence[figure.start : end],
        figure.readings[0].units,
        value_to,
    )


def _comparator(sentence: str, figure: Figure) -> str:
    return figure.compared[0] or _change(sentence, figure) or "exactly"


def _change(sentence: str, figure: Figure) -> str | None:
    """Return which way a figure changes: “rose by 5 percent”, “5 percent below”."""
    behind = _BEHIND.match(sentence, figure.end)
    before = sentence[max(0, figure.start - 40) : figure.start]
    said = behind["word"] if behind else before if _BY.search(before) else ""
    ways = [(one.start(), "down-by") for one in amounts.DOWN.finditer(said)]
    ways += [(one.start(), "up-by") for one in amounts.UP.finditer(said)]
    return max(ways)[1] if ways else None


def _digits(value: Decimal) -> str:
    """Return a value as digits; one that has no end, such as a third in percent, shortened."""
    endless = value > 1 and value != round(value, 6)
    return format(round(value, 1 if endless else 4).normalize(), "f")
