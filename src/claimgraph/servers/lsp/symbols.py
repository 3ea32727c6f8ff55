"""Lists what a file or a project describes, folds it by section, and labels names beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from claimgraph.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claimgraph.graph.project import Project
    from claimgraph.servers.lsp.documents import Document
    from claimgraph.servers.lsp.positions import Text
    from claimgraph.servers.lsp.workspace import Entry, Workspace

_MOST = 200
_LABEL = 60
# What a symbol looks like, by the end of its class's name.
_SIGNS = {
    "Claim": types.SymbolKind.Property,
    "Argument": types.SymbolKind.Operator,
    "Undercut": types.SymbolKind.Operator,
    "Passage": types.SymbolKind.String,
    "Section": types.SymbolKind.Namespace,
    "Article": types.SymbolKind.Module,
    "Event": types.SymbolKind.Event,
    "Quantity": types.SymbolKind.Number,
    "Source": types.SymbolKind.File,
    "Report": types.SymbolKind.File,
    "Concept": types.SymbolKind.EnumMember,
    "Property": types.SymbolKind.Field,
    "Class": types.SymbolKind.Class,
}


def _sign(entry: Entry | None) -> types.SymbolKind:
    kind = entry.kind if entry else ""
    return next((sign for end, sign in _SIGNS.items() if kind.endswith(end)), _OTHER)


_OTHER = types.SymbolKind.Object


def of_document(
    document: Document, text: Text, entries: Mapping[str, Entry]
) -> list[types.DocumentSymbol]:
    """Return what a document describes, by its sections."""
    alone: list[types.DocumentSymbol] = []
    inside: list[list[types.DocumentSymbol]] = [[] for _ in document.sections]
    for mention, end in document.subjects:
        entry = entries.get(mention.iri)
        symbol = types.DocumentSymbol(
            name=visible(text.text[mention.start : mention.end]) or "?",
            detail=visible(entry.label) if entry else None,
            kind=_sign(entry),
            range=text.range(mention.start, max(end, mention.end)),
            selection_range=text.range(mention.start, mention.end),
        )
        place = [n for n, one in enumerate(document.sections) if one.start <= mention.start]
        (inside[place[-1]] if place else alone).append(symbol)
    sections = [
        types.DocumentSymbol(
            name=visible(one.title) or "section",
            kind=types.SymbolKind.Namespace,
            range=text.range(one.start, one.end),
            selection_range=text.range(one.start, one.start),
            children=children,
        )
        for one, children in zip(document.sections, inside, strict=True)
    ]
    return [*alone, *sections]


def flat(symbols: list[types.DocumentSymbol], uri: str) -> Iterator[types.SymbolInformation]:
    """Yield symbols for a client that takes no tree."""
    for one in symbols:
        yield types.SymbolInformation(types.Location(uri, one.range), one.name, one.kind)
        yield from flat(list(one.children or ()), uri)


def of_project(workspace: Workspace, project: Project, query: str) -> Iterator[Entry]:
    """Yield what a project describes whose label or name holds all words of a query."""
    words = query.casefold().split()
    count = 0
    for file in (*project.data_files, *project.vocabulary_files):
        if not file.path.is_relative_to(project.root):
            continue
        for entry in workspace.entries(file).values():
            named = f"{entry.label} {entry.local}".casefold()
            if all(word in named for word in words):
                yield entry
                count += 1
                if count == _MOST:
                    return


def symbol(entry: Entry, uri: str) -> types.WorkspaceSymbol:
    """Return a thing of a project as a symbol of the workspace, whose place is asked for later."""
    return types.WorkspaceSymbol(
        name=visible(entry.label or entry.local),
        kind=_sign(entry),
        container_name=visible(entry.local),
        location=types.LocationUriOnly(uri),
        data={"iri": entry.iri, "uri": uri},
    )


def folds(document: Document, text: Text) -> Iterator[types.FoldingRange]:
    """Yield what can be folded: sections, and descriptions of several lines."""
    spans = [(one.start, one.end) for one in document.sections]
    spans += [(mention.start, end) for mention, end in document.subjects]
    for start, end in sorted(set(spans)):
        first, last = text.position(start).line, text.position(end).line
        if last > first:
            yield types.FoldingRange(first, last, kind=types.FoldingRangeKind.Region)


def labels(
    document: Document, text: Text, entries: Mapping[str, Entry], start: int, end: int
) -> Iterator[types.InlayHint]:
    """Yield the labels of claims and arguments, beside names that stand for them in a stretch."""
    told: set[int] = set()
    for mention in document.mentions:
        entry = entries.get(mention.iri)
        if (
            mention.role != "object"
            or not start <= mention.start <= end
            or entry is None
            or not entry.kind.endswith(("Claim", "Argument", "Undercut"))
            or not entry.label
            or mention.end in told
        ):
            continue
        told.add(mention.end)
        label = entry.label if len(entry.label) <= _LABEL else f"{entry.label[: _LABEL - 1]}…"
        yield types.InlayHint(text.position(mention.end), visible(label), padding_left=True)
