"""The language server in a project of articles: from a keystroke to its finding, and memory.

An article of 90 claims is edited among others of `corpus.py`: a name is misspelt, and written right
again. A keystroke counts from when it is sent until its finding is there, or gone. Syntax is a
mark that Turtle does not have. Memory is that of the server and of its process for checks.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

import corpus
from claimgraph.graph.project import shipped
from lsp_client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Seconds in which nothing is told once all has been checked.
_QUIET = 10.0
EDITED = "data/huawei-comeback/claims.ttl"


def project(folder: Path, articles: int) -> Path:
    """Write so many articles, and the shipped one of 90 claims among them."""
    root = folder.resolve()
    corpus.write(root, articles - 1)
    for source in (*shipped("data").glob("huawei-comeback/*"), *shipped("data").glob("registry/*")):
        there = root / "data" / source.parent.name / source.name
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(source.read_bytes())
    return root


def is_told(name: str) -> Callable[[list[dict[str, Any]]], bool]:
    """Return whether diagnostics tell of a name."""
    return lambda some: any(name in one["message"] for one in some)


def keystrokes(client: Client, uri: str, text: str, times: int) -> Iterator[tuple[str, float]]:
    """Yield what was waited for, and the seconds that it took."""
    for number in range(times):
        wrong = f"certainty:asserted-{number}"
        changed = text.replace("certainty:asserted", wrong, 1)
        for kind, new, wanted in (
            ("a finding of the check", changed, is_told(wrong)),
            ("a finding withdrawn", text, lambda some, wrong=wrong: not is_told(wrong)(some)),
            ("a fault of syntax", text.replace(" ;\n", " |\n", 1), is_told("|")),
            ("a fault withdrawn", text, lambda some: not is_told("|")(some)),
        ):
            start = time.perf_counter()
            client.change(uri, new)
            client.until(uri, wanted, 120)
            yield kind, time.perf_counter() - start
            time.sleep(0.3)


def requests(client: Client, uri: str, text: str, times: int) -> Iterator[tuple[str, float]]:
    """Yield requests, and the seconds that their answers took."""
    offset = text.index("certainty:asserted") + 12
    line = text.count("\n", 0, offset)
    character = offset - text.rfind("\n", 0, offset) - 1
    for _ in range(times):
        for kind in ("completion", "hover", "definition"):
            start = time.perf_counter()
            client.about(kind, uri, line, character)
            yield kind, time.perf_counter() - start


def memory(pid: int) -> float:
    """Return the megabytes of memory that a process and its children have to themselves (Linux)."""
    size = 0
    for each in (pid, *children(pid)):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                size += int(line.split()[1])
    return size / 1024


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    tasks = Path(f"/proc/{pid}/task")
    return [
        int(child)
        for task in tasks.iterdir()
        for child in (task / "children").read_text(encoding="ascii").split()
    ]


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--times", type=int, default=20)
    wanted = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder), wanted.articles)
        text = (root / EDITED).read_text("utf-8")
        start = time.perf_counter()
        client = Client(root)
        began = time.perf_counter() - start
        uri = client.open(EDITED)
        client.until(uri, bool, 600)
        first = time.perf_counter() - start
        # The corpus has faults; all of it has been checked once nothing more is told.
        whole = first
        while client.next(_QUIET) is not None:
            whole = time.perf_counter() - start
        took: dict[str, list[float]] = {}
        for kind, seconds in keystrokes(client, uri, text, wanted.times):
            took.setdefault(kind, []).append(seconds)
        for kind, seconds in requests(client, uri, text, wanted.times):
            took.setdefault(kind, []).append(seconds)
        size = memory(client.process.pid) if Path("/proc/self/smaps_rollup").exists() else 0.0
        client.stop()
    table = Table("milliseconds", "median", "95 %")
    for kind, times in took.items():
        most = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        table.add_row(kind, f"{statistics.median(times) * 1e3:.0f}", f"{most * 1e3:.0f}")
    console.print(table)
    console.print(
        f"{wanted.articles} articles: started in {began:.1f} s, first findings after "
        f"{first:.1f} s, last findings after {whole:.1f} s, "
        f"{size:.0f} MB; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
