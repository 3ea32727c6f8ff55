"""Matches words with the texts of a library, and ranks what has them (Okapi BM25).

Words that are nearly everywhere would take a walk through all texts: such words are looked for in
the texts that have the rarer ones.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from claimgraph.claims.library.extracts import tokens
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.claims.library.library import Library

# A word of no more texts is rare: all of them are ranked.
RARE = 10_000
# So many texts are taken where all words are common; so many are read at once.
_SAMPLE, _BLOCK = 500, 500
# A beginning of no more words is looked for as these words.
_WORDS = 100
# What people type: longer than this it is a text, and no words to look for.
_LONGEST, _MOST_WORDS = 1000, 32
# How much a word in a label, another name, a paraphrase or a hedge counts.
_WEIGHTS = (10.0, 8.0, 4.0, 2.0)
# The usual parameters of BM25.
_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class Wanted:
    """The words of a search, as typed; each a row of tokens, the last of which may go on or not."""

    words: tuple[tuple[tuple[str, ...], bool], ...]
    typed: tuple[str, ...]

    def hits(self, piece: str) -> bool:
        """Tell whether a piece of a text holds one of the tokens."""
        words = tokens(piece).split()
        for row, whole in self.words:
            if any(token in row for token in words):
                return True
            if not whole and any(token.startswith(row[-1]) for token in words):
                return True
        return False


def wanted(text: str) -> Wanted:
    """Read what a person typed: words, of which a beginning will do, and "whole words".

    Raises UsageError for a text without a letter or a digit, and one that is too long.
    """
    if len(text) > _LONGEST:
        raise UsageError(f"more than {_LONGEST} characters to find: give a few words")
    words, typed = [], []
    for quoted, word in re.findall(r'"([^"]*)"|([^\s"]+)', text):
        row = tuple(tokens(quoted or word).split())
        if row:
            words.append((row, bool(quoted)))
            typed.append((quoted or word).strip())
    if not words:
        raise UsageError(f"‘{text}’ has no word to find: give letters or digits")
    if len(words) > _MOST_WORDS:
        raise UsageError(f"more than {_MOST_WORDS} words to find: give fewer")
    return Wanted(tuple(words), tuple(typed))


@dataclass(frozen=True)
class Matched:
    """A thing with its texts: label, other names, paraphrase and hedge."""

    iri: str
    kind: str
    texts: tuple[str, ...]
    article: str | None
    score: float


@dataclass(frozen=True)
class _Word:
    """A word that is looked for, with its spellings in the library and in how many texts it is."""

    row: tuple[str, ...]
    whole: bool
    spellings: tuple[str, ...]
    texts: int

    @property
    def match(self) -> str:
        """The word in the syntax of FTS5, quoted: nothing in it is syntax."""
        before = self.row[:-1]
        if not self.whole and not self.spellings:
            return f'"{" ".join(self.row)}" *'
        ways = self.spellings or (self.row[-1],)
        return "(" + " OR ".join(f'"{" ".join((*before, way))}"' for way in ways) + ")"

    def count(self, words: Sequence[str]) -> int:
        """Return how often the word is among those of a text."""
        length, last = len(self.row), self.row[-1]
        return sum(
            tuple(words[end - length : end - 1]) == self.row[:-1]
            for end in range(length, len(words) + 1)
            if words[end - 1] == last or (not self.whole and words[end - 1].startswith(last))
        )


def best(
    library: Library, search: Wanted, kind: str | None, article: str | None, limit: int
) -> Iterator[Matched]:
    """Yield the things that have all the words, the best first; so many are enough."""
    words = sorted((_word(library, *each) for each in search.words), key=lambda one: one.texts)
    if article is not None:
        yield from _ranked(words, _rows(library, *_of_article(article, kind)), library)
        return
    rare = [word for word in words if word.texts <= RARE]
    if rare:
        yield from _by_rare(library, rare, words[len(rare) :], kind)
        return
    # A sample of those whose label has the rarest word, then of all.
    most = max(_SAMPLE, 2 * limit)
    for column in ("label : ", ""):
        sample = _matches(library, f"{column}{words[0].match}", kind, most)
        matches = list(_ranked(words, sample, library))
        if len(matches) >= limit:
            break
    else:
        every = " AND ".join(word.match for word in words)
        matches = list(_ranked(words, _matches(library, every, kind, most), library))
    yield from matches


def _word(library: Library, row: tuple[str, ...], whole: bool) -> _Word:
    last = row[-1]
    if whole:
        known = library.rows("SELECT token, texts FROM token WHERE token = ?", [last])
    else:
        known = library.rows(
            "SELECT token, texts FROM token WHERE token >= ? AND token < ? AND texts > 0 LIMIT ?",
            [last, last + "\U0010ffff", RARE],
        )
    spellings = tuple(token for token, _ in known) if len(known) <= _WORDS else ()
    counts = [sum(texts for _, texts in known)]
    for token in row[:-1]:
        counts += [n for (n,) in library.rows("SELECT texts FROM token WHERE token = ?", [token])]
    return _Word(row, whole, spellings, min(counts))


_COLUMNS = "term.iri, node.kind, node.label, node.names, node.paraphrase, node.hedge, other.iri"
_JOINED = "JOIN term ON term.id = node.term LEFT JOIN term AS other ON other.id = node.article"


def _by_rare(
    library: Library, rare: Sequence[_Word], common: Sequence[_Word], kind: str | None
) -> Iterator[Matched]:
    """Yield what has the rare words, ranked by these alone, where it has the common ones."""
    weights = ", ".join(map(str, _WEIGHTS))
    match = " AND ".join(word.match for word in rare)
    ranked = library.rows(
        f"SELECT rowid, bm25(words, {weights}) FROM words WHERE words MATCH ? ORDER BY 2, 1",
        [match],
    )
    for start in range(0, len(ranked), _BLOCK):
        block = dict(ranked[start : start + _BLOCK])
        marks = ", ".join("?" for _ in block)
        rows = library.rows(
            f"SELECT node.id, {_COLUMNS} FROM node {_JOINED} WHERE node.id IN ({marks})", block
        )
        some = [
            Matched(iri, what, tuple(texts), within, -block[number])
            for number, iri, what, *texts, within in rows
            if kind is None or what == kind
        ]
        yield from sorted(
            (one for one in some if _has(one, common)), key=lambda one: (-one.score, one.iri)
        )


def _has(one: Matched, words: Sequence[_Word]) -> bool:
    if not words:
        return True
    texts = [tokens(text).split() for text in one.texts]
    return all(any(word.count(text) for text in texts) for word in words)


def _matches(library: Library, match: str, kind: str | None, limit: int) -> list[Matched]:
    only, values = ("AND node.kind = ?", [kind]) if kind is not None else ("", [])
    join = f"SELECT {_COLUMNS} FROM words CROSS JOIN node ON node.id = words.rowid {_JOINED}"
    return _rows(library, f"{join} WHERE words MATCH ? {only} LIMIT ?", [match, *values, limit])


def _of_article(article: str, kind: str | None) -> tuple[str, list[Any]]:
    """Return the query of what an article has and what it speaks of."""
    its = "(SELECT id FROM term WHERE iri = ?)"
    only, values = ("AND node.kind = ?", [kind]) if kind is not None else ("", [])
    spoken = (
        "SELECT target FROM node AS its CROSS JOIN edge ON its.term = edge.source "
        f"WHERE its.article = {its} AND edge.back = 0"
    )
    owned = f"SELECT term FROM node WHERE article = {its}"
    query = (
        f"SELECT {_COLUMNS} FROM node {_JOINED} WHERE node.term IN ({owned} UNION {spoken}) "
        f"AND node.kind NOT IN ('argument', 'explanation') {only}"
    )
    return query, [article, article, *values]


def _rows(library: Library, query: str, values: Sequence[Any]) -> list[Matched]:
    return [
        Matched(iri, kind, tuple(texts), within, 0.0)
        for iri, kind, *texts, within in library.rows(query, values)
    ]


def _ranked(words: Sequence[_Word], some: Sequence[Matched], library: Library) -> Iterator[Matched]:
    """Yield those of some things that have all words, by BM25 with weights of the columns."""
    ((last,),) = library.rows("SELECT COALESCE(MAX(id), 1) FROM node")
    split = [[tokens(text).split() for text in one.texts] for one in some]
    lengths = [sum(map(len, texts)) for texts in split]
    usual = sum(lengths) / max(1, len(lengths)) or 1.0
    matches = []
    for one, texts, length in zip(some, split, lengths, strict=True):
        counts = [[word.count(text) for text in texts] for word in words]
        if not all(map(any, counts)):
            continue
        score = 0.0
        for word, each in zip(words, counts, strict=True):
            weight = math.log(1 + max(0, last - word.texts + 0.5) / (word.texts + 0.5))
            often = sum(w * n for w, n in zip(_WEIGHTS, each, strict=True))
            dampened = often + _K1 * (1 - _B + _B * length / usual)
            score += weight * often * (_K1 + 1) / dampened
        matches.append(Matched(one.iri, one.kind, one.texts, one.article, score))
    yield from sorted(matches, key=lambda one: (-one.score, one.iri))
