"""Real SPARQL servers, started for a test on free ports and ended with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import servers

ROOT = Path(__file__).parents[2]


class Server(NamedTuple):
    """Where a server answers and takes data, and who may write."""

    name: str
    endpoint: str
    graph_store: str
    update: str
    environment: Mapping[str, str]


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Oxigraph in memory, from its wheel."""
    port = servers.free_port()
    program = Path(sys.executable).with_name("oxigraph")
    base = f"http://127.0.0.1:{port}"
    with servers.Program([program, "serve", "--bind", f"127.0.0.1:{port}"], port, folder):
        yield Server("oxigraph", f"{base}/query", f"{base}/store", f"{base}/update", {})


@contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    """Apache Jena Fuseki with an empty dataset in memory, from its jar."""
    jars = sorted((ROOT / ".servers").glob("jena-fuseki-server-*.jar"))
    assert jars, "no Fuseki here: run .ci/install-servers"
    port = servers.free_port()
    command = ["java", "-Xmx1g", "-jar", jars[-1], "--localhost", "--port", str(port),
               "--update", "--mem", "/articles"]  # fmt: skip
    base = f"http://127.0.0.1:{port}/articles"
    with servers.Program(command, port, folder):
        yield Server("fuseki", f"{base}/query", f"{base}/data", f"{base}/update", {})


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """OpenLink Virtuoso with an empty database; it writes for its administrator alone."""
    assert shutil.which("virtuoso-t"), "no Virtuoso here: run .ci/install-servers"
    port = servers.free_port()
    base = f"http://127.0.0.1:{port}"
    # Its first password, as the manual has it; a server for others gets one of its own.
    who = {"CLAIMGRAPH_USER": "dba", "CLAIMGRAPH_PASSWORD": "dba"}
    # Small buffers: it runs beside other tests. The limit on rows is its default.
    settings = {
        "Parameters": {"NumberOfBuffers": 10_000, "MaxDirtyBuffers": 6_000},
        "SPARQL": {"ResultSetMaxRows": 10_000},
    }
    with servers.virtuoso(folder, port, settings):
        yield Server(
            "virtuoso", f"{base}/sparql", f"{base}/sparql-graph-crud-auth", f"{base}/sparql-auth",
            who,
        )  # fmt: skip


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    """`claimgraph serve` with the shipped article; it takes no data."""
    port = servers.free_port()
    command = [sys.executable, "-m", "claimgraph", "serve", "--project", ROOT, "--port", str(port)]
    with servers.Program(command, port, folder):
        yield Server("claimgraph", f"http://127.0.0.1:{port}/sparql", "", "", {})


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
