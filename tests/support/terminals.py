"""Runs the command in a terminal of a given width: a pipe hides what a terminal cuts.

What `shown` starts has a pseudo-terminal of its own; `shown_here` is quick, in this process.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

from claimgraph.cli import main

if TYPE_CHECKING:
    import pytest

_STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def shown(
    columns: int, *arguments: str, cwd: str | None = None, typed: str = ""
) -> tuple[int, list[str]]:
    """Return the exit code and the lines that claimgraph writes, without styles."""
    return run(columns, sys.executable, "-m", "claimgraph", *arguments, cwd=cwd, typed=typed)


def run(columns: int, *call: str, cwd: str | None = None, typed: str = "") -> tuple[int, list[str]]:
    """Return the exit code and the lines as they are written, without styles.

    What is typed stands among them, as a terminal shows it.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    run = subprocess.Popen(
        call,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env={**environment, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    held = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        held += piece
    os.close(ours)
    text = _STYLES.sub("", held.decode()).replace("\r\n", "\n")
    return run.wait(), text.splitlines()


class Shown(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        """Return True: rich asks."""
        return True

    def lines(self) -> list[str]:
        """Return what is read there, without styles."""
        return [line.rstrip() for line in _STYLES.sub("", self.getvalue()).splitlines()]


def shown_here(
    monkeypatch: pytest.MonkeyPatch, columns: int, *arguments: str
) -> tuple[int, list[str]]:
    """Return the exit code and what standard output shows, of a run in this process."""
    out = Shown()
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["claimgraph", *arguments])
    code = main()
    return code, out.lines()
