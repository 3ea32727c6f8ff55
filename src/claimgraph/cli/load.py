"""`claimgraph load`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pyoxigraph as ox

    from claimgraph.graph.project import RdfFile


def load(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Projects, or folders and files in one, which stand for their whole graphs.",
        ),
    ] = None,
    store: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A store on disk; it is made if need be.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="A SPARQL 1.1 server's query endpoint.")
    ] = None,
    graph_store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where that server speaks the Graph Store Protocol."),
    ] = None,
    update_endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where that server takes updates, if it does not."),
    ] = None,
    shards: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write N-Quads in shards instead, for bulk loaders; s3://… too."
        ),
    ] = None,
    from_shards: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Put such shards into --store, instead of a project."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Make only the shards that are missing or changed.")
    ] = False,
    cluster: options.Cluster = None,
    timeout: options.Timeout = None,
    follow_links: options.FollowLinks = False,
) -> None:
    """Put a project into a store, one named graph per article.

    The graphs that are brought replace those of the same name; the others stay. Into a store on
    disk all of it is loaded or, where anything goes wrong, nothing; into a server graph by graph,
    and what it holds is counted afterwards. Credentials are read from CLAIMGRAPH_USER and
    CLAIMGRAPH_PASSWORD or from ~/.netrc.
    """
    from claimgraph.errors import UsageError
    from claimgraph.graph.stores import load as work

    if sum(place is not None for place in (store, endpoint, shards)) != 1:
        raise UsageError("name one place to load to: --store DIR, --endpoint URL or --shards DIR")
    if shards is None and (resume or cluster is not None):
        raise UsageError("--resume and --cluster are for making shards: add --shards DIR")
    if from_shards is not None:
        if store is None or paths:
            raise UsageError("shards are loaded into --store DIR, whole: name that, and no PATH")
        _of_shards(from_shards, store)
        return
    paths = paths or [options.project(Path()).root]
    if shards is not None:
        _as_shards(paths, shards, resume=resume, cluster=cluster, follow_links=follow_links)
        return
    files = work.files(paths, follow_links)
    if store is not None:
        _onto_disk(files, store)
    elif endpoint is not None:
        place = options.Place(timeout=timeout)
        _to_server(files, endpoint, graph_store, update_endpoint, place)


def _as_shards(
    paths: Sequence[Path], folder: Path, *, resume: bool, cluster: str | None, follow_links: bool
) -> None:
    from claimgraph.graph.shards import making, storage
    from claimgraph.processes import memory_by_default

    source, files = storage.chosen(paths, follow_links)
    done = making.make(
        files,
        storage.folder(folder),
        source=source,
        resume=resume,
        seconds=making.SECONDS,
        memory=memory_by_default(),
        cluster=cluster,
        places=() if source else [path.resolve() for path in paths],
        watched=options.watched,
    )
    whole = done.manifest
    kept = f", {len(whole.shards) - done.made} of them as they were" if resume else ""
    _say(
        f"{whole.quads} triples in {len(whole.graphs)} graphs written to {storage.folder(folder)} "
        f"as {_counted(len(whole.shards))}{kept}"
    )


def _counted(shards: int) -> str:
    return f"{shards} shard{'' if shards == 1 else 's'}"


def _of_shards(folder: Path, store: Path) -> None:
    from claimgraph.graph.shards import reading, storage

    shard_folder = storage.folder(folder)
    manifest = reading.opened(shard_folder)
    shards = options.watched(manifest.shards, "Loading", len(manifest.shards))
    _into(
        store,
        manifest.graphs,
        lambda database: reading.fill(database, shard_folder, shards),
        reading.stamps(manifest),
    )
    _say(f"{_counted(len(manifest.shards))} in {len(manifest.graphs)} graphs loaded into {store}")


def _onto_disk(files: Sequence[RdfFile], store: Path) -> None:
    from claimgraph.graph.stores import load as work

    graphs = work.graphs(files)
    quads = work.quads(options.watched(files, "Loading", len(files)))
    _into(store, graphs, quads, work.stamps(files))
    _say(f"{len(files)} files in {len(graphs)} graphs loaded into {store}")


def _into(
    store: Path,
    graphs: Sequence[str],
    quads: Iterable[ox.Quad] | Callable[[ox.Store], None],
    stamps: Mapping[str, str],
) -> None:
    from claimgraph.graph.stores.disk import replace

    replace(
        store,
        graphs,
        quads,
        waiting=lambda: _say(f"waiting for another load of {store}"),
        anew=lambda: _say(f"{store}: was damaged and is made anew: load what else it held again"),
        stamps=stamps,
    )


def _to_server(
    files: Sequence[RdfFile],
    endpoint: str,
    graph_store: str | None,
    update: str | None,
    place: options.Place,
) -> None:
    from claimgraph.graph.stores import load as work
    from claimgraph.graph.stores.upload import Writer

    names = work.graphs(files)
    remote = options.remote(endpoint, options.Place(graphs=names, timeout=place.timeout))
    writer = Writer(remote, graph_store=graph_store, update=update)
    written = writer.replace_all(options.watched(work.by_graph(files), "Loading", len(names)))
    _say(f"{sum(written.values())} triples in {len(names)} graphs loaded into {endpoint}")


def _say(line: str) -> None:
    sys.stderr.write(f"claimgraph: {line}\n")
    sys.stderr.flush()
