"""Completes names where they are typed: behind a prefix in Turtle and SPARQL, by key in YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from claimgraph.claims.notation import table
from claimgraph.claims.notation.names import Names
from claimgraph.graph import prefixes
from claimgraph.graph.project import NOTATION
from claimgraph.servers.lsp.documents import QUESTION
from claimgraph.text import visible
from claimgraph.vocab import ARTICLE, CG, GRAPH, SCHEME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from claimgraph.claims.notation.table import Item, Key
    from claimgraph.servers.lsp.documents import Document
    from claimgraph.servers.lsp.positions import Text
    from claimgraph.servers.lsp.workspace import Entry, Workspace

# An editor asks again when more has been typed.
_MOST = 400
_DEEPEST = 60
_NAMED = re.compile(r"(?P<prefix>[A-Za-z][\w-]*)?:(?P<local>[\w.~%-]*)\Z")
_WORD = re.compile(r"[\w-]*\Z")
_DIRECTIVE = re.compile(r"@?prefix[ \t]+(?P<name>[\w-]*)\Z", re.IGNORECASE)
_VARIABLE = re.compile(r"[?$](?P<name>\w*)\Z")
_PLAIN = re.compile(r"[\w\-.~]+")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*("|\Z)')

# A name, what it stands for in a few words, and a text about it.
Choice = tuple[str, str, str]


def complete(
    workspace: Workspace, document: Document, text: Text, offset: int
) -> types.CompletionList:
    """Return what may stand at an offset of a document."""
    begin = text.text.rfind("\n", 0, offset) + 1
    line = text.text[begin:offset]
    if document.file.format == NOTATION:
        typed, choices = _in_capture(workspace, document, text.text, begin, line)
    else:
        typed, choices = _in_turtle(workspace, document, line)
    where = text.range(offset - len(typed), offset)
    near = typed.casefold()
    kept = [one for one in choices if near in one[0].casefold() or near in one[1].casefold()]
    items = [_item(one, where, document.file.format) for one in kept[:_MOST]]
    return types.CompletionList(is_incomplete=len(kept) > _MOST, items=items)


def _item(choice: Choice, where: types.Range, form: str) -> types.CompletionItem:
    name, label, about = choice
    is_key = form == NOTATION and name.endswith(": ")
    kind = types.CompletionItemKind.Property if is_key else types.CompletionItemKind.Reference
    return types.CompletionItem(
        label=name.strip(),
        kind=kind,
        detail=visible(label) or None,
        documentation=visible(about) or None,
        filter_text=f"{name} {label}" if label else name,
        text_edit=types.TextEdit(where, name),
    )


def _of_entry(name: str, entry: Entry) -> Choice:
    return name, entry.label or entry.kind, entry.text


# ── Turtle and SPARQL ────────────────────────────────────────────────────────────────────────────


def _in_turtle(workspace: Workspace, document: Document, line: str) -> tuple[str, Iterable[Choice]]:
    code = _STRING.sub(lambda string: "" if string[1] else '"', line)
    if '"' in code or re.match(r"\s*#", line):
        return "", ()
    if directive := _DIRECTIVE.search(line):
        known = {**own_prefixes(document), **prefixes.KNOWN}
        return directive["name"], [(f"{name}: <{iri}>", iri, "") for name, iri in known.items()]
    if document.file.format == QUESTION and (variable := _VARIABLE.search(line)):
        return variable[0], _variables(workspace, document)
    if named := _NAMED.search(line):
        space = document.prefixes.get(named["prefix"] or "")
        if space is None:
            return "", ()
        return named["local"], _in_namespace(workspace, document, space)
    word = _WORD.search(line)
    typed = word[0] if word else ""
    return typed, [(f"{name}:", iri, "") for name, iri in sorted(document.prefixes.items())]


def own_prefixes(document: Document) -> dict[str, str]:
    """Return the prefixes that an article's files usually have."""
    slug = document.file.graph.removeprefix(GRAPH)
    return Names(f"{ARTICLE}{slug}/").prefixes if slug else {}


def _in_namespace(workspace: Workspace, document: Document, space: str) -> Iterator[Choice]:
    for iri, entry in sorted(workspace.around(document.file).items()):
        if iri.startswith(space) and _PLAIN.fullmatch(iri[len(space) :]):
            yield _of_entry(iri[len(space) :], entry)


def _variables(workspace: Workspace, document: Document) -> Iterator[Choice]:
    """Yield the variables of a question, and the parameters of all questions of its project."""
    from claimgraph.graph import project as projects
    from claimgraph.questions import catalogue

    own = dict.fromkeys(re.findall(r"[?$]\w+", document.text))
    yield from ((name, "", "") for name in own)
    project = workspace.project(document.file.path) or projects.shipped_project()
    for question in catalogue.catalogue(project):
        for parameter in question.parameters:
            name = f"?{parameter.variable}"
            if name not in own:
                own[name] = None
                yield name, f"a parameter ({parameter.type})", f"As in {question.name}."


# ── Captures ─────────────────────────────────────────────────────────────────────────────────────

_LINE = re.compile(r"(?P<indent>[ ]*(?:-[ ]+)*)(?:(?P<key>[A-Za-z][\w ]*?):[ ]+)?(?P<rest>[^#]*)\Z")
_KEY = re.compile(r"(?P<indent>[ ]*(?:-[ ]+)*)(?P<key>[A-Za-z][\w ]*?):(?:[ ]|$)")
_PARTS = {
    "participation": ("as", ("role",)),
    "evidence": ("from", ()),
    "statement": ("to", ()),
    "attribution": ("in", ()),
}


def _in_capture(
    workspace: Workspace, document: Document, text: str, begin: int, line: str
) -> tuple[str, Iterable[Choice]]:
    found = _LINE.match(line)
    if not found:
        return "", ()
    item, above = _place(text, begin, len(found["indent"]))
    # What is being written in brackets comes behind the last of them, or a comma.
    typed = re.split(r"[\[{,]\s*", found["rest"])[-1].lstrip("\"'")
    name = found["key"]
    inside = re.search(r"(?P<key>[A-Za-z][\w ]*?):\s+\[?[^{}:]*\Z", found["rest"])
    if "{" in found["rest"] and inside and name is not None:
        holder = table.key(item.name, name) if item else None
        item, name = (table.item(holder.of[0]) if holder and holder.of else None), inside["key"]
        typed = re.split(r"[\[,:]\s*", inside[0])[-1]
    if name is None and above is not None and above.value not in ("items",):
        return _values(workspace, document, above, typed)
    if item is None:
        return "", ()
    if name is None:
        return found["rest"], _keys(item)
    key = table.key(item.name, name)
    if name == "kind" and key is None:
        return typed, [(table.short(cls, item), cls, "") for cls in item.classes]
    return _values(workspace, document, key, typed) if key else ("", ())


def _place(text: str, begin: int, indent: int) -> tuple[Item | None, Key | None]:
    """Return the item whose keys stand at an indentation, and the key whose values do, if any."""
    above: list[str] = []
    end, left = begin, indent
    while end > 0 and left > 0 and len(above) < _DEEPEST:
        start = text.rfind("\n", 0, end - 1) + 1
        found = _KEY.match(text[start : end - 1])
        plain = len(found["indent"]) if found else 0
        if found and plain < left:
            above.insert(0, found["key"])
            left = plain
        end = start
    return _item_of(above)


def _item_of(above: list[str]) -> tuple[Item | None, Key | None]:
    item: Item | None = table.ARTICLE
    values: Key | None = None
    for name in above:
        if item is table.ARTICLE:
            at_top = next((one for one in table.ITEMS if one.many == name), None)
            if at_top is not None:
                item, values = at_top, None
                continue
        key = table.key(item.name, name) if item else None
        if key is None:
            continue
        values = key
        if key.of and key.value in ("items", "name", "evidence", "figure", "when", "attribution"):
            item = table.item(key.of[0])
    return item, values


def _keys(item: Item) -> Iterator[Choice]:
    if item is table.ARTICLE:
        yield from ((f"{one.many}: ", one.name, one.says) for one in table.ITEMS)
        yield from ((f"{name}: ", "", says) for name, says in table.FILE.items())
    else:
        yield f"{item.name}: ", f"the name of the {item.name}", item.says
        if len(item.classes) > 1 and table.key(item.name, "kind") is None:
            yield "kind: ", "what kind it is", ", ".join(_shorts(item))
    yield from ((f"{key.name}: ", key.example, key.says) for key in item.keys)


def _shorts(item: Item) -> list[str]:
    return [table.short(cls, item) for cls in item.classes]


def _values(
    workspace: Workspace, document: Document, key: Key, typed: str
) -> tuple[str, Iterable[Choice]]:
    around = workspace.around(document.file)
    names = document.reading.names if document.reading else Names("")
    if key.value in ("boolean", "explicit", "thesis"):
        return typed, [("true", "", key.says), ("false", "", key.says)]
    if key.value in ("concept", "certainty"):
        return typed, _concepts(around, key.of[0])
    word, scheme = _PARTS.get(key.value, ("", ()))
    _, joint, after = typed.rpartition(f" {word} ") if word else ("", "", typed)
    last = re.split(r"\s+", typed)[-1]
    if key.value == "participation":
        if joint:
            return after, _concepts(around, scheme[0])
        return typed, _things(around, names, ("actor", "crowd"))
    if key.value == "evidence":
        if joint:
            return after, _things(around, names, ("source",))
        return typed, [*_concepts(around, "evidence-kind"), *_things(around, names, ("evidence",))]
    if key.value == "statement":
        return last, [*_relations(around), *_things(around, names, ("actor", "thing"))]
    if key.value == "attribution":
        if joint:
            return after, _things(around, names, ("source",))
        acts = _concepts(around, "speech-act")
        return last, [*acts, *_things(around, names, ("actor", "crowd"))]
    if key.value in ("name", "when", "figure"):
        kinds = (*key.of, "crowd") if "actor" in key.of else key.of
        return typed, _things(around, names, kinds)
    return "", ()


def _concepts(around: dict[str, Entry], scheme: str) -> list[Choice]:
    space = f"{SCHEME}{scheme}/"
    return [
        _of_entry(iri.removeprefix(space), entry)
        for iri, entry in sorted(around.items())
        if iri.startswith(space)
    ]


def _relations(around: dict[str, Entry]) -> list[Choice]:
    from claimgraph.claims.notation.beside import relations

    return [
        _of_entry(name, around[CG + name]) for name in sorted(relations()) if CG + name in around
    ]


def _things(around: dict[str, Entry], names: Names, kinds: Iterable[str]) -> list[Choice]:
    """Return the names of things of some kinds, as short as a capture may write them."""
    found = []
    for kind in kinds:
        item = table.item(kind)
        space = f"{names.article}{item.folder}/" if item.folder else names.registry
        for iri, entry in sorted(around.items()):
            if iri.startswith(space) and (item.folder or entry.kind in item.classes):
                found.append(_of_entry(names.short(iri, item.folder), entry))
    return found
