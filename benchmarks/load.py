"""`claimgraph load --store` into a new store, beside bare bulk loads of the same quads.

The bare load is given what claimgraph has to make first: one file of N-Quads, each article its
own graph. Oxigraph's command is given the articles' own files too, which it puts into one
graph. All are whole processes and take turns; medians are compared.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

import corpus
from claimgraph.graph.stores import load

BIN = Path(sys.executable).parent
BARE = (
    "import sys, pyoxigraph as ox\n"
    "store = ox.Store(sys.argv[1])\n"
    "store.bulk_load(path=sys.argv[2], format=ox.RdfFormat.N_QUADS)\n"
    "store.flush()\n"
)


def main() -> None:
    """Measure, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description="Time loading into a new store on disk.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project, quads, store = folder / "project", folder / "all.nq", folder / "store"
        corpus.write(project, given.articles)
        files = load.files([project])
        with quads.open("wb") as out:
            ox.serialize(load.quads(files), out, format=ox.RdfFormat.N_QUADS)
        own = [str(file.path) for file in files]
        oxigraph = [str(BIN / "oxigraph"), "load", "--location", str(store), "--file"]
        commands = {
            "claimgraph load": [
                str(BIN / "claimgraph"),
                "load",
                "--store",
                str(store),
                str(project),
            ],
            "bulk_load of N-Quads": [sys.executable, "-c", BARE, str(store), str(quads)],
            "oxigraph load, N-Quads": [*oxigraph, str(quads)],
            "oxigraph load, Turtle": [*oxigraph, *own],
        }
        taken: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(given.runs):
            for title, command in commands.items():
                shutil.rmtree(store, ignore_errors=True)
                begin = time.perf_counter()
                subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
                taken[title].append(time.perf_counter() - begin)
    table = Table("load", title=f"{given.articles} articles, medians of {given.runs} runs")
    table.add_column("seconds", justify="right")
    table.add_column("ratio of ours", justify="right")
    ours = statistics.median(taken["claimgraph load"])
    for title, times in taken.items():
        median = statistics.median(times)
        table.add_row(title, f"{median:.1f}", f"{ours / median:.2f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
