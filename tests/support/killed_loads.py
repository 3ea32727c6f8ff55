"""Kills loads at random moments and looks what the store holds: run by test_ondisk.

A process of its own, because it forks: children start at once with everything imported, and this
process never opens a store, so that no thread of the database is lost in a fork.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import pyoxigraph as ox

from claimgraph.graph.stores.disk import OnDisk, replace

GRAPHS = ("http://example.org/one", "http://example.org/two")
UNTOUCHED = "http://example.org/three"
SIZE = 300


def content(version: str, graphs=GRAPHS):
    """Yield a version's quads: each says which version it belongs to."""
    for graph in graphs:
        for number in range(SIZE):
            yield ox.Quad(
                ox.NamedNode(f"http://example.org/{number}"),
                ox.NamedNode("http://example.org/version"),
                ox.Literal(version),
                ox.NamedNode(graph),
            )


def seen(folder: Path) -> Counter:
    """Count the quads per graph and version."""
    return Counter((quad.graph_name.value, quad.object.value) for quad in OnDisk(folder).quads())


def forked(work) -> int:
    """Run work in a child process and return its id; the child ends with 0 or 1."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException as error:
        print(repr(error), file=sys.stderr)
        os._exit(1)
    os._exit(0)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def version_in(folder: Path) -> str:
    """Return the one version that the store holds, looked at from another process."""
    reading, writing = os.pipe()

    def look():
        found = seen(folder)
        versions = {version for (graph, version) in found if graph != UNTOUCHED}
        whole = {(graph, version): SIZE for version in versions for graph in GRAPHS}
        assert len(versions) == 1, found
        assert found == {**whole, (UNTOUCHED, "kept"): SIZE}, found
        os.write(writing, versions.pop().encode())

    assert ended(forked(look)) == 0, "the store is neither as it was nor as it should be"
    os.close(writing)
    with os.fdopen(reading) as answer:
        return answer.read()


def main(folder: Path, times: int) -> None:
    assert ended(forked(lambda: replace(folder, [], content("kept", [UNTOUCHED])))) == 0
    took = []
    for _ in range(4):
        started = time.monotonic()
        assert ended(forked(lambda: replace(folder, GRAPHS, content("0")))) == 0
        took.append(time.monotonic() - started)
    # The first made the store's graphs; of the others, neither the luckiest nor the unluckiest.
    usual = statistics.median(took[1:])
    chance = random.Random(20230930)
    before, outcomes = "0", Counter()
    for number in range(1, times + 1):
        child = forked(lambda version=str(number): replace(folder, GRAPHS, content(version)))
        time.sleep(chance.uniform(0, 1.3 * usual))
        os.kill(child, signal.SIGKILL)
        killed = ended(child) == -signal.SIGKILL
        now = version_in(folder)
        assert now in (before, str(number)), f"{now} after {before} and {number}"
        outcomes[f"{'killed' if killed else 'finished'}, {'old' if now == before else 'new'}"] += 1
        before = now
    assert ended(forked(lambda: replace(folder, GRAPHS, content("last")))) == 0
    assert version_in(folder) == "last"
    for outcome, count in sorted(outcomes.items()):
        print(f"{outcome}: {count}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
