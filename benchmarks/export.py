"""N-Quads of a large graph: `claimgraph export` beside rdflib, in time and memory.

The graph is the shipped article over and over, each time under another slug in a file of its own,
blank nodes among it. Written from memory, both hold it before the clock starts; from file to file,
both read it too. The command is then run on a quarter of the files, on a store and on a server that
hold the same, and on all: memory that streams is the same for both. Each run is a process of its
own, and memory is its peak.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SLUG = "huawei-comeback"


def copies(folder: Path, wanted: int) -> int:
    """Write a project with at least `wanted` statements; return how many there are."""
    files = sorted((ROOT / "data" / SLUG).glob("*.ttl"))
    count = number = 0
    (folder / "data").mkdir(parents=True)
    while count < wanted:
        number += 1
        with (folder / "data" / f"article-{number}.nt").open("wb") as out:
            for file in files:
                text = file.read_text(encoding="utf-8").replace(SLUG, f"article-{number}")
                count += _lines(text, out)
    return count


def _lines(text: str, out: io.BufferedWriter) -> int:
    import pyoxigraph as ox

    triples = ox.parse(text, format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    lines = ox.serialize((one.triple for one in triples), format=ox.RdfFormat.N_TRIPLES) or b""
    out.write(lines)
    return lines.count(b"\n")


def theirs(project: Path) -> tuple[float, float]:
    """Return the seconds that rdflib takes from memory to file, and from file to file."""
    from rdflib import Dataset

    begin = time.perf_counter()
    graph = Dataset()
    for file in sorted((project / "data").iterdir()):
        graph.parse(file, format="nt")
    loaded = time.perf_counter()
    graph.serialize(str(project / "theirs.nq"), format="nquads", encoding="utf-8")
    end = time.perf_counter()
    return end - loaded, end - begin


def ours(project: Path) -> tuple[float, float]:
    """Return the same for the form, its writing alone measured on quads in memory."""
    from claimgraph import export
    from claimgraph.graph.project import find

    source = export.of_files(find(project), find(project).data_files)
    form = export.form("nquads")
    begin = time.perf_counter()
    with (project / "ours.nq").open("wb") as out:
        form.write(source, out)
    whole = time.perf_counter() - begin
    # What streams needs little; the peak is told before all is held for the other measure.
    print(_peak(), end=" ")
    quads = list(source.quads())
    begin = time.perf_counter()
    with (project / "ours.nq").open("wb") as out:
        form.write(export.Source(source.project, lambda: [iter(quads)]), out)
    return time.perf_counter() - begin, whole


def command(project: Path, arguments: list[str]) -> float:
    """Run `claimgraph export` in this process and return its peak memory in MiB."""
    from claimgraph.cli import main

    output = str(project / "command.nq")
    sys.argv = ["claimgraph", "export", "--format", "nquads", "--output", output, *arguments]
    if main() != 0:
        raise SystemExit("the export failed")
    return _peak()


@contextmanager
def served(store: Path) -> Iterator[str]:
    """Serve a store by Oxigraph's own server; give the address of its endpoint."""
    port = servers.free_port()
    address = f"127.0.0.1:{port}"
    command: list[str | Path] = [
        Path(sys.executable).with_name("oxigraph"), "serve-read-only", "--bind", address,
        "--location", (store / "current").resolve(),
    ]  # fmt: skip
    with servers.Program(command, port, store.parent):
        yield f"http://{address}/query"


def memory(project: Path) -> dict[str, float]:
    """Return the command's peak memory from the files, from a store, and from a server."""
    store = project / "store"
    load = [sys.executable, "-m", "claimgraph", "load", "--store", str(store)]
    subprocess.run(load, cwd=project, capture_output=True, check=True)
    found = {"files": _alone(project, "--no-check"), "store": _alone(project, "--store", store)}
    with served(store) as url:
        return {**found, "server": _alone(project, "--endpoint", url)}


def _alone(project: Path, *arguments: object) -> float:
    call = [sys.executable, __file__, "--one", "command", "--project", str(project)]
    call += ["--", *map(str, arguments)]
    done = subprocess.run(call, cwd=project, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure each in a process of its own, and print times, memory and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--one", choices=["ours", "theirs", "command"], help=argparse.SUPPRESS)
    parser.add_argument("--project", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one == "ours":
        print(*ours(options.project))
        return
    if options.one == "theirs":
        taken = theirs(options.project)
        print(_peak(), *taken)
        return
    if options.one == "command":
        print(command(options.project, options.arguments))
        return
    with tempfile.TemporaryDirectory() as folder:
        name = str(Path(folder) / "all")
        count = copies(Path(name), options.triples)
        print(f"{count:,} statements        from memory  file to file      memory")
        times = {}
        for one, shown in (("theirs", "rdflib"), ("ours", "claimgraph")):
            call = [sys.executable, __file__, "--one", one, "--project", name]
            done = subprocess.run(call, capture_output=True, text=True, check=True)
            peak, *times[one] = map(float, done.stdout.split())
            first, second = times[one]
            print(f"{shown:<22} {first:12.2f} s {second:11.2f} s {peak:7,.0f} MiB")
        first, second = (a / b for a, b in zip(times["theirs"], times["ours"], strict=True))
        print(f"{'times as fast':<22} {first:12.1f} {second:13.1f}")
        part = Path(folder) / "part"
        fewer = copies(part, options.triples // 4)
        print(f"peak memory of claimgraph export     {fewer:>10,}  {count:>10,} statements")
        small, large = memory(part), memory(Path(name))
        for place, peak in small.items():
            print(f"from {place:<30} {peak:10,.0f} MiB {large[place]:7,.0f} MiB")


if __name__ == "__main__":
    main()
