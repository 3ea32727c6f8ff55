"""An article's text by its passages, and the words that a capture shares with them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from math import log
from typing import TYPE_CHECKING

from claimgraph.claims import figures, text_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from rdflib.term import Node

    from claimgraph.claims.model import Passage
    from claimgraph.claims.text_dates import Day

# So many words in a row are the article's and not the capturer's, or so large a part of all words
# in rows of three and more. The longest name has six.
_ROW = 8
_PART = 0.65
_LEAST = 7
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d[\d.,]*\d|\d")
# Words of grammar, in any sentence.
GRAMMAR = frozenset(
    re.findall(
        "[a-z]+",
        """a about above after again against all also although among an and another any are as at
        because been before being below between both but by can could did do does down during
        each even every for from further had has have having he her here him his how if in into
        is it its itself just like many may might more most much must never no nor not now of off
        on once one only or other our out over own same she should since so some still such than
        that the their them then there these they this those though through thus to too two under
        until up upon very was we were what when where whether which while who whom whose why
        will with within without would yet""",
    )
)
# With words of speaking, those that any two sentences may share.
_EMPTY = GRAMMAR | frozenset(
    re.findall(
        "[a-z]+",
        """according said says say claim claims claimed argue argues argued believe believed report
        reported reportedly""",
    )
)


@dataclass(frozen=True)
class Words:
    """An article's text, its passages by their IRIs, and the other names of what it names.

    `passages` are those whose places are proven; `headings` are where the text has a section's
    heading on a line of its own, or anywhere if nowhere so.
    """

    text: str
    passages: Mapping[str, tuple[int, int]]
    names: Mapping[Node, tuple[str, ...]]
    headings: Mapping[Node, tuple[int, ...]]

    def of(self, passages: Iterable[Passage]) -> str:
        """Return the words of passages, one line each."""
        places = (self.passages.get(str(one.iri)) for one in passages)
        return "\n".join(self.text[slice(*place)] for place in places if place)

    def proven(self, passages: Sequence[Passage]) -> bool:
        """Tell whether the places of passages are known, of one at least."""
        return bool(passages) and all(str(one.iri) in self.passages for one in passages)

    @cached_property
    def stems(self) -> dict[str, set[str]]:
        """The stems of each passage, by its IRI."""
        return {iri: stems(self.text[slice(*place)]) for iri, place in self.passages.items()}

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much a stem tells of a passage: nothing if all have it, most if one alone has it."""
        counts = Counter(stem for stems_of in self.stems.values() for stem in stems_of)
        return {stem: log(len(self.stems) / count) for stem, count in counts.items()}

    def likeness(self, own: set[str], passage: str) -> float:
        """Return how much stems have in common with a passage."""
        return sum(self.weights[stem] for stem in own & self.stems[passage])

    @cached_property
    def dates(self) -> list[Day]:
        """The dates of the text."""
        return list(text_dates.joined(text_dates.dates(self.text)))

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """The figures of the text, whatever their units."""
        read_figures = (*figures.figures(self.text), *figures.nothing(self.text))
        return frozenset(value for one in read_figures for value in one.values)


def stems(text: str) -> set[str]:
    """Return the beginnings of a text's words, but for those of grammar."""
    words = (word.casefold() for word in _WORD.findall(text))
    telling = (word for word in words if word not in _EMPTY)
    return {_stem(word) for word in telling if len(word) > 2 or word.isdecimal()}


def _stem(word: str) -> str:
    word = re.sub(r"['’]s\Z", "", word)
    return re.sub(r"(?:ies|es|ed|ing|s|y)\Z", "", word)[:6] if len(word) > 4 else word


def repeated(text: str, said: str) -> str:
    """Return the most words in a row that a text repeats of a passage, if that is too many."""
    matches = list(_WORD.finditer(text))
    own = [match[0].casefold() for match in matches]
    for passage in said.split("\n"):
        theirs = [word.casefold() for word in _WORD.findall(passage)]
        same = SequenceMatcher(None, own, theirs, autojunk=False).get_matching_blocks()
        rows = [row for row in same if row.size > 2]
        longest = max(rows, key=lambda row: row.size, default=same[-1])
        total = sum(row.size for row in rows)
        if longest.size >= _ROW or total >= max(_LEAST, _PART * len(own)):
            start, end = longest.a, longest.a + longest.size
            return text[matches[start].start() : matches[end - 1].end()]
    return ""
