"""Refuses XML whose entities could expand to far more than is written ("billion laughs").

Parsers of RDF/XML put in what a document's entities stand for. Vocabularies use them for the
beginnings of IRIs: texts of a line, which refer to nothing. No others are allowed, and those only
as often as the document stays of its size, whatever a parser takes for a reference. So nothing
here depends on reading the document as its parser does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from claimgraph.errors import SyntaxFault

if TYPE_CHECKING:
    from typing import BinaryIO

_CHUNK = 1 << 20
# What entities may add: so many bytes, and so many times the document's own.
_ALLOWED, _TIMES = 1 << 20, 20
_DECLARATION = re.compile(rb"<!ENTITY", re.IGNORECASE)
_SIMPLE = re.compile(
    rb"<!ENTITY[ \t\r\n]{1,200}[^\x00-\x20\"'<>&#%]{1,200}[ \t\r\n]{1,200}"
    rb"(?:\"([^\"<&]{0,1000})\"|'([^'<&]{0,1000})')[ \t\r\n]{0,200}>",
    re.IGNORECASE,
)
# More than a simple declaration can have.
_LONGEST = 2048


def refuse_expansion(source: BinaryIO, name: str) -> None:
    """Raise SyntaxFault for a document whose entities may expand past a bound; read it to its end.

    What is wrong with it otherwise is left to its parser.
    """
    size = references = largest = largest_line = 0
    line, text, at_end = 1, b"", False
    while not at_end:
        chunk = source.read(_CHUNK)
        size += len(chunk)
        at_end = not chunk
        text += chunk
        # A declaration that the chunk may have cut is looked at with the next.
        end = len(text) if at_end else max(len(text) - _LONGEST, 0)
        for begin in _DECLARATION.finditer(text):
            if begin.start() >= end:
                break
            here = line + text.count(b"\n", 0, begin.start())
            simple = _SIMPLE.match(text, begin.start())
            if simple is None:
                raise _fault("are more than short texts without references", name, here)
            length = len(simple[1] or simple[2] or b"")
            if length > largest:
                largest, largest_line = length, here
        references += text.count(b"&", 0, end)
        line += text.count(b"\n", 0, end)
        text = text[end:]
    if references * largest > _ALLOWED + _TIMES * size:
        what = f"may expand to {references * largest} bytes"
        raise _fault(what, name, largest_line)


def _fault(what: str, name: str, line: int) -> SyntaxFault:
    return SyntaxFault(
        f"its XML entities {what}, which is refused: write out what they stand for", name, line, 1
    )
