"""Reads dates from English text: “9 April 2024”, “in May”, “2021-22”; each as far as it is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.claims.dates import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    days: dict[tuple[int, int], Day] = {}
    taken = bytearray(len(text))
    for pattern in _DATES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                days[start, end] = _day(text, match)
    return sorted(days.items())


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
    """Tell whether two dates fit each other, and `one` is at least as precise as `other`."""
    same = all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))
    return same and known(one) >= known(other)


def spelt(day: Day) -> str:
    """Return a date in words: 9 April 2024."""
    year, month, number = day
    named = MONTHS[month - 1] if month and 1 <= month <= 12 else None
    return " ".join(str(part) for part in (number, named, year) if part)


def joined(days: list[Day]) -> Iterator[Day]:
    """Yield dates; one without a year gets that of the date before it."""
    year = None
    for one in days:
        year = one[0] or year
        yield (one[0] or year, one[1], one[2])
