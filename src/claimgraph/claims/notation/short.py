"""The short form of each key's values, by its form: the way back of `values`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims.notation import lines, short_values, table
from claimgraph.claims.notation.document import TYPE
from claimgraph.claims.notation.layout import Flow, Written
from claimgraph.claims.notation.nodes import UnclearError
from claimgraph.claims.notation.short_values import as_scalar, concept_of, each, name_of
from claimgraph.claims.notation.values import AUTHOR, is_relation
from claimgraph.vocab import CG, RDF

if TYPE_CHECKING:
    from claimgraph.claims.notation.short_values import Form
    from claimgraph.claims.notation.table import Key
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Subject, Term


def _certainty(writing: Writing, subject: Subject, key: Key) -> list[Written]:
    values = each(concept_of)(writing, subject, key)
    if not values or not isinstance(values[0], str):
        return values
    for value in writing.left.values(subject, CG + "hedge"):
        if not isinstance(value, ox.Literal) or value.language != writing.left.language:
            continue
        longer = f'{values[0]}, "{value.value}"'
        try:
            sure, hedges = lines.certainty(as_scalar(longer))
        except UnclearError:
            continue
        if sure.text == values[0].partition(",")[0] and hedges[-1].text == value.value:
            writing.left.take(subject, CG + "hedge", value)
            values[0] = longer
    return values


def _participation(writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    left = writing.left
    parts = left.parts(value, (TYPE, CG + "actor", CG + "role"))
    if not parts or parts[TYPE] != ox.NamedNode(CG + "Participation"):
        return None
    actor, role = left.name(parts[CG + "actor"]), left.concept(parts[CG + "role"], "role")
    if actor is None or role is None:
        return None
    left.take_node(value)
    line = f"{actor} as {role}"
    if [one.text for one in lines.participation(as_scalar(line))] == [actor, role]:
        return line
    return Flow(actor=actor, role=role)


_STATED = {
    "subject": RDF + "subject", "relation": RDF + "predicate", "object": RDF + "object",
    "recipient": CG + "recipient", "polarity": CG + "polarity", "modality": CG + "modality",
}  # fmt: skip


def _statement(writing: Writing, _subject: Subject, _key: Key, value: Term) -> Written | None:
    left = writing.left
    needed = (TYPE, *list(_STATED.values())[:3])
    parts = left.parts(value, needed, _STATED.values())
    if not parts or parts.pop(TYPE) != ox.NamedNode(RDF + "Statement"):
        return None
    written = Flow()
    for name, verb in _STATED.items():
        if verb not in parts:
            continue
        part = parts[verb]
        if name == "relation":
            word = left.name(part, "?")
            local = (word or "").removeprefix("cg:")
            word = word if ":" in local else local
        elif name in ("polarity", "modality"):
            word = left.concept(part, name)
        else:
            word = left.name(part)
        if word is None:
            return None
        written[name] = word
    left.take_node(value)
    return _sentence(writing, written) or written


def _sentence(writing: Writing, parts: Flow) -> str | None:
    """Return the line that is read as these parts of a statement, if there is one."""
    denied = parts.get("polarity") == "denied"
    if "polarity" in parts and not denied:
        return None
    line = f"{parts['subject']} {'not ' if denied else ''}{parts['relation']} {parts['object']}"
    line += f" to {parts['recipient']}" if "recipient" in parts else ""
    line += f" ({parts['modality']})" if "modality" in parts else ""
    relations = writing.left.around.relations()
    try:
        read = lines.statement(
            as_scalar(line), lambda word: is_relation(writing.left.names, relations, word)
        )
    except UnclearError:
        return None
    texts = {
        name: one.text
        for name in ("subject", "relation", "object", "recipient", "modality")
        if (one := getattr(read, name)) is not None
    }
    wanted = {name: part for name, part in parts.items() if name != "polarity"}
    return line if texts == wanted and read.denied == denied else None


def _evidence(writing: Writing, subject: Subject, key: Key, value: Term) -> Written | None:
    written = name_of(writing, subject, key, value)
    if isinstance(written, dict) and written.keys() == {"kind", "source"}:
        kind, source = written["kind"], written["source"]
        if isinstance(kind, str) and isinstance(source, str):
            line = f"{kind} from {source}"
            read = lines.evidence(as_scalar(line))
            if read and [one.text for one in read] == [kind, source]:
                return line
    return written


_SAID = (CG + "actor", CG + "speechAct", CG + "source", CG + "through")


def _attribution(writing: Writing, subject: Subject, key: Key, value: Term) -> Written | None:
    if isinstance(value, ox.NamedNode):
        return name_of(writing, subject, key, value)
    nodes: list[Term] = []
    written = _said(writing, value, nodes)
    if written is not None:
        for node in nodes:
            writing.left.take_node(node)
    return written


def _said(writing: Writing, value: Term, nodes: list[Term]) -> Written | None:
    """Return an attribution without a name, and add the nodes that it consists of to `nodes`."""
    left = writing.left
    if isinstance(value, ox.NamedNode):
        return left.name(value, "attribution")
    if chain := _chain(writing, value):
        nodes += [node for node, _ in chain]
        writing.chained = True
        return " via ".join(line for _, line in chain)
    parts = left.parts(value, (TYPE,), _SAID)
    if len(parts) < 2 or parts[TYPE] != ox.NamedNode(CG + "Attribution"):
        return None
    written = Flow()
    for one in table.ATTRIBUTION.keys:
        part = parts.get(one.property)
        if part is None:
            continue
        if one.name == "through":
            word = _said(writing, part, nodes)
        elif one.name == "act":
            word = left.concept(part, one.of[0])
        else:
            word = left.name(part, table.item(one.of[0]).folder)
        if word is None:
            return None
        written[one.name] = word
    nodes.append(value)
    return written


def _chain(writing: Writing, node: Term) -> list[tuple[Term, str]]:
    """Return the links of a chain of sayings that ends with the author, each with its line."""
    left, links = writing.left, list[tuple["Term", str]]()
    author = ox.NamedNode(f"{left.names.article}attribution/{AUTHOR}")
    while node != author or not writing.has_author:
        parts = left.parts(node, (TYPE, *_SAID[:2], _SAID[3]), _SAID[2:3])
        if not parts or parts[TYPE] != ox.NamedNode(CG + "Attribution"):
            return []
        actor, act = left.name(parts[_SAID[0]]), left.concept(parts[_SAID[1]], "speech-act")
        source = left.name(parts[_SAID[2]], "source") if _SAID[2] in parts else None
        line = f"{actor} {act}" + (f" in {source}" if source else "")
        try:
            read = lines.sayings(as_scalar(line))
        except UnclearError:
            return []
        if not read or len(read) != 1 or read[0].actor.text != actor or read[0].act.text != act:
            return []
        if (read[0].source.text if read[0].source else None) != source:
            return []
        links.append((node, line))
        node = parts[_SAID[3]]
    return links


_CLAIMS: dict[str, Form] = {
    "certainty": _certainty, "participation": each(_participation),
    "statement": each(_statement), "evidence": each(_evidence),
    "attribution": each(_attribution),
}  # fmt: skip


def _nothing(_writing: Writing, _subject: Subject, _key: Key) -> list[Written]:
    """Items under their key, and what is said of passages, are written by others."""
    return []


FORMS: dict[str, Form] = {
    **short_values.FORMS,
    **_CLAIMS,
    **dict.fromkeys(("items", "words", "place", "at", "fragment"), _nothing),
}
