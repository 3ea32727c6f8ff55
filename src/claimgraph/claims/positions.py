"""Turns offsets in a text as it was written into places in the normalised text, and selects them.

Other tools count UTF-16 code units, or code points of a text with line breaks; a passage counts
code points of the normalised text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, RDFS, BNode, Literal, URIRef

from claimgraph.claims import passages
from claimgraph.claims.model import CG, OA
from claimgraph.claims.passages import Fragment, Selection, in_word

if TYPE_CHECKING:
    from rdflib.term import Node

    from claimgraph.claims.passages import Place

# What is not white space by `passages.normalise`.
_INK = re.compile(r"[^\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_FRAGMENTS = URIRef("https://wicg.github.io/scroll-to-text-fragment/")
# A passage of so many words stands in its fragment whole; of a longer one so many at either end.
_SHORT, _ENDS = 8, 4


class CodeUnits:
    """Offsets that count UTF-16 code units of a text, as JavaScript and Java do."""

    def __init__(self, text: str) -> None:
        wide = (at for at, character in enumerate(text) if character > "\uffff")
        self._wide = [at + before for before, at in enumerate(wide)]

    def code_points(self, units: int) -> int:
        """Return an offset in code points; within a surrogate pair, that of its character."""
        return units - bisect_left(self._wide, units)


class Normalised:
    """A text with its normalised form, `text`, and the way from one to the other."""

    def __init__(self, written: str) -> None:
        self.written = written
        self._starts: list[int] = []
        self._places: list[int] = []
        words = []
        reached = 0
        for match in _INK.finditer(written):
            word = unicodedata.normalize("NFC", match[0])
            self._starts.append(match.start())
            self._places.append(reached)
            words.append(word)
            reached += len(word) + 1
        self.text = " ".join(words)

    def place(self, start: int, end: int) -> Place | None:
        """Return the normalised place of what stands between two offsets in code points.

        White space at its ends goes, a letter keeps its accents. None where nothing is left or
        the offsets lie outside the text.
        """
        if not 0 <= start < end <= len(self.written):
            return None
        written = self.written[start:end]
        first, last = _INK.search(written), None
        for last in _INK.finditer(written):  # noqa: B007  # the last one is wanted
            pass
        if first is None or last is None:
            return None
        return self._position(start + first.start(), -1), self._position(start + last.end(), 1)

    def _position(self, offset: int, step: int) -> int:
        """Return the place of an offset; one within a letter and its accents moves by steps."""
        index = bisect_right(self._starts, offset - (step > 0)) - 1
        begin = self._starts[index]
        match = _INK.match(self.written, begin)
        assert match
        word = match[0]
        while True:
            before, behind = word[: offset - begin], word[offset - begin :]
            parts = [unicodedata.normalize("NFC", part) for part in (before, behind)]
            if "".join(parts) == unicodedata.normalize("NFC", word):
                return self._places[index] + len(parts[0])
            offset += step


def whole_words(text: str, place: Place) -> Place:
    """Return a place widened to whole words: a browser finds no others."""
    start, end = place
    while in_word(text, start):
        start -= 1
    while in_word(text, end):
        end += 1
    return start, end


class Selector:
    """Selects places of whole words in a normalised text as passages ready to be captured."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lowered = passages.lowered(text)

    def select(self, place: Place) -> Selection:
        """Return a place as a passage, with as few words as a browser needs to open it there.

        Some of the words before it are among them where the same words stand earlier.
        """
        piece = self._text[slice(*place)]
        return Selection(place, self._fragment(place, piece), passages.digest(piece))

    def _fragment(self, place: Place, piece: str) -> Fragment:
        words = piece.split(" ")
        first = last = _ENDS
        while len(words) > max(_SHORT, first + last):
            fragment = Fragment(" ".join(words[:first]), " ".join(words[-last:]))
            if not passages.begins_there(self._lowered, place, fragment):
                first *= 2
            elif not self._opens(fragment, place):
                last *= 2
            else:
                return fragment
        return passages.told_apart(self._text, place, Fragment(piece), self._lowered)

    def _opens(self, fragment: Fragment, place: Place) -> bool:
        """Tell whether a fragment ends with its place, if it begins there."""
        begin = max(0, place[0] - 1)
        place_found = passages.resolve(self._text[begin : place[1] + 1], fragment)
        return place_found == (place[0] - begin, place[1] - begin)


def facts(
    selection: Selection, article: str, iri: str, section: str, label: Literal
) -> list[tuple[Node, URIRef, Node]]:
    """Return what describes a selection as a passage of that IRI, in an article's section."""
    passage, span = URIRef(iri), "-".join(map(str, selection.place))
    place, fragment = BNode(f"place-{span}"), BNode(f"fragment-{span}")
    return [
        (passage, RDF.type, CG.Passage),
        (passage, RDFS.label, label),
        (passage, OA.hasSource, URIRef(article)),
        (passage, DCTERMS.isPartOf, URIRef(section)),
        (passage, OA.hasSelector, place),
        (passage, OA.hasSelector, fragment),
        (passage, CG.digest, Literal(selection.digest)),
        (place, RDF.type, OA.TextPositionSelector),
        (place, OA.start, Literal(selection.place[0])),
        (place, OA.end, Literal(selection.place[1])),
        (fragment, RDF.type, OA.FragmentSelector),
        (fragment, DCTERMS.conformsTo, _FRAGMENTS),
        (fragment, RDF.value, Literal(str(selection.fragment))),
    ]
