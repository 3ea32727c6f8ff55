"""A client of yaml-language-server: what an editor shows of a capture, by the schema it names."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / ".servers/node_modules/.bin/yaml-language-server"
_CLIENT = {
    "processId": os.getpid(),
    "rootUri": None,
    "capabilities": {
        "textDocument": {
            "completion": {
                "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}
            },
            "hover": {"contentFormat": ["markdown"]},
        },
        "workspace": {"configuration": True},
    },
}
_SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


class Editor:
    """A session with the server; documents name their schema in their first line."""

    def __init__(self, schema: Path) -> None:
        self._server = subprocess.Popen(
            [PROGRAM, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._schema = schema.as_uri()
        self._told: dict[str, list[dict]] = {}
        self._count = 0
        self._uri = ""
        self._call("initialize", _CLIENT)
        self._send({"method": "initialized", "params": {}})

    def close(self) -> None:
        self._server.kill()
        self._server.communicate()

    def open(self, text: str) -> list[tuple[int, int, str]]:
        """Open a document; return what is wrong: line and column from 1, and the message."""
        self._count += 1
        self._uri = f"file:///captures/{self._count}/capture.yaml"
        document = {
            "uri": self._uri,
            "languageId": "yaml",
            "version": 1,
            "text": f"# yaml-language-server: $schema={self._schema}\n{text}",
        }
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while self._uri not in self._told:
            self._read()
        return [
            (one["range"]["start"]["line"], one["range"]["start"]["character"] + 1, one["message"])
            for one in self._told[self._uri]
        ]

    def proposed(self, text: str) -> dict[str, tuple[str, str]]:
        """Return what is proposed at the mark | : by label, what is inserted and what it means."""
        before = text.partition("|")[0]
        self.open(text.replace("|", ""))
        answer = self._call("textDocument/completion", self._at(before))
        items = answer["items"] if isinstance(answer, dict) else answer
        return {
            one["label"]: (one.get("insertText", ""), _words(one.get("documentation", "")))
            for one in items
        }

    def shown(self, text: str, at: str) -> str:
        """Return what is shown where `at` stands."""
        self.open(text)
        answer = self._call("textDocument/hover", self._at(text[: text.index(at) + 1]))
        return _words(answer["contents"]) if answer else ""

    def _at(self, before: str) -> dict:
        last = before.rpartition("\n")[2]
        position = {"line": before.count("\n") + 1, "character": len(last)}
        return {"textDocument": {"uri": self._uri}, "position": position}

    def _call(self, method: str, params: dict):
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": params})
        while True:
            told = self._read()
            if told.get("id") == number and "method" not in told:
                return told["result"]

    def _send(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def _read(self) -> dict:
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        told = json.loads(self._server.stdout.read(length))
        if told.get("method") == "textDocument/publishDiagnostics":
            self._told[told["params"]["uri"]] = told["params"]["diagnostics"]
        elif told.get("method") == "workspace/configuration":
            sections = [item.get("section") for item in told["params"]["items"]]
            result = [_SETTINGS if one == "yaml" else {} for one in sections]
            self._send({"id": told["id"], "result": result})
        elif "method" in told and "id" in told:
            self._send({"id": told["id"], "result": None})
        return told


def _words(documentation: dict | str) -> str:
    return documentation["value"] if isinstance(documentation, dict) else documentation
