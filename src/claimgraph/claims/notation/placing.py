"""Where passages stand in the article's text, what follows from an item's place, who captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import passages
from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.document import TYPE, literal, typed
from claimgraph.claims.notation.nodes import Pairs, Scalar, UnclearError, each, optional, scalar
from claimgraph.errors import TextError
from claimgraph.vocab import CG, OA, RDF, RDFS

if TYPE_CHECKING:
    from claimgraph.claims.notation.nodes import Node
    from claimgraph.claims.notation.state import State, Subject
    from claimgraph.claims.notation.table import Item, Key

PROV = "http://www.w3.org/ns/prov#"
FRAGMENTS = ox.NamedNode("https://wicg.github.io/scroll-to-text-fragment/")
READING = "reading and capturing the article"


# ── Passages ─────────────────────────────────────────────────────────────────────────────────────


def implied(reading: State, iri: ox.NamedNode, item: Item, node: Pairs, at: Scalar) -> None:
    """Add what follows from where an item stands, or from what it leaves out."""
    facts = reading.facts
    article = ox.NamedNode(reading.names.article)
    if item.name == "section":
        reading.sections += 1
        facts.add(iri, table.DCTERMS + "isPartOf", article, at)
        if node.get("position") is None:
            position = typed(str(reading.sections), "integer")
            facts.add(iri, table.SCHEMA + "position", position, at)
    elif item.name == "passage":
        facts.add(iri, OA + "hasSource", article, at)
        _located(reading, iri, node, at)
    elif item.name in ("argument", "explanation") and node.get("explicit") is None:
        facts.add(iri, CG + "explicit", typed("false", "boolean"), at)
    elif item.name == "claim":
        label = node.get("label")
        if isinstance(label, Scalar):
            reading.labels[iri] = label


def _located(reading: State, iri: ox.NamedNode, node: Pairs, at: Scalar) -> None:
    """Add where a passage stands: by its position and digest if given, by its words otherwise."""
    said, position = optional(node, "words"), optional(node, "at")
    given, digested = optional(node, "fragment"), node.get("digest")
    for key in table.PASSAGE.keys:
        value = node.get(key.name)
        if key.once and value is not None and not isinstance(value, Scalar):
            reading.facts.fault(f"is not a value of {key.name}: write one", value.start, iri)
            return
    number = optional(node, "place")
    if number is not None and not number.text.isdecimal():
        reading.facts.fault(f"‘{number.text}’ is not a place: write 1, 2, …", number.start, iri)
        return
    if position is not None:
        return  # `position` and `fragment` add what is written
    if said is None:
        reading.facts.fault("has no words: write its first and last words, first … last", at.start)
        return
    try:
        text = reading.text_of_article()
        which = int(number.text) if number is not None else None
        selection = passages.select(text, said.text, which)
    except TextError as error:
        reading.facts.fault(str(error), said.start)
        return
    start, end = selection.place
    _selected(reading, iri, said, str(start), str(end))
    if given is None:
        _fragmented(reading, iri, said, str(selection.fragment))
    if digested is None:
        reading.facts.add(iri, CG + "digest", ox.Literal(selection.digest), said)


def _selected(reading: State, iri: Subject, at: Scalar, start: str, end: str) -> None:
    """Add a text position selector (Web Annotation Data Model, 4.2.5)."""
    made = reading.facts.blank(OA + "TextPositionSelector", at, at)
    reading.facts.add(made, OA + "start", typed(start, "integer"), at)
    reading.facts.add(made, OA + "end", typed(end, "integer"), at)
    reading.facts.add(iri, OA + "hasSelector", made, at)


def _fragmented(reading: State, iri: Subject, at: Scalar, fragment: str) -> None:
    """Add a fragment selector (Web Annotation Data Model, 4.2.1)."""
    made = reading.facts.blank(OA + "FragmentSelector", at, at)
    reading.facts.add(made, table.DCTERMS + "conformsTo", FRAGMENTS, at)
    reading.facts.add(made, RDF + "value", ox.Literal(fragment), at)
    reading.facts.add(iri, OA + "hasSelector", made, at)


def beside(_reading: State, _to: Subject, _key: Key, _at: Scalar, _node: Node) -> None:
    """Add nothing: `_located` reads the words, together with what stands beside them."""


def position(reading: State, subject: Subject, key: Key, _at: Scalar, node: Node) -> None:
    """Add the position that is written, and the fragment that its words make."""
    value = scalar(node, key.name)
    start, dots, end = value.text.partition("..")
    if not (dots and start.strip().isdecimal() and end.strip().isdecimal()):
        raise UnclearError(f"‘{value.text}’ is not a position: write start and end, as in 129..219")
    _selected(reading, subject, value, start.strip(), end.strip())
    passage = reading.passages.get(subject)
    said = optional(passage, "words") if passage is not None else None
    if passage is not None and said is not None and passage.get("fragment") is None:
        first, last = lines.stretch(said.text)
        made = passages.Fragment(first, None if first == last else last)
        _fragmented(reading, subject, said, str(made))


def fragment(reading: State, subject: Subject, key: Key, _at: Scalar, node: Node) -> None:
    """Add the text fragment that is written."""
    value = scalar(node, key.name)
    _fragmented(reading, subject, value, value.text)


def digest(reading: State, article: ox.NamedNode) -> None:
    """Add the digest of the text that the capture names, where it gives none."""
    name = reading.root.get("text")
    if not isinstance(name, Scalar) or not name.text or reading.root.get("digest") is not None:
        return
    try:
        made = passages.digest(reading.text_of_article())
    except TextError:
        return  # told at the first passage, and by the check of the text
    reading.facts.add(article, CG + "textDigest", ox.Literal(made), name)


# ── Who made the capture ─────────────────────────────────────────────────────────────────────────


def provenance(reading: State, node: Pairs, key: Scalar) -> None:
    """Describe the capture's graph, and the activity that made it (PROV-O)."""
    facts = reading.facts
    graph = ox.NamedNode(reading.around.graph)
    label, title = (optional(reading.root, name) for name in ("label", "title"))
    called = title if label is None or (label.text == "none" and not label.quoted) else label
    words = called.text if called is not None else reading.around.slug
    facts.node(graph, key)
    facts.add(graph, TYPE, ox.NamedNode(PROV + "Entity"), key)
    facts.add(graph, RDFS + "label", literal(f"capture of “{words}”", reading.language), key)
    facts.add(graph, PROV + "wasDerivedFrom", ox.NamedNode(reading.names.article), key)
    made = facts.blank(PROV + "Activity", key, key)
    facts.add(graph, PROV + "wasGeneratedBy", made, key)
    facts.add(made, RDFS + "label", literal(READING, "en"), key)
    for name, cls in table.CAPTURERS.items():
        for one in each(node.get(name)):
            if not isinstance(one, Scalar):
                facts.fault(f"is not a value of {name}: write a name", one.start)
            elif one.text:
                agent = facts.blank(PROV + cls, key, one)
                facts.add(agent, RDFS + "label", literal(one.text, reading.language), key, one)
                facts.add(made, PROV + "wasAssociatedWith", agent, key, one)
    ended = node.get("ended")
    if ended is not None and not (isinstance(ended, Scalar) and not ended.text):
        kind = lines.datatype(ended.text) if isinstance(ended, Scalar) else None
        if kind is None or not isinstance(ended, Scalar):
            facts.fault("is not a date: write one such as 2026-05-31T00:00:00Z", ended.start)
        else:
            facts.add(made, PROV + "endedAtTime", typed(ended.text, kind), key, ended)
    known = ", ".join(table.CAPTURED)
    for written, _ in node.pairs:
        if written.text not in table.CAPTURED:
            facts.fault(f"‘{written.text}’ is not a key of captured: write {known}", written.start)
