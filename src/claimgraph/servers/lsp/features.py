"""What an editor asks for, request by request: each is answered by the thread that reads files."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from claimgraph.errors import ClaimgraphError
from claimgraph.graph.turtle import format as formatting
from claimgraph.servers.lsp import completion, hover, navigation, semantic, symbols
from claimgraph.servers.lsp.positions import Text
from claimgraph.servers.lsp.workspace import path_of
from claimgraph.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.servers.lsp.documents import Document, Mention
    from claimgraph.servers.lsp.server import Server

T = TypeVar("T")

# Seconds that a hover waits for how a claim stands.
_PATIENCE = 3.0
_REFUSED = -32803  # RequestFailed (LSP 3.17)


class Asked:
    """One request about a document: what it is about, and the text that the client has."""

    def __init__(self, ls: Server, document: Document) -> None:
        self.ls = ls
        self.files = ls.files
        self.document = document
        self.text = Text(document.text, ls.files.encoding)

    def mention(self, position: types.Position) -> Mention | None:
        """Return the name at a place."""
        return self.document.at(self.text.offset(position))

    def location(self, document: Document, mention: Mention) -> types.Location:
        """Return where a name is written."""
        text = self.text if document is self.document else Text(document.text, self.files.encoding)
        return types.Location(
            self.files.uri(document.file.path.resolve()), text.range(mention.start, mention.end)
        )


async def answered(ls: Server, uri: str, answer: Callable[[Asked], T], default: T) -> T:
    """Answer a request about a document; `default` where that cannot be read."""

    def work() -> T:
        path = path_of(uri)
        document = None if path is None else ls._document(path)
        return default if document is None else answer(Asked(ls, document))

    try:
        return await ls.aside(work)
    except ClaimgraphError as error:
        raise JsonRpcException(one_line(str(error)), code=_REFUSED) from error


def register(made: Server) -> None:
    """Have a server answer."""
    _register_names(made)
    _register_places(made)
    _register_lists(made)
    _register_tokens(made)


def _register_names(made: Server) -> None:
    @made.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[":", " ", "[", ",", "?", "@"]),
    )
    async def _complete(ls: Server, params: types.CompletionParams) -> types.CompletionList:
        def answer(asked: Asked) -> types.CompletionList:
            offset = asked.text.offset(params.position)
            return completion.complete(asked.files, asked.document, asked.text, offset)

        nothing = types.CompletionList(is_incomplete=False, items=[])
        return await answered(ls, params.text_document.uri, answer, nothing)

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    async def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        uri, place = params.text_document.uri, params.position
        graph, iri = await answered(ls, uri, lambda asked: _weighed(asked, place), ("", ""))
        standings = await _standings(ls, uri, graph) if iri else {}
        return await answered(ls, uri, lambda asked: _told(asked, place, standings), None)


def _weighed(asked: Asked, place: types.Position) -> tuple[str, str]:
    """Return the graph and the IRI of a claim at a place; nothing where none is."""
    mention = asked.mention(place)
    entry = asked.files.entry(asked.document.file, mention.iri) if mention else None
    if mention is None or entry is None or not entry.kind.endswith("Claim"):
        return "", ""
    file = asked.files.file(entry.path)
    return (file.graph if file else ""), mention.iri


async def _standings(ls: Server, uri: str, graph: str) -> dict[str, str]:
    path = path_of(uri)
    project = ls.files.project(path) if path else None
    if project is None or not graph:
        return {}
    waiting = asyncio.ensure_future(ls.standings(project.root, graph))
    done, _ = await asyncio.wait([waiting], timeout=_PATIENCE)
    return waiting.result() if done else {}


def _told(asked: Asked, place: types.Position, standings: dict[str, str]) -> types.Hover | None:
    mention = asked.mention(place)
    if mention is None:
        says = hover.key(asked.document, asked.text.offset(place))
        told = [("text", says)] if says else []
        where = None
    else:
        told = hover.about(asked.files, asked.document, mention.iri, standings)
        where = asked.text.range(mention.start, mention.end)
    if not told:
        return None
    documents = asked.ls.client_capabilities.text_document
    formats = documents.hover.content_format if documents and documents.hover else None
    if formats and types.MarkupKind.Markdown in formats:
        content = types.MarkupContent(types.MarkupKind.Markdown, hover.markdown(told))
    else:
        content = types.MarkupContent(types.MarkupKind.PlainText, hover.plain(told))
    return types.Hover(content, where)


def _register_places(made: Server) -> None:
    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def _define(ls: Server, params: types.DefinitionParams) -> types.Location | None:
        def answer(asked: Asked) -> types.Location | None:
            mention = asked.mention(params.position)
            found = mention and navigation.described(asked.files, asked.document, mention.iri)
            return asked.location(*found) if found else None

        return await answered(ls, params.text_document.uri, answer, None)

    @made.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def _refer(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
        def answer(asked: Asked) -> list[types.Location]:
            mention = asked.mention(params.position)
            if mention is None:
                return []
            return [
                asked.location(document, one)
                for document, found in navigation.mentions(asked.files, asked.document, mention.iri)
                for one in found
                if params.context.include_declaration or one.role != "subject"
            ]

        return await answered(ls, params.text_document.uri, answer, [])

    @made.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def _prepare(ls: Server, params: types.PrepareRenameParams) -> types.Range | None:
        def answer(asked: Asked) -> types.Range | None:
            offset = asked.text.offset(params.position)
            mention = navigation.renameable(asked.files, asked.document, offset)
            written = asked.text.text[mention.start : mention.end]
            start = mention.start + len(written.rpartition(":")[0]) + (":" in written)
            return asked.text.range(mention.start if written[0] == "<" else start, mention.end)

        return await answered(ls, params.text_document.uri, answer, None)

    @made.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def _rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
        def answer(asked: Asked) -> types.WorkspaceEdit | None:
            offset = asked.text.offset(params.position)
            mention = navigation.renameable(asked.files, asked.document, offset)
            edits = navigation.renamed(
                asked.files, asked.document, mention.iri, params.new_name.rpartition(":")[2]
            )
            return workspace_edit(ls, edits)

        return await answered(ls, params.text_document.uri, answer, None)

    @made.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def _format(
        ls: Server, params: types.DocumentFormattingParams
    ) -> list[types.TextEdit] | None:
        def answer(asked: Asked) -> list[types.TextEdit] | None:
            if asked.document.file.format != "turtle" or asked.document.faults:
                return None
            with asked.files.reading():
                done = formatting.formatted(asked.document.file, ordered=False)
            formatting.must_keep(done)
            return [types.TextEdit(asked.text.whole, done.after)] if done.changed else None

        return await answered(ls, params.text_document.uri, answer, None)


def workspace_edit(
    ls: Server, edits: dict[Path, tuple[str, list[navigation.Edit]]]
) -> types.WorkspaceEdit:
    """Return edits of several files as one: bound to versions, where the client can."""
    changes: dict[str, list[types.TextEdit]] = {}
    for path, (content, some) in edits.items():
        text = Text(content, ls.files.encoding)
        changes[ls.files.uri(path)] = [
            types.TextEdit(text.range(start, end), new) for start, end, new in some
        ]
    offered = ls.client_capabilities.workspace
    if not (offered and offered.workspace_edit and offered.workspace_edit.document_changes):
        return types.WorkspaceEdit(changes=changes)
    versions = {one.uri: one.version for one in ls.files.open.values()}
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, versions.get(uri)), list(some)
            )
            for uri, some in changes.items()
        ]
    )


def _register_lists(made: Server) -> None:
    @made.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def _symbols(ls: Server, params: types.DocumentSymbolParams) -> Any:
        def answer(asked: Asked) -> Any:
            entries = asked.files.entries(asked.document.file)
            found = symbols.of_document(asked.document, asked.text, entries)
            documents = ls.client_capabilities.text_document
            offered = documents.document_symbol if documents else None
            if offered and offered.hierarchical_document_symbol_support:
                return found
            return list(symbols.flat(found, params.text_document.uri))

        return await answered(ls, params.text_document.uri, answer, [])

    @made.feature(types.WORKSPACE_SYMBOL, types.WorkspaceSymbolOptions(resolve_provider=True))
    async def _search(
        ls: Server, params: types.WorkspaceSymbolParams
    ) -> list[types.WorkspaceSymbol]:
        def answer() -> list[types.WorkspaceSymbol]:
            roots = [path_of(folder.uri) for folder in ls.workspace.folders.values()]
            seeds = [*ls.files.open, *(root / "data" / "x" for root in roots if root)]
            found = {p.root: p for p in map(ls.files.project, seeds) if p is not None}
            return [
                _placed(ls, symbols.symbol(entry, ls.files.uri(entry.path)))
                for project in found.values()
                for entry in symbols.of_project(ls.files, project, params.query)
            ]

        return await ls.aside(answer)

    @made.feature(types.WORKSPACE_SYMBOL_RESOLVE)
    async def _resolve(ls: Server, symbol: types.WorkspaceSymbol) -> types.WorkspaceSymbol:
        return await ls.aside(_resolved, ls, symbol)

    @made.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def _fold(ls: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        def answer(asked: Asked) -> list[types.FoldingRange]:
            return list(symbols.folds(asked.document, asked.text))

        return await answered(ls, params.text_document.uri, answer, [])

    @made.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def _hint(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
        def answer(asked: Asked) -> list[types.InlayHint]:
            start = asked.text.offset(params.range.start)
            end = asked.text.offset(params.range.end)
            around = asked.files.around(asked.document.file)
            return list(symbols.labels(asked.document, asked.text, around, start, end))

        return await answered(ls, params.text_document.uri, answer, [])


def _register_tokens(made: Server) -> None:
    @made.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, semantic.LEGEND)
    async def _all(ls: Server, params: types.SemanticTokensParams) -> types.SemanticTokens:
        def answer(asked: Asked) -> types.SemanticTokens:
            return semantic.encoded(semantic.hedges(asked.document), asked.text)

        return await answered(ls, params.text_document.uri, answer, types.SemanticTokens([]))

    @made.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, semantic.LEGEND)
    async def _some(ls: Server, params: types.SemanticTokensRangeParams) -> types.SemanticTokens:
        def answer(asked: Asked) -> types.SemanticTokens:
            first = asked.text.offset(params.range.start)
            last = asked.text.offset(params.range.end)
            spans = semantic.hedges(asked.document)
            inside = [span for span in spans if first < span[1] and span[0] < last]
            return semantic.encoded(inside, asked.text)

        return await answered(ls, params.text_document.uri, answer, types.SemanticTokens([]))


def _placed(ls: Server, symbol: types.WorkspaceSymbol) -> types.WorkspaceSymbol:
    """Return a symbol with its place at once, for a client that does not ask for it later."""
    offered = ls.client_capabilities.workspace
    support = offered.symbol.resolve_support if offered and offered.symbol else None
    if support is not None and "location.range" in support.properties:
        return symbol
    return _resolved(ls, symbol)


def _resolved(ls: Server, symbol: types.WorkspaceSymbol) -> types.WorkspaceSymbol:
    data = symbol.data if isinstance(symbol.data, dict) else {}
    path = path_of(str(data.get("uri", "")))
    document = ls._document(path) if path else None
    if document is not None:
        mention = next(document.of(str(data.get("iri"))), None)
        text = Text(document.text, ls.files.encoding)
        start, end = (mention.start, mention.end) if mention else (0, 0)
        symbol.location = types.Location(str(data["uri"]), text.range(start, end))
    return symbol
