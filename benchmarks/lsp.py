"""The language server in a project of articles: from a keystroke to its finding, and memory.

An article of 90 claims is edited among others of `corpus.py`: a name is misspelt, and written right
again. A keystroke counts from when it is sent until its finding is there, or gone. Syntax is a
mark that Turtle does not have. Time of processors and memory are those of the server and of its
process for checks (Linux), which others' work on the machine does not change.
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
LINUX = Path("/proc/self/smaps_rollup").exists()
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


# What was waited for, the seconds that it took, and the processors' seconds.
Took = tuple[str, float, float]


def keystrokes(client: Client, uri: str, text: str, times: int) -> Iterator[Took]:
    """Yield what each keystroke took."""
    pid = client.process.pid
    for number in range(times):
        wrong = f"certainty:asserted-{number}"
        changed = text.replace("certainty:asserted", wrong, 1)
        for kind, new, wanted in (
            ("a finding of the check", changed, is_told(wrong)),
            ("a finding withdrawn", text, lambda some, wrong=wrong: not is_told(wrong)(some)),
            ("a fault of syntax", text.replace(" ;\n", " |\n", 1), is_told("|")),
            ("a fault withdrawn", text, lambda some: not is_told("|")(some)),
        ):
            start, worked = time.perf_counter(), work(pid)
            client.change(uri, new)
            client.until(uri, wanted, 120)
            seconds = time.perf_counter() - start
            time.sleep(0.3)
            yield kind, seconds, work(pid) - worked


def requests(client: Client, uri: str, text: str, times: int) -> Iterator[Took]:
    """Yield what the answer to each request took."""
    pid = client.process.pid
    offset = text.index("certainty:asserted") + 12
    line = text.count("\n", 0, offset)
    character = offset - text.rfind("\n", 0, offset) - 1
    for _ in range(times):
        for kind in ("completion", "hover", "definition"):
            start, worked = time.perf_counter(), work(pid)
            client.about(kind, uri, line, character)
            yield kind, time.perf_counter() - start, work(pid) - worked


def memory(pid: int) -> list[float]:
    """Return the megabytes of a process and of each of its children, shared ones in parts."""
    sizes = []
    for each in (pid, *children(pid)) if LINUX else ():
        lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        sizes += [int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")]
    return sizes


def work(pid: int) -> float:
    """Return the seconds that processors have worked for a process and its children."""
    ticks = 0
    for each in (pid, *children(pid)) if LINUX else ():
        stat = Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(stat[11]) + int(stat[12])
    return ticks / os.sysconf("SC_CLK_TCK")


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
        took: dict[str, list[tuple[float, float]]] = {}
        for asked in (keystrokes, requests):
            for kind, *seconds in asked(client, uri, text, wanted.times):
                took.setdefault(kind, []).append((seconds[0], seconds[1]))
        # All is checked once nothing more is typed, and memory given back.
        while client.next(_QUIET) is not None:
            continue
        sizes = memory(client.process.pid)
        client.stop()
    table = Table("milliseconds", "median", "95 %", "of processors")
    for kind, times in took.items():
        clock = [seconds for seconds, _ in times]
        most = statistics.quantiles(clock, n=20)[-1] if len(clock) > 1 else clock[0]
        worked = statistics.median(seconds for _, seconds in times)
        shown = (statistics.median(clock), most, worked)
        table.add_row(kind, *(f"{seconds * 1e3:.0f}" for seconds in shown))
    console.print(table)
    console.print(
        f"{wanted.articles} articles: started in {began:.1f} s, first findings after "
        f"{first:.1f} s, last findings after {whole:.1f} s, {sum(sizes):.0f} MB "
        f"({' + '.join(f'{size:.0f}' for size in sizes)}); "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
