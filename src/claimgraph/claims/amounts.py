"""Compares dates of events and figures of quantities with the words of the passages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from claimgraph.claims import figures, text_dates
from claimgraph.claims.model import CG
from claimgraph.claims.text_rules import finding
from claimgraph.graph.terms import n_triples

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from rdflib.term import Node

    from claimgraph.claims.figures import Figure
    from claimgraph.claims.model import Claim, Event, Quantity, Term
    from claimgraph.claims.text_dates import Day
    from claimgraph.claims.words import Words
    from claimgraph.findings import Finding

DOWN = re.compile(
    r"\b(?:fall\w*|fell|cuts?|cutting|drop\w*|declin\w*|reduc\w*|below|lower\w*|less|fewer|"
    r"decreas\w*|shr[aiu]nk\w*|los[est]\w*|down|halv\w*|slash\w*|slump\w*|plunge\w*)\b",
    re.IGNORECASE,
)
UP = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|gr[eo]w\w*|increas\w*|higher|above|up|gain\w*|add(?:s|ed)?|"
    r"expan\w*|doubl\w*|tripl\w*|soar\w*|jump\w*|climb\w*|rais\w*)\b",
    re.IGNORECASE,
)
_UNCOMPARED = frozenset({"exactly", "up-by", "down-by", "from-to", "between", "several"})
_SPOKEN = {
    "at-least": "at least",
    "at-most": "at most",
    "more-than": "more than",
    "less-than": "less than",
    "about": "about",
}


def disagreements(claims: Iterable[Claim], words: Words) -> Iterator[Finding]:
    """Yield the dates and figures of claims that are not those of their passages."""
    events: dict[Node, tuple[Event, list[Claim]]] = {}
    quantities: dict[Node, tuple[Quantity, list[Claim]]] = {}
    for claim in claims:
        for event in claim.events:
            events.setdefault(event.iri, (event, []))[1].append(claim)
        for quantity in claim.quantities:
            quantities.setdefault(quantity.iri, (quantity, []))[1].append(claim)
    for event, telling in events.values():
        yield from _event(event, telling, words)
    for quantity, telling in quantities.values():
        yield from _quantity(quantity, telling, words)


def _event(event: Event, claims: Sequence[Claim], words: Words) -> Iterator[Finding]:
    if event.computed or not all(words.proven(claim.passages) for claim in claims):
        return
    said = list(
        text_dates.joined(text_dates.dates(words.of(p for c in claims for p in c.passages)))
    )
    for written in filter(None, (event.start, event.end)):
        day = text_dates.parts(written)
        if day is None or any(text_dates.gives(one, day) for one in said):
            continue
        rivals = [one for one in said if _rival(one, day)]
        if rivals:
            message = f"is dated {text_dates.spelt(day)}, where the passage says "
            message += _either(map(text_dates.spelt, rivals))
        elif not any(text_dates.gives(one, day) for one in words.dates):
            message = f"is dated {text_dates.spelt(day)}, which the article’s text does not give"
        else:
            continue
        subject = f"Event ‘{event.label}’"
        paths = (CG.date, CG.start, CG.end)
        yield finding("text-date", subject, event.iri, message, *paths, value=written)


def _rival(one: Day, day: Day) -> bool:
    """Tell whether a date that is said is as precise as another one, and differs in one part."""
    if text_dates.known(one) < text_dates.known(day):
        return False
    if text_dates.known(day) == 1:
        return text_dates.known(one) == 1
    return sum(a != b for a, b in zip(one, day, strict=True) if b is not None) == 1


def _quantity(quantity: Quantity, claims: Sequence[Claim], words: Words) -> Iterator[Finding]:
    how = _local(quantity.comparator)
    proven = all(words.proven(claim.passages) for claim in claims)
    if quantity.computed or not proven:
        return
    said = words.of(passage for claim in claims for passage in claim.passages)
    if how == "several":
        yield from _several(quantity, said)
        return
    read_figures = figures.figures(said)
    subject = f"Quantity ‘{quantity.label}’"
    hits: list[Figure] = []
    for path, written in ((CG.value, quantity.value), (CG.valueTo, quantity.value_to)):
        value = figures.number(written)
        if value is None:
            continue
        possible = (*read_figures, *figures.nothing(said)) if value == 0 else read_figures
        unit = _local(quantity.unit)
        equal = [read for one in possible if (read := _read_as(one, value, unit)).readings]
        if not equal:
            nearest = _nearest(value, unit, read_figures)
            message = f"is {written}, which no passage of its claims says"
            hint = f"The passage says “{nearest.written}”." if nearest else ""
            yield finding(
                "text-figure", subject, quantity.iri, message, path, value=written, hint=hint
            )
            return
        hits = hits or equal
    if not hits:
        return
    yield from _unit(quantity, subject, hits)
    yield from _comparator(quantity, how, subject, hits, said)


def _several(quantity: Quantity, said: str) -> Iterator[Finding]:
    several, value = figures.several(said), figures.number(quantity.value)
    if several and value is not None and value not in several:
        subject = f"Quantity ‘{quantity.label}’"
        message = f"is several times {quantity.value}, which no passage of its claims says"
        hint = f"The passage says “{_either(several.values())}”."
        yield finding(
            "text-figure", subject, quantity.iri, message, CG.value, value=quantity.value, hint=hint
        )


def _read_as(figure: Figure, value: Decimal, unit: str) -> Figure:
    """Return a figure with those of its readings that are a value in a unit.

    “Two decades” are 2 of something, but not 2 years: in the unit that a figure is first read in
    it has the value of that reading.
    """
    first = figure.readings[0].units
    readings = (
        one
        for one in figure.readings
        if _is(one.value, value) and (unit in one.units or unit not in first)
    )
    return replace(figure, readings=tuple(readings))


def _is(read: Decimal, value: Decimal) -> bool:
    """Tell whether a figure is a value; a third, which has no end in decimals, roughly."""
    return value == read or (read != round(read, 6) and abs(read - value) * 250 <= read)


def _nearest(value: Decimal, unit: str, read_figures: Sequence[Figure]) -> Figure | None:
    """Return the figure nearest to a value, of its unit if there is one."""
    alike = [one for one in read_figures if unit in one.units] or read_figures
    return min(alike, key=lambda one: min(abs(v - value) for v in one.values), default=None)


def _unit(quantity: Quantity, subject: str, hits: Sequence[Figure]) -> Iterator[Finding]:
    unit = _local(quantity.unit)
    known = unit in figures.UNITS or unit in ("NUM", "UNITLESS")
    if (
        not known
        or quantity.unit is None
        or any(not read.units or unit in read.units for one in hits for read in one.readings)
    ):
        return
    named = sorted({one.units[0] for one in hits})
    message = f"is in unit:{unit}, where the passage speaks of unit:{_either(named)}"
    yield finding(
        "text-unit", subject, quantity.iri, message, CG.unit, value=n_triples(quantity.unit.iri)
    )


def _comparator(
    quantity: Quantity, how: str, subject: str, hits: Sequence[Figure], said: str
) -> Iterator[Finding]:
    unit = _local(quantity.unit)
    hits = [one for one in hits if unit in one.units] or hits
    said_so = {one for hit in hits for one in hit.compared}
    allowed = said_so | _UNCOMPARED if "" in said_so else said_so
    at = n_triples(quantity.comparator.iri) if quantity.comparator else None
    # A change by “more than” has the comparator of a change.
    if at and how not in allowed and how in ("exactly", *_SPOKEN):
        right = _either(sorted(_SPOKEN[one] for one in said_so if one)) or "just the figure"
        message = f"is compared as {how}, where the passage says {right}"
        yield finding("text-comparator", subject, quantity.iri, message, CG.comparator, value=at)
        return
    turned = (how == "up-by" and DOWN.search(said) and not UP.search(said)) or (
        how == "down-by" and UP.search(said) and not DOWN.search(said)
    )
    if at and turned:
        message = f"goes {how[:-3]}, where the passage says that it went the other way"
        yield finding("text-comparator", subject, quantity.iri, message, CG.comparator, value=at)
    if how == "from-to" and _turned_round(quantity, said):
        message = "goes from one figure to another, where the passage goes the other way"
        yield finding(
            "text-comparator", subject, quantity.iri, message, CG.value, value=quantity.value
        )


def _turned_round(quantity: Quantity, said: str) -> bool:
    """Tell whether “from” stands before the second figure of a change and not before the first."""
    begins = set()
    for one in figures.figures(said):
        before = re.split(r"\b(from|to)\b", said[: one.start].lower())[-2:]
        if len(before) == 2 and before[0] == "from":
            begins |= {*one.values}
    first, second = figures.number(quantity.value), figures.number(quantity.value_to)
    return second in begins and first not in begins


def _local(term: Term | None) -> str:
    return str(term.iri).rpartition("/")[2] if term else ""


def _either(words: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(words))
