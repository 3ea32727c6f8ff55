"""Walks what rdflib's SPARQL parser returns, for what only its algebra tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyparsing import ParseResults
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterator


def parts(node: Any) -> Iterator[CompValue]:
    """Yield the parts of a parsed query or of its algebra, each before its own parts."""
    if isinstance(node, CompValue):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list | tuple | set | ParseResults):
        for value in node:
            yield from parts(value)
