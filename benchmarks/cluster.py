"""Shards made by 1, 2 and 4 workers of a Dask cluster on this machine, and how well they scale.

Efficiency is the time of one worker, divided by that of n workers and by n; with more workers than
processors it cannot be 1. Each cluster is new; the time is that of the command's work alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import corpus
import servers
from claimgraph.graph.shards import making
from claimgraph.graph.shards.storage import Folder
from claimgraph.graph.stores import load


def main() -> None:
    """Measure, and print seconds and efficiency."""
    parser = argparse.ArgumentParser(description="Time shards on clusters of several sizes.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    given = parser.parse_args()
    table = Table("workers", "seconds", "efficiency", title=f"{given.articles} articles in shards")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus.write(folder / "project", given.articles)
        times = {workers: _seconds(folder, workers) for workers in given.workers}
    first = given.workers[0]
    for workers, seconds in times.items():
        efficiency = times[first] * first / (seconds * workers)
        table.add_row(str(workers), f"{seconds:.1f}", f"{efficiency:.2f}")
    processors = f"{len(os.sched_getaffinity(0))} processors, load "
    Console(width=100).print(table, processors + f"{os.getloadavg()[0]:.1f}")


def _seconds(folder: Path, workers: int) -> float:
    port = servers.free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m"]
    options = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = [*dask, "distributed.cli.dask_scheduler", *options, "--port", str(port)]
    worker = [*dask, "distributed.cli.dask_worker", address, *options, "--nthreads", "1",
              "--no-nanny", "--local-directory", str(folder)]  # fmt: skip
    own = folder / f"of-{workers}"
    own.mkdir()
    with servers.Program(scheduler, port, own):
        running = [
            subprocess.Popen(worker, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(workers)
        ]
        try:
            _wait_for(address, workers)
            files = load.files([folder / "project"])
            begin = time.perf_counter()
            # Small shards, so that there are enough of them for each worker.
            making.make(files, Folder(own / "shards"), each=32, seconds=60, cluster=address)
            return time.perf_counter() - begin
        finally:
            for process in running:
                process.kill()
                process.wait()


def _wait_for(address: str, workers: int) -> None:
    distributed: Any = import_module("distributed")
    with distributed.Client(address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=120)


if __name__ == "__main__":
    main()
