"""Servers as processes of their own on the loopback, for benchmarks and tests."""

from __future__ import annotations

import configparser
import contextlib
import os
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOOPBACK = "127.0.0.1"


@dataclass
class Program:
    """A program that listens at a port, in a folder where its log goes; use it as a context."""

    command: Sequence[str | Path]
    port: int
    folder: Path
    patience: float = 90
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Program:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it listens; raises RuntimeError, with its log, if it does not."""
        log = self.folder / "server.log"
        with log.open("ab") as out:
            process = subprocess.Popen(
                self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )
        self._running.append(process)
        end = time.monotonic() + self.patience
        while time.monotonic() < end and process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection((LOOPBACK, self.port), timeout=1),
            ):
                return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{self.command[0]}: does not serve: {log.read_text(errors='replace')}")

    def stop(self) -> None:
        """End it: a request to do so, and patience for what it has to write; then the hard way."""
        process = self._running.pop()
        process.terminate()
        try:
            process.wait(self.patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def processor(self) -> float:
        """Return the seconds of a processor that it has used, in user mode and in the kernel."""
        [process] = self._running
        # proc(5): after the name, which may hold anything, utime and stime are fields 12 and 13.
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def again(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()


def free_port() -> int:
    """Return a port of the loopback that nobody listens at."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def virtuoso(
    folder: Path, port: int, settings: Mapping[str, Mapping[str, int]], patience: float = 90
) -> Program:
    """Return OpenLink Virtuoso with an empty database, and settings by sections of its file."""
    file = configparser.ConfigParser()
    file.optionxform = str  # type: ignore[assignment,method-assign]
    file.read_string(_VIRTUOSO.format(port=port, other=free_port()))
    file.read_dict(settings)
    with (folder / "virtuoso.ini").open("w", encoding="utf-8") as out:
        file.write(out)
    command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
    return Program(command, port, folder, patience)


_VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa

[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{other}

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 4
"""
