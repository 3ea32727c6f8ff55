"""Where graphs are that are read apart: files, a store on disk, or a server, as if they were files.

A server does not say what has changed: its graphs are written to files, each with the names that
RDFC-1.0 gives its blank nodes, so that the same graph has the same bytes.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from claimgraph.check import stored_graphs
from claimgraph.check.cache import key
from claimgraph.check.keys import Keys
from claimgraph.errors import UsageError
from claimgraph.graph import canonical, loading
from claimgraph.graph.project import RdfFile
from claimgraph.vocab import WEIGHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from claimgraph.check.groups import Group
    from claimgraph.graph.loading import Loaded
    from claimgraph.graph.project import Project
    from claimgraph.graph.stores.disk import OnDisk
    from claimgraph.graph.stores.remote import Remote

    Watched = Callable[[Iterator[Any], str, int], Iterable[Any]]


@dataclass(frozen=True)
class Held:
    """Graphs as files; `key` returns what changes whenever those of a graph do.

    With `has_vocabulary` the vocabulary's graph is one of them.
    """

    files: Sequence[RdfFile]
    key: Callable[[Group], str]
    has_vocabulary: bool = False


@contextmanager
def elsewhere(
    store: OnDisk | None,
    servers: Sequence[Remote],
    watched: Watched = lambda items, _what, _total: items,
) -> Iterator[Held | None]:
    """Give the graphs of a store on disk or of a server, None where neither is named.

    Raises UsageError for several servers, StoreError.
    """
    if len(servers) > 1:
        raise UsageError("one server's articles are asked apart: name no more")
    if store is not None:
        yield of_store(store)
    elif servers:
        with TemporaryDirectory() as folder:
            yield of_server(servers[0], Path(folder), watched)
    else:
        yield None


def of_files(project: Project) -> Held:
    """Return a project's data."""
    return Held(project.data_files, Keys().of)


def of_store(store: OnDisk) -> Held:
    """Return the graphs of a store on disk, but for what is derived: each article is weighed anew.

    They can be read as long as the store is open. Raises StoreError where it is damaged.
    """
    stamps = store.stamps()
    files = [file for file in stored_graphs.listed(store.location, ()) if file.graph != WEIGHING]
    return Held(files, lambda group: key([group.graph, stamps[group.graph]]), has_vocabulary=True)


def of_server(server: Remote, folder: Path, watched: Watched) -> Held:
    """Bring a server's graphs to a folder, but for what is derived; raises StoreError."""
    counts = {graph: count for graph, count in server.counts().items() if graph != WEIGHING}
    files = []
    fetched = watched(iter(sorted(counts.items())), "Fetching", len(counts))
    for number, (graph, count) in enumerate(fetched):
        path = folder / f"{number}.nt"
        name = ox.NamedNode(graph)
        triples = server.stream(graph, count)
        quads = [ox.Quad(one.subject, one.predicate, one.object, name) for one in triples]
        path.write_text("\n".join(_lines(quads)), encoding="utf-8")
        files.append(RdfFile(path, graph, "nt", graph))
    return Held(files, Keys().of, has_vocabulary=True)


def _lines(quads: Sequence[ox.Quad]) -> list[str]:
    try:
        same = canonical.relabelled(quads)
    except UsageError:
        # The names that the server gives: its answer is remembered until they change.
        same = list(quads)
    return sorted({f"{quad.triple} ." for quad in same})


def parsed(files: Iterable[RdfFile]) -> list[Loaded]:
    """Load files, or graphs of a store, of which none may be broken.

    Raises ProjectError and SyntaxFault.
    """
    return [
        stored_graphs.read(file)
        if file.format == stored_graphs.STORED
        else loading.parsed([file])[0]
        for file in files
    ]
