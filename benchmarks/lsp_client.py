"""A plain client of a language server: JSON-RPC over the standard streams of a process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

COMMAND = (sys.executable, "-m", "claimgraph", "lsp")


class Client:
    """One server, asked from one thread; `diagnostics` has what it published last, by address."""

    def __init__(
        self,
        root: Path,
        capabilities: dict[str, Any] | None = None,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.root = root
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
        )
        self._came: Queue[dict[str, Any] | None] = Queue()
        Thread(target=self._receive, daemon=True).start()
        self._errors: list[bytes] = []
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()
        self._number = 0
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.versions: dict[str, int] = defaultdict(int)
        self.published: dict[str, int | None] = {}
        self.logged: list[str] = []
        self.initialized = self.ask(
            "initialize",
            processId=None,
            rootUri=root.as_uri(),
            workspaceFolders=[{"uri": root.as_uri(), "name": root.name}],
            capabilities=capabilities or {},
        )
        self.tell("initialized")

    # ── Messages ─────────────────────────────────────────────────────────────────────────────────

    def send(self, content: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin
        self.process.stdin.write(content)
        self.process.stdin.flush()

    def _say(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self._say({"method": method, "params": params})

    def ask(self, method: str, seconds: float = 30, **params: Any) -> Any:
        """Send a request and return its result; raises RuntimeError for an error."""
        self._number += 1
        self._say({"id": self._number, "method": method, "params": params or None})
        end = time.monotonic() + seconds
        while True:
            message = self.next(end - time.monotonic())
            if message is None:
                raise TimeoutError(method)
            if message.get("id") == self._number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]

    def next(self, seconds: float) -> dict[str, Any] | None:
        """Return the next message, None where none comes in time; what is published is noted."""
        try:
            message = self._came.get(timeout=max(seconds, 0.001))
        except Empty:
            return None
        if message is None:
            raise EOFError(self.errors())
        params = message.get("params") or {}
        if message.get("method") == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params["diagnostics"]
            self.published[params["uri"]] = params.get("version")
        elif message.get("method") == "window/logMessage":
            self.logged.append(params["message"])
        elif "method" in message and "id" in message:
            self._say({"id": message["id"], "result": None})
        return message

    def _receive(self) -> None:
        assert self.process.stdout
        source = self.process.stdout
        try:
            while head := source.readline():
                size = int(head.split(b":")[1])
                while source.readline().strip():
                    continue
                self._came.put(json.loads(source.read(size)))
        finally:
            self._came.put(None)

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._errors.append(line)

    def errors(self) -> str:
        """Return what the server wrote to standard error so far."""
        return b"".join(self._errors).decode(errors="replace")

    # ── Documents ────────────────────────────────────────────────────────────────────────────────

    def uri(self, name: str) -> str:
        """Return the address of a file of the project."""
        return (self.root / name).as_uri()

    def open(self, name: str, text: str | None = None) -> str:
        """Open a file, perhaps with another text than it has; return its address."""
        uri = self.uri(name)
        held = (self.root / name).read_text("utf-8") if text is None else text
        language = {".ttl": "turtle", ".rq": "sparql"}.get(Path(name).suffix, "yaml")
        self.versions[uri] += 1
        document = {
            "uri": uri,
            "languageId": language,
            "version": self.versions[uri],
            "text": held,
        }
        self.tell("textDocument/didOpen", textDocument=document)
        return uri

    def change(self, uri: str, text: str) -> None:
        """Replace the text of an open document."""
        self.versions[uri] += 1
        self.tell(
            "textDocument/didChange",
            textDocument={"uri": uri, "version": self.versions[uri]},
            contentChanges=[{"text": text}],
        )

    def about(self, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
        """Ask about a place in a document."""
        return self.ask(
            f"textDocument/{method}",
            textDocument={"uri": uri},
            position={"line": line, "character": character},
            **more,
        )

    def until(self, uri: str, wanted: Any, seconds: float = 30) -> list[dict[str, Any]]:
        """Wait until diagnostics of a document's present version are as wanted; return them."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            known = self.diagnostics.get(uri)
            current = self.published.get(uri) in (None, self.versions[uri])
            if known is not None and current and wanted(known):
                return known
            self.next(end - time.monotonic())
        raise TimeoutError(
            f"{uri}: {len(self.diagnostics.get(uri, []))} diagnostics; {self.errors()}"
        )

    def stop(self) -> int:
        """Shut the server down, and return its exit code."""
        if self.process.poll() is None:
            self.ask("shutdown")
            self.tell("exit")
        code = self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            stream.close()
        self._listening.join(5)
        assert self.process.stderr
        self.process.stderr.close()
        return code
