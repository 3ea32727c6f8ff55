"""Gives the claims of an import their passages: each place of the text is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib import Literal, URIRef

from claimgraph.claims import passages, positions
from claimgraph.imports import words
from claimgraph.imports.model import Span

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.claims.passages import Place
    from claimgraph.imports.model import Claim

# So many characters around a place are compared with those that were quoted.
_NEAR, _FEW = 500, 100


class Passages:
    """The passages of a text: `facts` describes them, `left_out` tells what was not found.

    Without `own` the offsets of spans count in another text: spans are found by their words alone.
    """

    def __init__(self, text: str, article: URIRef, language: str, *, own: bool) -> None:
        self._normal = positions.Normalised(text)
        self.text = self._normal.text
        self._selector = positions.Selector(self.text)
        self.section = URIRef(f"{article}section/text")
        self.facts: list[tuple[Node, URIRef, Node]] = []
        self.left_out: list[str] = []
        self._article, self._language, self._own = article, language, own
        self._known: dict[Place, URIRef] = {}
        self._names, self._labels = words.Once(lettered=False), words.Once()

    def of(self, claim: Claim, label: str) -> list[URIRef]:
        """Return the passages of a claim, in the order of its spans."""
        spans = claim.spans or (Span(claim.text),)
        places = [self._place(span, label) for span in spans]
        return list(dict.fromkeys(self._passage(place) for place in places if place))

    def _place(self, span: Span, claim: str) -> Place | None:
        exact = None
        counted = self._own or not span.words.strip()
        if counted and span.start is not None and span.end is not None:
            exact = self._normal.place(span.start, span.end)
            if exact is None:
                self.left_out.append(
                    f"claim ‘{claim}’: {span.start}–{span.end} is not a place in the text"
                )
        place = exact or self._by_words(span, claim)
        if place is None:
            return None
        wide = positions.whole_words(self.text, place)
        if wide != place:
            self.left_out.append(
                f"claim ‘{claim}’: the passage at {wide[0]}–{wide[1]} takes whole words, "
                f"where the mark goes from {place[0]} to {place[1]}"
            )
        return wide

    def _by_words(self, span: Span, claim: str) -> Place | None:
        wanted = passages.normalise(span.words)
        if not wanted:
            return None
        places = list(passages.located(self.text, wanted)) or _places(self.text, wanted)
        if len(places) > 1 and (span.before or span.after):
            places = [place for place in places if self._stands(place, span)]
        if len(places) == 1:
            return places[0]
        where = passages.listed([str(start) for start, _ in places[:6]]) if places else ""
        self.left_out.append(
            f"claim ‘{claim}’: its words stand at {where} in the text"
            if places
            else f"claim ‘{claim}’: its words are not in the text"
        )
        return None

    def _stands(self, place: Place, span: Span) -> bool:
        """Tell whether what is quoted before and after a span stands there, spaces aside."""
        before, after = (_ink(self.text[: place[0]][-_NEAR:]), _ink(self.text[place[1] :][:_NEAR]))
        return before.endswith(_ink(span.before)[-_FEW:]) and after.startswith(
            _ink(span.after)[:_FEW]
        )

    def _passage(self, place: Place) -> URIRef:
        if place not in self._known:
            selection = self._selector.select(place)
            words_there = self.text[slice(*place)]
            name = self._names(words.name(words_there) or f"at-{place[0]}")
            label = self._labels(words.cut(words_there, 60))
            called = Literal(label, lang=self._language)
            article, passage = str(self._article), f"{self._article}passage/{name}"
            self.facts += positions.facts(selection, article, passage, str(self.section), called)
            self._known[place] = URIRef(passage)
        return self._known[place]


def _ink(text: str) -> str:
    return "".join(text.split())


def _places(text: str, wanted: str) -> list[Place]:
    """Return every place of characters in a normalised text, within words, too."""
    places: list[Place] = []
    start = text.find(wanted)
    while start >= 0 and len(places) < 1000:
        places.append((start, start + len(wanted)))
        start = text.find(wanted, start + 1)
    return places
