"""An answer as Python has it: a table in a notebook, a frame of pandas or polars."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from rdflib import BNode, Literal

from claimgraph import display
from claimgraph.errors import UsageError
from claimgraph.graph import stores
from claimgraph.questions.answers import shown

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from rdflib.term import Node

# So many rows are shown in a notebook.
_SHOWN = 50
# What polars holds as it is: whole numbers, those that a float has too, digits of a decimal.
_MOST, _EXACT, _DIGITS = 2**63, 2**53, 38

Value = str | bool | int | float | Decimal | datetime.date | datetime.datetime | None


@dataclass(frozen=True, repr=False)
class Answer(stores.Answer):
    """The answer to a question, with `labels` of the IRIs in it, or their short forms."""

    labels: Mapping[Node, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        if self.truth is not None:
            return f"<Answer: {str(self.truth).lower()}>"
        count = len(self.rows)
        return f"<Answer: {count} row{'s' if count != 1 else ''} of {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        """Return the first rows as a table of labels, for a notebook."""
        rows = (
            [shown(row.get(name), self.labels) for name in self.variables]
            for row in self.rows[:_SHOWN]
        )
        count = len(self.rows)
        below = f"{count} row{'s' if count != 1 else ''}"
        if count > _SHOWN:
            below += f", of which the first {_SHOWN} are shown"
        return display.table(self.variables, rows, below)

    def to_pandas(self, *, labels: bool = False) -> pd.DataFrame:
        """Return the answer as a frame of pandas, with a column for each variable.

        `labels` puts a label in the place of each IRI. Whole numbers are exact: a column that has
        some beyond 2^53 and gaps or floats is of the dtype object. Raises UsageError without
        pandas.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise UsageError("needs pandas: pip install 'claimgraph[pandas]'") from error
        columns = {
            name: pd.Series(values, dtype=object) if _would_be_rounded(values) else values
            for name, values in self._columns(labels=labels).items()
        }
        return pd.DataFrame(columns, columns=[*self.variables])

    def to_polars(self, *, labels: bool = False) -> pl.DataFrame:
        """Return the answer as a frame of polars, with a column for each variable.

        `labels` puts a label in the place of each IRI. A column whose values polars cannot hold in
        one type holds their texts. Raises UsageError without polars.
        """
        try:
            import polars as pl
        except ImportError as error:
            raise UsageError("needs polars: pip install 'claimgraph[polars]'") from error
        named = self.labels if labels else {}
        made = []
        for name, values in self._columns(labels=labels).items():
            if not _fits_one_type(values):
                terms = (row.get(name) for row in self.rows)
                values = [None if one is None else _text(one, named) for one in terms]
            made.append(pl.Series(name, values, strict=False))
        return pl.DataFrame(made)

    def _columns(self, *, labels: bool) -> dict[str, list[Value]]:
        named = self.labels if labels else {}
        return {
            name: [_native(row.get(name), named) for row in self.rows] for name in self.variables
        }


def _native(term: Node | None, labels: Mapping[Node, str]) -> Value:
    """Return a term as a value of Python: a text, unless its type is a number, truth or day.

    A month or a year stays a text, for a date of Python would say which day.
    """
    if term is None:
        return None
    if isinstance(term, Literal):
        value = term.value
        native = bool | int | float | Decimal | datetime.date
        if isinstance(value, native) and _is_whole(term):
            return value
    return _text(term, labels)


def _text(term: Node, labels: Mapping[Node, str]) -> str:
    """Return a term as a text: a literal's lexical form, an IRI or its label."""
    if isinstance(term, Literal):
        return str(term)
    return f"_:{term}" if isinstance(term, BNode) else labels.get(term, str(term))


def _is_whole(literal: Literal) -> bool:
    return not str(literal.datatype).rpartition("#")[2].startswith("g")


def _would_be_rounded(values: Iterable[Value]) -> bool:
    """Tell whether whole numbers stand beside what makes pandas take all of them for floats."""
    some = list(values)
    large = any(isinstance(one, int) and abs(one) > _EXACT for one in some)
    return large and any(one is None or isinstance(one, float) for one in some)


def _fits_one_type(values: Iterable[Value]) -> bool:
    """Tell whether values fit a column of polars that has one type, none of them changed by it."""
    some = [value for value in values if value is not None]
    kinds = {(type(one), getattr(one, "tzinfo", None) is None) for one in some}
    numbers = [one for one in some if isinstance(one, int)]
    if {kind for kind, _ in kinds} == {int, float}:
        return all(abs(one) <= _EXACT for one in numbers)
    decimals = [one.as_tuple() for one in some if isinstance(one, Decimal)]
    whole = places = 0
    for one in decimals:
        if not isinstance(one.exponent, int):
            return False
        whole = max(whole, len(one.digits) + one.exponent)
        places = max(places, -one.exponent)
    return (
        len(kinds) <= 1 and whole + places <= _DIGITS and all(-_MOST <= n < _MOST for n in numbers)
    )
