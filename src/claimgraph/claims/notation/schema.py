"""Makes a JSON Schema of captures from the table: for editors to complete, explain and check.

The schema is of draft 07, which yaml-language-server reads. It allows what the reader reads: a
scalar is a text to the reader, so a number or `true` may stand wherever a text may. Words of the
schemes are enumerated; names may be new.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from claimgraph.claims.notation import lines, table
from claimgraph.claims.notation.schema_parts import (
    LANGUAGE,
    NONE,
    SCALAR,
    choices,
    enumerated,
    explained,
    first_of,
    item_of,
    listed,
    many,
    matching,
    or_object,
    quiet,
    ref,
    snippet,
    spelt,
    texts,
    whole_number,
)
from claimgraph.claims.notation.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from claimgraph.claims.notation.table import Item, Key
    from claimgraph.graph.project import Project

    Schema = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
# What a plain word of a scheme never has: it is an IRI, has a prefix, or is spelt otherwise.
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
                item.many: explained(item.says, listed(item_of(ref(item.name))))
                for item in table.ITEMS
            },
        },
        "patternProperties": {":": many(texts())},
        "additionalProperties": False,
        "definitions": {**items, **made.shared},
    }
    return {"$schema": _DRAFT, **quiet(whole)}


def _of_file() -> dict[str, Schema]:
    scalar: Schema = {"type": [*SCALAR]}
    keys = {name: {**scalar} for name in table.FILE}
    keys["language"] = {"type": ["string", "null"], "pattern": f"^({LANGUAGE})?$"}
    keys["prefixes"] = {"type": ["object", "null"], "additionalProperties": scalar}
    keys["captured"] = {
        "type": ["object", "null"],
        "properties": {
            name: explained(says, many(scalar) if name in table.CAPTURERS else scalar)
            for name, says in table.CAPTURED.items()
        },
        "additionalProperties": False,
    }
    return {name: explained(table.FILE[name], one) for name, one in keys.items()}


# ── Keys, by the form of their values ────────────────────────────────────────────────────────────


class _Maker:
    """Makes the schemas of items and keys; `shared` has what they refer to."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.shared: dict[str, Schema] = {}

    def _share(self, name: str, one: Schema) -> Schema:
        self.shared[name] = one
        return ref(name)

    def item(self, item: Item) -> Schema:
        """Return what an object has to be to describe an item; of other types it says nothing."""
        words = self._vocabulary.kinds(item)
        spaced = "|".join(word.written.replace("-", "[ -]") for word in words)
        pattern = {"pattern": rf"^\s*(?:{spaced})\s*$|:|{NONE}"}
        kinds = self._share(f"kind of {item.name}", enumerated(words, pattern))
        kind = {"type": ["string", "null"], "allOf": [kinds]}
        return {
            "title": item.name,
            "description": item.says,
            "properties": {
                item.name: explained(f"The short name of this {item.name}.", {"type": [*SCALAR]}),
                "kind": explained(f"What kind of {item.name} it is.", many(kind)),
                **self.keys(item),
            },
            "patternProperties": {":": many(texts())},
            "additionalProperties": False,
        }

    def keys(self, item: Item) -> dict[str, Schema]:
        """Return the schemas of an item's keys."""
        return {key.name: self._key(key) for key in item.keys}

    def _key(self, key: Key) -> Schema:
        one = _FORMS[key.value](self, key)
        if not key.once:
            one = (listed if key.value == "items" else many)(one)
        if not key.example:
            return explained(key.says, one)
        shown = {"markdownDescription": f"{key.says}\n\nExample: `{key.example}`"}
        return explained(f"{key.says} Example: {key.example}", {**shown, **one})

    def _words(self, scheme: str, pattern: str, **more: Any) -> Schema:
        """Return the schema of a concept, or of a text that matches."""
        words = self._vocabulary.concepts(scheme)
        chosen = self._share(scheme, {**enumerated(words, {"pattern": pattern}), **more})
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
        branches = [{**one, "patternErrorMessage": error} if error else one for one in alternatives]
        line = self._share(name, {"anyOf": branches, "defaultSnippets": [*snippets]})
        return {"type": [*types], "allOf": [line]}

    def text(self, _key: Key) -> Schema:
        return texts()

    def string(self, _key: Key) -> Schema:
        return {"type": [*SCALAR]}

    def date(self, _key: Key) -> Schema:
        return whole_number(f"^{lines.DATE}$")

    def period(self, _key: Key) -> Schema:
        date = f"(?:{lines.DATE})"
        pattern = rf"^\s*(?:{date}(?:\s*\.\.\s*{date}?)?|\.\.\s*{date})\s*$"
        return whole_number(pattern, "Write 2021-05, or 2021..2022.")

    def boolean(self, _key: Key) -> Schema:
        return matching("^(?:true|false)$", ("boolean", "string", "null"), "Write true or false.")

    def place(self, _key: Key) -> Schema:
        return whole_number(r"^\d+$", "Write 1, 2, …")

    def number(self, _key: Key) -> Schema:
        return whole_number(r"^-*\d+$")

    def iri(self, _key: Key) -> Schema:
        return matching(":", error="Write an IRI, such as https://example.org/page.")

    def position(self, _key: Key) -> Schema:
        return matching(r"^\s*\d+\s*\.\.\s*\d+\s*$", error="Write start..end, such as 129..219.")

    def amount(self, _key: Key) -> Schema:
        return matching(r"\d", ("string", "number", "null"), "Write a figure such as >7.3e6 EUR.")

    def concept(self, key: Key) -> Schema:
        words = spelt(self._vocabulary.concepts(key.of[0]))
        return self._words(key.of[0], rf"^[ _-]*(?:{words})[ _-]*$|{_OTHERWISE}|{NONE}")

    def certainty(self, key: Key) -> Schema:
        words = self._vocabulary.concepts(key.of[0])
        hedged = [
            snippet(f'{word.written}, "…"', f'{word.written}, "${{1:marker words}}"', word)
            for word in words
            if word.written != "asserted"
        ]
        other = rf"^(?=[^,]*[^a-z0-9 _,-])[^,]*{_HEDGES}$|{NONE}"
        branches = choices(words, r"^[ _-]*{}[ _-]*" + _HEDGES + "$")
        error = {"patternErrorMessage": 'Write a certainty, a comma, and the words in "quotes".'}
        line = [{**one, **error} for one in (*branches, {"pattern": f"^[^,]*$|{other}"})]
        plain = rf",|^[ _-]*(?:{spelt(words)})[ _-]*$|{other}"
        one = self._words(key.of[0], plain, defaultSnippets=hedged)
        meant = self._share("certainty by line", {"anyOf": line})
        return {**one, "allOf": [*one["allOf"], meant]}

    def participation(self, key: Key) -> Schema:
        roles = self._vocabulary.concepts("role")
        snippets = [
            *(snippet(f"… as {role.written}", f"${{1:actor}} as {role.written}", role)
              for role in roles),
            *(snippet(f"{actor.written} as …", f"{actor.written} as ${{1:role}}", actor)
              for actor in self._vocabulary.named(table.item("actor"))),
        ]  # fmt: skip
        line = [*choices(roles, r"\sas\s+{}\s*$"), {"pattern": rf"\sas\s+.*{_OTHERWISE}|{NONE}"}]
        error = "Write ACTOR as ROLE; the editor lists the roles."
        keys = self._by_keys(key.name, table.PARTICIPATION, ("actor", "role"))
        return or_object(self._line(key.name, line, error, snippets), keys)

    def statement(self, key: Key) -> Schema:
        relations = self._vocabulary.relations()
        snippets = [
            snippet(f"… {word.written} …", f"${{1:subject}} {word.written} ${{2:object}}", word)
            for word in relations
        ]
        known = [word for word in relations if ":" not in word.written]
        other = {"pattern": rf"\S\s+[^\s:]*:\S+\s+\S|{NONE}"}
        error = "Write SUBJECT RELATION OBJECT; the editor lists the relations."
        line = [*choices(known, r"\S\s+{}\s+\S"), other]
        keys = self._by_keys(key.name, table.STATEMENT, ("subject", "relation", "object"))
        return or_object(self._line(key.name, line, error, snippets), keys)

    def _by_keys(self, name: str, keys: dict[str, str], required: Sequence[str]) -> Schema:
        described = {
            "title": name,
            "properties": {
                name: explained(says, {"type": [*SCALAR]}) for name, says in keys.items()
            },
            "additionalProperties": False,
            "required": [*required],
        }
        return self._share(f"{name} by keys", described)

    def evidence(self, key: Key) -> Schema:
        kinds = self._vocabulary.concepts("evidence-kind")
        snippets = [
            snippet(f"{word.written} from …", f"{word.written} from ${{1:source}}", word)
            for word in kinds
        ]
        other = {"pattern": rf"^(?!.*\sfrom\s)|{_OTHERWISE}.*\sfrom\s"}
        line = [*choices(kinds, r"^[ _-]*{}[ _-]*\sfrom\s"), other]
        error = "Write KIND from SOURCE; the editor lists the kinds."
        shared = self._line("evidence by line", line, error, snippets, SCALAR)
        return or_object(shared, ref(key.of[0]))

    def attribution(self, _key: Key) -> Schema:
        snippets = [
            snippet(f"… {act.written} in …", f"${{1:actor}} {act.written} in ${{2:source}}", act)
            for act in self._vocabulary.concepts("speech-act")
        ]
        line = self._line("attribution by line", [{}], "", snippets, SCALAR)
        nameless = ref("attribution without a name")
        named = {"if": {"required": ["attribution"]}, "then": ref("attribution"), "else": nameless}
        return or_object(line, named)

    def name(self, key: Key) -> Schema:
        kinds = table.kinds(key)
        registered = [
            self._share(f"{kind.name} by name", enumerated(self._vocabulary.named(kind), {}))
            for kind in kinds
            if kind.name in ("actor", "thing")
        ]
        return or_object({"type": [*SCALAR], "allOf": registered}, first_of(kinds))

    def items(self, key: Key) -> Schema:
        of = table.item(key.of[0])
        if of.name == "argument":
            return item_of(ref(of.name), ("object", *SCALAR))
        return {**item_of(ref(of.name), ("object", "null", "string")), "pattern": NONE}


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
