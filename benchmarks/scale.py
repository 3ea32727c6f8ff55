"""What every stored question costs on growing corpora, in each kind of store.

Each question runs in a process of its own, is read to its last row, and given up after a limit.
What is measured goes into a CSV file, of which `scale_plot.py` draws the picture in docs/scale.md.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import corpus
import servers
from claimgraph.errors import ClaimgraphError, StoreError
from claimgraph.graph import loading, project
from claimgraph.graph.stores.disk import OnDisk
from claimgraph.graph.stores.http import Limits, Wire
from claimgraph.graph.stores.memory import Embedded
from claimgraph.graph.stores.remote import Remote
from claimgraph.questions import catalogue as ask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.connection import Connection

    from claimgraph.graph.stores import Store
    from claimgraph.questions import Question

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
# Seconds for a server to come and go: it may have millions of triples to write.
PATIENCE = 600
LOADING, CONTACT = "(load)", "(first contact)"
REFUSED = "refused"
# Things that each corpus holds, by the names of parameters.
VALUES = {
    "claim": f"{corpus.BASE}article/a00000/claim-0",
    "source": f"{corpus.BASE}article/a00000/report",
}
ACTOR = f"{corpus.BASE}id/actor-3"


@dataclass
class Place:
    """A store under test: how it is opened, how much its loading took, how it begins anew.

    `processor` returns the seconds of a processor that its server has used.
    """

    opened: Callable[[], Store]
    loading: float
    again: Callable[[], None] = lambda: None
    processor: Callable[[], float] = lambda: 0.0


@contextmanager
def embedded(data: project.Project, _: Path, __: float) -> Iterator[Place]:
    """The files, in memory."""
    begin = time.perf_counter()
    store = Embedded(quad for file in _files(data) for quad in loading.stream(file))
    yield Place(lambda: store, time.perf_counter() - begin)


def _files(data: project.Project) -> list[project.RdfFile]:
    return [*data.vocabulary_files, *data.data_files]


@contextmanager
def disk(data: project.Project, folder: Path, _: float) -> Iterator[Place]:
    """A store on disk, by `claimgraph load --store`."""
    seconds = _loaded(data, {}, "--store", str(folder / "store"))
    yield Place(lambda: OnDisk(folder / "store"), seconds)


@contextmanager
def oxigraph(data: project.Project, folder: Path, limit: float) -> Iterator[Place]:
    """Oxigraph's server, on disk."""
    port = servers.free_port()
    command = [str(BIN / "oxigraph"), "serve", "--location", "data", "--bind"]
    command += [f"127.0.0.1:{port}", "--timeout-s", str(int(limit))]
    server = servers.Program(command, port, folder, PATIENCE)
    with _served(server, data, f"http://127.0.0.1:{port}/query", {}) as it:
        yield it


@contextmanager
def fuseki(data: project.Project, folder: Path, limit: float) -> Iterator[Place]:
    """Apache Jena Fuseki with TDB2, on disk."""
    port = servers.free_port()
    jar = str(max((ROOT / ".servers").glob("jena-fuseki-server-*.jar")))
    (folder / "data").mkdir()
    command = ["java", "-Xmx3g", "-jar", jar, "--localhost", "--port", str(port), "--update"]
    command += [f"--timeout={int(limit * 1000)}", "--tdb2", "--loc=data", "/articles"]
    address = f"http://127.0.0.1:{port}/articles/query"
    with _served(servers.Program(command, port, folder, PATIENCE), data, address, {}) as it:
        yield it


@contextmanager
def virtuoso(data: project.Project, folder: Path, limit: float) -> Iterator[Place]:
    """OpenLink Virtuoso, on disk."""
    port = servers.free_port()
    buffers = {"NumberOfBuffers": 170_000, "MaxDirtyBuffers": 130_000, "MaxVectorSize": 3_000_000}
    limits = {"ResultSetMaxRows": 10_000_000, "MaxQueryExecutionTime": int(limit)}
    settings = {"Parameters": buffers, "SPARQL": limits}
    server = servers.virtuoso(folder, port, settings, PATIENCE)
    address = f"http://127.0.0.1:{port}/sparql"
    dba = {"CLAIMGRAPH_USER": "dba", "CLAIMGRAPH_PASSWORD": "dba"}
    # It names each graph that it is asked about in a header of its answer: too many, of thousands.
    with _served(server, data, address, dba, own_union=True) as it:
        yield it


@contextmanager
def _served(
    server: servers.Program,
    data: project.Project,
    endpoint: str,
    who: Mapping[str, str],
    *,
    own_union: bool = False,
) -> Iterator[Place]:
    with server:
        seconds = _loaded(data, who, "--endpoint", endpoint, "--timeout", "3600")
        wide = Limits(read=3600, total=3600, size=8 << 30, retries=0)
        yield Place(
            lambda: Remote(endpoint, own_union=own_union, wire=Wire(wide)),
            seconds,
            server.again,
            server.processor,
        )


def _loaded(data: project.Project, who: Mapping[str, str], *where: str) -> float:
    begin = time.perf_counter()
    command = [str(BIN / "claimgraph"), "load", *where, str(data.root)]
    subprocess.run(command, env={**os.environ, **who}, check=True)
    return time.perf_counter() - begin


class Taken(NamedTuple):
    """Seconds of a question once its store is open, of a processor from before, and its rows."""

    seconds: float
    processor: float
    rows: int


def taken(
    place: Place,
    question: Question | None,
    prefixes: list[loading.Loaded],
    limit: float,
    given: Mapping[str, str] | None = None,
    *,
    contact: bool = True,
) -> Taken | None:
    """Return what a question takes in its own process, or the first contact; None: too long.

    `given` are values of its parameters beside those that it needs; without `contact`
    nothing is asked of the store before. Raises StoreError for what failed earlier.
    """
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(
        target=_asked, args=(there, place, question, prefixes, given or {}, contact)
    )
    process.start()
    there.close()
    try:
        if here.poll(limit + 2):
            measured, error = here.recv()
            if error and measured.seconds < limit:
                raise StoreError(error)
            return None if error or measured.seconds > limit else measured
    except EOFError:
        title = question.name if question else CONTACT
        raise SystemExit(f"{title}: its process ended before it was done") from None
    finally:
        process.kill()
        process.join()
    place.again()
    return None


def _asked(
    there: Connection,
    place: Place,
    question: Question | None,
    prefixes: list[loading.Loaded],
    given: Mapping[str, str],
    contact: bool,
) -> None:
    begin, processor = time.perf_counter(), time.process_time()
    rows = 0
    try:
        store = place.opened()
        if contact:
            store.query("ASK {}")
        if question:
            values = {
                each.name: VALUES.get(each.name, ACTOR)
                for each in question.parameters
                if each.type == "iri" and not each.optional
            }
            begin = time.perf_counter()
            found = ask.rows(question, {**values, **given}, store, prefixes)
            rows = sum(1 for _ in found.solutions)
        error = ""
    except ClaimgraphError as failure:
        error = str(failure)
    there.send((Taken(time.perf_counter() - begin, time.process_time() - processor, rows), error))


def measured(name: str, articles: int, limit: float) -> Iterator[tuple[str, str, int]]:
    """Yield what was measured: a question, its seconds, its rows.

    No seconds are more than the limit; what failed has REFUSED for them, and is told.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "project")
        corpus.write(root, articles)
        data = project.Project(root)
        prefixes = list(ask.vocabulary(data))
        (place_folder := Path(folder, "place")).mkdir()
        with STORES[name](data, place_folder, limit) as place:
            yield LOADING, f"{place.loading:.3f}", 0
            for question in (None, *ask.catalogue(data)):
                title = question.name if question else CONTACT
                try:
                    found = taken(place, question, prefixes, limit)
                except StoreError as error:
                    print(f"{title}: {error}", file=sys.stderr)
                    yield title, REFUSED, 0
                    continue
                if found is None:
                    yield title, "", 0
                    continue
                several = [found.seconds]
                while found and sum(several) < 1 and len(several) < 3:
                    found = taken(place, question, prefixes, limit)
                    several += [found.seconds] if found else []
                yield title, f"{statistics.median(several):.4f}", found.rows if found else 0


STORES = {
    "embedded": embedded,
    "disk": disk,
    "oxigraph": oxigraph,
    "fuseki": fuseki,
    "virtuoso": virtuoso,
}


def main() -> None:
    """Measure, and put what is new into the file."""
    parser = argparse.ArgumentParser(description="Time every question on growing corpora.")
    parser.add_argument("file", type=Path, help="CSV, made or added to")
    parser.add_argument("--stores", nargs="+", choices=STORES, default=list(STORES))
    parser.add_argument("--articles", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--limit", type=float, default=60, help="seconds that a question may take")
    given = parser.parse_args()
    refused = 0
    for articles in given.articles:
        for name in given.stores:
            new = []
            for line in measured(name, articles, given.limit):
                new.append((name, str(articles), *map(str, line)))
                print(*new[-1], flush=True)
            before: list[tuple[str, ...]] = []
            if given.file.exists():
                with given.file.open(encoding="utf-8", newline="") as lines:
                    before = [tuple(line) for line in csv.reader(lines)][1:]
            kept = [line for line in before if line[:2] != (name, str(articles))]
            with given.file.open("w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\n")
                writer.writerow(("store", "articles", "question", "seconds", "rows"))
                writer.writerows(kept + new)
            refused += sum(line[3] == REFUSED for line in new)
    if refused:
        raise SystemExit(f"{refused} questions were refused: see above")


if __name__ == "__main__":
    main()
