"""Shards into stores by the stores' own bulk loaders, beside `claimgraph load` over HTTP.

All are whole processes, one after the other; a server's bulk load includes its start where it
loads itself (Virtuoso), and is an offline tool where that is how it is done (TDB2, Oxigraph).
"""

from __future__ import annotations

import argparse
import configparser
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

import corpus
import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]


def jar() -> Path:
    """Return the jar of Fuseki, which has TDB2's bulk loader in it."""
    jars = sorted((ROOT / ".servers").glob("jena-fuseki-server-*.jar"))
    if not jars:
        raise RuntimeError("no Fuseki here: run .ci/install-servers")
    return jars[-1]


def into_tdb2(shards: Path, database: Path) -> None:
    """Load shards into a TDB2 database, which no server may have open."""
    files = sorted(map(str, shards.glob("shard-*.nq.gz")))
    loader = ["java", "-Xmx1g", "-cp", str(jar()), "tdb2.tdbloader", "--loader=phased"]
    subprocess.run([*loader, "--loc", str(database), *files], check=True, capture_output=True)


def fuseki(database: Path | None, folder: Path) -> tuple[servers.Program, str]:
    """Return Fuseki over a TDB2 database, and its address."""
    port = servers.free_port()
    if database is not None:
        database.mkdir(exist_ok=True)
    where = ["--mem"] if database is None else ["--tdb2", "--loc", str(database)]
    command = ["java", "-Xmx1g", "-jar", str(jar()), "--localhost", "--port", str(port)]
    command += ["--update", *where, "/articles"]
    return servers.Program(command, port, folder), f"http://127.0.0.1:{port}/articles"


def virtuoso(folder: Path, shards: Path) -> tuple[servers.Program, str]:
    """Return Virtuoso that may read shards, and its address."""
    port = servers.free_port()
    settings = {
        "Parameters": {"NumberOfBuffers": 40_000, "MaxDirtyBuffers": 24_000},
        "SPARQL": {"ResultSetMaxRows": 10_000},
    }
    program = servers.virtuoso(folder, port, settings)
    file = _ini(folder)
    file["Parameters"]["DirsAllowed"] = f"., {shards}"
    with (folder / "virtuoso.ini").open("w", encoding="utf-8") as out:
        file.write(out)
    return program, f"http://127.0.0.1:{port}/sparql"


def into_virtuoso(shards: Path, folder: Path) -> None:
    """Load shards into the Virtuoso that runs in a folder, by its bulk loader."""
    at = _ini(folder)["Parameters"]["ServerPort"]
    shell = shutil.which("isql-vt") or "isql"
    statements = (
        f"ld_dir('{shards}', 'shard-*.nq.gz', 'urn:no-graph');"
        "rdf_loader_run(); checkpoint;"
        "SELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;"
    )
    done = subprocess.run(
        [shell, at, "dba", "dba", "VERBOSE=OFF", f"EXEC={statements}"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    if ".nq.gz" in done.stdout:
        raise RuntimeError(done.stdout)


def _ini(folder: Path) -> configparser.ConfigParser:
    file = configparser.ConfigParser()
    file.optionxform = str  # type: ignore[assignment,method-assign]
    file.read(folder / "virtuoso.ini", encoding="utf-8")
    return file


def main() -> None:
    """Measure, and print seconds and ratios."""
    parser = argparse.ArgumentParser(description="Time bulk loads beside loads over HTTP.")
    parser.add_argument("--articles", type=int, default=1000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus.write(folder / "project", given.articles)
        rows = measured(folder)
    table = Table("store", "over HTTP", "in bulk", "ratio", title=f"{given.articles} articles")
    for title, http, bulk in rows:
        over = f"{http:.0f} s" if http else ""
        table.add_row(title, over, f"{bulk:.1f} s", f"{http / bulk:.1f}" if http else "")
    load = "load at the end: " + ", ".join(f"{each:.1f}" for each in os.getloadavg())
    Console(width=100).print(table, load)


def measured(folder: Path) -> list[tuple[str, float | None, float]]:
    """Return the seconds of each store, over HTTP and in bulk."""
    project, shards = folder / "project", folder / "shards"
    rows: list[tuple[str, float | None, float]] = []
    rows.append(("making shards", None, seconds(lambda: _ours("--shards", shards, project))))
    rows.append(
        ("store on disk", seconds(lambda: _ours("--store", folder / "one", project)),
         seconds(lambda: _ours("--from-shards", shards, "--store", folder / "two")))
    )  # fmt: skip
    files = sorted(map(str, shards.glob("*.nq.gz")))
    port = servers.free_port()
    command: list[str | Path] = [BIN / "oxigraph", "serve", "--location", folder / "served",
               "--bind", f"127.0.0.1:{port}"]  # fmt: skip
    with _running(servers.Program(command, port, folder)):
        http = seconds(lambda: _ours("--endpoint", f"http://127.0.0.1:{port}/query", project))
    load = [str(BIN / "oxigraph"), "load", "--location", str(folder / "bulk"), "--file", *files]
    rows.append(("Oxigraph's server", http, seconds(lambda: run(load))))
    program, address = fuseki(folder / "tdb2-http", folder)
    with _running(program):
        http = seconds(lambda: _ours("--endpoint", f"{address}/query", project))
    rows.append(("Fuseki (TDB2)", http, seconds(lambda: into_tdb2(shards, folder / "tdb2"))))
    times: list[float] = []
    for bulk in (False, True):
        own = folder / f"virtuoso-{bulk}"
        own.mkdir()
        program, address = virtuoso(own, shards)
        with _running(program):
            if bulk:
                times.append(seconds(lambda own=own: into_virtuoso(shards, own)))  # type: ignore[misc]
            else:
                os.environ |= {"CLAIMGRAPH_USER": "dba", "CLAIMGRAPH_PASSWORD": "dba"}
                times.append(seconds(lambda to=address: _ours("--endpoint", to, project)))  # type: ignore[misc]
    rows.append(("Virtuoso", times[0], times[1]))
    return rows


@contextmanager
def _running(program: servers.Program) -> Iterator[None]:
    with program:
        yield


def seconds(work: Callable[[], None]) -> float:
    """Return how long some work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _ours(*arguments: str | Path) -> None:
    run([str(BIN / "claimgraph"), "load", *map(str, arguments)])


def run(command: list[str]) -> None:
    """Run a command that must not fail."""
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
