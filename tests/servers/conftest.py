"""One language server for all tests that do not need one of their own."""

from __future__ import annotations

import pytest
from edited import Editor, project

CAPABLE = {
    "workspace": {"workspaceEdit": {"documentChanges": True}},
    "textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "publishDiagnostics": {"relatedInformation": True},
    },
}


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    return project(tmp_path_factory.mktemp("edited"))


@pytest.fixture(scope="session")
def editor(root):
    with Editor(root, CAPABLE) as made:
        yield made
