"""`claimgraph mcp`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimgraph.errors import ProjectError, UsageError


def mcp(
    project: Annotated[Path, typer.Option(help="A folder of the project.")] = Path(),
    http: Annotated[
        bool, typer.Option("--http", help="Listen at 127.0.0.1, with a token, instead of stdio.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port for --http (default: a free one).")
    ] = 0,
) -> None:
    """Serve an assistant over stdio: check, questions, claims, passages, drafts (MCP).

    Assistants start it themselves: docs/assistants.md says how each is told to.
    """
    from claimgraph.graph import project as projects

    try:
        from claimgraph.servers.mcp import http as over_http
        from claimgraph.servers.mcp import server, snapshot
    except ImportError as error:
        raise UsageError(
            f"the MCP server needs more ({error.name} is missing): pip install 'claimgraph[mcp]'"
        ) from error
    try:
        served, writable = snapshot.found(project), True
    except ProjectError:
        if str(project) != ".":
            raise
        # What claimgraph ships may be read anywhere, and is nobody's to write.
        served, writable = projects.shipped_project(), False
    if http:
        over_http.run(served.root, port, writable=writable)
    else:
        server.run(served.root, writable=writable)
