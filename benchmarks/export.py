"""N-Quads of a large graph: `claimgraph export` beside rdflib, in time and memory.

The graph is the shipped article over and over, each time under another slug, blank nodes among it.
Written from memory, both hold it before the clock starts; from file to file, both read it too. Each
run is a process of its own, and memory is its peak.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SLUG = "huawei-comeback"


def copies(folder: Path, wanted: int) -> int:
    """Write a project with at least `wanted` statements; return how many there are."""
    files = sorted((ROOT / "data" / SLUG).glob("*.ttl"))
    count = 0
    (folder / "data").mkdir()
    with (folder / "data" / "all.nt").open("wb") as out:
        number = 0
        while count < wanted:
            number += 1
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
    graph.parse(project / "data" / "all.nt", format="nt")
    loaded = time.perf_counter()
    graph.serialize(str(project / "theirs.nq"), format="nquads", encoding="utf-8")
    end = time.perf_counter()
    return end - loaded, end - begin


def ours(project: Path) -> tuple[float, float]:
    """Return the same for the form, its writing alone measured on quads in memory."""
    from claimgraph import export
    from claimgraph.project import find

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


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure each in a process of its own, and print times, memory and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--one", choices=["ours", "theirs"], help=argparse.SUPPRESS)
    parser.add_argument("--project", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one == "ours":
        print(*ours(options.project))
        return
    if options.one == "theirs":
        taken = theirs(options.project)
        print(_peak(), *taken)
        return
    with tempfile.TemporaryDirectory() as name:
        count = copies(Path(name), options.triples)
        print(f"{count:,} statements        from memory  file to file      memory")
        times = {}
        for one, shown in (("theirs", "rdflib"), ("ours", "claimgraph")):
            command = [sys.executable, __file__, "--one", one, "--project", name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            memory, *times[one] = map(float, done.stdout.split())
            first, second = times[one]
            print(f"{shown:<22} {first:12.2f} s {second:11.2f} s {memory:7,.0f} MiB")
        first, second = (a / b for a, b in zip(times["theirs"], times["ours"], strict=True))
        print(f"{'times as fast':<22} {first:12.1f} {second:13.1f}")


if __name__ == "__main__":
    main()
