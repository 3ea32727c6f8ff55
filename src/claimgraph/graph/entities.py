"""Refuses XML whose entities expand to far more than is written ("billion laughs").

Parsers of RDF/XML put in what a document's entities stand for. Vocabularies use them for the
beginnings of IRIs, so they are not refused as such: they are counted before the document is read.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from claimgraph.errors import SyntaxFault

if TYPE_CHECKING:
    from typing import BinaryIO

_CHUNK = 1 << 20
# What entities may add: so many bytes, and so many times the document's own.
_ALLOWED, _TIMES = 1 << 20, 20
_REFERENCE = re.compile(rb"&([^#&;\s<>]{1,200});")
# The longest beginning of a reference that a chunk may end with.
_PARTIAL = re.compile(rb"&[^#&;\s<>]{0,200}\Z")


class _PrologueEnd(Exception):  # noqa: N818  # the document itself begins
    pass


def refuse_expansion(source: BinaryIO, name: str) -> None:
    """Raise SyntaxFault for a document whose entities expand past a bound; read it to its end.

    What is wrong with it otherwise is left to its parser.
    """
    declared = _declared(source)
    if not declared:
        return
    values = {entity: value for entity, (value, _) in declared.items()}

    @cache
    def size(entity: bytes) -> int:
        value = values.get(entity, b"")
        return len(value) + sum(map(size, _REFERENCE.findall(value)))

    source.seek(0)
    written = expanded = 0
    worst = (0, b"")
    rest = b""
    try:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            chunk = rest + chunk
            partial = _PARTIAL.search(chunk)
            rest = chunk[partial.start() :] if partial else b""
            for entity in _REFERENCE.findall(chunk[: len(chunk) - len(rest)]):
                expanded += size(entity)
                worst = max(worst, (size(entity), entity))
    except RecursionError:  # entities that hold each other, or nest a thousand deep
        raise _fault("nest without end", worst[1], declared, name) from None
    if expanded > _ALLOWED + _TIMES * written:
        what = f"expand to {expanded} bytes"
        raise _fault(what, worst[1], declared, name)


def _fault(
    what: str, entity: bytes, declared: dict[bytes, tuple[bytes, int]], name: str
) -> SyntaxFault:
    line = declared[entity][1] if entity in declared else min(at for _, at in declared.values())
    return SyntaxFault(
        f"its XML entities {what}, which is refused: write out what they stand for", name, line, 1
    )


def _declared(source: BinaryIO) -> dict[bytes, tuple[bytes, int]]:
    """Return the entities that a document's prologue declares, with their values and lines."""
    declared: dict[bytes, tuple[bytes, int]] = {}
    parser = expat.ParserCreate()

    def entity(name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        if not is_parameter and value is not None:
            content = (value.encode("utf-8", "surrogatepass"), parser.CurrentLineNumber)
            declared.setdefault(name.encode(), content)

    def begin(*_: object) -> None:
        raise _PrologueEnd

    parser.EntityDeclHandler = entity
    parser.StartElementHandler = begin
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk)
    except (_PrologueEnd, expat.ExpatError):
        pass
    return declared
