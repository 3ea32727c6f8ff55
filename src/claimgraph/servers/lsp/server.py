"""The language server: an editor's documents, and what is found in them."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

from claimgraph.errors import ClaimgraphError
from claimgraph.processes.confinement import give_back
from claimgraph.servers.lsp import diagnostics
from claimgraph.servers.lsp.checker import Checker
from claimgraph.servers.lsp.documents import QUESTION, Document
from claimgraph.servers.lsp.workspace import Open, Workspace, path_of
from claimgraph.text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from claimgraph.findings import Finding
    from claimgraph.servers.lsp.checker import Wanted
    from claimgraph.servers.lsp.checking import Checkup

T = TypeVar("T")

# Seconds between a keystroke and a look at the syntax.
_PAUSE = 0.03


class UnreadError(JsonRpcException):
    """A message that is not as the protocol has it, of which somebody was told."""


class Protocol(LanguageServerProtocol):
    """The library's protocol, which answers requests that it cannot read too: a client waits."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Return a message; raises UnreadError, of which the client of a request is told."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            line = one_line(f"{data.get('method')}: is not a message as LSP 3.17 has it")
            if "method" in data and isinstance(data.get("id"), int | str):
                self._send_response(data["id"], error=types.ResponseError(error.code, line))
            else:
                logging.getLogger("pygls").error("%s", line)
            raise UnreadError from error


class Server(LanguageServer):
    """One editor's server: its documents, what was found in them, and the checker."""

    def __init__(self) -> None:
        super().__init__(
            "claimgraph",
            version("claimgraph"),
            # The whole text each time: where a line ends, client and library need not agree.
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=Protocol,
        )
        self.files = Workspace()
        self.checker = Checker(
            lambda: self.files.unsaved, lambda what: self._marks.get(what, {}), self._told
        )
        self._one = ThreadPoolExecutor(1)
        # Of open files: what is shown, what the check found, and in which text it did.
        self._shown: dict[Path, tuple[Finding, ...]] = {}
        self._found: dict[Path, tuple[Finding, ...]] = {}
        self._checked: dict[Path, Open] = {}
        # Of all files: what their findings are known by.
        self._marks: dict[Wanted, dict[Path, bytes]] = {}
        self._pauses: dict[Path, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._unchecked: tuple[str, ...] = ()
        self._standings: dict[tuple[Path, str, int], dict[str, str]] = {}

    # ── Work beside the event loop ───────────────────────────────────────────────────────────────

    async def aside(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have work with files done by the one thread for it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._one, partial(work, *arguments))

    async def document(self, uri: str) -> Document | None:
        """Return a document as it is read; None for a file that claimgraph does not read."""
        path = path_of(uri)
        return None if path is None else await self.aside(self._document, path)

    def _document(self, path: Path) -> Document | None:
        with suppress(ClaimgraphError):
            file = self.files.file(path)
            return None if file is None else self.files.document(file)
        return None

    # ── What changes ─────────────────────────────────────────────────────────────────────────────

    def changed(self, path: Path) -> None:
        """Look at a file's syntax at once, and have its project checked."""
        loop = asyncio.get_running_loop()
        if (waiting := self._pauses.pop(path, None)) is not None:
            waiting.cancel()
        self._pauses[path] = loop.call_later(_PAUSE, self._start, path)
        self._check(path)

    def _start(self, path: Path) -> None:
        self._pauses.pop(path, None)
        task = asyncio.get_running_loop().create_task(self._syntax(path))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _check(self, path: Path) -> None:
        wanted = self._wanted(path)
        if wanted is not None:
            self.checker.want(wanted, path)

    def _wanted(self, path: Path) -> Wanted | None:
        """Return what has to be checked once a file has changed."""
        project = self.files.project(path)
        if project is not None:
            return project.root, None
        known = self.files.open.get(path)
        if known is None or path.suffix == ".rq" or not path.exists():
            return None
        return path.parent, path

    async def _syntax(self, path: Path) -> None:
        """Tell of faults of syntax before the check does; and of none where there were some."""
        before = self.files.open.get(path)
        document = await self.aside(self._document, path)
        if document is None or before is None or self.files.open.get(path) is not before:
            return
        found = await self.aside(diagnostics.of_document, document)
        old = self._shown.get(path, ())
        if self._checked.get(path) is before:
            return  # the check was faster, and tells more
        if found or any(each.rule in _OF_SYNTAX for each in old):
            self._publish(path, tuple(found))
            self.forget(path)

    def forget(self, path: Path) -> None:
        """Have what the check finds in a file told again, whether or not it is known."""
        wanted = self._wanted(path)
        if wanted is not None:
            self._marks.setdefault(wanted, {})[path] = _NOT_KNOWN

    async def _told(self, what: Wanted, unsaved: Mapping[Path, str], checkup: Checkup) -> None:
        """Show what a check found, but for files that have changed meanwhile."""
        marks = self._marks.setdefault(what, {})
        # Of many open documents only those are looked at that it tells of.
        among = [*self.files.open] if checkup.covered is None else checkup.covered
        seen = {path for path in among if path in self.files.open and self._wanted(path) == what}
        paths = {*checkup.findings, *seen}
        for path in sorted(paths if checkup.covered is None else paths & checkup.covered):
            more = await self._of_file(path)
            if self.files.typed(path) != unsaved.get(path):
                continue
            opened = self.files.open.get(path)
            if path in checkup.findings:
                self._found[path] = checkup.findings[path]
                marks[path] = checkup.marks.get(path, _NOT_KNOWN)
            elif opened is None or self._checked.get(path) is opened:
                continue
            found = self._found.get(path, ())
            self._publish(path, tuple(dict.fromkeys((*found, *more))))
            if opened is None:
                del self._found[path]
            else:
                self._checked[path] = opened
        if checkup.covered is None:  # all was told: nobody types just now
            give_back()
        if checkup.unchecked not in ((), self._unchecked):
            self._unchecked = checkup.unchecked
            for line in checkup.unchecked:
                self.window_log_message(
                    types.LogMessageParams(types.MessageType.Warning, one_line(line))
                )

    async def _of_file(self, path: Path) -> list[Finding]:
        """Return what is told of an open file that the check of its project does not tell."""
        if path not in self.files.open:
            return []
        document = await self.aside(self._document, path)
        if document is None or not (document.too_large or document.file.format == QUESTION):
            return []
        return await self.aside(diagnostics.of_document, document)

    def _publish(self, path: Path, findings: tuple[Finding, ...]) -> None:
        known = self.files.open.get(path)
        if known:
            self._shown[path] = findings
        shown = diagnostics.shown(
            findings,
            path,
            self.files,
            lambda name: Path.cwd() / name,
            related=self._takes_related,
        )
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                self.files.uri(path), shown, known.version if known else None
            )
        )

    async def standings(self, root: Path, graph: str) -> dict[str, str]:
        """Return how the claims of an article stand, as it was weighed with these texts."""
        texts = tuple(sorted(self.files.unsaved.items()))
        key = root, graph, hash(texts)
        if key not in self._standings:
            found = await self.checker.standings(root, graph)
            self._standings.clear()
            self._standings[key] = found
        return self._standings.get(key, {})

    @property
    def _takes_related(self) -> bool:
        documents = self.client_capabilities.text_document
        publishes = documents.publish_diagnostics if documents else None
        return bool(publishes and publishes.related_information)

    # ── Its end ──────────────────────────────────────────────────────────────────────────────────

    def shutdown(self) -> None:
        """End the processes and threads."""
        self.checker.stop()
        self._one.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ARG002
        """Log an error in one line, unless somebody was told of it."""
        if isinstance(error, UnreadError):
            return
        logging.getLogger("pygls").error("%s: %s", type(error).__name__, error)


# The mark of findings that differ from all others.
_NOT_KNOWN = b"?"
_OF_SYNTAX = ("syntax", "question-syntax", "large")


def server() -> Server:
    """Return a server that follows an editor's documents."""
    made = Server()

    @made.feature(types.INITIALIZE)
    def _initialize(ls: Server, _: types.InitializeParams) -> None:
        # What the client would rather count, of what both can.
        kind = ls.workspace.position_encoding or "utf-16"
        ls.files = Workspace(str(getattr(kind, "value", kind)))

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        known = _put(ls, document.uri, document.text, document.version)
        if known is not None:
            ls.forget(known.path)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        document = ls.workspace.get_text_document(params.text_document.uri)
        _put(ls, document.uri, document.source, params.text_document.version)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        path = ls.files.close(params.text_document.uri)
        if path is not None:
            for kept in (ls._shown, ls._found, ls._checked):
                kept.pop(path, None)
            if ls.files.project(path) is None:
                ls._publish(path, ())
            ls.changed(path)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def _saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None:
            ls.files.refresh()
            ls.changed(path)

    @made.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def _watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
        ls.files.refresh()
        for path in filter(None, (path_of(one.uri) for one in params.changes)):
            ls._check(path)

    return made


def _put(ls: Server, uri: str, text: str, number: int) -> Open | None:
    known = ls.files.put(uri, text, number)
    if known is not None:
        ls.changed(known.path)
    return known
