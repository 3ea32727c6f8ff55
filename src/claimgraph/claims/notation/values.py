"""What the values of keys mean, form by form: each adds facts about a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import lines, placing, table
from claimgraph.claims.notation.document import TYPE, literal, typed
from claimgraph.claims.notation.names import NAMING, concept, name_after, named
from claimgraph.claims.notation.nodes import (
    Pairs,
    Scalar,
    UnclearError,
    each,
    only,
    optional,
    scalar,
    wanted,
)
from claimgraph.claims.notation.state import Under
from claimgraph.vocab import CG, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from claimgraph.claims.notation.names import Names
    from claimgraph.claims.notation.nodes import Node
    from claimgraph.claims.notation.state import State, Subject
    from claimgraph.claims.notation.table import Item, Key

    Form = Callable[["State", Subject, Key, Scalar, Node], None]

UNIT = "http://qudt.org/vocab/unit/"
AUTHOR = "author"
AUTHORS_REPORT = "the author’s own report"
_LABEL = 80


def as_label(words: str) -> str:
    """Return words as a label of at most 80 characters, cut between two words."""
    words = " ".join(words.split())
    if len(words) <= _LABEL:
        return words
    return words[: _LABEL - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def is_iri(names: Names, text: str) -> bool:
    """Tell whether a text is written as an IRI: in angle brackets, or with a known prefix."""
    prefix, colon, local = text.partition(":")
    known = bool(colon) and prefix in names.prefixes and not local.startswith((" ", "//"))
    return (text.startswith("<") and text.endswith(">")) or (known and " " not in local)


def _such(key: Key) -> str:
    return f" such as {key.example}" if key.example else ""


# ── Plain values ─────────────────────────────────────────────────────────────────────────────────


def _text(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    reading.text(subject, key.property, at, node)


def _string(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    reading.facts.add(subject, key.property, ox.Literal(value.text), at, value)


def _date(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    kind = lines.datatype(value.text)
    if kind is None:
        raise UnclearError(f"‘{value.text}’ is not a date: write 2021, 2021-05 or 2021-05-31")
    reading.facts.add(subject, key.property, typed(value.text, kind), at, value)


def _boolean(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    if value.text not in ("true", "false"):
        raise UnclearError(f"‘{value.text}’ is neither true nor false: write one of them")
    reading.facts.add(subject, key.property, typed(value.text, "boolean"), at, value)


def _number(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    if not value.text.lstrip("-").isdecimal():
        raise UnclearError(f"‘{value.text}’ is not a whole number: write one such as 3")
    reading.facts.add(subject, key.property, typed(value.text, "integer"), at, value)


def _iri(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    text = value.text
    whole = text if is_iri(reading.names, text) else f"<{text}>"
    reading.facts.add(subject, key.property, reading.names.iri(whole, "?"), at, value)


def _concept(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    made = concept(value.text, key.of[0], reading.names)
    reading.facts.add(subject, key.property, made, at, value)


def _thesis(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    value = scalar(node, key.name)
    if value.text not in ("true", "false"):
        raise UnclearError(f"‘{value.text}’ is neither true nor false: write one of them")
    if value.text == "true":
        reading.facts.add(subject, TYPE, ox.NamedNode(CG + "Thesis"), at, value)


# ── Names, and items in their place ──────────────────────────────────────────────────────────────


def _name(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    made = _thing(reading, subject, key, at, node)
    if made is not None:
        reading.facts.add(subject, key.property, made, at, _at(node, at))


def _thing(
    reading: State, subject: Subject, key: Key, at: Scalar, node: Node
) -> ox.NamedNode | None:
    """Return what a name means, or the item that is written in its place."""
    if isinstance(node, Scalar):
        return reading.names.iri(node.text, table.item(key.of[0]).folder)
    if not isinstance(node, Pairs):
        raise UnclearError(f"is not a value of {key.name}: write a name{_such(key)}")
    item = table.written_in(key, {name.text for name, _ in node.pairs})
    if item is None:
        raise UnclearError(f"is not a value of {key.name}: write a name{_such(key)}")
    return reading.item(node, item, Under(at, default=_local(subject) if item.folder else ""))


def _at(node: Node, key: Scalar) -> Scalar:
    if isinstance(node, Scalar):
        return node
    if isinstance(node, Pairs) and node.pairs:
        first = next((v for _, v in node.pairs if isinstance(v, Scalar) and v.text), None)
        return first or node.pairs[0][0]
    return key


def _local(iri: Subject) -> str:
    """Return the local name of an IRI, which what stands below it may go by."""
    if isinstance(iri, ox.BlankNode):
        return ""
    return iri.value.rstrip("/").rpartition("/")[2].rpartition("#")[2]


def _items(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    reading.item(node, table.item(key.of[0]), Under(at, subject, key=key))


def default_name(node: Pairs, item: Item, parent: Subject | None) -> str:
    """Return the name of an item that does not say: of what it is called, or of its premises."""
    if item.name in ("argument", "explanation") and parent is not None:
        key = "premises" if item.name == "argument" else "by"
        first = next(iter(each(node.get(key))), None)
        if isinstance(first, Scalar) and named(first.text):
            return f"{_local(parent)}-by-{named(first.text)}"
    words = (value.text for key in NAMING if isinstance(value := node.get(key), Scalar))
    return name_after(words) or ("" if item.name == "claim" else item.name)


# ── Claims ───────────────────────────────────────────────────────────────────────────────────────


def _certainty(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    sure, hedges = lines.certainty(scalar(node, key.name))
    made = concept(sure.text, key.of[0], reading.names)
    reading.facts.add(subject, key.property, made, at, sure)
    for words in hedges:
        made_of = literal(words.text, reading.language)
        reading.facts.add(subject, CG + "hedge", made_of, at, words)


def _participation(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    if isinstance(node, Pairs):
        only(node, table.PARTICIPATION, "who")
        actor, role = wanted(node, "actor"), wanted(node, "role")
        place = actor
    else:
        place = scalar(node, key.name)
        actor, role = lines.participation(place)
    who = reading.names.iri(actor.text, "")
    what = concept(role.text, "role", reading.names)
    made = reading.facts.blank(CG + "Participation", at, place)
    reading.facts.add(made, CG + "actor", who, at, actor)
    reading.facts.add(made, CG + "role", what, at, role)
    reading.facts.add(subject, key.property, made, at, place)


def _statement(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    names, facts = reading.names, reading.facts
    if isinstance(node, Pairs):
        only(node, table.STATEMENT, "asserts")
        polarity = optional(node, "polarity")
        made = lines.Statement(
            wanted(node, "subject"),
            wanted(node, "relation"),
            wanted(node, "object"),
            recipient=optional(node, "recipient"),
            modality=optional(node, "modality"),
        )
        place = made.subject
    else:
        polarity, place = None, scalar(node, key.name)
        made = lines.statement(
            place, lambda word: is_relation(names, reading.around.relations(), word)
        )
    relation = made.relation.text
    whole = relation if ":" in relation else f"cg:{relation}"
    terms = [
        (RDF + "subject", names.iri(made.subject.text, ""), made.subject),
        (RDF + "predicate", names.iri(whole, "?"), made.relation),
        (RDF + "object", names.iri(made.object.text, ""), made.object),
    ]
    if made.recipient:
        terms.append((CG + "recipient", names.iri(made.recipient.text, ""), made.recipient))
    if polarity:
        terms.append((CG + "polarity", concept(polarity.text, "polarity", names), polarity))
    elif made.denied:
        terms.append((CG + "polarity", concept("denied", "polarity", names), made.relation))
    if made.modality:
        terms.append(
            (CG + "modality", concept(made.modality.text, "modality", names), made.modality)
        )
    blank = facts.blank(RDF + "Statement", at, place)
    for verb, value, where in terms:
        facts.add(blank, verb, value, at, where)
    facts.add(subject, key.property, blank, at, place)


def is_relation(names: Names, relations: Container[str], word: str) -> bool:
    """Tell whether a word is a relation: one of the vocabulary's, a name with a prefix, an IRI."""
    prefix, colon, local = word.partition(":")
    if colon:
        return bool(local) and (prefix in names.prefixes or word[0] + word[-1] == "<>")
    return word in relations


def _evidence(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    parts = lines.evidence(node) if isinstance(node, Scalar) else None
    if parts is None or not isinstance(node, Scalar):
        _name(reading, subject, key, at, node)
        return
    made = Pairs(node.start, [(Scalar("kind", at.start, at.end), parts[0])], node.end)
    made.pairs.append((Scalar("source", at.start, at.end), parts[1]))
    iri = reading.item(made, table.EVIDENCE, Under(node, default=_local(subject)))
    if iri is not None:
        reading.facts.add(subject, key.property, iri, at, node)


def _attribution(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    names, facts = reading.names, reading.facts
    if isinstance(node, Pairs):
        if node.get("attribution") is not None:
            iri = reading.item(node, table.ATTRIBUTION, Under(at))
            if iri is not None:
                facts.add(subject, key.property, iri, at, _at(node, at))
            return
        place = _at(node, at)
        blank = facts.blank(CG + "Attribution", at, place)
        reading.described(blank, node, table.ATTRIBUTION)
        facts.add(subject, key.property, blank, at, place)
        return
    line = scalar(node, key.name)
    chain = lines.sayings(line)
    if chain is None:
        facts.add(subject, key.property, names.iri(line.text, "attribution"), at, line)
        return
    for link in chain:
        made = facts.blank(CG + "Attribution", at, link.actor)
        facts.add(subject, key.property, made, at, link.actor)
        facts.add(made, CG + "actor", names.iri(link.actor.text, ""), at, link.actor)
        act = lines.ACTS.get(link.act.text, link.act.text)
        facts.add(made, CG + "speechAct", concept(act, "speech-act", names), at, link.act)
        if link.source:
            source = names.iri(link.source.text, "source")
            facts.add(made, CG + "source", source, at, link.source)
        subject, key = made, table.Key("through", CG + "through", "attribution")
    reading.author_at = reading.author_at or line
    facts.add(subject, CG + "through", names.iri(AUTHOR, "attribution"), at, line)


def author(reading: State) -> None:
    """Describe the author's own report, if chains end in it and the file names the author."""
    iri = reading.names.iri(AUTHOR, "attribution")
    at = reading.author_at
    creator = next(
        (
            fact.quad.object
            for fact in reading.facts.document.facts
            if fact.quad.subject.value == reading.names.article  # type: ignore[union-attr]
            and fact.quad.predicate.value == table.DCTERMS + "creator"
        ),
        None,
    )
    if at is None or creator is None or iri in reading.facts.document.subjects:
        return
    reading.facts.node(iri, at)
    for verb, value in (
        (TYPE, ox.NamedNode(CG + "Attribution")),
        (RDFS + "label", literal(AUTHORS_REPORT, "en")),
        (CG + "actor", creator),
        (CG + "speechAct", concept("reports", "speech-act", reading.names)),
    ):
        reading.facts.add(iri, verb, value, at)


def _explicit(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    _boolean(reading, subject, key, at, node)


# ── Figures and dates ────────────────────────────────────────────────────────────────────────────


def _figure(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    line = node if isinstance(node, Scalar) else None
    if line is None or lines.amount(line) is None:
        if line is not None and " " in line.text and not line.text.startswith("<"):
            raise UnclearError(
                f"‘{line.text}’ is neither a figure nor the name of one: write one{_such(key)}; "
                "in a list a line with a comma stands in quotes"
            )
        _name(reading, subject, key, at, node)
        return
    made = Pairs(line.start, [(Scalar("value", at.start, at.end), line)], line.end)
    amount = lines.amount(line)
    if amount is not None and amount.measures:
        made.pairs.append((Scalar("measures", at.start, at.end), amount.measures))
    iri = reading.item(made, table.FIGURE, Under(line, default=_local(subject)))
    if iri is not None:
        reading.facts.add(subject, key.property, iri, at, line)


def _amount(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    line = scalar(node, key.name)
    amount = lines.amount(line)
    if amount is None:
        raise UnclearError(f"‘{line.text}’ is not a figure: write one{_such(key)}")
    value, end, unit, sign = amount.places
    facts, names = reading.facts, reading.names
    how = concept(amount.comparator, "comparator", names)
    facts.add(subject, CG + "comparator", how, at, sign)
    facts.add(subject, CG + "value", _decimal(amount.value), at, value)
    if amount.end is not None:
        facts.add(subject, CG + "valueTo", _decimal(amount.end), at, end)
    written = amount.unit
    of = names.iri(written, "?") if is_iri(names, written) else ox.NamedNode(UNIT + written)
    facts.add(subject, CG + "unit", of, at, unit)


def _decimal(lexical: str) -> ox.Literal:
    return typed(lexical, "decimal" if "." in lexical else "integer")


def _when(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    if not isinstance(node, Scalar) or lines.period(node) is None:
        _name(reading, subject, key, at, node)
        return
    made = Pairs(node.start, [(Scalar("date", at.start, at.end), node)], node.end)
    if (label := reading.labels.get(subject)) is not None:
        made.pairs.append((Scalar("label", at.start, at.end), label))
    iri = reading.item(made, table.EVENT, Under(node, default=_local(subject)))
    if iri is not None:
        reading.facts.add(subject, key.property, iri, at, node)


def _period(reading: State, subject: Subject, key: Key, at: Scalar, node: Node) -> None:
    line = scalar(node, key.name)
    period = lines.period(line)
    if period is None:
        raise UnclearError(
            f"‘{line.text}’ is not a date: write 2021-05, or 2021..2022 for a period"
        )
    start, end, is_period = period
    if not is_period and start is not None:
        _date(reading, subject, key, at, start)
        return
    for local, date in (("start", start), ("end", end)):
        if date is not None:
            _date(reading, subject, table.Key(local, CG + local, "date"), at, date)


FORMS: dict[str, Form] = {
    "text": _text, "string": _string, "date": _date, "boolean": _boolean, "number": _number,
    "iri": _iri, "concept": _concept, "thesis": _thesis, "name": _name, "items": _items,
    "certainty": _certainty, "participation": _participation, "statement": _statement,
    "evidence": _evidence, "attribution": _attribution, "explicit": _explicit, "figure": _figure,
    "amount": _amount, "when": _when, "period": _period, "words": placing.beside,
    "place": placing.beside, "at": placing.position, "fragment": placing.fragment,
}  # fmt: skip
