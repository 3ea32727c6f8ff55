"""The short form of each key's values, by its form: the way back of `values`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.claims.notation import short_claims, short_figures, short_values

if TYPE_CHECKING:
    from claimgraph.claims.notation.layout import Written
    from claimgraph.claims.notation.short_values import Form
    from claimgraph.claims.notation.table import Key
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Subject


def _nothing(_writing: Writing, _subject: Subject, _key: Key) -> list[Written]:
    """Items under their key, and what is said of passages, are written by others."""
    return []


FORMS: dict[str, Form] = {
    **short_values.FORMS,
    **short_claims.FORMS,
    **short_figures.FORMS,
    **dict.fromkeys(("items", "words", "place", "at", "fragment"), _nothing),
}
