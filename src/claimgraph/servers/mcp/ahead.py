"""What is done ahead of the first call, which would wait for it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from claimgraph.servers.mcp.snapshot import stamp

if TYPE_CHECKING:
    from claimgraph.servers.mcp.snapshot import Opened

# A check of so many bytes of data takes seconds: a larger one waits until somebody asks for it.
_SMALL = 1 << 20


def imported(_opened: Opened) -> None:
    """Import what the tools need."""
    for name in ("arguing", "reading", "writing"):
        import_module(f"claimgraph.servers.mcp.{name}")


def read(opened: Opened) -> None:
    """Read the project's files."""
    from claimgraph.servers.mcp import reading

    assert opened.now.articles is not None
    reading.status(opened, None, detail=False)


def judged(opened: Opened) -> None:
    """Check a project of few files."""
    now = opened.now
    if sum((stamp(file.path) or (0, 0))[1] for file in now.project.data_files) < _SMALL:
        assert now.report is not None


# What is done ahead of the first call, one after the other.
PIECES = (imported, read, judged)
