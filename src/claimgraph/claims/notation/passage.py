"""Writes what is said of the article, and where its passages stand.

Passages stand by their words, or by position and digest without a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import passages
from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.document import TYPE, literal
from claimgraph.claims.notation.layout import Flow, Written
from claimgraph.claims.notation.left import SELECTOR, is_typed, lexical, place
from claimgraph.claims.notation.placing import FRAGMENTS, PROV, READING
from claimgraph.claims.notation.scalars import NONE, Plain
from claimgraph.claims.notation.short import FORMS
from claimgraph.claims.notation.table import DCTERMS
from claimgraph.errors import TextError
from claimgraph.vocab import CG, OA, RDF, RDFS

if TYPE_CHECKING:
    from claimgraph.claims.notation.left import Left
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Subject, Term


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


def _fragment(left: Left, subject: Subject) -> tuple[Term, str] | None:
    """Return the one fragment selector of a passage, with its fragment."""
    selectors = []
    for node in left.values(subject, SELECTOR):
        parts = left.parts(node, (TYPE, DCTERMS + "conformsTo", RDF + "value"))
        if parts and parts[TYPE] == ox.NamedNode(OA + "FragmentSelector"):
            value = parts[RDF + "value"]
            if parts[DCTERMS + "conformsTo"] == FRAGMENTS and is_typed(value, "string"):
                selectors.append((node, lexical(value)))
    return selectors[0] if len(selectors) == 1 else None


def written_passage(writing: Writing, subject: Subject) -> dict[str, Written]:
    """Take where a passage stands, and say it."""
    left = writing.left
    left.take(subject, OA + "hasSource", ox.NamedNode(writing.article))
    selector, fragment = place(left, subject), _fragment(left, subject)
    if selector is None:
        raise AssertionError("a passage without a position is not an item")
    start, end = selector[1:]
    for selected in (selector[0], *(fragment[:1] if fragment else ())):
        left.take(subject, SELECTOR, selected)
        left.take_node(selected)
    words = _words(fragment[1]) if fragment else ""
    node = _found(writing, subject, words, (start, end), fragment[1] if fragment else None)
    if not node:
        node["at"] = Plain(f"{start}..{end}")
        if words and fragment and _made(words) == fragment[1]:
            node = {"words": words, **node}
        elif fragment:
            node["fragment"] = fragment[1]
    if isinstance(node.get("words"), str):
        writing.words[subject] = str(node["words"])
    return node


def _words(fragment: str) -> str:
    """Return the first and last words of a fragment."""
    try:
        read = passages.parse_fragment(fragment)
    except TextError:
        return ""
    return f"{read.first} … {read.last}" if read.last else read.first


def _made(words: str) -> str:
    """Return the fragment that words make without a text."""
    first, last = lines.stretch(words)
    return str(passages.Fragment(first, None if first == last else last))


def _found(
    writing: Writing, subject: Subject, words: str, given: tuple[str, str], fragment: str | None
) -> dict[str, Written]:
    """Return the words that find a passage in the text, if that is at hand and they do."""
    text = writing.article_text
    if text is None or not words:
        return {}
    node: dict[str, Written] = {"words": words}
    wanted = int(given[0]), int(given[1])
    places = passages.located(text, words)
    if wanted not in places or given != (str(wanted[0]), str(wanted[1])):
        return {}
    number = places.index(wanted) + 1 if len(places) > 1 else None
    selection = passages.select(text, words, number)
    if number:
        node["place"] = Plain(str(number))
    if fragment != str(selection.fragment):
        node["fragment"] = fragment if fragment is not None else NONE
    digests = writing.left.values(subject, CG + "digest")
    if digests == (ox.Literal(selection.digest),):
        writing.left.take(subject, CG + "digest", *digests)
    elif not digests:
        node["digest"] = NONE
    return node
