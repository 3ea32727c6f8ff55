"""Finds tags in RDF/XML: where Oxigraph, which tells no place, stops, or where it has a quad."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.graph.turtle.places import Lines

if TYPE_CHECKING:
    from collections.abc import Callable


def tag_of_fault(text: str, message: str) -> tuple[int, int] | None:
    """Return the line and the column of the tag where Oxigraph stops with a message, if it does."""

    def stops(beginning: str) -> bool:
        try:
            deque(_rdfxml(beginning), maxlen=0)
        except SyntaxError as error:
            return error.msg == message
        return False

    return _tag(text, stops)


def tag_of(text: str, is_sought: Callable[[ox.Quad], bool]) -> tuple[int, int] | None:
    """Return the line and the column of the tag that ends the first such quad, if there is one."""

    def holds(beginning: str) -> bool:
        with suppress(SyntaxError):
            return any(map(is_sought, _rdfxml(beginning)))
        return False

    return _tag(text, holds)


def _rdfxml(text: str) -> ox.QuadParser:
    return ox.parse(text, format=ox.RdfFormat.RDF_XML)


def _tag(text: str, tells: Callable[[str], bool]) -> tuple[int, int] | None:
    """Return the place of the tag with which the beginning of a text first tells what is sought.

    A beginning that ends with a tag parses, whatever is still open; so halving finds it.
    """
    ends = [tag.end() for tag in re.finditer(">", text)]
    first = bisect_left(ends, True, key=lambda end: tells(text[:end]))
    if first == len(ends):
        return None
    return Lines(text).at(text.rfind("<", 0, ends[first]))
