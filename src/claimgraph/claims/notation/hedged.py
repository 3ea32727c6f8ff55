"""Finds where a capture writes words that hold back: in its claims, and in its passages' words."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import hedging
from claimgraph.claims.hedging import Marker
from claimgraph.claims.notation.nodes import Scalar
from claimgraph.vocab import CG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claimgraph.claims.notation.reader import Reading

HEDGE = ox.NamedNode(CG + "hedge")
_PASSAGE = ox.NamedNode(CG + "passage")


def spans(reading: Reading, text: str) -> Iterator[tuple[int, int]]:
    """Yield the marker words of claims, and those in the words of passages."""
    recorded: dict[object, list[str]] = defaultdict(list)
    facts = reading.facts.document.facts
    for fact in facts:
        if fact.quad.predicate == HEDGE and isinstance(fact.quad.object, ox.Literal):
            words = fact.quad.object.value
            recorded[fact.quad.subject].append(words)
            # Quotes and escapes stand around them or within.
            start = text.find(words, fact.start, fact.end)
            if start >= 0:
                yield start, start + len(words)
    of_passage: dict[object, list[str]] = defaultdict(list)
    for fact in facts:
        if fact.quad.predicate == _PASSAGE:
            of_passage[fact.quad.object] += recorded.get(fact.quad.subject, ())
    english = reading.language.partition("-")[0].lower() == "en"
    for passage, node in reading.passages.items():
        words_of_it = node.get("words")
        if isinstance(words_of_it, Scalar):
            stretch = text[words_of_it.start : words_of_it.end]
            for start, end in _within(stretch, of_passage.get(passage, ()), english=english):
                yield words_of_it.start + start, words_of_it.start + end


def _within(stretch: str, recorded: Iterable[str], *, english: bool) -> Iterator[tuple[int, int]]:
    """Yield where a stretch of a file has recorded words, or others that hold back in English.

    The file may have a line's end and an indent where the words have a space.
    """
    kept = [
        at
        for at, character in enumerate(stretch)
        if not (character.isspace() and stretch[at - 1 : at].isspace())
    ]
    words = "".join(" " if stretch[at].isspace() else stretch[at] for at in kept)
    markers = list(hedging.markers(words)) if english else []
    for one in recorded:
        start = words.find(one)
        if one and start >= 0:
            markers.append(Marker(start, start + len(one), one, ""))
    for marker in hedging.longest(markers):
        yield kept[marker.start], kept[marker.end - 1] + 1
