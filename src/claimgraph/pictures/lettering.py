"""How much room a text takes: widths without a font at hand, lines broken where words end."""

from __future__ import annotations

import unicodedata

from claimgraph import text as controls

# Widths of Helvetica's printable ASCII in thousandths of the size, from space to tilde (AFM).
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
# What a face that stands in for Helvetica may need more (DejaVu Sans, the widest of the usual).
_WIDER = 1.13


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line in pixels, rather too wide than too narrow."""
    return sum(map(_advance, text)) * size * _WIDER * (1.16 if bold else 1) / 1000


def _advance(character: str) -> int:
    code = ord(character) - 32
    if 0 <= code < len(_WIDTHS):
        return _WIDTHS[code]
    if unicodedata.combining(character):
        return 0
    return 1000 if unicodedata.east_asian_width(character) in "WF" else 600


def lines(text: str, room: float, size: float, *, most: int = 3, bold: bool = False) -> list[str]:
    """Return a text in lines of at most `room` pixels; what does not fit in `most` lines is cut.

    A cut ends in an ellipsis. A word longer than a line is broken where it must be.
    """
    found: list[str] = []
    line = ""
    for word in _pieces(controls.harmless(text).split(), room, size, bold):
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > room:
            found.append(line)
            line = word
        else:
            line = longer
    found.append(line)
    if len(found) <= most:
        return found
    last = found[most - 1]
    while last and width(f"{last}…", size, bold=bold) > room:
        last = last[:-1]
    return [*found[: most - 1], f"{last.rstrip()}…"]


def _pieces(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    pieces = []
    for word in words:
        piece = ""
        for character in word:
            if piece and width(piece + character, size, bold=bold) > room:
                pieces.append(piece)
                piece = ""
            piece += character
        pieces.append(piece)
    return pieces
