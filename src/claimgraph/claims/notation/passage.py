"""Writes where passages stand: by their words, or by position and digest without a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import passages
from claimgraph.claims.notation import lines
from claimgraph.claims.notation.document import TYPE
from claimgraph.claims.notation.layout import Written
from claimgraph.claims.notation.left import SELECTOR, is_typed, lexical, place
from claimgraph.claims.notation.placing import FRAGMENTS
from claimgraph.claims.notation.scalars import NONE, Plain
from claimgraph.claims.notation.table import DCTERMS
from claimgraph.errors import TextError
from claimgraph.vocab import CG, OA, RDF

if TYPE_CHECKING:
    from claimgraph.claims.notation.left import Left
    from claimgraph.claims.notation.writing import Writing
    from claimgraph.graph.turtle.terms import Subject, Term


def _fragment(left: Left, subject: Subject) -> tuple[Term, str] | None:
    """Return the one fragment selector of a passage, with its fragment."""
    found = []
    for node in left.values(subject, SELECTOR):
        parts = left.parts(node, (TYPE, DCTERMS + "conformsTo", RDF + "value"))
        if parts and parts[TYPE] == ox.NamedNode(OA + "FragmentSelector"):
            value = parts[RDF + "value"]
            if parts[DCTERMS + "conformsTo"] == FRAGMENTS and is_typed(value, "string"):
                found.append((node, lexical(value)))
    return found[0] if len(found) == 1 else None


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
