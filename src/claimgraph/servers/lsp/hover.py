"""Tells what a name at a place stands for: its label, words, passages, and how firmly it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from claimgraph.claims import capture
from claimgraph.claims.notation import table
from claimgraph.claims.passages import normalise
from claimgraph.errors import ClaimgraphError
from claimgraph.graph.names import readable
from claimgraph.text import visible
from claimgraph.vocab import CG, OA, TEXT_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claimgraph.servers.lsp.documents import Document
    from claimgraph.servers.lsp.workspace import Workspace

_MOST = 400
_KEY = re.compile(r"[ ]*(?:-[ ]+)*(?P<key>[A-Za-z][\w ]*?):")


def about(
    workspace: Workspace, document: Document, iri: str, standings: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return what is known of a thing: words, each with what they are (empty for its label)."""
    entry = workspace.entry(document.file, iri)
    if entry is None:
        return [("", readable(iri)), ("not described", f"<{iri}>")]
    found = [("", entry.label or entry.local)]
    if entry.kind:
        found.append(("kind", entry.kind))
    if entry.text:
        found.append(("text", entry.text))
    quads = _quads(workspace, document)
    own = [quad for quad in quads if quad.subject == ox.NamedNode(iri)]
    for quad in own:
        value = quad.object
        if quad.predicate.value == f"{CG}certainty" and isinstance(value, ox.NamedNode):
            found.append(("certainty", readable(value.value)))
        elif quad.predicate.value == f"{CG}hedge" and isinstance(value, ox.Literal):
            found.append(("marker", f"“{value.value}”"))
    if iri in standings:
        found.append(("stands", standings[iri]))
    passages = [q.object for q in own if q.predicate.value == f"{CG}passage"]
    for passage in passages or [ox.NamedNode(iri)]:
        words = words_of(document, quads, passage)
        if words:
            found.append(("passage", f"“{words}”"))
    return [(what, visible(words)) for what, words in found]


def key(document: Document, offset: int) -> str | None:
    """Return what a key of the notation at an offset means; None where none is."""
    begin = document.text.rfind("\n", 0, offset) + 1
    found = _KEY.match(document.text, begin)
    if not found or not found.start("key") <= offset <= found.end("key"):
        return None
    name = found["key"]
    for item in (*table.ITEMS, table.ARTICLE):
        if name in (item.name, item.many):
            return item.says
    says = [one.says for item in (*table.ITEMS, table.ARTICLE) for one in item.keys]
    names = [one.name for item in (*table.ITEMS, table.ARTICLE) for one in item.keys]
    return says[names.index(name)] if name in names else table.FILE.get(name)


def _quads(workspace: Workspace, document: Document) -> list[ox.Quad]:
    found: list[ox.Quad] = []
    for file in workspace.siblings(document.file):
        try:
            found += workspace.document(file).quads
        except ClaimgraphError:
            continue
    return found


def words_of(document: Document, quads: list[ox.Quad], passage: object) -> str:
    """Return the words of a passage, where the text of its article is at hand."""
    spans = list(_spans(quads, passage))
    name = next((q.object for q in quads if q.predicate.value == TEXT_FILE), None)
    if not spans or not isinstance(name, ox.Literal):
        return ""
    try:
        text = normalise(capture.beside(document.file.path, name.value))
    except ClaimgraphError:
        return ""
    start, end = spans[0]
    words = text[start:end]
    return words if len(words) <= _MOST else f"{words[:_MOST]} …"


def _spans(quads: list[ox.Quad], passage: object) -> Iterator[tuple[int, int]]:
    selectors = {
        q.object for q in quads if q.subject == passage and q.predicate.value == f"{OA}hasSelector"
    }
    for selector in selectors:
        ends = {
            q.predicate.value.removeprefix(OA): q.object.value
            for q in quads
            if q.subject == selector and isinstance(q.object, ox.Literal)
        }
        start, end = ends.get("start", ""), ends.get("end", "")
        if start.isdecimal() and end.isdecimal() and len(start) < 12 and len(end) < 12:
            yield int(start), int(end)


# Editors make links of bare addresses, too: of what has "://" or "@", or begins with "www.".
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~@]|:(?=//)|(?<=[wW]{3})\.)")


def markdown(told: list[tuple[str, str]]) -> str:
    """Return what is told as Markdown, in which no word of the data is a mark."""
    lines = []
    for what, words in told:
        plain = _MARKS.sub(r"\\\1", " ".join(words.split()))
        lines.append(
            f"**{plain}**" if not what else plain if what == "text" else f"*{what}*: {plain}"
        )
    return "\n\n".join(lines)


def plain(told: list[tuple[str, str]]) -> str:
    """Return what is told as plain lines."""
    return "\n".join(words if what in ("", "text") else f"{what}: {words}" for what, words in told)
