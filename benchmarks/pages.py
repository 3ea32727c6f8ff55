"""`claimgraph site` against `claimgraph check`: whole processes, as ratios; and articles in number.

A build of twice the articles should take twice as long, and one after nothing changed should write
nothing.
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
CLAIMGRAPH = str(Path(sys.executable).parent / "claimgraph")


def seconds(*arguments: str) -> float:
    """Return how long a run of the command takes; it may find something, but not fail."""
    begin = time.perf_counter()
    done = subprocess.run([CLAIMGRAPH, *arguments], capture_output=True, check=False, cwd=ROOT)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - begin


def copies(folder: Path, count: int) -> None:
    """Write a project with so many copies of the shipped article, each with IRIs of its own."""
    shipped = ROOT / "data"
    for kind in ("registry", "huawei-comeback"):
        for file in sorted((shipped / kind).glob("*.ttl")):
            text = file.read_text(encoding="utf-8")
            for number in range(count if kind != "registry" else 1):
                name = f"{kind}-{number}" if kind != "registry" else kind
                target = folder / "data" / name / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text.replace("huawei-comeback", name), encoding="utf-8")


def main() -> None:
    """Measure, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--articles", type=int, default=20, help="the larger of two numbers")
    given = parser.parse_args()
    table = Table("run", "seconds", "of check", box=None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times: dict[str, list[float]] = {"check": [], "site": [], "site again": []}
        for run in range(given.runs):
            out = str(folder / f"site-{run}")
            # Runs take turns, so that a busy moment of the machine falls on all.
            times["check"].append(seconds("check"))
            times["site"].append(seconds("site", "--project", str(ROOT), "--output", out))
            times["site again"].append(seconds("site", "--project", str(ROOT), "--output", out))
        check = statistics.median(times["check"])
        for label, found in times.items():
            median = statistics.median(found)
            table.add_row(label, f"{median:.2f}", f"{median / check:.2f}")
        for count in (given.articles // 2, given.articles):
            project = folder / f"of-{count}"
            copies(project, count)
            took = seconds("site", "--project", str(project), "--output", str(folder / f"{count}"))
            table.add_row(f"site of {count} articles", f"{took:.2f}", f"{took / count:.2f} s each")
    Console().print(table)


if __name__ == "__main__":
    main()
