"""Dates as long as they are vague: a day, a month, a year, or from one of these to another."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

_DATE = re.compile(r"(-?\d{4,})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*|Z|[+-]\d\d:\d\d)?")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Date:
    """A date with the first and the last moment it can mean, as fractions of years.

    `precision` is "day", "month" or "year"; `shown` is how it is written out.
    """

    first: float
    last: float
    precision: str
    shown: str


@dataclass(frozen=True)
class Period:
    """When something was: at a date, or from one date to another."""

    start: Date
    end: Date | None = None

    @property
    def first(self) -> float:
        """The first moment that it can have begun."""
        return self.start.first

    @property
    def last(self) -> float:
        """The last moment that it can have ended."""
        return (self.end or self.start).last

    @property
    def shown(self) -> str:
        """The period written out."""
        return f"{self.start.shown} – {self.end.shown}" if self.end else self.start.shown


def date(written: str) -> Date | None:
    """Read an xsd:date, xsd:dateTime, xsd:gYearMonth or xsd:gYear; None for anything else."""
    match = _DATE.fullmatch(written.strip())
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None  # the pattern wants one
    if month is not None and not 1 <= month <= 12:
        return None
    if month and day is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    if month and day:
        length = 366 if calendar.isleap(year) else 365
        before = sum(calendar.monthrange(year, one)[1] for one in range(1, month)) + day - 1
        first = year + before / length
        return Date(first, first + 1 / length, "day", f"{day} {MONTHS[month - 1]} {year}")
    if month:
        first = year + (month - 1) / 12
        return Date(first, first + 1 / 12, "month", f"{MONTHS[month - 1]} {year}")
    return Date(year, year + 1, "year", str(year))
