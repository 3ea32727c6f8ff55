"""Makes a JSON Schema of captures from the table: for editors to complete, explain and check.

The schema is of draft 07, which yaml-language-server reads. It allows what the reader reads: a
scalar is a text to the reader, so a number or `true` may stand wherever a text may. Words of the
schemes are enumerated; names may be new. Keywords bind values of one type each (`properties`
objects, `pattern` strings, `items` arrays), so that a fault is told of the value itself and not as
the failure of several alternatives.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from claimgraph.claims.notation.table import Item, Key
    from claimgraph.claims.notation.vocabulary import Word
    from claimgraph.graph.project import Project

    Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
_SCALAR = ("string", "number", "boolean", "null")
_INTEGER = ("string", "number", "null")
_TYPES = ("array", "object", *_SCALAR)
_NONE = "^none$"
_LANGUAGE = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
# What is no plain word: it has a prefix, is an IRI, or is spelt otherwise than the scheme does.
_OTHERWISE = "[^a-z0-9 _-]"
_HEDGES = r'(?:\s*,\s*(?:"[^"]*"|“[^”]*”))*\s*'


def of_project(project: Project) -> str:
    """Return the schema for a project's captures, as JSON that ends in a line end."""
    made = schema(Vocabulary(project))
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def schema(vocabulary: Vocabulary) -> Schema:
    """Return the schema, with the terms and the names of a project's vocabulary."""
    made = _Maker(vocabulary)
    items = {item.name: made.item(item) for item in table.ITEMS}
    attribution = items["attribution"]
    named = {"attribution", "kind"}
    kept = {name: one for name, one in attribution["properties"].items() if name not in named}
    items["attribution without a name"] = {**attribution, "properties": kept}
    whole = {
        "title": "capture",
        "description": "What an article claims, in the notation of claimgraph.",
        "type": ["object", "null"],
        "properties": {
            **_of_file(),
            **made.keys(table.ARTICLE),
            **{
                item.many: _explained(item.says, _listed(_item_of(_ref(item.name))))
                for item in table.ITEMS
            },
        },
        "patternProperties": {":": _many(_text())},
        "additionalProperties": False,
        "definitions": {**items, **made.shared},
    }
    return {"$schema": _DRAFT, **_quiet(whole)}


def _quiet(node: Any) -> Any:
    """Say which types a value has by those that it has not.

    Editors propose `true`, `false` and `null` for each type that is named. The empty alternative
    tells yaml-language-server to write a key with a colon and a space.
    """
    if isinstance(node, list):
        return [_quiet(one) for one in node]
    if not isinstance(node, dict):
        return node
    quiet = {name: _quiet(one) for name, one in node.items() if name != "type"}
    types = node.get("type")
    if isinstance(types, str):
        return {"type": types, **quiet}
    if isinstance(types, list):
        other = [one for one in _TYPES if one not in types]
        quiet = {"anyOf": [{}], **quiet}
        if other:
            refused = {"type": types[0], "errorMessage": _wanted({*types})}
            quiet |= {"if": {"type": other}, "then": refused}
    return quiet


def _wanted(types: set[str]) -> str:
    if "string" not in types:
        return "Write its keys, each on a line of its own."
    ways = ("its keys", "object"), ("a list of values", "array")
    return ", or ".join(["Write one value", *(way for way, kind in ways if kind in types)]) + "."


def _of_file() -> dict[str, Schema]:
    scalar: Schema = {"type": [*_SCALAR]}
    keys = {name: {**scalar} for name in table.FILE}
    keys["language"] = {"type": ["string", "null"], "pattern": f"^({_LANGUAGE})?$"}
    keys["prefixes"] = {"type": ["object", "null"], "additionalProperties": scalar}
    keys["captured"] = {
        "type": ["object", "null"],
        "properties": {
            name: _explained(says, _many(scalar) if name in table.CAPTURERS else scalar)
            for name, says in table.CAPTURED.items()
        },
        "additionalProperties": False,
    }
    return {name: _explained(table.FILE[name], one) for name, one in keys.items()}


# ── Parts of schemas ─────────────────────────────────────────────────────────────────────────────


def _explained(says: str, one: Schema) -> Schema:
    return {"description": says, **one}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name.replace(' ', '%20')}"}


def _many(one: Schema) -> Schema:
    """Return the schema of a value that may also be a list of such values."""
    listed = _listed(one)
    items = {"items": listed.pop("items")}
    return {**listed, "allOf": [*one.get("allOf", ()), items]}


def _listed(one: Schema) -> Schema:
    """Return that schema for an editor that is to begin a list."""
    return {**one, "type": [*one["type"], "array"], "items": one}


def _text() -> Schema:
    scalar: Schema = {"type": [*_SCALAR]}
    return {
        "type": [*_SCALAR, "object"],
        "patternProperties": {f"^{_LANGUAGE}$": _many(scalar)},
        "additionalProperties": False,
    }


def _line(pattern: str, types: Sequence[str] = ("string", "null"), error: str = "") -> Schema:
    """Return the schema of a scalar whose text matches; `none` always does."""
    told: Schema = {"patternErrorMessage": error} if error else {}
    if types is _INTEGER:
        told["multipleOf"] = 1
    return {"type": [*types], "pattern": f"{pattern}|{_NONE}", **told}


def _object(one: Schema, described: Schema) -> Schema:
    """Return the schema of a value that may also be an object with the keys described."""
    return {**one, "type": [*one["type"], "object"], "allOf": [*one.get("allOf", ()), described]}


def _item_of(described: Schema, types: Sequence[str] = ("object", "null")) -> Schema:
    return {"type": [*types], "allOf": [described]}


def _first_of(kinds: Sequence[Item]) -> Schema:
    """Return what describes an object by the first kind whose name it has, the first otherwise."""
    chosen = _ref(kinds[0].name)
    for kind in reversed(kinds[1:]):
        chosen = {"if": {"required": [kind.name]}, "then": _ref(kind.name), "else": chosen}
    if len(kinds) > 1:
        chosen = {"if": {"required": [kinds[0].name]}, "then": _ref(kinds[0].name), "else": chosen}
    return chosen


def _enumerated(words: Sequence[Word], others: Schema) -> Schema:
    """Return the schema of a word out of several, each explained, or of what else is allowed."""
    known = {
        "enum": [word.written for word in words],
        "enumDescriptions": [word.says for word in words],
    }
    return {"anyOf": [known, others] if words else [others]}


def _spelt(words: Iterable[Word]) -> str:
    """Return a pattern of words of a scheme, joined by whatever separates them."""
    return "|".join(re.escape(word.written).replace(r"\-", "[ _-]+") for word in words) or "(?!)"


def _told(words: Iterable[Word], pattern: str) -> list[Schema]:
    """Return an alternative for each word, so that an editor tells what the one chosen means."""
    return [
        {
            "type": "string",
            "pattern": pattern.replace("{}", f"(?:{_spelt([word])})"),
            "description": f"{word.written}: {word.says}",
        }
        for word in words
    ]


# ── Keys, by the form of their values ────────────────────────────────────────────────────────────


class _Maker:
    """Makes the schemas of items and keys; `shared` has what they refer to."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.shared: dict[str, Schema] = {}

    def _share(self, name: str, one: Schema) -> Schema:
        self.shared[name] = one
        return _ref(name)

    def item(self, item: Item) -> Schema:
        """Return what an object has to be to describe an item; of other types it says nothing."""
        words = self._vocabulary.kinds(item)
        spaced = "|".join(word.written.replace("-", "[ -]") for word in words)
        pattern = {"pattern": rf"^\s*(?:{spaced})\s*$|:|{_NONE}"}
        kinds = self._share(f"kind of {item.name}", _enumerated(words, pattern))
        kind = {"type": ["string", "null"], "allOf": [kinds]}
        return {
            "title": item.name,
            "description": item.says,
            "properties": {
                item.name: _explained(f"The short name of this {item.name}.", {"type": [*_SCALAR]}),
                "kind": _explained(f"What kind of {item.name} it is.", _many(kind)),
                **self.keys(item),
            },
            "patternProperties": {":": _many(_text())},
            "additionalProperties": False,
        }

    def keys(self, item: Item) -> dict[str, Schema]:
        """Return the schemas of an item's keys."""
        return {key.name: self._key(key) for key in item.keys}

    def _key(self, key: Key) -> Schema:
        one = _FORMS[key.value](self, key)
        if not key.once:
            one = (_listed if key.value == "items" else _many)(one)
        if not key.example:
            return _explained(key.says, one)
        shown = {"markdownDescription": f"{key.says}\n\nExample: `{key.example}`"}
        return _explained(f"{key.says} Example: {key.example}", {**shown, **one})

    def _words(self, scheme: str, pattern: str, **more: Any) -> Schema:
        """Return the schema of a concept, or of a text that matches."""
        words = self._vocabulary.concepts(scheme)
        chosen = self._share(scheme, {**_enumerated(words, {"pattern": pattern}), **more})
        return {"type": ["string", "null"], "allOf": [chosen]}

    def _line(
        self,
        name: str,
        alternatives: Sequence[Schema],
        error: str,
        snippets: Sequence[Schema],
        types: Sequence[str] = ("string", "null"),
    ) -> Schema:
        """Return the schema of a compact line, which editors begin by snippets."""
        told = [{**one, "patternErrorMessage": error} if error else one for one in alternatives]
        line = self._share(name, {"anyOf": told, "defaultSnippets": [*snippets]})
        return {"type": [*types], "allOf": [line]}

    def text(self, _key: Key) -> Schema:
        return _text()

    def string(self, _key: Key) -> Schema:
        return {"type": [*_SCALAR]}

    def date(self, _key: Key) -> Schema:
        return _line(f"^{lines.DATE}$", _INTEGER)

    def period(self, _key: Key) -> Schema:
        date = f"(?:{lines.DATE})"
        pattern = rf"^\s*(?:{date}(?:\s*\.\.\s*{date}?)?|\.\.\s*{date})\s*$"
        return _line(pattern, _INTEGER, "Write 2021-05, or 2021..2022.")

    def boolean(self, _key: Key) -> Schema:
        return _line("^(?:true|false)$", ("boolean", "string", "null"), "Write true or false.")

    def place(self, _key: Key) -> Schema:
        return _line(r"^\d+$", _INTEGER, "Write 1, 2, …")

    def number(self, _key: Key) -> Schema:
        return _line(r"^-*\d+$", _INTEGER)

    def iri(self, _key: Key) -> Schema:
        return _line(":", error="Write an IRI, such as https://example.org/page.")

    def position(self, _key: Key) -> Schema:
        return _line(r"^\s*\d+\s*\.\.\s*\d+\s*$", error="Write start..end, such as 129..219.")

    def amount(self, _key: Key) -> Schema:
        return _line(r"\d", ("string", "number", "null"), "Write a figure such as >7.3e6 EUR.")

    def concept(self, key: Key) -> Schema:
        spelt = _spelt(self._vocabulary.concepts(key.of[0]))
        return self._words(key.of[0], rf"^[ _-]*(?:{spelt})[ _-]*$|{_OTHERWISE}|{_NONE}")

    def certainty(self, key: Key) -> Schema:
        words = self._vocabulary.concepts(key.of[0])
        hedged = [
            _snippet(f'{word.written}, "…"', f'{word.written}, "${{1:marker words}}"', word)
            for word in words
            if word.written != "asserted"
        ]
        other = rf"^(?=[^,]*[^a-z0-9 _,-])[^,]*{_HEDGES}$|{_NONE}"
        told = _told(words, r"^[ _-]*{}[ _-]*" + _HEDGES + "$")
        error = {"patternErrorMessage": 'Write a certainty, a comma, and the words in "quotes".'}
        line = [{**one, **error} for one in (*told, {"pattern": f"^[^,]*$|{other}"})]
        plain = rf",|^[ _-]*(?:{_spelt(words)})[ _-]*$|{other}"
        one = self._words(key.of[0], plain, defaultSnippets=hedged)
        meant = self._share("certainty by line", {"anyOf": line})
        return {**one, "allOf": [*one["allOf"], meant]}

    def participation(self, key: Key) -> Schema:
        roles = self._vocabulary.concepts("role")
        snippets = [
            *(_snippet(f"… as {role.written}", f"${{1:actor}} as {role.written}", role)
              for role in roles),
            *(_snippet(f"{actor.written} as …", f"{actor.written} as ${{1:role}}", actor)
              for actor in self._vocabulary.named(table.item("actor"))),
        ]  # fmt: skip
        line = [*_told(roles, r"\sas\s+{}\s*$"), {"pattern": rf"\sas\s+.*{_OTHERWISE}|{_NONE}"}]
        error = "Write ACTOR as ROLE; the editor lists the roles."
        keys = self._by_keys(key.name, table.PARTICIPATION, ("actor", "role"))
        return _object(self._line(key.name, line, error, snippets), keys)

    def statement(self, key: Key) -> Schema:
        relations = self._vocabulary.relations()
        snippets = [
            _snippet(f"… {word.written} …", f"${{1:subject}} {word.written} ${{2:object}}", word)
            for word in relations
        ]
        known = [word for word in relations if ":" not in word.written]
        other = {"pattern": rf"\S\s+[^\s:]*:\S+\s+\S|{_NONE}"}
        error = "Write SUBJECT RELATION OBJECT; the editor lists the relations."
        line = [*_told(known, r"\S\s+{}\s+\S"), other]
        keys = self._by_keys(key.name, table.STATEMENT, ("subject", "relation", "object"))
        return _object(self._line(key.name, line, error, snippets), keys)

    def _by_keys(self, name: str, keys: dict[str, str], required: Sequence[str]) -> Schema:
        described = {
            "title": name,
            "properties": {
                name: _explained(says, {"type": [*_SCALAR]}) for name, says in keys.items()
            },
            "additionalProperties": False,
            "required": [*required],
        }
        return self._share(f"{name} by keys", described)

    def evidence(self, key: Key) -> Schema:
        kinds = self._vocabulary.concepts("evidence-kind")
        snippets = [
            _snippet(f"{word.written} from …", f"{word.written} from ${{1:source}}", word)
            for word in kinds
        ]
        other = {"pattern": rf"^(?!.*\sfrom\s)|{_OTHERWISE}.*\sfrom\s"}
        line = [*_told(kinds, r"^[ _-]*{}[ _-]*\sfrom\s"), other]
        error = "Write KIND from SOURCE; the editor lists the kinds."
        shared = self._line("evidence by line", line, error, snippets, _SCALAR)
        return _object(shared, _ref(key.of[0]))

    def attribution(self, _key: Key) -> Schema:
        snippets = [
            _snippet(f"… {act.written} in …", f"${{1:actor}} {act.written} in ${{2:source}}", act)
            for act in self._vocabulary.concepts("speech-act")
        ]
        line = self._line("attribution by line", [{}], "", snippets, _SCALAR)
        nameless = _ref("attribution without a name")
        named = {"if": {"required": ["attribution"]}, "then": _ref("attribution"), "else": nameless}
        return _object(line, named)

    def name(self, key: Key) -> Schema:
        kinds = table.kinds(key)
        registered = [
            self._share(f"{kind.name} by name", _enumerated(self._vocabulary.named(kind), {}))
            for kind in kinds
            if kind.name in ("actor", "thing")
        ]
        return _object({"type": [*_SCALAR], "allOf": registered}, _first_of(kinds))

    def items(self, key: Key) -> Schema:
        of = table.item(key.of[0])
        if of.name == "argument":
            return _item_of(_ref(of.name), ("object", *_SCALAR))
        return {**_item_of(_ref(of.name), ("object", "null", "string")), "pattern": _NONE}


def _snippet(label: str, body: str, word: Word) -> Schema:
    return {"label": label, "body": body, "description": word.says}


_FORMS: dict[str, Callable[[_Maker, Key], Schema]] = {
    "text": _Maker.text, "string": _Maker.string, "date": _Maker.date, "boolean": _Maker.boolean,
    "number": _Maker.number, "iri": _Maker.iri, "concept": _Maker.concept,
    "thesis": _Maker.boolean, "name": _Maker.name, "items": _Maker.items,
    "certainty": _Maker.certainty, "participation": _Maker.participation,
    "statement": _Maker.statement, "evidence": _Maker.evidence,
    "attribution": _Maker.attribution, "explicit": _Maker.boolean, "figure": _Maker.name,
    "amount": _Maker.amount, "when": _Maker.name, "period": _Maker.period,
    "words": _Maker.string, "place": _Maker.place, "at": _Maker.position, "fragment": _Maker.string,
}  # fmt: skip
