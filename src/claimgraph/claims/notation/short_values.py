"""Short forms of plain values and of names: each takes the facts that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.document import TYPE, typed
from claimgraph.claims.notation.layout import Written
from claimgraph.claims.notation.left import is_typed, lexical
from claimgraph.claims.notation.nodes import Scalar
from claimgraph.claims.notation.scalars import NONE, Plain
from claimgraph.claims.notation.values import is_iri
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.claims.notation.table import Key
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Subject, Term

    Form = Callable[["Writing", Subject, Key], list[Written]]
    One = Callable[["Writing", Subject, Key, Term], Written | None]


def each(form: One) -> Form:
    """Return the form of many values of that of one, which returns nothing if it has none."""

    def of_all(writing: Writing, subject: Subject, key: Key) -> list[Written]:
        found = []
        for value in writing.left.values(subject, key.property):
            written = form(writing, subject, key, value)
            if written is not None:
                writing.left.take(subject, key.property, value)
                found.append(written)
        return found

    return of_all


def as_scalar(words: str) -> Scalar:
    """Return words as a reader has them."""
    return Scalar(words, 0, len(words))


# ── Plain values ─────────────────────────────────────────────────────────────────────────────────


def _text(writing: Writing, subject: Subject, key: Key) -> list[Written]:
    return writing.left.texts(subject, key.property)


def _string(_writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    return lexical(value) if is_typed(value, "string") else None


def date_of(_writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    """Return a date as it is written; None for another value."""
    if not isinstance(value, ox.Literal):
        return None
    kind = lines.datatype(value.value)
    return Plain(value.value) if kind and is_typed(value, kind) else None


def _boolean(_writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    known = (typed("true", "boolean"), typed("false", "boolean"))
    return Plain(lexical(value)) if value in known else None


def _number(_writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    if not isinstance(value, ox.Literal) or not value.value.lstrip("-").isdecimal():
        return None
    return Plain(value.value) if is_typed(value, "integer") else None


def _iri(writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    if not isinstance(value, ox.NamedNode):
        return None
    short = writing.left.name(value, "?") or ""
    bare = short.startswith("<") and not is_iri(writing.left.names, value.value)
    return value.value if bare else Plain(short)


def concept_of(writing: Writing, _subject: Subject, key: Key, value: Term) -> Written | None:
    """Return how a concept is written; None for another value."""
    return writing.left.concept(value, key.of[0])


def _thesis(writing: Writing, subject: Subject, _key: Key) -> list[Written]:
    thesis = ox.NamedNode(CG + "Thesis")
    if not writing.left.holds(subject, TYPE, thesis):
        return []
    writing.left.take(subject, TYPE, thesis)
    return [Plain("true")]


def _explicit(writing: Writing, subject: Subject, key: Key) -> list[Written]:
    """What is reconstructed need not be said."""
    found = each(_boolean)(writing, subject, key)
    if found == ["false"]:
        return []
    return found or [NONE]


def name_of(writing: Writing, subject: Subject, key: Key, value: Term) -> Written | None:
    """Return how a thing is named, or the item itself where it is written in this place."""
    inline = writing.inline(subject, key, value)
    return inline or writing.left.name(value, table.item(key.of[0]).folder)


FORMS: dict[str, Form] = {
    "text": _text, "string": each(_string), "date": each(date_of), "boolean": each(_boolean),
    "number": each(_number), "iri": each(_iri), "concept": each(concept_of), "thesis": _thesis,
    "name": each(name_of), "explicit": _explicit,
}  # fmt: skip
