"""`claimgraph check` and `ask` against the `pyshacl` command: whole processes, as ratios.

The files are the same: the shipped data with the vocabulary, and the shipped shapes. Runs of the
rivals take turns, so that a busy moment of the machine falls on all of them; medians are compared.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def joined(folder: Path) -> tuple[Path, Path]:
    """Return the data and the shapes as one file each, since `pyshacl` takes one."""
    vocabulary = [ROOT / "ontology" / name for name in ("claimgraph.ttl", "schemes.ttl")]
    parts = {
        "data.ttl": [*sorted((ROOT / "data").rglob("*.ttl")), *vocabulary],
        "shapes.ttl": sorted((ROOT / "ontology" / "shapes").glob("*.ttl")),
    }
    for name, files in parts.items():
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "data.ttl", folder / "shapes.ttl"


def seconds(command: list[str]) -> float:
    """Return how long a command takes; it may find something, but not fail."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: {done.stderr.decode()}")
    return time.perf_counter() - begin


def main() -> None:
    """Measure, and print the medians and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        data, shapes = joined(Path(folder))
        claimgraph = str(BIN / "claimgraph")
        commands = {
            "pyshacl": [str(BIN / "pyshacl"), "-s", str(shapes), "-f", "turtle", str(data)],
            "check --engine pyshacl": [claimgraph, "check", "--no-cache", "--engine", "pyshacl"],
            "check --engine fast": [claimgraph, "check", "--no-cache", "--engine", "fast"],
            "check, nothing changed": [claimgraph, "check"],
            "ask pillars": [claimgraph, "ask", "pillars"],
            "--help": [claimgraph, "--help"],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                taken[name].append(seconds(command))
    table = Table("command", title=f"Whole processes, medians of {runs} runs")
    table.add_column("seconds", justify="right")
    table.add_column("to pyshacl", justify="right")
    peer = statistics.median(taken["pyshacl"])
    for name, times in taken.items():
        median = statistics.median(times)
        table.add_row(name, f"{median:.2f}", f"{median / peer:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
