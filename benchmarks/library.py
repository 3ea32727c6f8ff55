"""What it costs to find, to go from thing to thing, to cut out and to count gaps in a library.

The articles are those of corpus.py. Each is measured warm in this process (the median of several
runs, the opening of the index apart), and as a whole process, beside the one that says its version.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from claimgraph.claims import library as libraries
from claimgraph.claims.library import extract, finding, gaps, paths
from claimgraph.graph import project as projects
from claimgraph.questions import gaps as questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from claimgraph.claims.library.library import Library

LAST = "article/a{:05}/claim-{}"


def seconds(work: Callable[[], object]) -> float:
    """Return how long it takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measured(library: Library, articles: int) -> dict[str, Callable[[], object]]:
    """Return what is measured, by what it is called."""
    first, last = (corpus.BASE + LAST.format(number, 7) for number in (0, articles - 1))
    names = questions.NAMES
    return {
        "find: one article (claim 7 a00007)": lambda: finding.find(library, "claim 7 a00007"),
        "find: rare word (company)": lambda: finding.find(library, "company"),
        "find: word of every claim (claimed)": lambda: finding.find(library, "claimed"),
        "find: two such words (words number)": lambda: finding.find(library, "words number"),
        "find: begun word (cl) of claims": lambda: finding.find(library, "cl", kind="claim"),
        "path: between two articles": lambda: paths.path(library, first, last),
        "path: none (arguments alone)": lambda: paths.path(library, first, last, ("arguments",)),
        "extract: claim, two hops": lambda: extract.extract(library, first, 2),
        "gaps: counts": lambda: gaps.counts(library, names),
        "gaps: first 20": lambda: gaps.gaps(library, names, limit=20),
    }


def main() -> None:
    """Measure, and print a table of milliseconds."""
    parser = argparse.ArgumentParser(description="Time the commands that work across articles.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="a corpus that is there already")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if given.folder is None:
            os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
            corpus.write(Path(name) / "corpus", given.articles)
        root = given.folder or Path(name) / "corpus"
        project = projects.Project(root.resolve())
        made = seconds(lambda: libraries.opened(project))
        print(f"load {os.getloadavg()[0]:.1f}; index of {given.articles} articles: {made:.1f} s")
        again = [seconds(lambda: libraries.opened(project)) for _ in range(given.runs)]
        library = libraries.opened(project)
        asked = seconds(lambda: gaps.ready(library, questions.asked(project)))
        print(f"questions asked of all articles: {asked:.1f} s")
        ready = [
            seconds(lambda: gaps.ready(library, questions.asked(project)))
            for _ in range(given.runs)
        ]
        print(f"opened again, nothing changed: {1000 * statistics.median(again):.1f} ms")
        print(f"gaps known to be up to date: {1000 * statistics.median(ready):.1f} ms")
        for what, work in measured(library, given.articles).items():
            work()
            times = [seconds(work) for _ in range(given.runs)]
            print(f"{what}: {1000 * statistics.median(times):.1f} ms")
        first, last = (LAST.format(number, 7)[8:] for number in (0, given.articles - 1))
        for arguments in (
            ["--version"],
            ["find", "claim", "7", "a00007"],
            ["path", first, last],
            ["gaps", "--limit", "20"],
        ):
            command = [sys.executable, "-m", "claimgraph", *arguments]
            more = [] if arguments == ["--version"] else ["--project", str(root)]
            times = [
                seconds(
                    lambda: subprocess.run([*command, *more], check=True, capture_output=True)  # noqa: B023
                )
                for _ in range(given.runs)
            ]
            print(f"process: {' '.join(arguments)}: {1000 * statistics.median(times):.0f} ms")


if __name__ == "__main__":
    main()
