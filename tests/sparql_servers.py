"""Real SPARQL servers, started for a test on free ports and ended with it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_PATIENCE = 90


class Server(NamedTuple):
    """Where a server answers and takes data, and who may write."""

    name: str
    endpoint: str
    graph_store: str
    update: str
    environment: Mapping[str, str]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Oxigraph in memory, from its wheel."""
    port = free_port()
    program = Path(sys.executable).with_name("oxigraph")
    base = f"http://127.0.0.1:{port}"
    with _running([program, "serve", "--bind", f"127.0.0.1:{port}"], port, folder):
        yield Server("oxigraph", f"{base}/query", f"{base}/store", f"{base}/update", {})


@contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    """Apache Jena Fuseki with an empty dataset in memory, from its jar."""
    jars = sorted((ROOT / ".servers").glob("jena-fuseki-server-*.jar"))
    assert jars, "no Fuseki here: run .ci/install-servers"
    port = free_port()
    command = ["java", "-Xmx1g", "-jar", jars[-1], "--localhost", "--port", str(port),
               "--update", "--mem", "/articles"]  # fmt: skip
    base = f"http://127.0.0.1:{port}/articles"
    with _running(command, port, folder):
        yield Server("fuseki", f"{base}/query", f"{base}/data", f"{base}/update", {})


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """OpenLink Virtuoso with an empty database; it writes for its administrator alone."""
    program = shutil.which("virtuoso-t")
    assert program, "no Virtuoso here: run .ci/install-servers"
    port = free_port()
    (folder / "virtuoso.ini").write_text(
        _VIRTUOSO.format(port=port, other=free_port()), encoding="utf-8"
    )
    base = f"http://127.0.0.1:{port}"
    # Its first password, as the manual has it; a server for others gets one of its own.
    who = {"CLAIMGRAPH_USER": "dba", "CLAIMGRAPH_PASSWORD": "dba"}
    with _running([program, "+foreground", "+configfile", "virtuoso.ini"], port, folder):
        yield Server(
            "virtuoso", f"{base}/sparql", f"{base}/sparql-graph-crud-auth", f"{base}/sparql-auth",
            who,
        )  # fmt: skip


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """`claimgraph serve` with the shipped article; it takes no data."""
    port = free_port()
    command = [sys.executable, "-m", "claimgraph", "serve", "--project", ROOT, "--port", str(port)]
    with _running(command, port, folder):
        yield Server("claimgraph", f"http://127.0.0.1:{port}/sparql", "", "", {})


# Small buffers: it runs beside other tests. The limit on rows is its default.
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
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = .
ServerThreads = 4

[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def _running(command: list, port: int, folder: Path) -> Iterator[None]:
    """Run a server in a folder until it answers on its port, and end it afterwards."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _await(process, port, folder / "server.log")
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen, port: int, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server ended: {log.read_text(errors='replace')}"
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"no answer after {_PATIENCE} s: {log.read_text(errors='replace')}")


def command(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess:
    """Run `claimgraph`, with nobody's credentials but the given ones."""
    mine = {k: v for k, v in os.environ.items() if not k.startswith("CLAIMGRAPH_")}
    return subprocess.run(
        [sys.executable, "-m", "claimgraph", *arguments],
        cwd=cwd, env={**mine, **(environment or {})},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
