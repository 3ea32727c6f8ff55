"""What the stored questions cost in this process: beside bare pyoxigraph, and rdflib's own engine.

Bare is `pyoxigraph.Store.query` on the same text and store, to its last solution; ours is what
`claimgraph.ask` does, binding of parameters and rdflib's terms included. Both take turns, and
medians are compared. rdflib's engine answers each question once, in one merged graph, and is given
up after a limit: what it would have taken beyond it is not counted against it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

import corpus
from claimgraph.graph import project
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.terms import in_memory
from claimgraph.questions import catalogue as ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdflib import Graph

VALUES = {
    "claim": f"{corpus.BASE}article/a00000/claim-0",
    "source": f"{corpus.BASE}article/a00000/report",
}
ACTOR = f"{corpus.BASE}id/actor-3"


def seconds(work: Callable[[], object]) -> float:
    """Return how long it takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def in_rdflib(graph: Graph, sparql: str, limit: float) -> float:
    """Return the seconds that rdflib's engine takes, at most the limit."""

    def answered() -> None:
        result = graph.query(sparql)
        _ = list(result.graph or ()) if result.type == "CONSTRUCT" else list(result)

    process = multiprocessing.get_context("fork").Process(target=answered)
    begin = time.perf_counter()
    process.start()
    process.join(limit)
    taken = time.perf_counter() - begin
    process.kill()
    process.join()
    return min(taken, limit)


def main() -> None:
    """Measure every question, and print the medians, their sums and the ratios."""
    parser = argparse.ArgumentParser(description="Time every stored question in process.")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=10, help="seconds that rdflib is given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(Path(folder), given.articles)
        data = project.Project(Path(folder))
        loaded = ask.load(data)
    store = Embedded(quad for one in loaded for quad in one.quads)
    bare = ox.Store()
    bare.bulk_extend(quad for one in loaded for quad in one.quads)
    merged = in_memory(quad for one in loaded for quad in one.quads)
    table = Table("question", title=f"{given.articles} articles, milliseconds")
    for column in ("rows", "bare", "ours", "ratio", "rdflib", "ours to it"):
        table.add_column(column, justify="right")
    sums = [0.0, 0.0, 0.0]
    for question in ask.catalogue(data):
        values = {
            each.name: VALUES.get(each.name, ACTOR)
            for each in question.parameters
            if each.type == "iri" and not each.optional
        }
        sparql = ask.bound(question, values, store, loaded)
        rows = len(ask.ask(question, values, store, loaded).rows)
        theirs, own = [], []
        for _ in range(given.runs):
            theirs.append(seconds(lambda: list(_all(bare, sparql))))  # noqa: B023
            own.append(seconds(lambda: ask.ask(question, values, store, loaded)))  # noqa: B023
        once = in_rdflib(merged, sparql, given.limit)
        median = [statistics.median(theirs), statistics.median(own), once]
        sums = [total + new for total, new in zip(sums, median, strict=True)]
        table.add_row(question.name, str(rows), *_shown(median, once >= given.limit))
    table.add_row("all", "", *_shown(sums, over=True))
    Console(width=100).print(table)


def _all(store: ox.Store, sparql: str) -> list[object]:
    found = store.query(sparql, use_default_graph_as_union=True)
    return [bool(found)] if isinstance(found, ox.QueryBoolean) else list(found)


def _shown(seconds: list[float], over: bool) -> list[str]:
    bare, ours, rdflib = seconds
    times = [f"{1000 * bare:.1f}", f"{1000 * ours:.1f}", f"{ours / bare:.2f}"]
    return [*times, f"{'>' if over else ''}{1000 * rdflib:,.0f}", f"{ours / rdflib:.3f}"]


if __name__ == "__main__":
    main()
