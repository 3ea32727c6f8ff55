"""`claimgraph lsp`."""

from __future__ import annotations

from claimgraph.errors import UsageError


def lsp() -> None:
    """Serve an editor: findings as you type, completion, hover, rename, over stdio.

    Editors start it themselves: docs/editors.md says how each is told to.
    """
    try:
        from claimgraph.servers.lsp import stdio
    except ImportError as error:
        raise UsageError(
            f"the language server needs more ({error.name} is missing): "
            "pip install 'claimgraph[lsp]'"
        ) from error
    stdio.run()
