"""Runs the page's server until it is told to stop, or the process that started it ends."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
import time
import webbrowser
from typing import TYPE_CHECKING

from claimgraph.servers.edit.application import Editing, application
from claimgraph.servers.http import server
from claimgraph.servers.local import HEADERS, HOST

if TYPE_CHECKING:
    from claimgraph.servers.edit.capture import Capture

_SECOND = 1.0


def run(capture: Capture, port: int, *, browser: bool) -> None:
    """Serve the page of a capture at 127.0.0.1 and open it, until SIGINT, SIGTERM or SIGHUP.

    Raises UsageError where the port cannot be had; 0 takes a free one.
    """
    token, once = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    editing = Editing(capture)

    def ready(address: str) -> None:
        sys.stderr.write(f"claimgraph: editing at {address}{token}/ (Ctrl+C ends it)\n")
        sys.stderr.flush()
        if browser:
            # A browser in the terminal would keep the server from answering it.
            opening = threading.Thread(target=webbrowser.open, args=[f"{address}{once}/"])
            opening.daemon = True
            opening.start()

    _end_with_parent()
    with server.listening(HOST, port) as bound:
        server.serve(
            application(editing, token, once if browser else None),
            bound,
            editing.stop,
            ready,
            HEADERS,
        )


def _end_with_parent() -> None:
    """Have this process told to stop when the one that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_SECOND)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
