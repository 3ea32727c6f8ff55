"""Turns the hint of a finding in a capture into the words of its notation: cg:scheme is scheme:."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.names import SCHEMES
from claimgraph.graph.prefixes import KNOWN
from claimgraph.graph.project import is_capture

if TYPE_CHECKING:
    from claimgraph.findings import Finding

_NAME = r"(?P<prefix>[a-z][a-z-]*):(?P<local>[A-Za-z][\w-]*)"
# A property may have its value beside it: a text, a date, or a node in brackets.
_VALUE = r"(?: (?:\[(?P<node>[^\]]*)\]|\"(?P<text>[^\"]*)\"(?:@en|\^\^xsd:\w+)))?"
_MAKE = r"(?P<make>(?<=[Mm]ake it )an? |(?<=[Mm]ake the claim )an? )?(?P<a>\ban? )?"
_TERM = re.compile(rf"{_MAKE}\b{_NAME}{_VALUE}")
_LITERAL = re.compile(r"\"([^\"]*)\"(?:@en|\^\^xsd:\w+)")


def spoken(finding: Finding) -> Finding:
    """Return a finding whose hint speaks the notation, if it stands in a capture."""
    if not finding.hint or finding.location is None or not is_capture(finding.location.file):
        return finding
    return replace(finding, hint=in_notation(finding.hint))


def in_notation(hint: str) -> str:
    """Return a hint with keys, words of schemes and examples as a capture has them."""
    return _LITERAL.sub(r"\1", _TERM.sub(_said, hint))


def _said(term: re.Match[str]) -> str:
    prefix, local = term["prefix"], term["local"]
    if prefix == "cg" and local[0].isupper():
        return _kind(term, local)
    key, value = _keys().get(KNOWN.get(prefix, "") + local), term["text"]
    part = table.PARTS.get(KNOWN.get(prefix, "") + local)
    if prefix in SCHEMES:
        said = local
    elif prefix == "unit":
        said = lines.UNIT_WORDS.get(local) or local.removeprefix("CCY_")
    elif key is not None and term["node"]:
        said = key.example
    elif key is not None:
        said = f"{key.name}:"
    else:
        said = part or f"{prefix}:{local}"
    article = f"{_article(said)} " if term["a"] or term["make"] else ""
    return article + said + (f" {value}" if value is not None else "")


def _kind(term: re.Match[str], cls: str) -> str:
    """Return a class as a kind where something is to be one, in words where one is spoken of."""
    item = next((item for item in table.ITEMS if cls in item.classes), None)
    kind = table.short(cls, item) if item else ""
    if term["make"] and item and kind != item.name:
        return f"kind: {kind}"
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", cls).lower()
    return f"{_article(words)} {words}" if term["a"] or term["make"] else kind or words


def _article(words: str) -> str:
    return "an" if words[0] in "aeiou" and not words.startswith("uni") else "a"


@cache
def _keys() -> dict[str, table.Key]:
    """Return the keys by the properties that they write, those of an item's own first."""
    keys = [key for item in (*table.ITEMS, table.ARTICLE) for key in item.keys if key.property]
    by_property: dict[str, table.Key] = {}
    for key in sorted(keys, key=lambda key: key.inverse):
        by_property.setdefault(key.property, key)
    return by_property
