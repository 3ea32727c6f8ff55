"""The command, run in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimgraph.cli import main

if TYPE_CHECKING:
    import pytest


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Return the exit code, and what was printed to standard output and standard error."""
    monkeypatch.setattr("sys.argv", ["claimgraph", *arguments])
    code = main()
    out, err = capsys.readouterr()
    return code, out, err
