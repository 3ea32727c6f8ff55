"""Runs the command in a pseudo-terminal of a given width: a pipe hides what a terminal cuts."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

_STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def shown(columns: int, *arguments: str, cwd: str | None = None) -> tuple[int, list[str]]:
    """Return the exit code and the lines as they are written, without styles."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    run = subprocess.Popen(
        [sys.executable, "-m", "claimgraph", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=cwd,
        env={**environment, "TERM": "xterm-256color"},
    )
    os.close(theirs)
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
