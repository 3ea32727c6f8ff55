"""`claimgraph serve`."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import options
from claimgraph.errors import UsageError
from claimgraph.processes.process import DeathError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores.disk import OnDisk

# Seconds that the start of a server takes at most to derive how claims stand.
_DERIVING = 300.0
# Where a server listens that only this computer reaches.
_HERE = ("127.0.0.1", "::1", "localhost")


def serve(
    project: Annotated[Path, typer.Option(help="A folder of the project to serve.")] = Path(),
    store: options.Store = None,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen at; 0 takes a free one.")
    ] = 8000,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the world sees the server, if not there."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="Seconds that a query may take.")
    ] = 30.0,
    result: Annotated[
        int, typer.Option("--result-limit", min=1, help="Megabytes that an answer may have.")
    ] = 256,
    memory: Annotated[
        int, typer.Option("--memory-limit", min=128, help="Megabytes that a query may use.")
    ] = 1024,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=256,
            help="Queries at once, quick and slow each; one quick one more than processors.",
        ),
    ] = None,
    queue: Annotated[
        int, typer.Option(min=1, help="Queries that may wait; others are sent away for now.")
    ] = 200,
    text: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="An article's text, shown in its reading view on this computer only (repeatable).",
        ),
    ] = None,
    cors: Annotated[
        bool,
        typer.Option("--cors", help="Permission for pages of other sites to read the answers."),
    ] = False,
) -> None:
    """Serve the graph: its pages, a SPARQL endpoint, and the stored questions as an HTTP API."""
    try:
        from claimgraph.servers.http import server
    except ImportError as error:
        raise UsageError(
            f"serving needs more ({error.name} is missing): pip install 'claimgraph[serve]'"
        ) from error
    from claimgraph.pages.addresses import root
    from claimgraph.servers.http.engine import Limits
    from claimgraph.servers.http.pages import Source

    base = None if url is None else root(url, "--url")
    if text:
        _must_stay_here(host, base, store, cors=cors)
    default = Limits()
    limits = Limits(
        seconds=seconds,
        workers=workers or default.workers,
        slow=workers or default.slow,
        queue=queue,
        slow_queue=min(queue, default.slow_queue),
        result=result << 20,
        memory=memory << 20,
    )
    source = options.project(project, in_store=store is not None)
    with (
        server.handled(server.leave, "SIGTERM", "SIGHUP"),
        _database(source, store, limits.memory, text or ()) as (database, loaded, texts),
    ):
        questions = options.questions(source, database, loaded)
        served = Source(database.location, questions, loaded, base, limits, source, cors, texts)
        server.run(served, host, port)


def _must_stay_here(host: str, base: str | None, store: Path | None, *, cors: bool) -> None:
    """Raise UsageError where a text that somebody names could be read from elsewhere."""
    if base is not None or cors or host not in _HERE:
        raise UsageError(
            "--text: shows a text to readers of this computer only: leave out --host, --url and "
            "--cors, or state a licence in the data (docs/site.md)"
        )
    if store is not None:
        raise UsageError("--text: needs the project's files: leave out --store")


@contextmanager
def _database(
    source: Project, store: Path | None, memory: int, files: Sequence[Path]
) -> Iterator[tuple[OnDisk, Sequence[Loaded], dict[str, str]]]:
    """Yield an Oxigraph database for several processes to read, what knows the prefixes, and texts.

    It is the store's, which no load takes away meanwhile, or one made of the project's files.
    """
    from claimgraph.files import temporary_folder
    from claimgraph.graph.stores import disk
    from claimgraph.pages import texts
    from claimgraph.questions import catalogue as ask

    if store is not None:
        database = disk.OnDisk(store)
        yield database, ask.vocabulary(source), {}
        return
    loaded = ask.load(source)
    with temporary_folder("claimgraph-store-") as folder:
        disk.replace(folder / "store", (), (quad for one in loaded for quad in one.quads))
        _derive(source, folder, memory)
        database = disk.OnDisk(folder / "store")
        shown = texts.shown(loaded, files)
        # The graph is on the disk now, and need not be in memory too; prefixes are still of use.
        loaded = [replace(one, text="", quads=()) for one in loaded]
        yield database, loaded, shown


def _derive(source: Project, folder: Path, memory: int) -> None:
    """Add how claims stand to the store in a folder; a process of its own has limits for it."""
    import pyoxigraph as ox

    from claimgraph.claims.weighing import derived, table
    from claimgraph.graph.stores import disk
    from claimgraph.processes import Processes

    database, derived_file = disk.OnDisk(folder / "store"), folder / "derived.nq"
    by = table.table(source.root)
    try:
        with Processes(seconds=_DERIVING, memory=memory) as processes:
            processes.submit(derived.write, database.location, by, derived_file).result()
    except (TimeoutError, MemoryError, DeathError) as error:
        sys.stderr.write(
            f"claimgraph: how claims stand is not derived ({error}): raise --memory-limit, or "
            "serve a --store after 'claimgraph derive --store'\n"
        )
        return
    quads = ox.parse(path=str(derived_file), format=ox.RdfFormat.N_QUADS)
    disk.replace(folder / "store", [derived.GRAPH], quads)
