"""Builds what the schema of captures is made of: values, lists, objects, words with their meaning.

Keywords bind values of one type each (`properties` objects, `pattern` strings, `items` arrays), so
that a fault is told of the value itself and not as the failure of several alternatives.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from claimgraph.claims.notation.table import Item
    from claimgraph.claims.notation.vocabulary import Word

    Schema = dict[str, Any]

SCALAR = ("string", "number", "boolean", "null")
_TYPES = ("array", "object", *SCALAR)
NONE = "^none$"
LANGUAGE = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"


def explained(says: str, one: Schema) -> Schema:
    """Return a schema with a description."""
    return {"description": says, **one}


def ref(name: str) -> Schema:
    """Return a reference to what the schema shares under a name."""
    return {"$ref": f"#/definitions/{name.replace(' ', '%20')}"}


def many(one: Schema) -> Schema:
    """Return the schema of a value that may also be a list of such values."""
    with_items = listed(one)
    items = {"items": with_items.pop("items")}
    return {**with_items, "allOf": [*one.get("allOf", ()), items]}


def listed(one: Schema) -> Schema:
    """Return the schema of such a value or list, by which an editor begins a list."""
    return {**one, "type": [*one["type"], "array"], "items": one}


def texts() -> Schema:
    """Return the schema of a text, or of texts by their languages."""
    scalar: Schema = {"type": [*SCALAR]}
    return {
        "type": [*SCALAR, "object"],
        "patternProperties": {f"^{LANGUAGE}$": many(scalar)},
        "additionalProperties": False,
    }


def matching(pattern: str, types: Sequence[str] = ("string", "null"), error: str = "") -> Schema:
    """Return the schema of a scalar whose text matches; `none` always does."""
    message: Schema = {"patternErrorMessage": error} if error else {}
    return {"type": [*types], "pattern": f"{pattern}|{NONE}", **message}


def whole_number(pattern: str, error: str = "") -> Schema:
    """Return the schema of such a scalar that YAML may read as a number, but not as a fraction."""
    return {**matching(pattern, ("string", "number", "null"), error), "multipleOf": 1}


def or_object(one: Schema, described: Schema) -> Schema:
    """Return the schema of a value that may also be an object with the keys described."""
    return {**one, "type": [*one["type"], "object"], "allOf": [*one.get("allOf", ()), described]}


def item_of(described: Schema, types: Sequence[str] = ("object", "null")) -> Schema:
    """Return the schema of an item that is described by its keys."""
    return {"type": [*types], "allOf": [described]}


def first_of(kinds: Sequence[Item]) -> Schema:
    """Return what describes an object by the first kind whose name it has, the first otherwise."""
    chosen = ref(kinds[0].name)
    for kind in reversed(kinds) if len(kinds) > 1 else ():
        chosen = {"if": {"required": [kind.name]}, "then": ref(kind.name), "else": chosen}
    return chosen


def enumerated(words: Sequence[Word], others: Schema) -> Schema:
    """Return the schema of a word out of several, each explained, or of what else is allowed."""
    known = {
        "enum": [word.written for word in words],
        "enumDescriptions": [word.says for word in words],
    }
    return {"anyOf": [known, others] if words else [others]}


def spelt(words: Iterable[Word]) -> str:
    """Return a pattern of words of a scheme, joined by whatever separates them."""
    return "|".join(re.escape(word.written).replace(r"\-", "[ _-]+") for word in words) or "(?!)"


def choices(words: Iterable[Word], pattern: str) -> list[Schema]:
    """Return an alternative for each word, so that an editor explains the one that is chosen."""
    return [
        {
            "type": "string",
            "pattern": pattern.replace("{}", f"(?:{spelt([word])})"),
            "description": f"{word.written}: {word.says}",
        }
        for word in words
    ]


def snippet(label: str, body: str, word: Word) -> Schema:
    """Return what an editor offers to begin a line by: its label, and the text it inserts."""
    return {"label": label, "body": body, "description": word.says}


def quiet(node: Any) -> Any:
    """Say which types a value has by those that it has not.

    Editors propose `true`, `false` and `null` for each type that is named. The empty alternative
    tells yaml-language-server to write a key with a colon and a space.
    """
    if isinstance(node, list):
        return [quiet(one) for one in node]
    if not isinstance(node, dict):
        return node
    other_keywords = {name: quiet(one) for name, one in node.items() if name != "type"}
    types = node.get("type")
    if isinstance(types, str):
        return {"type": types, **other_keywords}
    if isinstance(types, list):
        other = [one for one in _TYPES if one not in types]
        other_keywords = {"anyOf": [{}], **other_keywords}
        if other:
            refused = {"type": types[0], "errorMessage": _wanted({*types})}
            other_keywords |= {"if": {"type": other}, "then": refused}
    return other_keywords


def _wanted(types: set[str]) -> str:
    if "string" not in types:
        return "Write its keys, each on a line of its own."
    ways = ("its keys", "object"), ("a list of values", "array")
    return ", or ".join(["Write one value", *(way for way, kind in ways if kind in types)]) + "."
