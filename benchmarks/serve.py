"""`claimgraph serve` under load: throughput beside its rivals, and many clients with dear queries.

The rivals answer the same queries on the same data, sent by the same clients in turns, so that a
busy moment of the machine falls on all of them; medians are compared. rdflib-endpoint brings a web
framework of its own: install it apart and give its program.
"""

from __future__ import annotations

import argparse
import contextlib
import re
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from rich.console import Console
from rich.table import Table

import clients
import corpus
import servers
from claimgraph.graph import loading, project
from claimgraph.graph.stores import disk
from claimgraph.graph.stores import load as load_files
from claimgraph.graph.stores.memory import Embedded
from claimgraph.questions import catalogue as ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
ROUNDS = 3

CHEAP = "SELECT * { ?s ?p ?o } LIMIT 1"
# A second or two of work, and work without end.
DEAR = (
    "SELECT (COUNT(*) AS ?n) { ?a <https://w3id.org/claimgraph/ontology#premise> ?c . ?d ?e ?f "
    "FILTER(STRLEN(STR(?c)) = STRLEN(STR(?f))) }"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SHARES = {"cheap": 0.70, "question": 0.25, "dear": 0.04, "endless": 0.01}


def questions(loaded: Sequence[loading.Loaded]) -> list[str]:
    """Return every stored question that answers with a table and needs no value."""
    store = Embedded(quad for one in loaded for quad in one.quads)
    return [
        ask.bound(question, {}, store, loaded)
        for question in ask.catalogue(project.shipped_project())
        if all(parameter.default is not None for parameter in question.parameters)
        and "CONSTRUCT" not in question.sparql
    ]


def stored(folder: Path, source: project.Project) -> tuple[Path, Path]:
    """Put a project's graph into a store on disk and into an N-Triples file; return both."""
    quads = list(load_files.quads((*source.vocabulary_files, *source.data_files)))
    disk.replace(folder / "store", (), quads)
    ox.serialize((quad.triple for quad in quads), folder / "data.nt", ox.RdfFormat.N_TRIPLES)
    return folder / "store", folder / "data.nt"


@contextlib.contextmanager
def running(command: Sequence[str | Path], port: int) -> Iterator[clients.Address]:
    """Run a server until the block ends."""
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.Program(command, port, Path(folder)) as server,
    ):
        yield servers.LOOPBACK, server.port


@contextlib.contextmanager
def ours(location: Path, *arguments: str) -> Iterator[clients.Address]:
    """Run `claimgraph serve` on a store."""
    port = servers.free_port()
    command = [str(BIN / "claimgraph"), "serve", "--port", str(port), "--store", str(location)]
    with running([*command, *arguments], port) as address:
        yield address


def throughput(
    location: Path, data: Path, rdflib_endpoint: str | None, many: int, seconds: float
) -> Table:
    """Return answers per second of the rivals and of ours, and the ratios of medians."""
    loaded = ask.load(project.shipped_project())
    mixes = {"stored questions": questions(loaded), "one cheap query": [CHEAP]}
    size = sum(1 for _ in disk.OnDisk(location).quads())
    title = f"{many} clients, {size:,} triples"
    table = Table("queries", "server", "answers/s", "ratio of ours", title=title)
    oxigraph, other = servers.free_port(), servers.free_port()
    database = str(disk.OnDisk(location).location)
    bare = [str(BIN / "oxigraph"), "serve-read-only", "--union-default-graph"]
    bare += ["--location", database, "--bind", f"{servers.LOOPBACK}:{oxigraph}"]
    with contextlib.ExitStack() as stack:
        rivals = {
            "claimgraph serve": (stack.enter_context(ours(location)), "/sparql"),
            "oxigraph": (stack.enter_context(running(bare, oxigraph)), "/query"),
        }
        if rdflib_endpoint:
            rival = [
                rdflib_endpoint,
                "serve",
                "--host",
                servers.LOOPBACK,
                "--port",
                str(other),
                str(data),
            ]
            rivals["rdflib-endpoint"] = (stack.enter_context(running(rival, other)), "/")
        for asked, mix in mixes.items():
            rates: dict[str, list[float]] = {name: [] for name in rivals}
            for _ in range(ROUNDS):
                for name, (address, path) in rivals.items():
                    requests = {"": [clients.post(path, query) for query in mix]}
                    tally = clients.run(address, requests, many, seconds)
                    if tally.broken or set(tally.statuses) - {("", 200)}:
                        raise SystemExit(f"{name}: {tally.statuses}, {tally.broken} broken")
                    rates[name].append(tally.answered / seconds)
            own = statistics.median(rates["claimgraph serve"])
            for name, found in rates.items():
                rate = statistics.median(found)
                table.add_row(asked, name, f"{rate:,.1f}", f"{own / rate:.2f}" if rate else "-")
    return table


def load(location: Path, many: int, seconds: float, limit: float) -> Table:
    """Return what a mix of cheap, dear and endless queries met; raises SystemExit for an error."""
    loaded = ask.load(project.shipped_project())
    mix = {"cheap": [CHEAP], "question": questions(loaded), "dear": [DEAR], "endless": [ENDLESS]}
    requests = {kind: [clients.post("/sparql", query) for query in mix[kind]] for kind in SHARES}
    with ours(location, "--time-limit", str(limit)) as address:
        tally = clients.run(address, requests, many, seconds, list(SHARES.values()))
        health = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        after = clients.run(address, {"": [health]}, 1, 0.5)
    columns = ("share", "200", "503", "504", "median ms", "95 % ms", "99 % ms", "longest ms")
    table = Table("queries", *columns, title=f"{many} clients for {seconds:g} s, limit {limit:g} s")
    for kind, share in SHARES.items():
        taken = sorted(1000 * each for each in tally.seconds.get(kind, []))
        counts = [str(tally.statuses[kind, status]) for status in (200, 503, 504)]
        shown = [f"{taken[int(len(taken) * part)]:,.0f}" for part in (0.5, 0.95, 0.99) if taken]
        longest = [f"{taken[-1]:,.0f}"] if taken else []
        table.add_row(kind, f"{share:.0%}", *counts, *shown, *longest)
    unexpected = {key: count for key, count in tally.statuses.items() if key[1] not in _EXPECTED}
    if unexpected or tally.broken or not after.answered:
        raise SystemExit(f"errors: {unexpected}, {tally.broken} broken connections")
    return table


_EXPECTED = (200, 503, 504)


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__ or "")[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="of the load")
    parser.add_argument("--round", type=float, default=5.0, help="seconds of a round of throughput")
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a query may take")
    parser.add_argument(
        "--articles", type=int, nargs="*", default=[10, 100], help="made-up ones, in turn"
    )
    parser.add_argument("--rdflib-endpoint", metavar="PROGRAM", help="to compare with")
    given = parser.parse_args()
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as folder:
        shipped, data = stored(Path(folder), project.shipped_project())
        console.print(throughput(shipped, data, given.rdflib_endpoint, 8, given.round))
        for articles in given.articles:
            place = Path(folder, str(articles))
            corpus.write(place / "project", articles)
            location, data = stored(place, project.Project(place / "project"))
            console.print(throughput(location, data, given.rdflib_endpoint, 8, given.round))
        console.print(load(shipped, given.clients, given.seconds, given.limit))


if __name__ == "__main__":
    main()
