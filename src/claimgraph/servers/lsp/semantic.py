"""Finds the words by which a text holds back, as semantic tokens of one kind.

They are the marker words of claims, and in a capture those in the words of its passages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from claimgraph.claims.notation import hedged
from claimgraph.graph.turtle import tokens as turtle
from claimgraph.servers.lsp.positions import units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claimgraph.servers.lsp.documents import Document
    from claimgraph.servers.lsp.positions import Text

    Span = tuple[int, int]

# A standard type, which every theme colours.
LEGEND = types.SemanticTokensLegend([types.SemanticTokenTypes.Keyword.value], [])


def hedges(document: Document) -> list[Span]:
    """Return where a file writes words that hold back: in order, none overlapping another."""
    found: Iterable[Span] = ()
    if document.reading is not None:
        found = hedged.spans(document.reading, document.text)
    elif document.file.format in ("turtle", "trig") and not document.too_large:
        found = _of_turtle(document)
    spans: list[Span] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start < end and (not spans or spans[-1][1] <= start):
            spans.append((start, end))
    return spans


def encoded(spans: Iterable[Span], text: Text) -> types.SemanticTokens:
    """Return stretches as the protocol has tokens (LSP 3.17): each relative to the one before."""
    data: list[int] = []
    line, column = 0, 0
    for start, end in (piece for span in spans for piece in text.pieces(*span)):
        place = text.position(start)
        length = units(text.text[start:end], text.encoding)
        behind = column if place.line == line else 0
        data += [place.line - line, place.character - behind, length, 0, 0]
        line, column = place.line, place.character
    return types.SemanticTokens(data)


def _of_turtle(document: Document) -> Iterator[Span]:
    """Yield the marker words without their quotes, those of broken statements too."""
    verbs = {
        one.end for one in document.mentions if one.role == "verb" and one.iri == hedged.HEDGE.value
    }
    wanted = False
    for token in turtle.tokens(document.text) if verbs else ():
        if token.kind == "string" and wanted:
            width = 3 if token.text[:3] in ('"""', "'''") else 1
            yield token.start + width, token.end - width
        elif token.kind == "mark" and token.text not in (",", "^^"):
            wanted = False
        elif token.end in verbs:
            wanted = True
