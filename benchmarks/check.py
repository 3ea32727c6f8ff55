"""`claimgraph check` on corpora of made-up articles, beside its peers, as ratios in one run.

Each command is a whole process on the same files. Peers that take one file get all in one. Memory
is the greatest sum of what a process and its children hold at a time, where what several of them
share counts once (proportional set size).
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

import corpus

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
VOCABULARY = [ROOT / "ontology" / name for name in ("claimgraph.ttl", "schemes.ttl")]
SHAPES = sorted((ROOT / "ontology" / "shapes").glob("*.ttl"))
BARE = (
    "import sys, shacl_rust\n"
    "data, shapes = (open(name, encoding='utf-8').read() for name in sys.argv[1:])\n"
    "report = shacl_rust.validate(data, shapes, experimental_index=True)\n"
    "print(len(report['results']), 'results')\n"
)


@dataclass(frozen=True)
class Taken:
    """Seconds, and the peak of memory in MiB."""

    seconds: float
    mebibytes: float


def run(command: list[str], cache: Path) -> Taken:
    """Run a command, which may find something but not fail, and watch what it takes."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    begin = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _held(process.pid))
            try:
                process.communicate(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
        seconds = time.perf_counter() - begin
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
    return Taken(seconds, peak)


def _held(root: int) -> float:
    """Return the proportional set sizes of a process and its descendants, in MiB (Linux)."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(fields[1])
    ours = {root}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    kibibytes = 0
    for pid in ours:
        with suppress(
            OSError, IndexError
        ):  # and what has ended but is not yet fetched holds nothing
            sizes = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kibibytes += int(sizes.partition("\nPss:")[2].split()[0])
    return kibibytes / 2**10


def joined(folder: Path, project: Path) -> tuple[str, str]:
    """Write a project's data and the shapes into one file each, for those that take one."""
    parts = {
        "data.ttl": [*sorted((project / "data").rglob("*.ttl")), *VOCABULARY],
        "shapes.ttl": SHAPES,
    }
    for name, files in parts.items():
        with (folder / name).open("w", encoding="utf-8") as out:
            out.writelines(file.read_text(encoding="utf-8") + "\n" for file in files)
    return str(folder / "data.ttl"), str(folder / "shapes.ttl")


def compare(
    title: str, commands: dict[str, list[str]], runs: int, cache: Path, console: Console
) -> None:
    """Let commands take turns, and print medians and their ratios to the first."""
    taken: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(run(command, cache))
    table = Table("command", title=f"{title}: medians of {runs}")
    for column in ("seconds", "ratio", "MiB", "ratio"):
        table.add_column(column, justify="right")
    medians = {
        name: (
            statistics.median(each.seconds for each in several),
            statistics.median(each.mebibytes for each in several),
        )
        for name, several in taken.items()
    }
    first = next(iter(medians.values()))
    for name, (seconds, size) in medians.items():
        table.add_row(
            name,
            f"{seconds:.2f}",
            f"{seconds / first[0]:.3f}",
            f"{size:.0f}",
            f"{size / first[1]:.2f}",
        )
    console.print(table)


def main() -> None:
    """Measure at each size; the peer that takes minutes is left out beyond 100 articles."""
    parser = argparse.ArgumentParser(description="Time claimgraph check on made-up articles.")
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3)
    wanted = parser.parse_args()
    console = Console(width=100)
    check = [str(BIN / "claimgraph"), "check"]
    for articles in wanted.articles:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            project, cache = folder / "project", folder / "cache"
            corpus.write(project, articles)
            data, shapes = joined(folder, project)
            commands = {}
            if articles <= 100:
                commands["pyshacl"] = [str(BIN / "pyshacl"), "-s", shapes, "-f", "turtle", data]
            if articles <= 1000:
                commands["shacl-rust, bare"] = [sys.executable, "-c", BARE, data, shapes]
            commands["check"] = [*check, "--no-cache", str(project)]
            title = f"{articles} articles, {Path(data).stat().st_size / 2**20:.0f} MiB"
            compare(title, commands, 1 if articles > 1000 else wanted.runs, cache, console)
            run([*check, str(project)], cache)
            changed = project / "data" / "a00000" / "article.ttl"
            for _ in range(wanted.runs):
                text = changed.read_text(encoding="utf-8")
                changed.write_text(text + f"# saved at {time.time()}\n", encoding="utf-8")
                again = run([*check, str(project)], cache)
                console.print(f"one of them changed: {again.seconds:.2f} s")


if __name__ == "__main__":
    main()
