"""Finds things of a library by words: full text over what they are called and how restated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib import XSD
from rdflib.term import Literal, URIRef

from claimgraph.claims.library import matching
from claimgraph.claims.library.extracts import SEARCHED
from claimgraph.claims.library.matching import wanted
from claimgraph.errors import UsageError
from claimgraph.graph.stores import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from claimgraph.claims.library.library import Library
    from claimgraph.claims.library.matching import Wanted

VARIABLES = ("kind", "found", "article", "text", "score")
LIMIT = 20
# So many words around the first that was found are shown.
_BEFORE, _SHOWN = 6, 18
_PIECE = re.compile(r"\S+")
_EDGES = re.compile(r"^\W*(.*?)\W*$", re.DOTALL)


@dataclass(frozen=True)
class Hit:
    """A thing that has the words; `text` shows where, each word between `**` and `**`.

    `score` is larger the better it fits, and compares the hits of one search alone.
    """

    iri: str
    kind: str
    label: str
    article: str | None
    text: str
    score: float


def must_be_kind(kind: str | None) -> None:
    """Raise UsageError for a kind that is not searched."""
    if kind is not None and kind not in SEARCHED:
        raise UsageError(f"no kind '{kind}': choose from {', '.join(SEARCHED)}")


def find(
    library: Library,
    text: str,
    *,
    kind: str | None = None,
    article: str | None = None,
    limit: int = LIMIT,
) -> tuple[Hit, ...]:
    """Return the things that have all the words, the best first.

    `kind` is one of SEARCHED, `article` the IRI of an article whose claims, sources, actors and
    things alone are wanted. Raises UsageError for a text without words and an unknown kind.
    """
    must_be_kind(kind)
    search = wanted(text)
    hits: dict[str, Hit] = {}
    for row in matching.best(library, search, kind, article, limit):
        # What several graphs describe is one thing.
        if row.iri not in hits:
            shown = best(search, row.texts)
            hits[row.iri] = Hit(row.iri, row.kind, row.texts[0], row.article, shown, row.score)
            if len(hits) == limit:
                break
    return tuple(hits.values())


def best(search: Wanted, texts: Sequence[str]) -> str:
    """Return the text that has most of the words, with some words around, and each marked.

    Of texts that have as many it is the first.
    """
    lines = [line for text in texts for line in text.split("\n") if line]
    marked = [_marked(search, line) for line in lines]
    most = max(range(len(lines)), key=lambda place: (marked[place][1], -place), default=None)
    return "" if most is None else marked[most][0]


def _marked(search: Wanted, line: str) -> tuple[str, int]:
    pieces = _PIECE.findall(line)
    places = [place for place, piece in enumerate(pieces) if search.hits(piece)]
    first = max(0, places[0] - _BEFORE) if places else 0
    last = min(len(pieces), first + _SHOWN)
    marked = {place for place in places if first <= place < last}
    words = [
        _EDGES.sub(_between, piece) if place in marked else piece
        for place, piece in enumerate(pieces[first:last], first)
    ]
    text = " ".join([*(["…"] if first else []), *words, *(["…"] if last < len(pieces) else [])])
    return text, len(places)


def _between(match: re.Match[str]) -> str:
    whole, word = match[0], match[1]
    return whole.replace(word, f"**{word}**", 1) if word else whole


def rows(hits: Iterable[Hit]) -> Rows:
    """Return hits as an answer, to be written in any format that answers have."""
    return Rows(VARIABLES, _solutions(hits))


def _solutions(hits: Iterable[Hit]) -> Iterator[Mapping[str, Node]]:
    for hit in hits:
        row: dict[str, Node] = {
            "kind": Literal(hit.kind),
            "found": URIRef(hit.iri),
            "text": Literal(hit.text),
            "score": Literal(f"{hit.score:.2f}", datatype=XSD.decimal),
        }
        if hit.article is not None:
            row["article"] = URIRef(hit.article)
        yield row
