"""Words of others as labels, names and lines: cut at a word, told apart, safe in an IRI."""

from __future__ import annotations

from claimgraph.claims import passages
from claimgraph.claims.notation.names import named
from claimgraph.text import only_xml

# What a label may have (`shapes:claim-label-length`).
LABEL = 80
_NAME_WORDS, _LONGEST_NAME = 6, 100


def plain(text: str) -> str:
    """Return a text on one line, without what no XML can hold."""
    return passages.normalise(only_xml(text))


def cut(text: str, most: int = LABEL) -> str:
    """Return a text of at most so many characters, cut at a word."""
    text = plain(text)
    if len(text) <= most:
        return text
    short = text[: most - 1]
    if text[most - 1] != " ":
        short = short.rpartition(" ")[0] or short
    return short.rstrip(" ,;:–—-") + "…"


def name(words: str) -> str:
    """Return words as the last part of an IRI: letters a to z, digits and hyphens, or nothing."""
    return named(words, _NAME_WORDS)[:_LONGEST_NAME].strip("-")


class Once:
    """Gives each name or label once: the second gets a number, or a letter.

    A figure in a claim's label would be one that the text does not give.
    """

    def __init__(self, *, lettered: bool = True) -> None:
        """With `lettered` they are labels, and of a label's length at most."""
        self._given: set[str] = set()
        self._counts: dict[str, int] = {}
        self._lettered = lettered

    def __call__(self, wanted: str) -> str:
        """Return the wanted name, or one like it that was not given yet."""
        one, number = wanted, self._counts.get(wanted, 1)
        while one in self._given:
            number += 1
            behind = f" ({_letters(number)})" if self._lettered else f"-{number}"
            one = (cut(wanted, LABEL - len(behind)) if self._lettered else wanted) + behind
        self._counts[wanted] = number
        self._given.add(one)
        return one


def _letters(number: int) -> str:
    """Return a number as letters: a to z, then aa."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
