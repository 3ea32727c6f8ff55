"""`claimgraph load`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claimgraph.cli import options

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    if (store is None) == (endpoint is None):
        raise UsageError("name one place to load to: --store DIR or --endpoint URL")
    files = work.files(paths or [options.project(Path()).root], follow_links)
    if store is not None:
        _onto_disk(files, store)
    elif endpoint is not None:
        place = options.Place(timeout=timeout)
        _to_server(files, endpoint, graph_store, update_endpoint, place)


def _onto_disk(files: Sequence[RdfFile], store: Path) -> None:
    from claimgraph.graph.stores import load as work
    from claimgraph.graph.stores.disk import replace

    graphs = work.graphs(files)
    quads = work.quads(options.watched(files, "Loading", len(files)))
    replace(
        store,
        graphs,
        quads,
        waiting=lambda: _say(f"waiting for another load of {store}"),
        anew=lambda: _say(f"{store}: was damaged and is made anew: load what else it held again"),
    )
    _say(f"{len(files)} files in {len(graphs)} graphs loaded into {store}")


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
    written: dict[str, int] = {}
    for graph, triples in options.watched(work.by_graph(files), "Loading", len(names)):
        writer.replace(graph, triples)
        written[graph] = len(triples)
    writer.verify(written)
    _say(f"{sum(written.values())} triples in {len(names)} graphs loaded into {endpoint}")


def _say(line: str) -> None:
    sys.stderr.write(f"claimgraph: {line}\n")
    sys.stderr.flush()
