"""Short forms of plain values, names, figures and times: each takes the facts that it writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.document import TYPE, literal, typed
from claimgraph.claims.notation.layout import Written
from claimgraph.claims.notation.left import is_typed, lexical
from claimgraph.claims.notation.names import concept
from claimgraph.claims.notation.nodes import Scalar
from claimgraph.claims.notation.scalars import NONE, Plain
from claimgraph.claims.notation.values import UNIT, is_iri
from claimgraph.vocab import CG, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from claimgraph.claims.notation.table import Key
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Subject, Term

    Form = Callable[["Writing", Subject, Key], list[Written]]
    One = Callable[["Writing", Subject, Key, Term], Written | None]


def each(form: One) -> Form:
    """Return the form of many values of that of one, which returns nothing if it has none."""

    def of_all(writing: Writing, subject: Subject, key: Key) -> list[Written]:
        values = []
        for value in writing.left.values(subject, key.property):
            written = form(writing, subject, key, value)
            if written is not None:
                writing.left.take(subject, key.property, value)
                values.append(written)
        return values

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
    values = each(_boolean)(writing, subject, key)
    if values == ["false"]:
        return []
    return values or [NONE]


def name_of(writing: Writing, subject: Subject, key: Key, value: Term) -> Written | None:
    """Return how a thing is named, or the item itself where it is written in this place."""
    inline = writing.inline(subject, key, value)
    return inline or writing.left.name(value, table.item(key.of[0]).folder)


_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))


def _figure(writing: Writing, subject: Subject, key: Key, value: Term) -> Written | None:
    written = name_of(writing, subject, key, value)
    if isinstance(written, dict) and "value" in written and written.keys() <= {"value", "measures"}:
        amount, measures = written["value"], written.get("measures", "")
        if isinstance(amount, str) and isinstance(measures, str):
            line = f"{amount}, {measures}" if measures else amount
            read = lines.amount(as_scalar(line))
            if read and (read.measures.text if read.measures else "") == measures:
                return Plain(line)
    return written


def _amount(writing: Writing, subject: Subject, _key: Key) -> list[Written]:
    left = writing.left
    facts = {
        name: left.values(subject, CG + name) for name in ("comparator", "value", "valueTo", "unit")
    }
    if any(len(values) > 1 for values in facts.values()):
        return []
    how, value, end, unit = (values[0] if values else None for values in facts.values())
    if not isinstance(unit, ox.NamedNode) or how is None or value is None:
        return []
    word = (
        unit.value.removeprefix(UNIT) if unit.value.startswith(UNIT) else left.name(unit, "?") or ""
    )
    numbers = [one for one in (value, end) if one is not None]
    if not all(is_typed(one, "integer", "decimal") for one in numbers):
        return []
    forms = [lexical(one) for one in numbers]
    made = lines.Amount(
        left.concept(how, "comparator") or "", forms[0], forms[1] if end else None, word
    )
    for shown in (_rounded(made), made):
        line = lines.written(shown)
        read = lines.amount(as_scalar(line)) if line else None
        if read and _same_amount(writing, read, facts):
            for name, values in facts.items():
                left.take(subject, CG + name, *values)
            return [Plain(line or "")]
    return []


def _rounded(made: lines.Amount) -> lines.Amount:
    """Return an amount whose value has a word for its scale, if it is a round number."""
    for zeros, word in _SCALES:
        if made.end is None and re.fullmatch(rf"[1-9]\d*?0{{{zeros}}}", made.value):
            shown = f"{made.value[:-zeros]} {word}"
            return lines.Amount(made.comparator, shown, None, made.unit)
    return made


def _same_amount(writing: Writing, read: lines.Amount, facts: Mapping[str, Sequence[Term]]) -> bool:
    names = writing.left.names

    def number(form: str) -> ox.Literal:
        return typed(form, "decimal" if "." in form else "integer")

    unit = names.iri(read.unit, "?") if is_iri(names, read.unit) else ox.NamedNode(UNIT + read.unit)
    return (
        read.measures is None
        and [number(read.value)] == list(facts["value"])
        and [number(one) for one in (read.end,) if one] == list(facts["valueTo"])
        and [concept(read.comparator, "comparator", names)] == list(facts["comparator"])
        and [unit] == list(facts["unit"])
    )


def _when(writing: Writing, subject: Subject, key: Key, value: Term) -> Written | None:
    """Return the date of an event that has the claim's name and label, and nothing else."""
    if (
        isinstance(value, ox.NamedNode)
        and writing.is_inline(key, value)
        and value.value == writing.default(subject, "event")
        and subject in writing.labels
    ):
        left = writing.left
        said: dict[str, tuple[Term, ...]] = {
            TYPE: (ox.NamedNode(CG + "Event"),),
            RDFS + "label": (literal(writing.labels[subject], left.language),),
        }
        others = {verb: left.values(value, verb) for verb in left.verbs(value)}
        dates = {CG + name: others.pop(CG + name, ()) for name in ("date", "start", "end")}
        if others == said and (len(dates[CG + "date"]) == 1) != any(list(dates.values())[1:]):
            periods = _period(writing, value, key)
            if periods and left.verbs(value) == list(said):
                for verb, values in said.items():
                    left.take(value, verb, *values)
                writing.told.add(value)
                return periods[0]
    return name_of(writing, subject, key, value)


def _period(writing: Writing, subject: Subject, key: Key) -> list[Written]:
    left = writing.left
    date, start, end = (
        [one for one in left.values(subject, CG + name) if date_of(writing, subject, key, one)]
        for name in ("date", "start", "end")
    )
    if len(date) == 1:
        left.take(subject, CG + "date", date[0])
        return [Plain(lexical(date[0]))]
    if date or len(start) > 1 or len(end) > 1 or not (start or end):
        return []
    left.take(subject, CG + "start", *start)
    left.take(subject, CG + "end", *end)
    first, last = ("".join(map(lexical, some)) for some in (start, end))
    return [Plain(f"{first}..{last}")]


FORMS: dict[str, Form] = {
    "text": _text, "string": each(_string), "date": each(date_of), "boolean": each(_boolean),
    "number": each(_number), "iri": each(_iri), "concept": each(concept_of), "thesis": _thesis,
    "name": each(name_of), "explicit": _explicit,
    "figure": each(_figure), "amount": _amount, "when": each(_when), "period": _period,
}  # fmt: skip
