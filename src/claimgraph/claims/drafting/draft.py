"""Drafts claims: one for each sentence of a text that no captured passage covers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.claims.drafting.hints import Hints, hints, last_year
from claimgraph.claims.drafting.lexicon import Lexicon
from claimgraph.claims.drafting.names import Registry
from claimgraph.claims.drafting.sentences import divided

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from claimgraph.claims.drafting.sentences import Divided, Section
    from claimgraph.claims.passages import Place


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim that a person must finish: its sentence, the section of that, what to look at.

    `start` and `end` are the sentence's place in the normalised text; places in `hints` count
    from `start`.
    """

    start: int
    end: int
    text: str
    section: Section
    hints: Hints

    @property
    def certainty(self) -> str:
        """The certainty that the hedges mean, a local name of the scheme."""
        return self.hints.certainty


def drafts(
    text: str, known_names: Mapping[str, str], covered: Iterable[Place] = ()
) -> tuple[Draft, ...]:
    """Draft a claim for each sentence of a text that is not covered, in the order of the text.

    `text` is as it was written; `known_names` gives each name of an actor, labels and others, its
    IRI; `covered` are the places of captured passages in the normalised text.
    """
    return of(divided(text), known_names, covered)


def of(
    text: Divided, known_names: Mapping[str, str], covered: Iterable[Place] = ()
) -> tuple[Draft, ...]:
    """Draft the claims of a text that is divided already."""
    registry = Registry(known_names)
    lexicon = Lexicon(text.words(sentence) for sentence in text.sentences)
    captured = Covered(covered)
    made = []
    year = None
    for sentence in text.sentences:
        words = text.words(sentence)
        if not captured.covers(sentence.start, sentence.end):
            section = text.sections[sentence.section]
            read = hints(words, registry, lexicon, year)
            made.append(Draft(sentence.start, sentence.end, words, section, read))
        year = last_year(words) or year
    return tuple(made)


class Covered:
    """The places that captured passages cover, those that touch or overlap as one."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._merged: list[Place] = []
        for start, end in sorted(places):
            # Only a space lies between one sentence and the next.
            if self._merged and start <= self._merged[-1][1] + 1:
                first, last = self._merged[-1]
                self._merged[-1] = (first, max(last, end))
            else:
                self._merged.append((start, end))
        self._starts = [start for start, _ in self._merged]

    def covers(self, start: int, end: int) -> bool:
        """Tell whether a sentence lies in captured passages: more than half of it."""
        inside = 0
        number = max(0, bisect_right(self._starts, start) - 1)
        while number < len(self._merged) and self._merged[number][0] < end:
            first, last = self._merged[number]
            inside += max(0, min(end, last) - max(start, first))
            number += 1
        return 2 * inside > end - start
