"""Writes the head of a capture: what is said of the article, and who captured it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import passages
from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.document import TYPE, literal
from claimgraph.claims.notation.layout import Flow, Written
from claimgraph.claims.notation.left import is_typed, lexical
from claimgraph.claims.notation.placing import PROV, READING
from claimgraph.claims.notation.scalars import NONE, Plain
from claimgraph.claims.notation.short import FORMS
from claimgraph.errors import TextError
from claimgraph.vocab import CG, RDFS

if TYPE_CHECKING:
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Term

_LABEL = RDFS + "label"


def header(writing: Writing) -> dict[str, Written]:
    """Write the keys at the top, which describe the article."""
    left, article = writing.left, ox.NamedNode(writing.article)
    cls = ox.NamedNode(CG + "Article")
    if writing.article in left.held or not left.holds(article, TYPE, cls):
        return {}
    left.take(article, TYPE, cls)
    label = writing.label(article, table.ARTICLE)
    node: dict[str, Written] = {}
    for key in table.ARTICLE.keys:
        values = label if key.name == "label" else FORMS[key.value](writing, article, key)
        if key.name == "text" and len(values) == 1 and isinstance(values[0], str):
            writing.article_text = _text(writing, values[0])
        if key.name == "digest" and writing.article_text is not None:
            made = passages.digest(writing.article_text)
            values = [] if values == [made] else values or [NONE]
        if values:
            node[key.name] = values[0] if len(values) == 1 else values
    writing.called = next((node[k] for k in ("label", "title") if node.get(k, NONE) != NONE), None)
    return node | writing.own_properties(article, table.ARTICLE)


def _text(writing: Writing, name: str) -> str | None:
    """Return the article's normalised text, if it is at hand."""
    try:
        return passages.normalise(writing.around.texts(name))
    except TextError:
        return None


def captured(writing: Writing) -> Flow:
    """Write who made the capture, and when it was ended, if that is said as the notation does."""
    left, graph = writing.left, ox.NamedNode(writing.around.graph)
    called = writing.called if isinstance(writing.called, str) else writing.around.slug
    label = literal(f"capture of “{called}”", left.language)
    said: dict[str, Term] = {
        TYPE: ox.NamedNode(PROV + "Entity"),
        _LABEL: label,
        PROV + "wasDerivedFrom": ox.NamedNode(writing.article),
    }
    made = left.values(graph, PROV + "wasGeneratedBy")
    if graph.value in left.held or len(made) != 1:
        return Flow()
    if not all(left.holds(graph, verb, value) for verb, value in said.items()):
        return Flow()
    node = _activity(writing, made[0])
    if node:
        for verb, value in (*said.items(), (PROV + "wasGeneratedBy", made[0])):
            left.take(graph, verb, value)
    return node


def _activity(writing: Writing, activity: Term) -> Flow:
    left = writing.left
    by, at = PROV + "wasAssociatedWith", PROV + "endedAtTime"
    if not isinstance(activity, ox.BlankNode) or left.mentions[activity] != 1:
        return Flow()
    agents, ended = left.values(activity, by), left.values(activity, at)
    if set(left.verbs(activity)) - {by, at} != {TYPE, _LABEL} or len(ended) > 1:
        return Flow()
    if left.values(activity, TYPE) != (ox.NamedNode(PROV + "Activity"),):
        return Flow()
    if left.values(activity, _LABEL) != (literal(READING, "en"),):
        return Flow()
    names: dict[str, list[Written]] = {key: [] for key in table.CAPTURERS}
    keys = {ox.NamedNode(PROV + cls): key for key, cls in table.CAPTURERS.items()}
    for agent in agents:
        parts = left.parts(agent, (TYPE, _LABEL))
        name = parts.get(_LABEL)
        if not isinstance(name, ox.Literal) or name.language != left.language or not name.value:
            return Flow()
        cls = parts[TYPE]
        key = keys.get(cls) if isinstance(cls, ox.NamedNode) else None
        if key is None:
            return Flow()
        names[key].append(name.value)
    node = Flow()
    for key, some in names.items():
        if some:
            node[key] = some if some[1:] else some[0]
    for date in ended:
        kind = lines.datatype(date.value) if isinstance(date, ox.Literal) else None
        if not kind or not is_typed(date, kind):
            return Flow()
        node["ended"] = Plain(lexical(date))
    if node:
        for one in (*agents, activity):
            left.take_node(one)
    return node
