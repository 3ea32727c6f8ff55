"""The order in which a reader wants a graph: kinds of things, and the properties of each."""

from __future__ import annotations

import re

from claimgraph import vocab
from claimgraph.graph.prefixes import KNOWN


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return KNOWN[prefix] + local


_KIND = {
    _iri(name): place
    for place, line in enumerate(vocab.KINDS.strip().splitlines())
    for name in line.split()
}
_PROPERTY = {_iri(name): place for place, name in enumerate(vocab.PROPERTIES.split())}
_DIGITS = re.compile(r"(\d+)")


def of_kinds(types: list[str]) -> tuple[int, str]:
    """Return the place of a subject among others by its types' IRIs; other kinds by their IRIs.

    What has no type comes last.
    """
    known = [_KIND[one] for one in types if one in _KIND]
    if known:
        return (min(known), "")
    return (len(_KIND), min(types)) if types else (len(_KIND) + 1, "")


def of_property(iri: str) -> tuple[int, str]:
    """Return the place of a property among a subject's; other vocabularies' come last, by IRI."""
    return (_PROPERTY.get(iri, len(_PROPERTY)), iri)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers in a text by their value: section/2 before section/10."""
    if not _DIGITS.search(text):
        return ((1, 0, text),) if text else ()
    return tuple(
        (0, int(part), part) if part.isdigit() and part.isascii() else (1, 0, part)
        for part in _DIGITS.split(text)
        if part
    )
