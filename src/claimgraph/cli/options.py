"""What the verbs share: the project they work on and where its graph is."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from claimgraph.cli import completing
from claimgraph.errors import ProjectError, UsageError
from claimgraph.layout import Layout
from claimgraph.text import console, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pyoxigraph as ox

    from claimgraph.claims.library.library import Library
    from claimgraph.graph import stores
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores import Rows
    from claimgraph.graph.stores.disk import OnDisk
    from claimgraph.graph.stores.http import Limits, Wire
    from claimgraph.graph.stores.memory import Embedded
    from claimgraph.graph.stores.remote import Remote
    from claimgraph.questions import Question

T = TypeVar("T")

Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="DIR", help="A store on disk, instead of the files."),
]
Article = Annotated[
    str | None,
    typer.Option(
        "--article",
        metavar="NAME",
        autocompletion=completing.articles,
        help="An article, by name, label or IRI.",
    ),
]
Endpoints = Annotated[
    list[str] | None,
    typer.Option(
        "--endpoint",
        metavar="URL",
        help="A SPARQL 1.1 server, instead of the files; several are asked as one.",
    ),
]
Graphs = Annotated[
    list[str] | None,
    typer.Option(
        "--graph", metavar="IRI", help="Ask this graph of the servers too, whatever its name."
    ),
]
OwnUnion = Annotated[
    bool,
    typer.Option(
        "--own-union", help="The server's default graph is the union: do not list its graphs."
    ),
]
AllowService = Annotated[
    bool,
    typer.Option(
        "--allow-service", help="Permission for questions to call other servers by SERVICE."
    ),
]
Timeout = Annotated[
    float | None, typer.Option(metavar="SECONDS", help="How long to wait for a server's answer.")
]
FollowLinks = Annotated[
    bool,
    typer.Option("--follow-links", help="Read what links in data/ lead to outside the project."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="A Dask scheduler whose workers do it, such as tcp://HOST:8786, or local.",
    ),
]
RowsFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        autocompletion=completing.among("questions.answers", "FORMATS"),
        help="table, csv, tsv, json, xml or markdown; table on a terminal, else csv.",
    ),
]
Laid = Annotated[
    Layout,
    typer.Option(
        "--layout",
        help="How a table is laid out (default: auto, a table where it fits, else records).",
    ),
]
Columns = Annotated[
    str | None,
    typer.Option("--columns", metavar="A,B", help="Columns to give, in this order (default: all)."),
]
MaxSize = Annotated[
    int | None, typer.Option(metavar="MIB", help="How much to take as one answer of a server.")
]


@dataclass(frozen=True)
class Place:
    """Where the graph is: in a store on disk, on servers, or, without either, in the files."""

    store: Path | None = None
    endpoints: Sequence[str] = ()
    graphs: Sequence[str] = ()
    own_union: bool = False
    timeout: float | None = None
    max_size: int | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether the project's data files are left alone."""
        return self.store is not None or bool(self.endpoints)


def project(path: Path, *, in_store: bool = False) -> Project:
    """Return the project around `path`; the shipped one where nobody named one or stands in one.

    With `in_store` only its questions and its vocabulary are of interest: nobody need be told.
    """
    from claimgraph.graph import project as projects

    try:
        return projects.find(path)
    except ProjectError:
        if str(path) != ".":
            raise
        if not in_store:
            sys.stderr.write(
                "claimgraph: no data/ here: reading the articles that claimgraph ships\n"
            )
        return projects.shipped_project()


def store(source: Project, folder: Path | None = None) -> tuple[Embedded, Sequence[Loaded]]:
    """Load a project into the embedded store, or open the store on disk.

    The files that come with it know the prefixes: of a store on disk, only the vocabulary's.
    Raises StoreError where the folder holds no store.
    """
    from claimgraph.questions import catalogue

    if folder is not None:
        from claimgraph.graph.stores.disk import OnDisk

        return OnDisk(folder), catalogue.vocabulary(source)
    from claimgraph.graph.stores.memory import Embedded

    loaded = catalogue.load(source)
    return Embedded(quad for one in loaded for quad in one.quads), loaded


def questions(
    source: Project,
    store: stores.Store,
    loaded: Sequence[Loaded],
    *,
    allow_service: bool = False,
) -> list[Question]:
    """Return the stored questions that can be asked, and tell about each that cannot.

    They keep the defaults that are in the store which is `asked`.
    """
    from claimgraph.questions import catalogue

    sound, broken = catalogue.listed(source, allow_service=allow_service)
    for each in broken:
        sys.stderr.write(f"claimgraph: left out, for it cannot be asked: {each}\n")
    return catalogue.fitting(sound, store, loaded)


def library(source: Project, folder: Path | None = None) -> Library:
    """Open the index of a project's files or of a store on disk; that it is made is shown."""
    from claimgraph.claims import library as work

    return work.opened(source, folder, lambda graphs: watched(graphs, "Indexing", len(graphs)))


def database(folder: Path) -> OnDisk:
    """Open the store on disk; raises StoreError where the folder holds none."""
    from claimgraph.graph.stores.disk import OnDisk

    return OnDisk(folder)


def asked(source: Project, place: Place) -> tuple[stores.Store, Sequence[Loaded]]:
    """Open the place that is asked; raises UsageError where two were named, and StoreError."""
    if not place.endpoints:
        return store(source, place.store)
    must_be_one(place)
    from claimgraph.graph.stores.remote import copied
    from claimgraph.questions import catalogue

    remotes = [remote(url, place) for url in place.endpoints]
    return remotes[0] if len(remotes) == 1 else copied(remotes), catalogue.vocabulary(source)


def must_be_one(place: Place) -> None:
    """Raise UsageError where a store and a server are named."""
    if place.store is not None and place.endpoints:
        raise UsageError("--store and --endpoint are two places: name one")


def remote(url: str, place: Place) -> Remote:
    """Return a server under the limits that the command was given."""
    from claimgraph.graph.stores.http import Wire
    from claimgraph.graph.stores.remote import Remote

    wire = Wire(_limits(place))
    return Remote(url, graphs=place.graphs, own_union=place.own_union, wire=wire)


def wire(place: Place, limits: Limits) -> Wire:
    """Return a connection under limits, but for those that the command was given."""
    from claimgraph.graph.stores.http import Wire

    return Wire(_limits(place, limits))


def _limits(place: Place, limits: Limits | None = None) -> Limits:
    from claimgraph.graph.stores.http import Limits

    limits = limits or Limits()
    if place.timeout is not None:
        limits = replace(limits, read=place.timeout, total=place.timeout)
    if place.max_size is not None:
        limits = replace(limits, size=place.max_size * 2**20)
    return limits


def fetching(place: Place) -> Callable[[str], Iterator[bytes]]:
    """Return what fetches an address that stands in data, under these limits.

    It shows nobody's credentials, and raises StoreError.
    """
    from claimgraph.graph.stores.credentials import NoCredentials
    from claimgraph.graph.stores.http import Wire

    wire = Wire(_limits(place), NoCredentials())

    def fetch(url: str) -> Iterator[bytes]:
        reply = wire.send("GET", url, headers={"Accept": "*/*"}, repeatable=True)
        with reply.body as body:
            while piece := body.read(1 << 16):
                yield piece

    return fetch


def quads(folder: Path, source: Project) -> Iterator[ox.Quad]:
    """Yield the data that the store on disk holds: all quads but those of the vocabulary's graph.

    Raises StoreError where the folder holds no store.
    """
    from claimgraph.graph.stores.disk import OnDisk

    stored = OnDisk(folder)
    vocabulary = {file.graph for file in source.vocabulary_files}
    return (quad for quad in stored.quads() if quad.graph_name.value not in vocabulary)  # type: ignore[union-attr]


def held(place: Place, source: Project) -> Iterator[Iterator[ox.Quad]]:
    """Yield the data of a store on disk or of servers, in streams; raises UsageError for both."""
    if place.store is None:
        yield from graphs_at([remote(url, place) for url in place.endpoints], source)
        return
    must_be_one(place)
    yield quads(place.store, source)


def graphs_at(servers: Sequence[Remote], source: Project) -> Iterator[Iterator[ox.Quad]]:
    """Yield the graphs that servers hold, each while it comes, without the vocabulary's.

    Raises StoreError for what goes wrong on the way.
    """
    vocabulary = {file.graph for file in source.vocabulary_files}
    for server in servers:
        for graph, count in server.counts().items():
            if graph not in vocabulary:
                yield _graph_at(server, graph, count)


def _graph_at(server: Remote, graph: str, count: int) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    name = ox.NamedNode(graph)
    for triple in server.stream(graph, count):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, name)


def watched(items: Iterable[T], what: str, total: int | None) -> Iterable[T]:
    """Yield the items, with a progress bar where standard error is a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.progress import track

    shown = console(sys.stderr)
    return track(items, description=visible(what), total=total, console=shown, transient=True)


def counted(items: Iterator[T], what: str, total: int | None, first: int) -> Iterator[T]:
    """Yield the items and show how many have come, where standard error is a terminal.

    Where the items themselves are written to it, only the first of them are counted.
    """
    if sys.stdout.isatty():
        begin = list(watched(islice(items, first), what, total))
        yield from begin
    else:
        items = iter(watched(items, what, total))
    yield from items


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Show that something is under way, where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    with console(sys.stderr).status(visible(what)):
        yield


def must_go_to_a_file(output: Path | None, what: str) -> None:
    """Raise UsageError where `what` would fill a terminal that shows standard output."""
    if output is None and sys.stdout.isatty():
        raise UsageError(f"{what} is not for a terminal: name a file with --output, or pipe it on")


def of_columns(rows: Rows, columns: str | None) -> Rows:
    """Return an answer with the columns that --columns names; raises UsageError for an unknown."""
    from claimgraph.questions import answers

    if columns is None:
        return rows
    return answers.of_columns(rows, [name.strip() for name in columns.split(",")])


def pairs(values: Sequence[str]) -> dict[str, str]:
    """Read NAME=VALUE arguments; raises UsageError for one without an equals sign."""
    given: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals:
            raise UsageError(f"'{value}' is not NAME=VALUE: write e.g. actor=Huawei")
        given[name] = rest
    return given
