"""Finds places in RDF/XML that its parser does not tell: of a fault, and of a document's end."""

from __future__ import annotations

import re
from bisect import bisect_left
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.parsers import expat

from claimgraph.errors import SyntaxFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    import pyoxigraph as ox

_CHUNK = 1 << 20
_CUT_OFF = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


def must_be_whole(source: BinaryIO, name: str) -> None:
    """Raise SyntaxFault for a document that is cut off, which Oxigraph takes for whole.

    What is wrong with it otherwise is left to Oxigraph.
    """
    # Oxigraph reads no other encoding, and says so where another is declared.
    parser = expat.ParserCreate("utf-8")
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code in _CUT_OFF:
            raise SyntaxFault(
                "ends before its elements are closed: restore the rest of the file",
                name,
                error.lineno,
                error.offset + 1,
            ) from error


def place(text: str, message: str) -> tuple[int, int] | None:
    """Return the line and the column of the tag where Oxigraph stops with a message, if it does."""

    def stops(beginning: str) -> bool:
        try:
            for _ in _parsed(beginning):
                pass
        except SyntaxError as error:
            return error.msg == message
        return False

    return _tag(text, stops)


def place_of(text: str, is_sought: Callable[[ox.Quad], bool]) -> tuple[int, int] | None:
    """Return the line and the column of the tag that ends the first such quad, if there is one."""

    def holds(beginning: str) -> bool:
        with suppress(SyntaxError):
            return any(map(is_sought, _parsed(beginning)))
        return False

    return _tag(text, holds)


def _parsed(text: str) -> ox.QuadParser:
    import pyoxigraph as ox

    return ox.parse(text, format=ox.RdfFormat.RDF_XML)


def _tag(text: str, tells: Callable[[str], bool]) -> tuple[int, int] | None:
    """Return the place of the tag with which the beginning of a text first tells what is sought.

    A beginning that ends with a tag parses, whatever is still open; so halving finds it.
    """
    from claimgraph.graph.turtle.places import Lines

    ends = [tag.end() for tag in re.finditer(">", text)]
    first = bisect_left(ends, True, key=lambda end: tells(text[:end]))
    if first == len(ends):
        return None
    return Lines(text).at(text.rfind("<", 0, ends[first]))
