"""The command, run in this process."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from claimgraph.cli import main


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str
) -> tuple[int, str, str]:
    """Return the exit code, and what was printed to standard output and standard error."""
    monkeypatch.setattr("sys.argv", ["claimgraph", *arguments])
    code = main()
    out, err = capsys.readouterr()
    return code, out, err


def completed(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """Return what came of the command in a folder, as if it had been a process writing to pipes.

    Python and the libraries are there already, which take a process most of its time.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    words = [str(argument) for argument in arguments]
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["claimgraph", *words])
        for pipeline in ("CI", "GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR"):
            patch.delenv(pipeline, raising=False)
        code = main()
        out.flush()
        err.flush()
    printed = [each.detach().getvalue() for each in (out, err)]
    return subprocess.CompletedProcess(words, code, *printed)


def told(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Return the same as text."""
    done = completed(*arguments, cwd=cwd)
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )
